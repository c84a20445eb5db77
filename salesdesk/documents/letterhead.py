"""The head of a paper: who writes to whom, about what; and the edges of every page."""

from collections.abc import Iterable
from typing import Final

from salesdesk.documents.blocks import Block
from salesdesk.documents.logos import Logo
from salesdesk.documents.quote_paper import Party, QuotePaper
from salesdesk.documents.sheet import BOTTOM, INNER, LEFT, RIGHT, TOP, Sheet
from salesdesk.documents.typesetting import Ink, Style, clean, wrap
from salesdesk.documents.wording import Wording
from salesdesk.domain.amount_words import CURRENCY_NAMES

_TITLE: Final = Style(23, Ink.TEXT, bold=True)
_SUBTITLE: Final = Style(9, Ink.QUIET)
_NAME: Final = Style(12, bold=True)
_BUYER: Final = Style(11, bold=True)
_SMALL: Final = Style(7.8, Ink.QUIET)
_LABEL: Final = Style(7.6, Ink.FAINT)
_VALUE: Final = Style(8.6)
_SUBJECT: Final = Style(10.5, bold=True)
_LOGO_WIDTH: Final = 170.0
_LOGO_HEIGHT: Final = 40.0
_META: Final = LEFT + INNER * 0.60
_BUYER_WIDTH: Final = INNER * 0.55
_GAP: Final = ("", Style(2.2))
Lines = list[tuple[str, Style]]


def letterhead(paper: QuotePaper, wording: Wording, logo: Logo | None) -> Block:
    """Return the seller's side with the logo, and the paper's title."""
    lines = _seller_lines(paper.seller, wording)
    title, *beneath = wording.each("quote")
    size = _fitted(logo) if logo else (0.0, 0.0)
    top = size[1] + 10 if logo else 0.0
    height = max(top + _height(lines), _TITLE.leading + 16) + 14

    def draw(sheet: Sheet, y: float) -> None:
        if logo:
            sheet.picture(logo, LEFT, y, *size)
        _write(sheet, LEFT, y + top, lines)
        sheet.text(RIGHT, y + 21, title, _TITLE, align="right")
        for line in beneath:
            sheet.text(RIGHT, y + 36, line, _SUBTITLE, align="right")
        sheet.rule(LEFT, y + height - 2, INNER, Ink.ACCENT, 1.4)

    return Block(height, draw)


def addressee(paper: QuotePaper, wording: Wording) -> Block:
    """Return the buyer beside number, dates and currency."""
    lines = _buyer_lines(paper.buyer, wording)
    meta = _meta(paper, wording)
    labels = max((_LABEL.width(label) for label, _ in meta), default=0) + 12
    values = [(label, wrap(value, RIGHT - _META - labels, _VALUE)) for label, value in meta]
    rows = sum(max(len(value), 1) for _, value in values)
    height = 14 + max(_height(lines), rows * 15.0) + 16

    def draw(sheet: Sheet, y: float) -> None:
        _write(sheet, LEFT, y + 14, lines)
        row = y + 14
        for label, value in values:
            sheet.text(_META, row + 10, label, _LABEL)
            for line in value:
                sheet.text(_META + labels, row + 10, line, _VALUE)
                row += 15

    return Block(height, draw)


def subject(paper: QuotePaper) -> list[Block]:
    """Return what the quote is about, if it says so."""
    lines = wrap(clean(paper.title), INNER, _SUBJECT)

    def draw(sheet: Sheet, y: float) -> None:
        sheet.lines(LEFT, y, lines, _SUBJECT)

    return [Block(len(lines) * _SUBJECT.leading + 8, draw, joined=True)] if lines else []


def draw_edges(sheet: Sheet, paper: QuotePaper, wording: Wording, number: int, of: int) -> None:
    """Draw the foot of every page, and the head of those after the first."""
    seller = next(iter(wording.named(paper.seller.name, paper.seller.name_en)), "")
    reference = clean(paper.reference)
    if number > 1:
        sheet.text(LEFT, TOP + 2, _short(seller, _SMALL, INNER * 0.55), _SMALL)
        sheet.text(RIGHT, TOP + 2, f"{wording.beside('quote')}  {reference}", _SMALL, align="right")
        sheet.rule(LEFT, TOP + 9, INNER)
    sheet.rule(LEFT, BOTTOM + 14, INNER)
    foot = _short("  ·  ".join(part for part in (reference, seller) if part), _LABEL, INNER * 0.7)
    sheet.text(LEFT, BOTTOM + 27, foot, _LABEL)
    pages = " / ".join(wording.each("page", number=number, of=of))
    sheet.text(RIGHT, BOTTOM + 27, pages, _LABEL, align="right")


def _seller_lines(seller: Party, wording: Wording) -> Lines:
    first, *others = wording.named(seller.name, seller.name_en) or ("",)
    width = INNER * 0.62
    lines: Lines = [(line, _NAME) for line in wrap(first, width, _NAME)]
    reach = [seller.phone, seller.email, seller.website]
    small = [*others, *wording.named(seller.address, seller.address_en), _row(reach)]
    small += [f"{wording.beside('tax_id')} {seller.tax_id}"] if seller.tax_id else []
    return [*lines, _GAP, *_wrapped(small, width, _SMALL)]


def _buyer_lines(buyer: Party, wording: Wording) -> Lines:
    first, *others = wording.named(buyer.name, buyer.name_en) or ("",)
    lines: Lines = [(wording.beside("to"), _LABEL), _GAP]
    lines += [(line, _BUYER) for line in wrap(first, _BUYER_WIDTH, _BUYER)]
    small = [*others, _row([buyer.contact, buyer.phone, buyer.email])]
    small += wording.named(buyer.address, buyer.address_en)
    small += [f"{wording.beside('tax_id')} {buyer.tax_id}"] if buyer.tax_id else []
    return [*lines, _GAP, *_wrapped(small, _BUYER_WIDTH, _SMALL)]


def _meta(paper: QuotePaper, wording: Wording) -> list[tuple[str, str]]:
    until = wording.day(paper.valid_until) if paper.valid_until else ""
    rows = [
        ("number", paper.reference),
        ("issued_on", wording.day(paper.issued_on)),
        ("valid_until", until),
        ("currency", _currency(paper.currency, wording)),
        ("prepared_by", paper.prepared_by),
    ]
    return [(wording.beside(key), clean(value)) for key, value in rows if clean(value)]


def _currency(code: str, wording: Wording) -> str:
    return f"{CURRENCY_NAMES.get(code, '')} {code}" if "zh" in wording.tongues else code


def _row(parts: Iterable[str]) -> str:
    return " · ".join(text for text in map(clean, parts) if text)


def _wrapped(texts: Iterable[str], width: float, style: Style) -> Lines:
    return [(line, style) for text in texts for line in wrap(clean(text), width, style)]


def _height(lines: Lines) -> float:
    return sum(style.leading for _, style in lines)


def _write(sheet: Sheet, x: float, y: float, lines: Lines) -> None:
    for line, style in lines:
        y = sheet.lines(x, y, [line], style)


def _fitted(logo: Logo) -> tuple[float, float]:
    scale = min(_LOGO_WIDTH / logo.width, _LOGO_HEIGHT / logo.height)
    return logo.width * scale, logo.height * scale


def _short(text: str, style: Style, width: float) -> str:
    """Return as much of a text as fits; a running head may be cut, the letterhead has it whole."""
    if style.width(text) <= width:
        return text
    return next(iter(wrap(text, width - style.width("…"), style)), "") + "…"
