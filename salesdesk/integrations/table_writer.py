"""Tables that go out: CSV that Excel opens with the right letters, or a workbook with real types.

A cell can never become a formula: in CSV a dangerous first sign is defused, in a workbook text is written as
text. The file appears under its name only when it is whole.
"""

import csv
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, Final, Protocol

from salesdesk.domain.errors import BadInput, StorageError
from salesdesk.integrations.looks import shown
from salesdesk.integrations.table_file import Cell

DANGEROUS: Final = frozenset("=+-@\t\r\n\x00＝＋－＠")
_LARGEST_EXACT: Final = 10**15
_CELL: Final = 32_767
_WIDTH: Final = (8, 60)  # characters, least and most
_SHEET_ROWS: Final = 1_048_576
_NO_SPACE: Final = frozenset((28, 112, 122))  # ENOSPC, Windows' ERROR_DISK_FULL, EDQUOT


class TableWriter(Protocol):
    """Takes a head and then rows."""

    def head(self, names: Sequence[str]) -> None:
        """Write the names of the columns."""

    def row(self, cells: Sequence[Cell]) -> None:
        """Write one row."""


def safe_text(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: a quote is put before a dangerous first sign."""
    return f"'{text}" if text and (text[0] in DANGEROUS or text.lstrip()[:1] in DANGEROUS) else text


@contextmanager
def writer_for(path: Path) -> Iterator[TableWriter]:
    """Write a table to .csv or .xlsx; the file takes its place only when the block ends well.

    Raises:
        BadInput: `export-format`, the name of the file ends otherwise.
        StorageError: the disk refuses.
    """
    makers = {".csv": _csv_writer, ".xlsx": _workbook_writer}
    if path.suffix.lower() not in makers:
        raise BadInput("export-format", field="path", suffix=path.suffix or path.name)
    with replacing(path) as fresh, makers[path.suffix.lower()](fresh) as writer:
        yield writer


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a file beside `path` that becomes it when the block ends well, and vanishes otherwise."""
    fresh = path.with_name(f".{path.name}.new")
    try:
        yield fresh
        fresh.replace(path)
    except OSError as error:
        code = "export-no-space" if error.errno in _NO_SPACE else "export-unwritable"
        raise StorageError(code, file=path.name) from error
    finally:
        with suppress(OSError):  # a disk that takes nothing has nothing to take away either
            fresh.unlink(missing_ok=True)


@contextmanager
def _csv_writer(path: Path) -> Iterator[TableWriter]:
    descriptor = _private(path)
    with open(descriptor, "w", encoding="utf-8-sig", newline="") as stream:  # noqa: PTH123 - it is a descriptor
        yield _CsvWriter(stream)
        stream.flush()
        os.fsync(stream.fileno())


def _private(path: Path) -> int:
    """Make a file for this user's eyes only, and open it."""
    path.unlink(missing_ok=True)
    return os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)


class _CsvWriter:
    def __init__(self, stream: IO[str]) -> None:
        self._writer = csv.writer(stream)

    def head(self, names: Sequence[str]) -> None:
        self._writer.writerow([safe_text(name) for name in names])

    def row(self, cells: Sequence[Cell]) -> None:
        self._writer.writerow([safe_text(cell) if isinstance(cell, str) else shown(cell) for cell in cells])


@contextmanager
def _workbook_writer(path: Path) -> Iterator[TableWriter]:
    from xlsxwriter import Workbook  # noqa: PLC0415 - only where a workbook is made
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415 - see above

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    os.close(_private(path))
    packed = BytesIO()  # a package that cannot be written to its end is complained of when it is thrown away
    with TemporaryDirectory(prefix=".", dir=path.parent, ignore_cleanup_errors=True) as folder:
        book = Workbook(packed, options | {"tmpdir": folder})
        try:
            yield _WorkbookWriter(book)
        except BaseException:
            with suppress(Exception):
                book.close()
            raise
        try:
            book.close()
        except FileCreateError as error:
            raise OSError(str(error)) from error
    path.write_bytes(packed.getbuffer())


class _WorkbookWriter:
    def __init__(self, book: Any) -> None:
        self._sheet = book.add_worksheet()
        self._bold = book.add_format({"bold": True, "bottom": 1})
        self._formats = {
            datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            date: book.add_format({"num_format": "yyyy-mm-dd"}),
            time: book.add_format({"num_format": "hh:mm"}),
        }
        self._text = book.add_format({"num_format": "@"})
        self._rows = 0

    def head(self, names: Sequence[str]) -> None:
        for place, name in enumerate(names):
            self._sheet.set_column(place, place, min(max(_width(name) + 4, _WIDTH[0]), _WIDTH[1]))
        self._sheet.freeze_panes(1, 0)
        for place, name in enumerate(names):
            self._sheet.write_string(0, place, name, self._bold)
        self._rows = 1

    def row(self, cells: Sequence[Cell]) -> None:
        if self._rows >= _SHEET_ROWS:
            raise BadInput("export-too-long", field="path", most=_SHEET_ROWS)
        for place, cell in enumerate(cells):
            self._write(place, cell)
        self._rows += 1

    def _write(self, place: int, cell: Cell) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, bool):
            self._sheet.write_boolean(self._rows, place, cell)
        elif isinstance(cell, int | Decimal) and -_LARGEST_EXACT < cell < _LARGEST_EXACT:
            self._sheet.write_number(self._rows, place, cell)
        elif isinstance(cell, (datetime, date, time)):
            moment = cell.replace(tzinfo=None) if isinstance(cell, (datetime, time)) else cell
            self._sheet.write_datetime(self._rows, place, moment, self._formats[type(cell)])
        else:
            self._sheet.write_string(self._rows, place, shown(cell)[:_CELL], self._text)


def _width(text: str) -> int:
    return sum(2 if character > "\u2e7f" else 1 for character in text)
