"""Rows from a spreadsheet as lines of a quote: code or name, quantity, price. What cannot be is told."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from salesdesk.desktop.quotes.line_columns import COLUMNS, PRICE, QUANTITY
from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.figures import read_amount, read_quantity
from salesdesk.domain.pricing import LinePrice, check_line
from salesdesk.services import products, quote_lines
from salesdesk.services.products import ProductFilter
from salesdesk.services.quotes import QuoteLine
from salesdesk.storage.database import Database
from salesdesk.words import error_text, say

MOST: Final = 1_000
_QUANTITY, _PRICE = 1, 2


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is said of one row, counted from 1. `taken`: it became a line all the same."""

    row: int
    text: str
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Pasted:
    """The lines that came of it."""

    lines: tuple[QuoteLine, ...]
    complaints: tuple[Complaint, ...]


def rows_of(text: str) -> list[tuple[int, list[str]]]:
    """Return (number from 1, cells) of rows as a spreadsheet copies them, without heading and empty rows."""
    rows = [
        [cell.strip().strip('"') for cell in row.split("\t")] for row in text.replace("\r", "").split("\n")
    ]
    found = [(number, row) for number, row in enumerate(rows, 1) if any(row)]
    if len(found) > 1 and _is_heading(found[0][1]) and not _is_heading(found[1][1]):
        return found[1:]
    return found


def read_rows(
    database: Database,
    rows: Sequence[tuple[int, Sequence[str]]],
    *,
    usual: QuoteLine,
    currency: str,
    day: date,
) -> Pasted:
    """Return lines for rows; a name that no product has stays as it is, and that is told."""
    lines: list[QuoteLine] = []
    complaints: list[Complaint] = []
    for number, cells in rows[:MOST]:
        try:
            line, known = _line(database, cells, usual, currency, day)
        except SalesDeskError as error:
            complaints.append(Complaint(number, error_text(error)))
            continue
        lines.append(line)
        if not known:
            complaints.append(Complaint(number, say("quote.paste.unknown", text=cells[0]), taken=True))
    if len(rows) > MOST:
        complaints.append(Complaint(rows[MOST][0], say("quote.paste.too_many", n=MOST)))
    return Pasted(tuple(lines), tuple(complaints))


def _line(
    database: Database, cells: Sequence[str], usual: QuoteLine, currency: str, day: date
) -> tuple[QuoteLine, bool]:
    line = replace(usual, name=cells[0])
    if len(cells) > _QUANTITY and cells[_QUANTITY]:
        line = _typed(QUANTITY, line, cells[_QUANTITY], currency)
    found = products.product_of_code(database, cells[0]) or _named(database, cells[0])
    if found is not None:
        fresh = quote_lines.line_for(database, found, currency=currency, quantity=line.quantity, day=day)
        line = replace(fresh, unit=line.unit or fresh.unit)
    if len(cells) > _PRICE and cells[_PRICE]:
        line = _typed(PRICE, line, cells[_PRICE], currency)
    check_line(LinePrice(quantity=line.quantity, unit_price=line.unit_price, tax_rate=line.tax_rate))
    return line, found is not None


def _typed(column: int, line: QuoteLine, text: str, currency: str) -> QuoteLine:
    read = COLUMNS[column].read
    return read(line, text, currency) if read is not None else line


def _named(database: Database, name: str) -> UUID | None:
    """Return the product of exactly this name."""
    page = products.listing(database, ProductFilter(text=name, active=True)).page(0, 20)
    return next((each.id for each in page if name in (each.name, each.name_en)), None)


def _is_heading(cells: Sequence[str]) -> bool:
    """Say whether what should be figures are words."""
    figures = [cell for cell in cells[_QUANTITY : _PRICE + 1] if cell]
    return bool(figures) and not any(_reads(cell) for cell in figures)


def _reads(cell: str) -> bool:
    for read in (read_quantity, read_amount):
        try:
            read(cell)
        except SalesDeskError:
            continue
        return True
    return False
