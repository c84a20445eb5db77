"""What nobody handled: written down without private values, and told calmly.

A report holds the kinds of the errors and the places in the code, never messages or values: those may be a
customer's. Nothing is sent anywhere.
"""

import platform
import sys
import threading
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, qVersion

from salesdesk.domain.errors import SalesDeskError


class Failures(QObject):
    """Hears every failure, whichever thread it comes from."""

    happened = Signal(Exception)
    _came = Signal(object)

    def __init__(self, logs: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._logs = logs
        self._hooks = (sys.excepthook, threading.excepthook)
        self._came.connect(self.happened.emit, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Hear what no code has caught."""
        sys.excepthook = self._uncaught
        threading.excepthook = self._uncaught_in_thread

    def close(self) -> None:
        """Give the hooks back."""
        sys.excepthook, threading.excepthook = self._hooks

    def hear(self, error: Exception) -> None:
        """Take note of a failure: ours are only told, foreign ones are written down too."""
        if not isinstance(error, SalesDeskError):
            self._write(error)
        self._came.emit(error)

    def _uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not isinstance(error, Exception):
            self._hooks[0](kind, error, trace)
            return
        self.hear(error)

    def _uncaught_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if isinstance(args.exc_value, Exception):
            self.hear(args.exc_value)

    def _write(self, error: Exception) -> None:
        now = datetime.now(UTC)
        path = self._logs / f"failure-{now:%Y%m%d-%H%M%S-%f}.txt"
        try:
            self._logs.mkdir(parents=True, exist_ok=True)
            path.write_text(report(error, now), encoding="utf-8")
        except OSError:  # a full disk must not hide the first failure
            return


def report(error: BaseException, now: datetime) -> str:
    """Return the report of a failure: kinds and places, no messages, no values."""
    about = f"{now.isoformat()} Python {platform.python_version()} Qt {qVersion()} {platform.platform()}"
    lines = [about]
    cause: BaseException | None = error
    while cause is not None:
        lines.append(f"{type(cause).__module__}.{type(cause).__name__}")
        frames = traceback.extract_tb(cause.__traceback__)
        lines += [f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
        cause = cause.__cause__ or cause.__context__
    return "\n".join(lines)
