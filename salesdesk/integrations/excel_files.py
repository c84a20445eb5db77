"""Workbooks of Excel and LibreOffice (xlsx, xlsm, xlsb, xls, ods), read in a worker process."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from typing import Any, Final, NamedTuple

from msgspec import DecodeError, msgpack

from salesdesk.domain.errors import FileRefused
from salesdesk.integrations import limits
from salesdesk.integrations.archives import check_archive
from salesdesk.integrations.excel_worker import LENGTH
from salesdesk.integrations.headers import SAMPLE_ROWS, Layout, columns_of, layout_of
from salesdesk.integrations.row_shape import Shape
from salesdesk.integrations.table_file import Cell, FileKind, Reading, Row, TableFile
from salesdesk.settings import ROOT

WORKER_SWITCH: Final = "--read-workbook"
"""The argument with which a frozen program runs `excel_worker.main` in place of itself."""
_NEEDED: Final = frozenset(("PATH", "SYSTEMROOT", "LANG", "LC_ALL", "TMPDIR", "TEMP", "LD_LIBRARY_PATH"))
_OUT_OF_TIME: Final = frozenset(
    -int(getattr(signal, name)) for name in ("SIGKILL", "SIGXCPU") if hasattr(signal, name)
)
_LIMITS: Final[dict[str, dict[str, int]]] = {
    "too-many-rows": {"most": limits.ROWS},
    "too-many-columns": {"most": limits.COLUMNS, "columns": limits.COLUMNS + 1},
}
_SAMPLE: Final = SAMPLE_ROWS * 2

_PARSED: Final[dict[str, Callable[[str], Cell]]] = {
    "n": Decimal,
    "d": date.fromisoformat,
    "t": datetime.fromisoformat,
    "c": time.fromisoformat,
}


class _Sent(NamedTuple):
    """A row as the worker sends it: its number, its cells, and the places a cell to their left covers."""

    number: int
    cells: tuple[Cell, ...]
    covered: list[int]


def read_workbook(path: Path, kind: FileKind, reading: Reading) -> TableFile:
    """Return one sheet as a table: the wanted one, or the first that holds a table."""
    limits.check_size(path, limits.BINARY_BYTES)
    if kind is not FileKind.XLS:
        check_archive(path)
    sheets, sheet, sent, whole = _first_rows(path, reading.sheet)
    if not sent:
        raise FileRefused("sheet-empty", file=path.name, sheet=sheet)
    layout = layout_of([Row(number, cells) for number, cells, _ in sent], reading.header_row, positioned=True)
    if layout.width > limits.COLUMNS:
        raise FileRefused("too-many-columns", file=path.name, columns=layout.width, most=limits.COLUMNS)
    rows = list(_parted(sent, layout))
    shape = Shape.of(layout, rows, positioned=True)
    return TableFile(
        kind,
        columns_of(layout, list(islice(shape.fit(iter(rows)), SAMPLE_ROWS))),
        (lambda: shape.fit(iter(rows))) if whole else (lambda: _rows(path, sheet, shape)),
        header_row=layout.header_row,
        sheet=sheet,
        sheets=sheets,
    )


def _first_rows(path: Path, wanted: str | None) -> tuple[tuple[str, ...], str, list[_Sent], bool]:
    """Return all sheets, the one that was read, its first rows, and whether these are all it has."""
    messages = _messages(path, wanted)
    first = next(messages)
    rows = list(islice(_decoded(messages), _SAMPLE))
    messages.close()
    return tuple(first["sheets"]), first["sheet"], rows, len(rows) < _SAMPLE


def _rows(path: Path, sheet: str, shape: Shape) -> Iterator[Row]:
    messages = _messages(path, sheet)
    next(messages)
    for count, row in enumerate(shape.fit(_parted(_decoded(messages), shape.layout))):
        if count == limits.ROWS:
            raise FileRefused("too-many-rows", file=path.name, most=limits.ROWS)
        yield row


def _decoded(batches: Iterator[Any]) -> Iterator[_Sent]:
    for batch in batches:
        for number, cells, covered in batch:
            values = tuple([_value(cell) if cell.__class__ is list else cell for cell in cells])
            yield _Sent(number, values, covered)


def _parted(sent: Iterable[_Sent], layout: Layout) -> Iterator[Row]:
    """Yield the rows, a merged cell below the header speaking for its own column alone.

    One over the whole table is the title of the rows below it, and no record.
    """
    for number, cells, covered in sent:
        if not covered or number <= layout.last:
            yield Row(number, cells)
            continue
        own = tuple(None if place in covered else cell for place, cell in enumerate(cells))
        title = len(covered) + 1 >= layout.width > 1
        yield Row(number, own, "row-below-table" if title else "")


def _value(cell: list[str]) -> Cell:
    return _PARSED[cell[0]](cell[1])


def _messages(path: Path, sheet: str | None) -> Generator[Any, None, None]:
    """Yield what the worker sends; the worker ends with the iterator, whatever becomes of it."""
    with _worker(path, sheet) as worker:
        while message := _received(worker, path):
            if isinstance(message, dict) and "error" in message:
                code = message["error"]
                raise FileRefused(code, file=path.name, sheet=sheet or "", **_LIMITS.get(code, {}))
            yield message


@contextmanager
def _worker(path: Path, sheet: str | None) -> Iterator[Popen[bytes]]:
    """Start the worker, which knows nothing of our environment, and stop it when its time is over."""
    given = [str(path)] if sheet is None else [str(path), sheet]
    environment = {name: value for name, value in os.environ.items() if name in _NEEDED}
    worker = Popen(  # noqa: S603 - our own program, and a path that is only an argument
        [*_command(), *given], stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL, env=environment
    )
    overtime = threading.Timer(limits.WORKER_SECONDS, worker.kill)
    overtime.start()
    try:
        yield worker
    finally:
        overtime.cancel()
        overtime.join()
        worker.kill()
        worker.communicate()


def _command() -> list[str]:
    """Return how this program calls itself as the worker; a frozen one has no interpreter to call."""
    if getattr(sys, "frozen", False):
        return [sys.executable, WORKER_SWITCH]
    start = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); "
        "from salesdesk.integrations.excel_worker import main; main(sys.argv[1:])"
    )
    return [sys.executable, "-s", "-c", start]


def _received(worker: Popen[bytes], path: Path) -> Any:
    assert worker.stdout is not None
    head = worker.stdout.read(LENGTH.size)
    data = worker.stdout.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else b""
    try:
        return msgpack.decode(data)
    except DecodeError as error:  # it died: of memory, of time, or of the file
        overtime = worker.wait() in _OUT_OF_TIME
        code = "file-takes-too-long" if overtime else "sheet-too-large"
        raise FileRefused(code, file=path.name, sheet="", most=limits.WORKER_SECONDS) from error
