"""Rows to the clipboard: tab-separated text for a spreadsheet, and a table for a letter."""

from collections.abc import Iterable, Sequence
from functools import partial
from html import escape
from typing import Any, Final

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from salesdesk.desktop.runtime.background import Background
from salesdesk.desktop.tables.columns import Column
from salesdesk.desktop.tables.paged_model import PagedModel, Source
from salesdesk.words import say

MOST: Final = 100_000  # rows; more than a clipboard is for
_SLICE: Final = 1_000
_FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def copy_rows(
    records: PagedModel[Any],
    columns: Sequence[Column],
    spans: Sequence[tuple[int, int]],
    background: Background,
) -> None:
    """Copy rows by number; those not loaded are fetched in the background first."""
    numbers = [number for first, last in spans for number in range(first, last + 1)][:MOST]
    here = [records.row(number) for number in numbers]
    put = partial(_put, columns)
    if records.source is None or all(row is not None for row in here):
        put(here)
    else:
        background.ask(partial(_fetched, records.source, list(spans)), owner=records, then=put)


def as_text(rows: Iterable[Any], columns: Sequence[Column]) -> str:
    """Return rows as tab-separated lines under a line of titles."""
    lines = [[say(column.title_key) for column in columns]]
    lines += [[column.copied(row) for column in columns] for row in rows]
    return "\r\n".join("\t".join(map(_one_line, line)) for line in lines)


def as_table(rows: Iterable[Any], columns: Sequence[Column]) -> str:
    """Return rows as an HTML table; every value is text."""
    head = "".join(f"<th>{escape(say(column.title_key))}</th>" for column in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(column.copied(row))}</td>" for column in columns) + "</tr>"
        for row in rows
    )
    return f'<meta charset="utf-8"><table><tr>{head}</tr>{body}</table>'


def _put(columns: Sequence[Column], rows: Sequence[Any]) -> None:
    mime = QMimeData()
    mime.setText(as_text(rows, columns))
    mime.setHtml(as_table(rows, columns))
    QGuiApplication.clipboard().setMimeData(mime)


def _fetched(source: Source[Any], spans: list[tuple[int, int]]) -> list[Any]:
    rows: list[Any] = []
    for first, last in spans:
        for offset in range(first, min(last + 1, first + MOST), _SLICE):
            rows += source.page(offset, min(_SLICE, last + 1 - offset))
    return rows[:MOST]


def _one_line(text: str) -> str:
    """Return a text that stays in its cell, and that a spreadsheet does not run as a formula."""
    flat = text.replace("\t", " ").replace("\r", " ").replace("\n", " ")
    if flat.startswith(_FORMULA) and not flat.lstrip("+-").replace(",", "").replace(".", "").isdigit():
        return f"'{flat}"
    return flat
