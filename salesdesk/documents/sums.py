"""What the quote comes to: by tax rate, in all, and in words. One block, so it is never torn apart."""

from collections.abc import Sequence
from typing import Final

from salesdesk import formats
from salesdesk.documents.blocks import Block
from salesdesk.documents.quote_paper import QuotePaper
from salesdesk.documents.sheet import INNER, LEFT, RIGHT, Sheet
from salesdesk.documents.typesetting import Ink, Style, clean, wrap
from salesdesk.documents.wording import Wording, figure

_LABEL: Final = Style(8.4, Ink.QUIET)
_VALUE: Final = Style(8.8)
_HEAD: Final = Style(7.4, Ink.FAINT)
_SMALL: Final = Style(7.8, Ink.QUIET)
_GRAND: Final = Style(10, bold=True)
_GRAND_VALUE: Final = Style(13, bold=True)
_WORDS: Final = Style(9.4, bold=True)
_PANEL: Final = LEFT + INNER * 0.53
_ROW: Final = 16.0
_GRAND_ROW: Final = 27.0
_RATES_WIDTH: Final = INNER * 0.47
Row = tuple[str, str]


def sums(paper: QuotePaper, wording: Wording) -> Block:
    """Return the totals of a paper."""
    rows = _rows(paper, wording)
    rates = _rates(paper, wording)
    words = _words(paper, wording)
    panel = len(rows) * _ROW + 4 + _GRAND_ROW
    upper = max(panel, len(rates) * 13.0 + 6)
    lower = _words_height(words)

    def draw(sheet: Sheet, y: float) -> None:
        _draw_rates(sheet, y + 10, rates)
        _draw_panel(sheet, y + 10, rows, paper, wording)
        if words:
            _draw_words(sheet, y + 10 + upper + 8, words)

    return Block(10 + upper + 8 + lower + 8, draw)


def _rows(paper: QuotePaper, wording: Wording) -> list[Row]:
    rows: list[Row] = []
    if paper.discount:
        key = "amount_with_tax" if paper.amount_with_tax else "amount"
        rows.append((wording.beside(key), figure(paper.amount, paper.places)))
        rows.append((wording.beside("discount"), figure(-paper.discount, paper.places)))
    if paper.tax or any(part.rate for part in paper.by_rate):
        rows.append((wording.beside("net"), figure(paper.net, paper.places)))
        rows.append((wording.beside("tax"), figure(paper.tax, paper.places)))
    return rows


def _rates(paper: QuotePaper, wording: Wording) -> list[tuple[str, ...]]:
    """Return the heading and one row for each tax rate; nothing where there is no tax at all."""
    if not any(part.rate or part.tax for part in paper.by_rate):
        return []
    heads = [wording.each(f"rates.{key}") for key in ("rate", "net", "tax", "gross")]
    table = [tuple(head[number] for head in heads) for number in range(len(wording.tongues))]
    for part in paper.by_rate:
        amounts = (figure(amount, paper.places) for amount in (part.net, part.tax, part.gross))
        table.append((wording.percent(part.rate), *amounts))
    return table


def _draw_rates(sheet: Sheet, y: float, table: Sequence[tuple[str, ...]]) -> None:
    if not table:
        return
    size = 7.8
    while size > 4 and _rates_width(table, Style(size)) > _RATES_WIDTH:  # noqa: PLR2004 - the smallest type
        size -= 0.4
    style = Style(size, Ink.QUIET)
    rights = _rights(table, style)
    for number, row in enumerate(table):
        ink = style if _is_figures(row) else Style(size - 0.6, Ink.FAINT)
        sheet.text(LEFT + 4, y + 10 + number * 13, row[0], ink)
        for right, text in zip(rights, row[1:], strict=True):
            sheet.text(right, y + 10 + number * 13, text, ink, align="right")


def _is_figures(row: tuple[str, ...]) -> bool:
    return row[0].endswith("%")


def _rights(table: Sequence[tuple[str, ...]], style: Style) -> list[float]:
    """Return where each column of amounts ends."""
    x = LEFT + 4 + max(style.width(row[0]) for row in table)
    rights: list[float] = []
    for column in range(1, 4):
        x += 12 + max(style.width(row[column]) for row in table)
        rights.append(x)
    return rights


def _rates_width(table: Sequence[tuple[str, ...]], style: Style) -> float:
    return _rights(table, style)[-1] - LEFT


def _draw_panel(sheet: Sheet, y: float, rows: Sequence[Row], paper: QuotePaper, wording: Wording) -> None:
    for number, (label, value) in enumerate(rows):
        base = y + 11 + number * _ROW
        sheet.text(_PANEL + 8, base, label, _LABEL)
        sheet.text(RIGHT - 8, base, value, _VALUE, align="right")
    top = y + len(rows) * _ROW + 4
    taxed = bool(rows) and (bool(paper.tax) or any(part.rate for part in paper.by_rate))
    label = wording.beside("gross" if taxed else "total")
    value = formats.amount(paper.gross, paper.currency, paper.places)
    style = _GRAND_VALUE
    while style.size > 7 and _GRAND.width(label) + style.width(value) > RIGHT - _PANEL - 28:  # noqa: PLR2004
        style = Style(style.size - 0.5, bold=True)
    sheet.box(_PANEL, top, RIGHT - _PANEL, _GRAND_ROW, Ink.TINT, round_by=3)
    sheet.text(_PANEL + 8, top + 17.5, label, _GRAND)
    sheet.text(RIGHT - 8, top + 18, value, style, align="right")


def _words(paper: QuotePaper, wording: Wording) -> list[tuple[str, str]]:
    """Return the amount in words, once for each language."""
    texts = {"zh": paper.words_zh, "en": paper.words_en}
    labels = wording.each("in_words")
    pairs = zip(labels, (clean(texts[tongue]) for tongue in wording.tongues), strict=True)
    return [(label, text) for label, text in pairs if text]


def _words_lines(words: Sequence[tuple[str, str]]) -> list[tuple[str, tuple[str, ...], float]]:
    indent = max((_SMALL.width(label) for label, _ in words), default=0) + 12
    return [(label, wrap(text, INNER - indent - 16, _WORDS), indent) for label, text in words]


def _words_height(words: Sequence[tuple[str, str]]) -> float:
    lines = sum(len(texts) for _, texts, _ in _words_lines(words))
    return 12 + lines * _WORDS.leading if lines else 0.0


def _draw_words(sheet: Sheet, y: float, words: Sequence[tuple[str, str]]) -> None:
    height = _words_height(words)
    sheet.rule(LEFT, y, INNER)
    top = y + 6
    for label, texts, indent in _words_lines(words):
        sheet.text(LEFT + 4, top + _WORDS.size * 1.05, label, _SMALL)
        top = sheet.lines(LEFT + 4 + indent, top, texts, _WORDS)
    sheet.rule(LEFT, y + height, INNER)
