"""What day it is. Pages ask here, so that a test can choose the day and midnight is noticed."""

from collections.abc import Callable
from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QTimer, QTimeZone, Signal

_MINUTE = 60_000


def _now() -> datetime:
    return datetime.now(UTC)


def zone_here() -> tzinfo:
    """Return the zone of this machine's wall as it is set now; of an unknown name, its present offset."""
    try:
        return ZoneInfo(QTimeZone.systemTimeZoneId().toStdString())
    except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError
        return datetime.now(UTC).astimezone().tzinfo or UTC


class Clock(QObject):
    """The clock of the window. `now` is aware; the day is that of `zone`, or of this machine's wall."""

    day_changed = Signal()
    minute = Signal()

    def __init__(
        self, now: Callable[[], datetime] = _now, parent: QObject | None = None, *, zone: tzinfo | None = None
    ) -> None:
        super().__init__(parent)
        self.now = now
        self._zone = zone
        self._day = self.today()
        self._timer = QTimer(self, interval=_MINUTE)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def today(self) -> date:
        """Return today's date, as the company counts its days."""
        return self.now().astimezone(self._zone).date()

    @property
    def zone(self) -> tzinfo:
        """The zone in which the company counts its days."""
        return self._zone or zone_here()

    def move(self, zone: tzinfo) -> None:
        """Count days in another zone from now on."""
        self._zone = zone
        self.look()

    def look(self) -> None:
        """Notice a new minute, and a new day; a laptop that slept over midnight notices when it wakes."""
        self.minute.emit()
        if self.today() != self._day:
            self._day = self.today()
            self.day_changed.emit()

    def close(self) -> None:
        """Stop ticking."""
        self._timer.stop()
