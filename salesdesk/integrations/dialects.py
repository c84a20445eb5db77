"""Which character parts the cells of a text table, and which one quotes them.

Every candidate reads the first lines; the one under which most rows have the same width, and the cells look
most like values, is taken. So a semicolon file with decimal commas is not taken for a comma file.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from salesdesk.integrations.looks import look
from salesdesk.integrations.table_file import Content

DELIMITERS: Final = (",", ";", "\t", "|")
RARE_DELIMITERS: Final = (":", "^", "~", "，", "；", "\x01", "\x1e")
"""What parts cells only where none of the usual marks does, and then in every line alike."""
_DIRECTIVE: Final = re.compile(r"\Asep=(.)\r?\n?\Z", re.IGNORECASE)
_BACKSLASH: Final = re.compile(r"\\([\"\\])")
_TWO_COLUMNS: Final = 2
_LOOKED_AT: Final = 100  # rows whose cells are judged
_TYPED: Final = frozenset(Content) - {Content.TEXT, Content.EMPTY}


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the lines of a text table are cut into cells. No delimiter: each line is one cell."""

    delimiter: str = ","
    quote: str = '"'
    escaped: bool = False  # \" stands for a quote within quotes
    spaced: bool = False  # a space follows each delimiter and belongs to no cell

    def reader(self, lines: Iterable[str]) -> Iterator[list[str]]:
        """Return the rows of the lines, quotes taken leniently as spreadsheets do."""
        if self.escaped:
            lines = (self.plain(line) for line in lines)
        if self.quote == "'":
            lines = (line.replace('""', '"') for line in lines)
        return csv.reader(
            lines,
            delimiter=self.delimiter or "\x1f",
            quotechar=self.quote or None,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            skipinitialspace=self.spaced,
        )

    def plain(self, line: str) -> str:
        r"""Return the line with \" written as "" and \\ as \."""
        return _BACKSLASH.sub(lambda match: '""' if match[1] == '"' else "\\", line) if self.escaped else line


def directive(line: str) -> str:
    """Return the delimiter of a `sep=;` first line, which Excel writes and obeys; else nothing."""
    match = _DIRECTIVE.match(line)
    return match[1] if match else ""


def dialect_of(lines: Sequence[str], delimiter: str | None = None) -> Dialect:
    """Return the dialect under which the sample reads best; `delimiter` is what a person has decided."""
    text = "".join(lines)
    asked = [delimiter] if delimiter is not None else [*(mark for mark in DELIMITERS if mark in text), ""]
    candidates = [candidate for mark in asked for candidate in _quotings(mark, text)]
    best = max(candidates, key=lambda candidate: _score(candidate, lines))
    if delimiter is None and not best.delimiter:
        return next((Dialect(mark) for mark in RARE_DELIMITERS if _parts_all(Dialect(mark), lines)), best)
    return best


def _parts_all(dialect: Dialect, lines: Sequence[str]) -> bool:
    """Say whether a rare delimiter parts every line into the same number of cells, none of them blank."""
    if sum(dialect.delimiter in line for line in lines) < _TWO_COLUMNS:
        return False
    rows = [row for row in dialect.reader(lines) if any(cell.strip() for cell in row)]
    widths = {len(row) for row in rows}
    heads = [cell.strip() for cell in rows[0]] if rows else []
    return len(widths) == 1 and min(widths) >= _TWO_COLUMNS and all(heads) and len(set(heads)) == len(heads)


def _quotings(delimiter: str, text: str) -> Iterator[Dialect]:
    edge = re.escape(delimiter) if delimiter else "(?!)"
    spaced = bool(delimiter.strip()) and _spaced(delimiter, text)
    yield Dialect(delimiter, '"', spaced=spaced)
    if '\\"' in text:
        yield Dialect(delimiter, '"', escaped=True, spaced=spaced)
    if re.search(rf"(?:^|{edge})\s?'[^'\n]*'\s?(?:{edge}|$)", text, re.MULTILINE):
        yield Dialect(delimiter, "'", spaced=spaced)
    if '"' in text:
        yield Dialect(delimiter, "", spaced=spaced)


def _spaced(delimiter: str, text: str) -> bool:
    """Nearly every delimiter is followed by one space, or quotes stand behind the space."""
    marks = text.count(delimiter)
    followed = text.count(delimiter + " ")
    quoted = text.count(delimiter + ' "')
    return marks > 0 and (followed * 10 >= marks * 8 or (quoted > 0 and text.count(delimiter + '"') == 0))


def _score(dialect: Dialect, lines: Sequence[str]) -> float:
    try:
        rows = [row for row in dialect.reader(lines) if any(cell.strip() for cell in row)]
    except csv.Error:
        return -1.0
    if not rows:
        return 0.0
    widths = Counter(len(row) for row in rows)
    width, _ = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
    regular: float = (widths[width] / len(rows)) ** 1.5
    spread = regular * (1 - 1 / (width + 1))
    return spread * (0.6 + 0.4 * _tidy(rows[:_LOOKED_AT], dialect)) * _belief(dialect, rows, width)


def _belief(dialect: Dialect, rows: Sequence[Sequence[str]], width: int) -> float:
    """The unusual needs more evidence: one cell a line, no quotes, two columns below one name."""
    if not dialect.delimiter:
        return 0.25
    first = next((row for row in rows if not row[0].startswith("#")), rows[0])
    doubtful = len(first) < width == _TWO_COLUMNS
    return (0.15 if doubtful else 1.0) * (1.0 if dialect.quote else 0.8)


def _tidy(rows: Sequence[Sequence[str]], dialect: Dialect) -> float:
    """Return the share of cells that look like values, or like text without the marks of another dialect."""
    others = [mark for mark in DELIMITERS[1:] if mark != dialect.delimiter]
    total = good = 0.0
    for row in rows:
        for cell in row:
            total += 1
            good += _value(cell, others, dialect)
    return good / total if total else 0.0


def _value(cell: str, others: Sequence[str], dialect: Dialect) -> float:
    if not cell:
        return 0.9
    if look(cell) in _TYPED:
        return 1.0
    if (cell[0] == cell[-1] == '"' and len(cell) > 1) or (
        dialect.quote != "'" and cell[0] == cell[-1] == "'"
    ):
        return 0.1
    if not dialect.escaped and "\\" in cell and '"' in cell:
        return 0.1
    if dialect.quote and cell.count(dialect.quote) % 2:
        return 0.3
    return 0.4 if any(mark in cell for mark in others) else 0.85
