"""Where one can be in the window, and the way back."""

from dataclasses import dataclass, field
from uuid import UUID

_KEPT = 100


@dataclass(frozen=True, slots=True)
class Place:
    """A page, and what it shows: `Place("customers")`, `Place("customers", id)`.

    `args` are name and value pairs a page understands, such as (("view", "mine"),).
    """

    kind: str
    id: UUID | None = None
    args: tuple[tuple[str, str], ...] = ()

    def arg(self, name: str, otherwise: str = "") -> str:
        """Return one argument."""
        return dict(self.args).get(name, otherwise)


@dataclass(slots=True)
class History:
    """The places gone through, like a browser's."""

    _back: list[Place] = field(default_factory=list)
    _ahead: list[Place] = field(default_factory=list)
    now: Place | None = None

    def go(self, place: Place) -> None:
        """Be somewhere new; the way ahead is forgotten."""
        if place == self.now:
            return
        if self.now is not None:
            self._back = [*self._back, self.now][-_KEPT:]
        self._ahead.clear()
        self.now = place

    @property
    def can_go_back(self) -> bool:
        return bool(self._back)

    @property
    def can_go_ahead(self) -> bool:
        return bool(self._ahead)

    def back(self) -> Place | None:
        """Go one place back."""
        return self._step(self._back, self._ahead)

    def ahead(self) -> Place | None:
        """Go one place ahead again."""
        return self._step(self._ahead, self._back)

    def _step(self, source: list[Place], target: list[Place]) -> Place | None:
        if not source:
            return None
        if self.now is not None:
            target.append(self.now)
        self.now = source.pop()
        return self.now

    def recent(self) -> list[Place]:
        """Return the last places, newest first, each once."""
        return list(dict.fromkeys(reversed(self._back)))
