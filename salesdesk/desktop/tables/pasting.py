"""Cells from a spreadsheet onto a list: what each would change, and why some cannot be taken."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from salesdesk.desktop.tables.columns import Column
from salesdesk.domain.errors import SalesDeskError
from salesdesk.words import error_text, say

MOST: Final = 5_000
"""So many rows are taken at a time."""
Block = list[list[str]]
Reads = Callable[[str, str], object]
"""Gives the value of what was typed into the column with a key, or raises why it cannot be one."""


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell that would change; `problem` says why it cannot."""

    row: Any
    key: str
    title: str
    before: str
    typed: str
    value: object = None
    problem: str = ""


def block_of(text: str) -> Block:
    """Return rows of cells as a spreadsheet copies them: quotes may hold tabs and lines."""
    try:
        read = csv.reader(io.StringIO(text.replace("\r\n", "\n")), delimiter="\t")
        rows = [row or [""] for row in read]  # an empty line of one column is an empty cell
    except csv.Error:
        rows = [line.split("\t") for line in text.splitlines()]
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def heads_of(block: Block, shown: Sequence[Column]) -> list[Column | None] | None:
    """Return the columns that the first row names, if all of it are titles; else None."""
    by_title = {say(column.title_key).casefold(): column for column in shown}
    named = [by_title.get(cell.strip().casefold()) for cell in block[0]] if block else []
    known = sum(column is not None for column in named)
    return named if known and known == sum(bool(cell.strip()) for cell in block[0]) else None


def changes_of(
    block: Block, columns: Sequence[Column | None], rows: Sequence[Any], reads: Reads
) -> Iterator[CellChange]:
    """Yield what would change, row by row; a cell that says what is there already changes nothing."""
    for row, cells in zip(rows, block, strict=False):
        for column, cell in zip(columns, cells, strict=False):
            if column is not None and cell.strip() not in _said(column, row):
                yield _change(column, row, cell.strip(), reads)


def _said(column: Column, row: Any) -> set[str]:
    """Return the texts that stand for what a cell holds now."""
    edited = {column.edit(row).strip()} if column.edit is not None else set()
    return edited | {column.copied(row).strip(), column.text(row).strip()}


def _change(column: Column, row: Any, typed: str, reads: Reads) -> CellChange:
    value, problem = None, ""
    if column.edit is None:
        problem = say("table.paste.fixed")
    else:
        try:
            value = reads(column.key, typed)
        except SalesDeskError as error:
            problem = error_text(error)
    return CellChange(row, column.key, say(column.title_key), column.text(row), typed, value, problem)
