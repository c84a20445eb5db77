"""What runs in the worker process: read one sheet with calamine, send its rows as bytes.

The parser is native code and the file may be hostile, so this process has little memory and little time, and
what it sends is decoded by msgspec, never unpickled.
"""

import struct
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import IO, Any, Final

from msgspec import msgpack

from salesdesk.integrations import limits
from salesdesk.integrations.excel_zeros import Zeros, padded, zeros_of

LENGTH: Final = struct.Struct(">I")
BATCH: Final = 500
_WIDEST: Final = limits.COLUMNS * 2  # columns that are sent at all
_WHOLE: Final = 10**15  # beyond this a float does not hold every whole number
_HEADER_ROWS: Final = 20
_CODES: Final = {
    "WorksheetNotFound": "sheet-missing",
    "MemoryError": "sheet-too-large",
    "_TooWide": "too-many-columns",
    "_TooLong": "too-many-rows",
}
_FILLED_CELLS: Final = 200_000  # cells that merged ranges may fill


def main(arguments: list[str]) -> None:
    """Read the workbook of the first argument, the sheet of the second, onto standard output."""
    work(sys.stdout.buffer, arguments[0], arguments[1] if len(arguments) > 1 else None)


def work(out: IO[bytes], path: str, sheet: str | None) -> None:
    """Send {"sheets", "sheet"}, then lists of [row number, cells, covered], then {}; or {"error": code}.

    `covered` are the places that a merged cell to their left covers; above the header it speaks for them.
    """
    _bound()
    with suppress(BrokenPipeError, ValueError):  # the reader has seen enough
        try:
            for message in messages(path, sheet):
                _send(out, message)
        except BrokenPipeError:
            raise
        except BaseException as error:  # noqa: BLE001 - a panic of the native parser is no Exception
            _send(out, {"error": _code(error)})


def _send(out: IO[bytes], message: Any) -> None:
    """Write a message with its length in front."""
    data = msgpack.encode(message)
    out.write(LENGTH.pack(len(data)) + data)
    out.flush()


def _code(error: BaseException) -> str:
    kind = type(error).__name__
    if "password" in f"{kind} {error}".lower():
        return "file-has-password"
    return _CODES.get(kind, "file-broken")


class _TooWide(Exception):
    pass


class _TooLong(Exception):
    pass


def _bound() -> None:
    """Take little memory and time; the caller's clock stands in where the system knows no such limit."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - there is no such module on Windows

        for what, most in (
            (resource.RLIMIT_AS, limits.WORKER_BYTES),
            (resource.RLIMIT_CPU, limits.WORKER_SECONDS),
        ):
            try:
                resource.setrlimit(what, (most, most))
            except (OSError, ValueError):  # macOS does not know a limit of address space
                continue


def messages(path: str, wanted: str | None) -> Iterator[Any]:
    """Yield what is sent; see `work`."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415 - here alone

    with CalamineWorkbook.from_path(path) as workbook:
        known = [meta.name for meta in workbook.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
        visible = [
            meta.name
            for meta in workbook.sheets_metadata
            if meta.name in known and meta.visible == SheetVisibleEnum.Visible
        ]
        names = [*visible, *(name for name in known if name not in visible)]
        name, sheet = _chosen(workbook, names, wanted)
        yield {"sheets": names, "sheet": name}
        if sheet is not None:
            yield from _batches(sheet, zeros_of(path, name))
        yield {}


def _chosen(workbook: Any, names: list[str], wanted: str | None) -> tuple[str, Any]:
    """Return the wanted sheet, or else the first that holds more than one row, or else the first with any."""
    if wanted is not None:
        return wanted, workbook.get_sheet_by_name(wanted)
    some: tuple[str, Any] = (names[0] if names else "", None)
    for name in names:
        try:
            sheet = workbook.get_sheet_by_name(name)
        except Exception:  # noqa: BLE001, S112 - one broken sheet must not hide the others
            continue
        if sheet.height > 1:
            return name, sheet
        if sheet.height and some[1] is None:
            some = (name, sheet)
    return some


def _batches(sheet: Any, zeros: Zeros) -> Iterator[list[Any]]:
    batch = []
    for row in _rows(sheet, zeros):
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _rows(sheet: Any, zeros: Zeros) -> Iterator[tuple[int, list[Any], list[int]]]:
    """Yield every row that holds something, with its number in the sheet and the places covered in it."""
    if sheet.height > limits.ROWS + 100:
        raise _TooLong
    filled, covered = _merged(sheet)
    carried: dict[tuple[int, int], Any] = {}
    left = (sheet.start or (0, 0))[1]
    for place, cells in enumerate(sheet.iter_rows()):  # from the first row of the sheet, empty ones too
        row: list[Any] = [None] * left if left and len(cells) == sheet.width else []
        row += [_cell(value) for value in cells]
        for column, width in zeros.get(place + 1, ()):
            if column < len(row):
                row[column] = padded(row[column], width)
        if filled:
            _fill(row, place, filled, carried)
        while row and row[-1] is None:
            row.pop()
        if len(row) > _WIDEST:
            raise _TooWide
        if row:
            yield place + 1, row, covered.get(place, [])


def _merged(sheet: Any) -> tuple[dict[tuple[int, int], tuple[int, int]], dict[int, list[int]]]:
    """Return, for each cell under a merged range, the cell that speaks for it; and what is covered in a row.

    Downwards a merged cell speaks for all its rows; to the right only in the first rows, where headers are.
    """
    speaks: dict[tuple[int, int], tuple[int, int]] = {}
    covered: dict[int, list[int]] = {}
    seen = 0
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        for row in range(top, min(bottom, limits.ROWS) + 1):
            beside = range(left + 1, min(right, _WIDEST) + 1)
            covered.setdefault(row, []).extend(beside)
            for column in (left, *(beside if row < _HEADER_ROWS else ())):
                speaks[row, column] = (top, left)
            seen += 1 + len(beside)
            if seen > _FILLED_CELLS:
                return speaks, covered
    return speaks, covered


def _fill(
    row: list[Any],
    number: int,
    speaks: dict[tuple[int, int], tuple[int, int]],
    carried: dict[tuple[int, int], Any],
) -> None:
    for column in range(_WIDEST):
        source = speaks.get((number, column))
        if source is None:
            continue
        if source == (number, column):
            carried[source] = row[column] if column < len(row) else None
        elif carried.get(source) is not None:
            row.extend([None] * (column + 1 - len(row)))
            row[column] = carried[source] if row[column] is None else row[column]


def _cell(value: Any) -> Any:
    """Return a cell as msgpack can carry it: text and whole numbers as they are, others as [kind, text]."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < _WHOLE else ["n", format(value, ".15g")]
    return _moment(value)


def _text(value: str) -> str | None:
    """Some old workbooks carry a zero byte behind each letter."""
    if "\x00" in value:
        value = value.replace("\x00", "")
    return value or None


def _moment(value: Any) -> Any:
    if isinstance(value, datetime):
        return ["t", value.isoformat()]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    if isinstance(value, time):
        return ["c", value.isoformat()]
    if isinstance(value, timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(value)
