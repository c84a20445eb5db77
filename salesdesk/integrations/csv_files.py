"""Text tables: comma, semicolon, tab or bar; any encoding; titles above, ragged rows below."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import islice
from typing import Final, TextIO

from salesdesk.domain.errors import FileRefused
from salesdesk.integrations import limits
from salesdesk.integrations.dialects import Dialect, dialect_of, directive
from salesdesk.integrations.encodings import Encoding
from salesdesk.integrations.headers import SAMPLE_ROWS, columns_of, layout_of
from salesdesk.integrations.row_shape import Shape
from salesdesk.integrations.table_file import FileKind, Notice, Reading, Row, TableFile
from salesdesk.integrations.text_records import records

_SAMPLE_LINES: Final = 400
_SAMPLE_CHARACTERS: Final = 256 * 1024
_AS_TEXT: Final = re.compile(r'="([^"]*)"')


@dataclass(frozen=True, slots=True)
class TextSource:
    """A text file that can be opened again and again."""

    name: str
    opener: limits.Opener
    encoding: Encoding

    def open(self) -> TextIO:
        """Open at the beginning; letters that cannot be read come as U+FFFD, line ends as they are."""
        try:
            stream = self.opener()
        except OSError as error:
            raise FileRefused("file-unreadable", file=self.name) from error
        return TextIOWrapper(stream, encoding=self.encoding.codec, errors="replace", newline="")


@dataclass(frozen=True, slots=True)
class _Plan:
    """How the rows of one file are read, once that is known."""

    dialect: Dialect
    skipped_lines: int
    shape: Shape


def read_csv(source: TextSource, reading: Reading) -> TableFile:
    """Return the file as a table. Raises FileRefused where it is none, or too large."""
    lines = _sample(source)
    if not any(line.strip() for line in lines):
        raise FileRefused("file-empty", file=source.name)
    skipped = 1 if directive(lines[0]) else 0
    delimiter = reading.delimiter if reading.delimiter is not None else directive(lines[0]) or None
    dialect = dialect_of(lines[skipped:], delimiter)
    layout = layout_of(_first_rows(source, dialect, skipped, 0), reading.header_row)
    if layout.width > limits.COLUMNS:
        raise FileRefused("too-many-columns", file=source.name, columns=layout.width, most=limits.COLUMNS)
    sample = _first_rows(source, dialect, skipped, layout.width)
    shape = Shape.of(layout, sample)
    plan = _Plan(dialect, skipped, shape)
    return TableFile(
        FileKind.CSV,
        columns_of(layout, list(islice(shape.fit(iter(sample)), SAMPLE_ROWS))),
        lambda: _rows(source, plan),
        encoding=source.encoding.name,
        delimiter=dialect.delimiter,
        quote=dialect.quote,
        header_row=layout.header_row,
        notices=_notices(source, shape, sample),
    )


def _sample(source: TextSource) -> list[str]:
    lines: list[str] = []
    size = 0
    with source.open() as stream:
        while len(lines) < _SAMPLE_LINES and size < _SAMPLE_CHARACTERS:
            line = stream.readline(limits.LINE + 1)
            if not line:
                break
            if len(line) > limits.LINE:
                raise FileRefused("line-endless", file=source.name, most=limits.LINE)
            lines.append(line.replace("\x00", ""))
            size += len(line)
    return lines


def _records(source: TextSource, dialect: Dialect, skipped: int, width: int) -> Iterator[Row]:
    with source.open() as stream:
        for _ in range(skipped):
            stream.readline(limits.LINE)
        for record in records(stream, dialect, width=width, name=source.name, first=skipped + 1):
            yield Row(
                record.number, tuple([_bare(cell) if cell[:2] == '="' else cell for cell in record.cells])
            )


def _bare(cell: str) -> str:
    """Return the text of ="00017", by which programs keep a spreadsheet from taking a number's zeros away."""
    wrapped = _AS_TEXT.fullmatch(cell.rstrip())
    return wrapped[1] if wrapped else cell


def _first_rows(source: TextSource, dialect: Dialect, skipped: int, width: int) -> list[Row]:
    return list(islice(_records(source, dialect, skipped, width), _SAMPLE_LINES))


def _rows(source: TextSource, plan: _Plan) -> Iterator[Row]:
    found = _records(source, plan.dialect, plan.skipped_lines, plan.shape.layout.width)
    for count, row in enumerate(plan.shape.fit(found)):
        if count == limits.ROWS:
            raise FileRefused("too-many-rows", file=source.name, most=limits.ROWS)
        yield row


def _notices(source: TextSource, shape: Shape, sample: Sequence[Row]) -> tuple[Notice, ...]:
    notices = []
    if source.encoding.flawed:
        notices.append(Notice("letters-unreadable", {"encoding": source.encoding.name}))
    second = shape.second_table(sample)
    if second:
        notices.append(Notice("second-table", {"row": second}))
    return tuple(notices)
