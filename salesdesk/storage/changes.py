"""News of what was written, for whoever shows it."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from uuid import UUID

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Told:
    """Rows touched by one write, by entity; None stands for "many, look again"."""

    entities: Mapping[str, frozenset[UUID] | None]

    def touches(self, *entities: str) -> bool:
        """Return whether any of these kinds of rows was touched."""
        return any(entity in self.entities for entity in entities)


class Changes:
    """Tells subscribers, on the writing thread, after the commit and outside the writer lane."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._callbacks: list[Callable[[Told], None]] = []

    def subscribe(self, callback: Callable[[Told], None]) -> Callable[[], None]:
        """Call `callback` after every write from now on; the returned function ends that."""
        with self._lock:
            self._callbacks.append(callback)
        return lambda: self._forget(callback)

    def _forget(self, callback: Callable[[Told], None]) -> None:
        with self._lock:
            if callback in self._callbacks:
                self._callbacks.remove(callback)

    def tell(self, told: Told) -> None:
        """Tell everyone. What was written stays written, so a subscriber's failure is only logged."""
        with self._lock:
            callbacks = list(self._callbacks)
        for callback in callbacks:
            try:
                callback(told)
            except Exception:  # noqa: BLE001 - whatever it is, the others are told
                _log.exception("a subscriber to changes failed")
