"""Workbooks of Excel and LibreOffice (xlsx, xlsm, xlsb, xls, ods), read in a worker process."""

import multiprocessing
import time as clock
from collections.abc import Callable, Generator, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Final

from msgspec import DecodeError, msgpack

from salesdesk.domain.errors import FileRefused
from salesdesk.integrations import limits
from salesdesk.integrations.archives import check_archive
from salesdesk.integrations.excel_worker import work
from salesdesk.integrations.headers import SAMPLE_ROWS, columns_of, layout_of
from salesdesk.integrations.row_shape import Shape
from salesdesk.integrations.table_file import Cell, FileKind, Reading, Row, TableFile

_SAMPLE: Final = SAMPLE_ROWS * 2
_PARSED: Final[dict[str, Callable[[str], Cell]]] = {
    "n": Decimal,
    "d": date.fromisoformat,
    "t": datetime.fromisoformat,
    "c": time.fromisoformat,
}


def read_workbook(path: Path, kind: FileKind, reading: Reading) -> TableFile:
    """Return one sheet as a table: the wanted one, or the first that holds a table."""
    limits.check_size(path, limits.BINARY_BYTES)
    if kind is not FileKind.XLS:
        check_archive(path)
    sheets, sheet, rows, whole = _first_rows(path, reading.sheet)
    if not rows:
        raise FileRefused("sheet-empty", file=path.name, sheet=sheet)
    layout = layout_of(rows, reading.header_row, positioned=True)
    if layout.width > limits.COLUMNS:
        raise FileRefused("too-many-columns", file=path.name, columns=layout.width, most=limits.COLUMNS)
    shape = Shape.of(layout, rows, positioned=True)
    return TableFile(
        kind,
        columns_of(layout, list(islice(shape.fit(iter(rows)), SAMPLE_ROWS))),
        (lambda: shape.fit(iter(rows))) if whole else (lambda: _rows(path, sheet, shape)),
        header_row=layout.header_row,
        sheet=sheet,
        sheets=sheets,
    )


def _first_rows(path: Path, wanted: str | None) -> tuple[tuple[str, ...], str, list[Row], bool]:
    """Return all sheets, the one that was read, its first rows, and whether these are all it has."""
    messages = _messages(path, wanted)
    first = next(messages)
    rows = list(islice(_decoded(messages), _SAMPLE))
    messages.close()
    return tuple(first["sheets"]), first["sheet"], rows, len(rows) < _SAMPLE


def _rows(path: Path, sheet: str, shape: Shape) -> Iterator[Row]:
    messages = _messages(path, sheet)
    next(messages)
    for count, row in enumerate(shape.fit(_decoded(messages))):
        if count == limits.ROWS:
            raise FileRefused("too-many-rows", file=path.name, most=limits.ROWS)
        yield row


def _decoded(batches: Iterator[Any]) -> Iterator[Row]:
    for batch in batches:
        for number, cells in batch:
            yield Row(number, tuple([_value(cell) if cell.__class__ is list else cell for cell in cells]))


def _value(cell: list[str]) -> Cell:
    return _PARSED[cell[0]](cell[1])


def _messages(path: Path, sheet: str | None) -> Generator[Any, None, None]:
    """Yield what the worker sends; the worker ends with the iterator, whatever becomes of it."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    worker = context.Process(target=work, args=(theirs, str(path), sheet), daemon=True)
    worker.start()
    theirs.close()
    until = clock.monotonic() + limits.WORKER_SECONDS
    try:
        while message := _received(ours, path, until):
            if isinstance(message, dict) and "error" in message:
                raise FileRefused(
                    message["error"], file=path.name, sheet=sheet or "", **_most(message["error"])
                )
            yield message
    finally:
        ours.close()
        _end(worker)


def _most(code: str) -> dict[str, int]:
    return {
        "too-many-rows": {"most": limits.ROWS},
        "too-many-columns": {"most": limits.COLUMNS, "columns": limits.COLUMNS + 1},
    }.get(code, {})


def _received(connection: Connection, path: Path, until: float) -> Any:
    try:
        if not connection.poll(max(0.0, until - clock.monotonic())):
            raise FileRefused("file-takes-too-long", file=path.name, most=limits.WORKER_SECONDS)
        return msgpack.decode(connection.recv_bytes())
    except (EOFError, OSError, DecodeError) as error:  # the worker died: out of memory, time, or a crash
        raise FileRefused("sheet-too-large", file=path.name, sheet="") from error


def _end(worker: BaseProcess) -> None:
    worker.join(timeout=0.2)
    if worker.is_alive():
        worker.kill()
        worker.join()
    worker.close()
