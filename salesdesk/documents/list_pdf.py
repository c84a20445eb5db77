"""A list as it is seen, on paper: lying A4, its titles on every page, as wide as what stands in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from salesdesk.documents.sheet import Sheet
from salesdesk.documents.typesetting import Ink, Style, clean, shortened

MOST: Final = 20_000
"""So many rows are 500 pages."""
_TITLE: Final = Style(13, bold=True)
_HEAD: Final = Style(7.5, Ink.QUIET, bold=True)
_CELL: Final = Style(7.5)
_SMALL: Final = Style(7, Ink.FAINT)
_EDGE: Final = 32.0
_TOP: Final = 62.0
_FOOT: Final = 30.0
_ROW: Final = 15.5
_GAP: Final = 8.0
_NARROWEST: Final = 26.0
_WIDEST: Final = 190.0
_LOOKED_AT: Final = 400
"""So many rows say how wide the columns are."""


@dataclass(frozen=True, slots=True)
class ListPaper:
    """What is printed: `right` are the numbers of columns of figures; `rows` are texts."""

    title: str
    made_on: date
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    right: frozenset[int]
    language: str
    page_of: str
    """How a page is counted, with {page} and {pages}."""


def render_list(paper: ListPaper) -> bytes:
    """Return the PDF of a list; the same list of the same day gives the same bytes."""
    sheet = Sheet(
        title=paper.title,
        author="",
        subject=paper.title,
        language=paper.language,
        made_on=paper.made_on,
        lies=True,
    )
    widths = _widths(paper, sheet.width - 2 * _EDGE)
    fits = int((sheet.height - _TOP - _ROW - _FOOT) // _ROW)
    pages = max(1, -(-len(paper.rows) // fits))
    for page in range(pages):
        _draw_head(sheet, paper, widths, page + 1, pages)
        for place, row in enumerate(paper.rows[page * fits : (page + 1) * fits]):
            _draw_row(sheet, paper, widths, row, _TOP + _ROW * (place + 1))
        sheet.end_page()
    return sheet.finish()


def _widths(paper: ListPaper, room: float) -> list[float]:
    """Return the columns' widths: as wide as their texts, narrowed together where there is no room."""
    some = [paper.heads, *paper.rows[:_LOOKED_AT]]
    wanted = [
        min(max(_CELL.width(clean(row[place])) for row in some) + _GAP, _WIDEST)
        for place in range(len(paper.heads))
    ]
    wanted = [max(width, _NARROWEST) for width in wanted]
    scale = room / sum(wanted)
    return [width * scale for width in wanted] if scale < 1 else wanted


def _draw_head(sheet: Sheet, paper: ListPaper, widths: Sequence[float], page: int, pages: int) -> None:
    right = sheet.width - _EDGE
    sheet.text(_EDGE, 38, clean(paper.title), _TITLE)
    sheet.text(right, 38, paper.made_on.isoformat(), _SMALL, align="right")
    counted = paper.page_of.format(page=page, pages=pages)
    sheet.text(right, sheet.height - 16, counted, _SMALL, align="right")
    sheet.box(_EDGE, _TOP - 2, right - _EDGE, _ROW, Ink.TINT)
    for left, width, (place, name) in _places(widths, paper.heads):
        _draw_cell(sheet, left, width, _TOP, name, _HEAD, right=place in paper.right)


def _draw_row(
    sheet: Sheet, paper: ListPaper, widths: Sequence[float], row: Sequence[str], top: float
) -> None:
    for left, width, (place, text) in _places(widths, row):
        _draw_cell(sheet, left, width, top, text, _CELL, right=place in paper.right)
    sheet.rule(_EDGE, top + _ROW - 2, sheet.width - 2 * _EDGE)


def _places(widths: Sequence[float], texts: Sequence[str]) -> Iterator[tuple[float, float, tuple[int, str]]]:
    left = _EDGE
    for width, cell in zip(widths, enumerate(texts), strict=True):
        yield left, width, cell
        left += width


def _draw_cell(
    sheet: Sheet, left: float, width: float, top: float, text: str, style: Style, *, right: bool
) -> None:
    shown = shortened(clean(text), width - _GAP, style)
    x = left + width - _GAP / 2 if right else left + _GAP / 2
    sheet.text(x, top + style.size + 1.5, shown, style, align="right" if right else "left")
