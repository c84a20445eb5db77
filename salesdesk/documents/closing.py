"""What follows the figures: validity, terms, where to pay, and the places for signature and seal."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Final

from salesdesk.documents.blocks import Block, space
from salesdesk.documents.quote_paper import Party, QuotePaper
from salesdesk.documents.sheet import INNER, LEFT, Sheet
from salesdesk.documents.typesetting import Ink, Style, clean, paragraphs, wrap
from salesdesk.documents.wording import Wording

_LABEL: Final = Style(8, Ink.FAINT)
_TEXT: Final = Style(8.4, Ink.QUIET)
_NAME: Final = Style(9, bold=True)
_SEAL: Final = Style(8, Ink.FAINT)
_LEADING: Final = 12.4
_COLUMN: Final = (INNER - 28) / 2
_SIGN_HEIGHT: Final = 122.0
_RING: Final = 34.0
_SIGNED: Final = ("signature", "signed_on")


def closing(paper: QuotePaper, wording: Wording) -> list[Block]:
    """Return everything after the figures; the signatures never stand alone on a page."""
    *before, entry, gap = [*_terms(paper, wording), space(8)]
    return [*before, replace(entry, joined=True), replace(gap, joined=True), _signatures(paper, wording)]


def _terms(paper: QuotePaper, wording: Wording) -> list[Block]:
    """Return validity, terms, payment details and notes, broken by the line where a page ends."""
    entries: list[tuple[str, Sequence[str]]] = []
    if paper.valid_until:
        entries.append(("validity", wording.each("valid_through", day=wording.day(paper.valid_until))))
    entries += [
        ("payment_terms", paragraphs(paper.payment_terms)),
        ("delivery_terms", paragraphs(paper.delivery_terms)),
        ("terms", paragraphs(paper.terms)),
        ("note", paragraphs(paper.note)),
        ("stock", _goods(paper, wording)),
        ("bank", _bank(paper.seller, wording)),
    ]
    if any(part.rate for part in paper.by_rate):
        entries.append(("rounding", wording.rounding(paper.rounding, paper.rounding_mode)))
    kept = [(wording.each(f"terms.{key}"), texts) for key, texts in entries if texts]
    indent = max((_LABEL.width(label) for labels, _ in kept for label in labels), default=0) + 16
    return [block for labels, texts in kept for block in (space(6), *_entry(labels, texts, indent))] or [
        space(6)
    ]


def _signatures(paper: QuotePaper, wording: Wording) -> Block:
    """Return both parties' places to sign and to seal."""
    sides = ((paper.seller, "seller_side"), (paper.buyer, "buyer_side"))
    named = [(wording.named(party.name, party.name_en), wording.beside(key)) for party, key in sides]

    def draw(sheet: Sheet, y: float) -> None:
        for number, (names, label) in enumerate(named):
            _side(sheet, LEFT + number * (_COLUMN + 28), y + 14, label, names[:1], wording)

    return Block(_SIGN_HEIGHT, draw)


def _goods(paper: QuotePaper, wording: Wording) -> list[str]:
    """Return what is kept for the buyer, and what nobody has confirmed yet."""
    told = (("reserved", paper.reserved), ("provisional", paper.provisional))
    said = [wording.each(f"stock.{key}", goods=", ".join(goods)) for key, goods in told if goods]
    return [text for texts in said for text in texts]


def _bank(seller: Party, wording: Wording) -> list[str]:
    if not seller.bank_account:
        return []
    holder = " / ".join(wording.named(seller.name, seller.name_en))
    pairs = (("bank.holder", holder), ("bank.name", seller.bank_name), ("bank.account", seller.bank_account))
    return [f"{wording.beside(key)} {clean(text)}" for key, text in pairs if clean(text)]


def _entry(labels: Sequence[str], texts: Sequence[str], indent: float) -> list[Block]:
    """Return one labelled entry, a block for each line."""
    width = INNER - indent
    lines = [line for text in texts for line in (wrap(clean(text), width, _TEXT) or ("",))]
    pairs = list(zip_longest(labels, lines, fillvalue=""))
    blocks = [_line(label, line, indent) for label, line in pairs]
    for number in range(min(len(labels), len(blocks) - 1)):
        blocks[number] = replace(blocks[number], joined=True)
    return blocks


def _line(label: str, text: str, indent: float) -> Block:
    def draw(sheet: Sheet, y: float) -> None:
        sheet.text(LEFT + 4, y + 9, label, _LABEL)
        sheet.text(LEFT + indent, y + 9, text, _TEXT)

    return Block(_LEADING, draw)


def _side(sheet: Sheet, x: float, y: float, label: str, names: Sequence[str], wording: Wording) -> None:
    sheet.text(x + 4, y + 8, label, _LABEL)
    sheet.lines(x + 4, y + 13, [line for name in names for line in wrap(name, _COLUMN - 8, _NAME)][:2], _NAME)
    middle = x + _COLUMN - _RING - 6
    sheet.ring(middle, y + 68, _RING)
    seal = wording.each("seal")
    for number, text in enumerate(seal):
        sheet.text(middle, y + 71 + (number - (len(seal) - 1) / 2) * 11, text, _SEAL, align="centre")
    start = x + 12 + max(_LABEL.width(label) for key in _SIGNED for label in wording.each(key))
    for number, key in enumerate(_SIGNED):
        base = y + 62 + number * 34
        for place, text in enumerate(reversed(wording.each(key))):
            sheet.text(x + 4, base - place * 10.5, text, _LABEL)
        sheet.rule(start, base + 3, middle - _RING - 12 - start, Ink.FAINT)
