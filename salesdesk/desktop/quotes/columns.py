"""The columns of the list of quotes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from salesdesk import formats
from salesdesk.desktop.quotes.words import STATUS_TONES, amount_text, expiry_text, expiry_tone, status_text
from salesdesk.desktop.tables.cells import MoneyCell, PillCell, TextCell, TitleCell, draw_text
from salesdesk.desktop.tables.columns import Column
from salesdesk.desktop.theme.look import MEDIUM, look
from salesdesk.domain.money import from_minor
from salesdesk.services.quotes import QuoteSummary
from salesdesk.words import language

EXPORTED: Final = {
    name: (f"quote.{name}",)
    for name in (
        "number",
        "customer",
        "title",
        "status",
        "issued_on",
        "valid_until",
        "net",
        "tax",
        "revision",
    )
} | {"total": ("quote.gross", "quote.currency"), "currency": ("quote.currency",)}
"""Which exported columns stand for a column of the list."""


@dataclass(frozen=True, slots=True)
class ValidityCell:
    """The last day, and behind it how near that is."""

    today: Callable[[], date]

    def paint(self, painter: QPainter, rect: QRect, row: Any, text: str, *, right: bool) -> None:  # noqa: ARG002 - painted from the row
        day, mark = _day(row.valid_until, self.today()), expiry_text(row, self.today())
        draw_text(painter, rect, day, tone="text2")
        if mark:
            used = look().metrics(13).horizontalAdvance(day) + look().px(8)
            room = rect.adjusted(used, 0, 0, 0)
            draw_text(painter, room, mark, tone=expiry_tone(row, self.today()), size=12, weight=MEDIUM)


def quote_columns(today: Callable[[], date]) -> tuple[Column, ...]:
    """Return the columns; days are told from `today`."""
    return (*_what(), *_worth(), *_when(today), *_more())


def _what() -> tuple[Column, ...]:
    return (
        Column(
            "number",
            "quotes.column.number",
            lambda row: row.number,
            width=180,
            sort="number",
            cell=TextCell(weight=MEDIUM, tabular=True),
        ),
        Column(
            "customer",
            "quotes.column.customer",
            lambda row: row.customer_name,
            width=272,
            sort="customer",
            cell=TitleCell(),
        ),
        Column(
            "status",
            "quotes.column.status",
            lambda row: status_text(row.status),
            width=96,
            sort="status",
            cell=PillCell(lambda row: STATUS_TONES[row.status]),
        ),
    )


def _worth() -> tuple[Column, ...]:
    return (
        Column(
            "total",
            "quotes.column.total",
            lambda row: amount_text(row.gross, row.currency),
            width=130,
            align="right",
            sort="total",
            cell=MoneyCell(MEDIUM),
            raw=lambda row: _bare(row.gross, row),
        ),
    )


def _when(today: Callable[[], date]) -> tuple[Column, ...]:
    return (
        Column(
            "issued_on",
            "quotes.column.issued_on",
            lambda row: _day(row.issued_on, today()),
            width=96,
            sort="newest",
            cell=TextCell("text2"),
            raw=lambda row: f"{row.issued_on:%Y-%m-%d}",
        ),
        Column(
            "valid_until",
            "quotes.column.valid_until",
            lambda row: " ".join(
                part for part in (_day(row.valid_until, today()), expiry_text(row, today())) if part
            ),
            width=190,
            sort="valid_until",
            cell=ValidityCell(today),
            raw=lambda row: f"{row.valid_until:%Y-%m-%d}",
        ),
    )


def _more() -> tuple[Column, ...]:
    return (
        Column("title", "quotes.column.title", lambda row: row.title, width=200, cell=TextCell("text2")),
        _amount("net"),
        _amount("tax"),
        Column("currency", "quotes.column.currency", lambda row: row.currency, width=86, hidden=True),
        Column("revision", "quotes.column.revision", lambda row: str(row.revision), width=86, hidden=True),
    )


def _amount(name: str) -> Column:
    return Column(
        name,
        f"quotes.column.{name}",
        lambda row: amount_text(getattr(row, name), row.currency),
        width=120,
        align="right",
        cell=MoneyCell(),
        raw=lambda row: _bare(getattr(row, name), row),
        hidden=True,
    )


def _bare(minor: int, row: QuoteSummary) -> str:
    return f"{from_minor(minor, row.currency):f}"


def _day(day: date, today: date) -> str:
    return formats.short_day(day, today, language())
