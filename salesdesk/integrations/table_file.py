"""The one shape in which every file that comes in is read: columns with names, and rows of cells."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

Cell = str | int | bool | Decimal | date | datetime | time | None


class FileKind(StrEnum):
    """What a file is, whatever its name says."""

    CSV = "csv"
    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    VCARD = "vcard"
    LDIF = "ldif"


class Content(StrEnum):
    """What the cells of a column look like."""

    EMPTY = "empty"
    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    TIME = "time"
    EMAIL = "email"
    PHONE = "phone"
    LINK = "link"
    YES_NO = "yes_no"


class Row(NamedTuple):
    """One record. `number` counts as a spreadsheet does: from 1, blank lines included.

    `problem` is the code of what is wrong with its shape; such a row is shown, not imported.
    """

    number: int
    cells: tuple[Cell, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `meaning` is a field known from the format itself, such as `email` in an address card."""

    name: str
    content: Content = Content.TEXT
    samples: tuple[str, ...] = ()
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader did that a person should know, in words `notice.<code>`."""

    code: str
    values: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a person wants a file read, where what was found by itself is not right.

    `header_row` counts from 1; 0 says that there is none. None leaves each to be found.
    """

    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file as a table. Each call of `rows` reads from the beginning; nothing of it is kept in memory."""

    kind: FileKind
    columns: tuple[Column, ...]
    rows: Callable[[], Iterator[Row]]
    encoding: str = ""
    delimiter: str = ""
    quote: str = ""
    header_row: int = 0
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
