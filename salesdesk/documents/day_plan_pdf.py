"""A day of visits on one page of A4: by districts, each with its hour, way in, and what is open there.

However many visits there are, it is one page: what does not fit is first told in fewer lines, then in smaller
letters. Where there is room, lines are left to write on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from salesdesk.documents.letters import PRESS
from salesdesk.documents.sheet import INNER, LEFT, RIGHT, Sheet
from salesdesk.documents.typesetting import Ink, Style, clean, shortened

_HEAD: Final = 92.0
_FOOT: Final = 804.0
_HOURS: Final = 76.0
_LABEL: Final = 62.0
_NOTE: Final = 20.0
_NOTES: Final = 3
_DETAILS: Final = 8
_TITLE: Final = Style(16, bold=True)
_SMALL: Final = Style(8, Ink.FAINT)
_FITS: Final = (
    *((1.0, lines) for lines in range(_DETAILS, 3, -1)),
    *((0.9, lines) for lines in (4, 3)),
    *((0.8, lines) for lines in (3, 2)),
    *((0.7, lines) for lines in (2, 1, 0)),
)
"""Sizes of letters and lines of what is open, the most welcome first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One visit in words. `details` are names and texts of what is open; `mark` stands at the right."""

    area: str
    hours: str
    name: str
    mark: str
    address: str
    reached: str
    details: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPaper:
    """What is printed: all of it in the words of `language`. `notes` names the lines to write on."""

    title: str
    who: str
    summary: str
    notes: str
    printed: str
    made_on: date
    entries: tuple[Entry, ...]
    language: str


@dataclass(frozen=True, slots=True)
class _Size:
    """How the entries are set so that they fit."""

    scale: float
    details: int
    notes: int

    def of(self, size: float, ink: Ink = Ink.TEXT, *, bold: bool = False) -> Style:
        return Style(size * self.scale, ink, bold)

    @property
    def line(self) -> float:
        return 13.0 * self.scale

    @property
    def area(self) -> float:
        """How high the heading of a district is."""
        return 26.0 * self.scale

    def height(self, entry: Entry) -> float:
        lines = 3.3 + min(len(entry.details), self.details)
        return lines * self.line + 10 * self.scale + self.notes * _NOTE


def render_day(paper: DayPaper) -> bytes:
    """Return the PDF of a day, one page; the same day gives the same bytes."""
    with PRESS:
        sheet = Sheet(
            title=clean(paper.title),
            author=clean(paper.who),
            subject=clean(paper.title),
            language=paper.language,
            made_on=paper.made_on,
        )
        _draw_head(sheet, paper)
        size, top, area = _size(paper.entries), _HEAD, ""
        for entry in paper.entries:
            if entry.area != area:
                _draw_area(sheet, entry.area, top, size)
                top, area = top + size.area, entry.area
            _draw_entry(sheet, entry, top, size, clean(paper.notes))
            top += size.height(entry)
        sheet.text(LEFT, _FOOT + 16, clean(paper.printed), _SMALL)
        sheet.end_page()
        return sheet.finish()


def _size(entries: Sequence[Entry]) -> _Size:
    """Return the most welcome size that fits on the page, with lines for notes if there is room."""
    sizes = (_Size(scale, details, 0) for scale, details in _FITS)
    found = next((size for size in sizes if _whole(entries, size) <= _FOOT - _HEAD), None)
    found = found or _Size(*_FITS[-1], 0)
    for notes in range(_NOTES, 0, -1):
        roomy = _Size(found.scale, found.details, notes)
        if _whole(entries, roomy) <= _FOOT - _HEAD:
            return roomy
    return found


def _whole(entries: Sequence[Entry], size: _Size) -> float:
    areas = sum(at == 0 or entry.area != entries[at - 1].area for at, entry in enumerate(entries))
    return areas * size.area + sum(size.height(entry) for entry in entries)


def _draw_head(sheet: Sheet, paper: DayPaper) -> None:
    sheet.text(LEFT, 54, shortened(clean(paper.title), INNER - 120, _TITLE), _TITLE)
    sheet.text(RIGHT, 54, clean(paper.who), Style(9, Ink.QUIET), align="right")
    sheet.text(LEFT, 72, clean(paper.summary), Style(9, Ink.QUIET))
    sheet.rule(LEFT, 82, INNER)


def _draw_area(sheet: Sheet, area: str, top: float, size: _Size) -> None:
    style = size.of(10, Ink.ACCENT, bold=True)
    sheet.text(LEFT, top + 17 * size.scale, shortened(clean(area), INNER, style), style)


def _draw_entry(sheet: Sheet, entry: Entry, top: float, size: _Size, notes: str) -> None:
    left, line = LEFT + _HOURS, size.line
    room = RIGHT - left
    name, mark, hours = size.of(10.5, bold=True), size.of(8, Ink.QUIET), size.of(10, bold=True)
    y = top + line
    wide = mark.width(clean(entry.mark)) + 8
    sheet.text(LEFT, y, shortened(clean(entry.hours), _HOURS - 6, hours), hours)
    sheet.text(left, y, shortened(clean(entry.name), room - wide, name), name)
    sheet.text(RIGHT, y, clean(entry.mark), mark, align="right")
    for text, style in ((entry.address, size.of(9)), (entry.reached, size.of(9))):
        y += line
        sheet.text(left, y, shortened(clean(text), room, style), style)
    for label, text in entry.details[: size.details]:
        y += line
        small, said = size.of(8, Ink.FAINT), size.of(8.5, Ink.QUIET)
        sheet.text(left, y, shortened(clean(label), _LABEL - 4, small), small)
        sheet.text(left + _LABEL, y, shortened(clean(text), room - _LABEL, said), said)
    _draw_notes(sheet, left, y, size, notes)
    sheet.rule(LEFT, top + size.height(entry) - 2 * size.scale, INNER)


def _draw_notes(sheet: Sheet, left: float, y: float, size: _Size, notes: str) -> None:
    for number in range(size.notes):
        y += _NOTE
        if number == 0:
            sheet.text(left, y - 2, notes, size.of(8, Ink.FAINT))
        sheet.rule(left + _LABEL, y, RIGHT - left - _LABEL)
