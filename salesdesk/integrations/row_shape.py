"""Rows brought to the width of their header, and told apart from what is no row of the table.

A short row is filled up, a long one cut where nothing is lost. A row whose cells have slipped into columns of
another look is set right where an empty cell too many explains it; otherwise it is marked, never guessed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

from salesdesk.integrations import limits
from salesdesk.integrations.headers import Layout, columns_of, is_comment
from salesdesk.integrations.looks import is_blank, look
from salesdesk.integrations.table_file import Cell, Content, Row

_PAGE_HEADERS: Final = 2  # a header that comes back this often is printed on each page
_SURPLUS: Final = 2  # cells too many that are still looked into
_FIGURES: Final = frozenset((Content.NUMBER, Content.PHONE, Content.PERCENT))
_TELLING: Final = frozenset((Content.LINK, Content.EMAIL))  # stand in a column of free text only by accident
_TOTAL: Final = re.compile(
    r"\s*(?:合计|总计|小计|共计|累计|汇总|本页小计|总数|合計|總計|小計"
    r"|(?:grand |sub-?)?totals?|sum|summe|gesamt|somme)\s*[:：]?\s*",
    re.IGNORECASE,
)
_REMARK: Final = re.compile(
    r"\s*(?:备注|说明|注|附注|注意|提示|制表[人日期时间]*|打印[人日期时间]*|导出[人日期时间]*|数据来源|来源|审核人?"
    r"|notes?|source|(?:generated|exported|printed|created)(?: on| by)?)\s*\d?\s*[:：].*"
    r"|第\s*\d+\s*页.*|page \d+(?: of \d+)?"
    r"|[(（]?(?:以下(?:空白|无正文)|end of (?:file|report|data|list))[)）]?\.?",
    re.IGNORECASE | re.DOTALL,
)
_REMARK_CELLS: Final = 2
_FREE: Final = frozenset((Content.TEXT, Content.EMPTY))


@dataclass(frozen=True, slots=True)
class Shape:
    """What a row of this table must look like."""

    layout: Layout
    looks: tuple[Content, ...]
    heading: tuple[str, ...]
    page_headers: bool = False
    positioned: bool = False  # cells stand in their column whatever is missing, as in a workbook

    @classmethod
    def of(cls, layout: Layout, sample: Sequence[Row], *, positioned: bool = False) -> "Shape":
        """Learn the shape from the first rows of a file, as they were read."""
        whole = [row for row in sample if len(row.cells) == layout.width and not is_blank(row.cells)]
        looks = tuple(column.content for column in columns_of(layout, whole))
        heading = layout.names if layout.first and layout.width > 1 else ()
        shape = cls(layout, looks, heading, positioned=positioned)
        repeats = sum(row.number > layout.last and shape.is_heading(row.cells) for row in sample)
        return replace(shape, page_headers=positioned or repeats >= _PAGE_HEADERS)

    def fit(self, rows: Iterator[Row]) -> Iterator[Row]:
        """Yield the rows of the table, each as wide as the header; stop where a second table begins."""
        width, last = self.layout.width, self.layout.last
        first_name = self.heading[0] if self.heading else None
        for row in rows:
            cells = row.cells
            if row.number <= last or is_blank(cells):
                continue
            if len(cells) != width or cells[0] == first_name:
                if self.is_heading(cells):
                    if self.page_headers:
                        continue
                    return
                if width > 1 and is_comment(cells):
                    continue
                yield self._checked(self._fitted(row))
            else:
                yield self._checked(row)

    def is_heading(self, cells: Sequence[Cell]) -> bool:
        """Say whether this is the header again, whole or without its last columns."""
        texts = [str(cell).strip() for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        names = self.heading
        return len(texts) > 1 and len(texts) * 2 >= len(names) and texts == list(names[: len(texts)])

    def second_table(self, sample: Sequence[Row]) -> int:
        """Return the row in which a second table begins, 0 if none is seen."""
        if self.page_headers:
            return 0
        later = (row.number for row in sample if row.number > self.layout.last and self.is_heading(row.cells))
        return next(later, 0)

    def _checked(self, row: Row) -> Row:
        if not row.problem and self._is_footer(row.cells):
            return row._replace(problem="row-below-table")
        if any(isinstance(cell, str) and len(cell) > limits.CELL for cell in row.cells):
            return row._replace(problem="cell-too-long")
        return row

    def _is_footer(self, cells: Sequence[Cell]) -> bool:
        """Say whether this row only adds up the others, or is a remark under the table."""
        if self.layout.width <= _REMARK_CELLS:
            return False
        text = next((cell for cell in cells if cell is not None and cell != ""), None)
        if not isinstance(text, str) or not (_TOTAL.fullmatch(text) or _REMARK.fullmatch(text)):
            return False
        others = [cell for cell in cells if cell is not text and not is_blank((cell,))]
        if _TOTAL.fullmatch(text) is None:
            return len(others) < _REMARK_CELLS
        return len(others) * 2 < self.layout.width and all(look(cell) in _FIGURES for cell in others)

    def _fitted(self, row: Row) -> Row:
        cells, width = row.cells, self.layout.width
        if len(cells) < width:
            filled = (*cells, *[""] * (width - len(cells)))
            if self.positioned:
                return row._replace(cells=filled)
            return Row(row.number, filled, "row-slipped" if self._misfits(filled) else "")
        if self.positioned:
            return row._replace(cells=cells[:width])
        best = self._without_surplus(cells)
        if best is None:
            return Row(row.number, cells[:width], "row-too-long")
        return Row(row.number, best, "row-slipped" if self._misfits(best) else "")

    def _without_surplus(self, cells: tuple[Cell, ...]) -> tuple[Cell, ...] | None:
        """Return the row without as many empty cells as it has too many: those whose loss fits best."""
        surplus = len(cells) - self.layout.width
        if is_blank(cells[self.layout.width :]) and not self._misfits(cells[: self.layout.width]):
            return cells[: self.layout.width]
        empty = [place for place, cell in enumerate(cells) if is_blank((cell,))]
        if surplus > _SURPLUS or len(empty) < surplus:
            return None
        choices = [
            tuple(cell for place, cell in enumerate(cells) if place not in left_out)
            for left_out in combinations(empty, surplus)
        ]
        return min(choices, key=self._misfits)

    def _misfits(self, cells: Sequence[Cell]) -> int:
        """Count the cells that do not look like the rest of their column."""
        return sum(
            not self._alike(look(cell), column) for cell, column in zip(cells, self.looks, strict=False)
        )

    def _alike(self, cell: Content, column: Content) -> bool:
        if column in _FREE:
            return cell not in _TELLING or cell not in self.looks
        return cell in {column, Content.EMPTY} or (cell in _FIGURES and column in _FIGURES)
