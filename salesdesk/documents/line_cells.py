"""What stands in each cell of the line table, and how wide the columns must be for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from salesdesk import formats
from salesdesk.documents.quote_paper import PaperLine, QuotePaper
from salesdesk.documents.sheet import INNER, LEFT
from salesdesk.documents.typesetting import Ink, Style, clean, wrap
from salesdesk.documents.wording import Wording, figure

_FINEST: Final = 6
_GAP: Final = 9.0
_SIZES: Final = (
    (8.6, 150.0),
    (8.2, 130.0),
    (7.8, 118.0),
    (7.2, 104.0),
    (6.4, 90.0),
    (5.4, 70.0),
    (4.4, 40.0),
)
_PLACE_WIDTH: Final = 20.0
_UNIT: Final = Style(7.5)
_UNIT_BESIDE: Final = 34.0
_UNIT_BENEATH: Final = 60.0
Cell = tuple[tuple[str, Style], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures, aligned at `right`. `unit_width` is kept free beside quantities."""

    key: str
    heading: tuple[str, ...]
    right: float
    width: float
    unit_width: float = 0.0


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns and type of one paper's table."""

    columns: tuple[Column, ...]
    size: float
    name_left: float
    name_width: float

    @property
    def text(self) -> Style:
        return Style(self.size)

    @property
    def small(self) -> Style:
        return Style(max(self.size - 1.1, 4), Ink.FAINT)


class Cells:
    """The texts of one paper's table."""

    def __init__(self, paper: QuotePaper, wording: Wording) -> None:
        self._paper = paper
        self._wording = wording
        self.taxed = any(line.tax_rate or line.tax for line in paper.lines)
        self._mixed = len({line.tax_included for line in paper.lines if line.tax_rate}) > 1

    def keys(self) -> list[str]:
        """Return the columns this paper needs, from left to right."""
        cut = any(line.discount_percent or line.discount_amount for line in self._paper.lines)
        taxes = ["net", "rate", "tax", "gross"] if self.taxed else ["sum"]
        return ["quantity", "price", *(["off"] if cut else []), *taxes]

    def heading(self, key: str) -> tuple[str, ...]:
        """Return a column's heading, one line for each language."""
        if key == "price" and self.taxed and not self._mixed:
            with_tax = any(line.tax_included for line in self._paper.lines)
            key = "price_with_tax" if with_tax else "price_without_tax"
        return self._wording.each(f"column.{key}")

    def figures(self, line: PaperLine, key: str) -> tuple[str, ...]:
        """Return a figure, and beneath it what explains it."""
        places = self._paper.places
        if key == "price":
            price = figure(line.unit_price, places, _FINEST)
            return (price, *self._tax_sign(line)) if self._mixed else (price,)
        if key == "off":
            return self._off(line)
        if key == "rate":
            return (self._wording.percent(line.tax_rate),)
        if key == "quantity":
            beneath = () if unit_beside(line) else wrap(clean(line.unit), _UNIT_BENEATH, _UNIT)
            return (formats.number(line.quantity), *beneath)
        amounts = {"net": line.net, "tax": line.tax, "gross": line.gross, "sum": line.gross}
        return (figure(amounts[key], places),)

    def beneath(self, line: PaperLine) -> list[str]:
        """Return what stands in small type beneath a line's name."""
        texts = [" · ".join(part for part in map(clean, (line.code, line.spec)) if part), clean(line.note)]
        if line.optional:
            texts.append(self._wording.beside("optional"))
        if line.shared:
            texts.append(f"{self._wording.beside('shared')} {figure(-line.shared, self._paper.places)}")
        return [text for text in texts if text]

    def name(self, line: PaperLine) -> tuple[str, ...]:
        """Return a line's names."""
        return self._wording.named(line.name, line.name_en)

    def _off(self, line: PaperLine) -> tuple[str, ...]:
        percent = f"-{self._wording.percent(line.discount_percent)}" if line.discount_percent else ""
        amount = f"-{figure(line.discount_amount, self._paper.places)}" if line.discount_amount else ""
        return tuple(text for text in (percent, amount) if text)

    def _tax_sign(self, line: PaperLine) -> tuple[str, ...]:
        return self._wording.each("with_tax" if line.tax_included else "without_tax")

    def layout(self) -> Layout:
        """Return the largest type in which names keep a readable width."""
        for size, least in _SIZES:
            layout = self._layout(size)
            if layout.name_width >= least:
                break
        return layout

    def _layout(self, size: float) -> Layout:
        text, head = Style(size), Style(size - 1.0)
        right = LEFT + INNER - 4
        columns: list[Column] = []
        for key in reversed(self.keys()):
            units = self._units(text) if key == "quantity" else 0.0
            heading = self.heading(key)
            widest = _widest(heading, head)
            for line in self._paper.lines:
                widest = max(widest, _widest(self.figures(line, key), text) + units)
            columns.insert(0, Column(key, heading, right, widest, units))
            right -= widest + _GAP
        name_left = LEFT + _PLACE_WIDTH + 4
        return Layout(tuple(columns), size, name_left, right - name_left)

    def _units(self, style: Style) -> float:
        beside = [style.width(clean(line.unit)) for line in self._paper.lines if unit_beside(line)]
        return max(beside) + 3 if any(beside) else 0.0


def unit_beside(line: PaperLine) -> bool:
    """Return whether a unit is short enough to stand beside its quantity; a longer one goes beneath."""
    return _UNIT.width(clean(line.unit)) <= _UNIT_BESIDE


def _widest(texts: Sequence[str], style: Style) -> float:
    return max((style.width(text) for text in texts), default=0.0)


def name_lines(cells: Cells, layout: Layout, line: PaperLine) -> list[tuple[str, Style]]:
    """Return the lines of the first column: names, then what stands beneath them."""
    ink = Ink.QUIET if line.optional else Ink.TEXT
    first, second = Style(layout.size, ink), Style(layout.size - 0.6, Ink.QUIET)
    lines: list[tuple[str, Style]] = []
    for number, name in enumerate(cells.name(line)):
        style = second if number else first
        lines += [(text, style) for text in wrap(name, layout.name_width, style)]
    for text in cells.beneath(line):
        lines += [(part, layout.small) for part in wrap(text, layout.name_width, layout.small)]
    return lines or [("", first)]


def section_sum(lines: Sequence[PaperLine]) -> Decimal:
    """Return what the counted lines of a section come to, tax included."""
    return sum((line.gross for line in lines if not line.optional), Decimal(0))
