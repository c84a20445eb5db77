"""What nobody handled: written down without private values (security/crash.py), and told calmly."""

import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal

from salesdesk.domain.errors import SalesDeskError


def _now() -> datetime:
    return datetime.now(UTC)


class Failures(QObject):
    """Hears every failure, whichever thread it comes from, and tells it on the UI thread."""

    happened = Signal(Exception)
    _came = Signal(object)

    def __init__(self, logs: Path, now: Callable[[], datetime] = _now, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._logs, self._now = logs, now
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
            from salesdesk.security.crash import keep_report  # noqa: PLC0415 - not before there is a failure

            keep_report(self._logs, error, self._now())
        self._came.emit(error)

    def _uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, Exception):
            self.hear(error)
        else:
            self._hooks[0](kind, error, trace)

    def _uncaught_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if isinstance(args.exc_value, Exception):
            self.hear(args.exc_value)
