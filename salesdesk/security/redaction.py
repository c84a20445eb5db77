"""The log: codes, ids, counts and durations, one JSON line each. Names, prices and statements never enter it.

What a line says is decided by type, not by care: a text that is filled into a message is replaced by its
length, unless it is a `Code`; of an error only its kind and its places in the code are kept, never its
message. Of a library's line only who spoke and where is kept.
"""

import json
import logging
import traceback
from collections import deque
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from salesdesk.domain.errors import SalesDeskError

LOG_NAME: Final = "salesdesk.log"
_OURS: Final = "salesdesk"
_LARGEST: Final = 1_000_000  # bytes a file
_FILES: Final = 4
_LAST: Final = 200  # lines that a crash report takes along
_recent: deque[str] = deque(maxlen=_LAST)


class Code(str):
    """A text of ours that may stand in the log: a code, a kind, a table."""

    __slots__ = ()


def redacted(value: object) -> object:
    """Return what the log may know of a value."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Code | UUID | Enum | date | timedelta):
        return str(value)
    if isinstance(value, SalesDeskError):
        return value.code
    if isinstance(value, str | bytes):
        return f"<{len(value)} characters>"
    return f"<{type(value).__name__}>"


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON, without values."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "from": record.name,
            "line": f"{record.module}:{record.lineno}",
        }
        if record.name.split(".")[0] == _OURS:
            line["says"] = _message(record)
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = error_lines(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def _message(record: logging.LogRecord) -> str:
    arguments = record.args
    if not arguments:
        return str(record.msg)
    plain = tuple(arguments.values()) if isinstance(arguments, dict) else arguments
    try:
        return str(record.msg) % tuple(redacted(value) for value in plain)
    except (TypeError, ValueError):
        return str(record.msg)


def error_lines(error: BaseException) -> list[str]:
    """Return the kinds of an error and its causes, and where they passed: no messages, no values."""
    lines: list[str] = []
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        code = f" {cause.code}" if isinstance(cause, SalesDeskError) else ""
        lines.append(f"{type(cause).__module__}.{type(cause).__name__}{code}")
        frames = traceback.extract_tb(cause.__traceback__)
        lines += [f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
        cause = cause.__cause__ or cause.__context__
    return lines


class _Recent(logging.Handler):
    """Remembers the last lines for a crash report."""

    def emit(self, record: logging.LogRecord) -> None:
        _recent.append(self.format(record))


def recent_lines() -> list[str]:
    """Return the last lines of the log, oldest first."""
    return list(_recent)


def start_log(folder: Path, level: int = logging.INFO) -> None:
    """Write the log of this process into `folder`: 4 files of 1 MB at most. A second call moves it."""
    from logging.handlers import RotatingFileHandler  # noqa: PLC0415 - brings sockets and mail with it

    stop_log()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = RotatingFileHandler(
        folder / LOG_NAME, maxBytes=_LARGEST, backupCount=_FILES - 1, encoding="utf-8", delay=True
    )
    root = logging.getLogger()
    for handler in (file, _Recent()):
        handler.setFormatter(JsonLines())
        handler.set_name(_OURS)
        root.addHandler(handler)
    root.setLevel(logging.WARNING)  # libraries speak only when something is wrong
    logging.getLogger(_OURS).setLevel(level)
    logging.raiseExceptions = False  # a full disk must not stop the program for want of a log


def stop_log() -> None:
    """Close the log."""
    root = logging.getLogger()
    logging.raiseExceptions = True
    for handler in [handler for handler in root.handlers if handler.get_name() == _OURS]:
        root.removeHandler(handler)
        handler.close()
