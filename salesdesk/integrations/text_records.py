"""Lines of text to records, with repair of the one line whose quotes are wrong.

The csv module reads on until a quote closes; one stray quote can so swallow the rest of a file. A record that
does not come out as wide as the table is therefore read a second time, line by line, by a reader that knows
what a stray quote looks like; the lines it does not need are given back.
"""

import csv
from collections import deque
from collections.abc import Iterator
from typing import Final, NamedTuple, TextIO

from salesdesk.domain.errors import FileRefused
from salesdesk.integrations import limits
from salesdesk.integrations.dialects import Dialect


class Record(NamedTuple):
    """One record: the number of its first line as a spreadsheet counts, and its cells."""

    number: int
    cells: list[str]


class _TooLong(Exception):
    """A quoted record runs on over more lines than any real one."""


class _Lines:
    """The lines of a stream, kept until their record is done, so that they can be given back."""

    def __init__(self, stream: TextIO, name: str) -> None:
        self._stream = stream
        self._name = name
        self._returned: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else self._read()
        if not line:
            raise StopIteration
        self.taken.append(line)
        if len(self.taken) > limits.RECORD_LINES:
            raise _TooLong
        return line

    def _read(self) -> str:
        line = self._stream.readline(limits.LINE + 1)
        if len(line) > limits.LINE:
            raise FileRefused("line-endless", file=self._name, most=limits.LINE)
        return line.replace("\x00", "") or "\n" if "\x00" in line else line

    def give_back(self, lines: list[str]) -> None:
        self._returned.extendleft(reversed(lines))


def records(stream: TextIO, dialect: Dialect, *, width: int, name: str, first: int = 1) -> Iterator[Record]:
    """Yield all records, blank ones too. `width` 0 means that no width is known and nothing is repaired.

    Raises FileRefused for a line without end.
    """
    lines = _Lines(stream, name)
    reader = dialect.reader(lines)
    number = first
    while True:
        try:
            cells = next(reader, None)
        except (_TooLong, csv.Error):
            cells = _alone(lines, dialect)
            reader = dialect.reader(lines)
        if cells is None:
            return
        if width and dialect.quote and _doubtful(cells, lines.taken, dialect.quote, width):
            cells = _repaired(cells, lines, dialect, width)
        yield Record(number, cells)
        number += 1
        if number - first > limits.RECORDS:
            raise FileRefused("too-many-rows", file=name, most=limits.ROWS)
        lines.taken.clear()


def _doubtful(cells: list[str], taken: list[str], quote: str, width: int) -> bool:
    """A record of the wrong width that holds quotes, or one whose cells still hold some, may be misread.

    So may one of several lines whose quotes do not come in pairs: the last was never closed.
    """
    if len(cells) != width:
        return any(quote in line for line in taken)
    if len(taken) > 1 and sum(line.count(quote) for line in taken) % 2:
        return True
    return any(quote in cell for cell in cells)


def _repaired(cells: list[str], lines: _Lines, dialect: Dialect, width: int) -> list[str]:
    first = lenient(lines.taken[0], dialect)
    if first is None and lenient("".join(lines.taken), dialect) != cells:
        first = lenient(
            lines.taken[0], dialect, open_is_stray=True
        )  # the quote was not meant to open anything
    if first is None or len(first) != width:
        return cells
    lines.give_back(lines.taken[1:])
    return first


def _alone(lines: _Lines, dialect: Dialect) -> list[str]:
    """Take only the first line of a record that never ends, as it stands, and give the others back."""
    line = lines.taken[0]
    lines.give_back(lines.taken[1:])
    return lenient(line, dialect) or _cut(line, dialect)


def _cut(line: str, dialect: Dialect) -> list[str]:
    text = line.rstrip("\r\n")
    return text.split(dialect.delimiter) if dialect.delimiter else [text]


_OPEN: Final = None


def lenient(line: str, dialect: Dialect, *, open_is_stray: bool = False) -> list[str] | None:
    """Cut one line into cells; None if a quote that opens well is open at its end, unless that is stray.

    A quote closes a cell only where a delimiter or the end follows. A stray quote directly behind a delimiter
    shows that the cell before it was never meant to be quoted.
    """
    text = dialect.plain(line.rstrip("\r\n"))
    cells: list[str] = []
    place = 0
    while place <= len(text):
        cell, after = _cell(text, place, dialect)
        if cell is _OPEN:
            if not open_is_stray:
                return None
            cell, after = _unquoted(text, place, dialect)
        place = after
        cells.append(cell)
    return cells


def _cell(text: str, place: int, dialect: Dialect) -> tuple[str | None, int]:
    if dialect.spaced and text[place : place + 1] == " ":
        place += 1
    if dialect.quote and text[place : place + 1] == dialect.quote:
        found = _quoted(text, place, dialect)
        if found is not None:
            return found
    return _unquoted(text, place, dialect)


def _unquoted(text: str, place: int, dialect: Dialect) -> tuple[str, int]:
    end = text.find(dialect.delimiter, place) if dialect.delimiter else -1
    return (text[place:], len(text) + 1) if end < 0 else (text[place:end], end + 1)


def _quoted(text: str, start: int, dialect: Dialect) -> tuple[str | None, int] | None:
    """Return cell and next place; (None, 0) for a quote left open; None if it is no quoted cell."""
    quote, delimiter = dialect.quote, dialect.delimiter
    place = start + 1
    while True:
        place = text.find(quote, place)
        if place < 0:
            return (_OPEN, 0)
        after = text[place + 1 : place + 2]
        if after in {"", delimiter}:
            content = text[start + 1 : place].replace(quote * 2, quote)
            return (content.replace('""', '"') if quote == "'" else content), place + 2
        if after == quote:
            place += 2
            continue
        if delimiter and text[place - 1] == delimiter:
            return None
        place += 1
