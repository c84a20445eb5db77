"""What has changed in the database, told on the UI thread. Screens refresh by this, not by guessing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid


@dataclass(frozen=True, slots=True)
class Touched:
    """The entities that one write has touched, with their ids (None: many)."""

    entities: Mapping[str, frozenset[UUID] | None] = field(default_factory=dict)

    def touch(self, *names: str) -> bool:
        """Say whether any of these entities was touched."""
        return any(name in self.entities for name in names)

    def holds(self, name: str, row_id: UUID) -> bool:
        """Say whether this very row may have changed."""
        if name not in self.entities:
            return False
        ids = self.entities[name]
        return ids is None or row_id in ids


class _Told(Protocol):
    @property
    def entities(self) -> Mapping[str, frozenset[UUID] | None]: ...


class _News(Protocol):
    def subscribe(self, callback: Callable[[_Told], None], /) -> Callable[[], None]: ...


class Changes(QObject):
    """Re-emits the news of a database, from whatever thread they come."""

    touched = Signal(Touched)
    _came = Signal(object)

    def __init__(self, news: _News | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._came.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._unsubscribe = news.subscribe(self._came.emit) if news is not None else None

    def listen(self, owner: QObject, callback: Callable[[Touched], None], *names: str) -> None:
        """Call back when one of these entities (none named: any) is touched, as long as owner lives."""

        def hear(touched: Touched) -> None:
            if not isValid(owner):
                self.touched.disconnect(hear)
            elif not names or touched.touch(*names):
                callback(touched)

        self.touched.connect(hear)

    def close(self) -> None:
        """Hear no more news, and tell none that is still on its way to this thread."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    def _tell(self, told: _Told) -> None:
        if self._unsubscribe is not None:
            self.touched.emit(Touched(dict(told.entities)))
