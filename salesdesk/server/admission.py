"""After a trade show all come at once: so many devices may be in a cycle, the others are told when to return.

Nor does anybody begin one while more acts are on their way than can be taken soon, or while the server is
behind with the requests it has, which is told by how long they take.
A device that began a cycle may finish it. When to return is spread by chance, and the further away the more
were turned away lately, so that those who return do not come at once again.
"""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Final
from uuid import UUID

from salesdesk.server.failures import refused

IDLE: Final = 10.0
"""Seconds without a request after which a device counts as gone."""
BEHIND: Final = 1.0
"""Seconds a request is at work after which the server counts as behind, if it has SEVERAL of them."""
SEVERAL: Final = 4
MOST_ACTS: Final = 2_000
"""So many acts may be on their way at a time: some seconds' work."""
_SOONEST: Final = 1.0
_LATEST: Final = 60.0


class Admission:
    """Counts the devices of this process that are in a cycle. Used on the loop's thread alone."""

    def __init__(
        self,
        most: int,
        *,
        elapsed: Callable[[], float] = time.monotonic,
        chance: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self._most = most
        self._elapsed = elapsed
        self._chance = chance
        self._inside: dict[UUID, float] = {}
        self._turned_away: dict[UUID, float] = {}
        self._coming: dict[UUID, int] = {}
        self._at_work: dict[int, float] = {}
        self._numbers = count()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Count a request of a cycle while it is answered."""
        number = next(self._numbers)
        self._at_work[number] = self._elapsed()
        try:
            yield
        finally:
            del self._at_work[number]

    @property
    def is_behind(self) -> bool:
        """Whether the oldest of several requests has been waiting for long."""
        if len(self._at_work) < SEVERAL:
            return False
        return self._elapsed() - next(iter(self._at_work.values())) > BEHIND

    @property
    def inside(self) -> int:
        """How many devices are in a cycle."""
        return len(self._inside)

    def enter(self, device: UUID) -> None:
        """Let a device begin a cycle.

        Raises:
            Refused: `busy`, with retry_after.
        """
        if device not in self._inside and self._is_full():
            self._clear(self._inside)
            if self._is_full():
                self._turn_away(device)
        self._turned_away.pop(device, None)
        self.stay(device)

    def _is_full(self) -> bool:
        """Half of the acts that may be on their way are enough: the next device has some, too."""
        coming = sum(self._coming.get(device, 0) for device in self._inside)
        return self.is_behind or len(self._inside) >= self._most or coming * 2 > MOST_ACTS

    def expect(self, device: UUID, acts: int) -> None:
        """Note how many acts a device that was let in is going to send; none any more, once it has.

        Raises:
            Refused: `busy`, with retry_after: others send enough. Whoever has more than that comes alone.
        """
        self._clear(self._inside)
        self._coming = {one: n for one, n in self._coming.items() if one in self._inside and one != device}
        before = sum(self._coming.values())
        if acts and before and before + acts > MOST_ACTS:
            self.leave(device)
            self._turn_away(device)
        if acts:
            self._coming[device] = acts

    def stay(self, device: UUID) -> None:
        """Note that a device goes on with its cycle; the newest stand last."""
        self._inside.pop(device, None)
        self._inside[device] = self._elapsed() + IDLE

    def leave(self, device: UUID) -> None:
        """Note that a device has all it came for."""
        self._inside.pop(device, None)
        self._coming.pop(device, None)

    def _turn_away(self, device: UUID) -> None:
        self._clear(self._turned_away)
        self._turned_away.pop(device, None)
        self._turned_away[device] = self._elapsed() + _LATEST
        crowd = 1 + len(self._turned_away) / self._most
        raise refused("busy", retry_after=min(_LATEST, _SOONEST * self._chance(1, 2) * crowd))

    def _clear(self, some: dict[UUID, float]) -> None:
        """Drop the oldest whose time is over."""
        now = self._elapsed()
        while some and next(iter(some.values())) <= now:
            del some[next(iter(some))]
