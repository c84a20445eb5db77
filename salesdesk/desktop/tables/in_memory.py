"""Rows that are in memory already, as a list wants them."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from salesdesk.services.listings import Group

T = TypeVar("T")


class Rows(Generic[T]):
    """A Source of rows that are there, or that `make` puts together once, on a worker."""

    def __init__(self, rows: Sequence[T] = (), make: Callable[[], Sequence[T]] | None = None) -> None:
        self._rows: Sequence[T] | None = rows if make is None else None
        self._make = make

    def count(self) -> int:
        """Return how many there are."""
        return len(self._all())

    def opening(self, limit: int) -> tuple[int, Sequence[T]]:
        """Return how many there are, and the first of them."""
        return self.count(), self.page(0, limit)

    def page(self, offset: int, limit: int) -> Sequence[T]:
        """Return some of them."""
        return self._all()[offset : offset + limit]

    def groups(self) -> Sequence[Group]:
        """Return no groups: what is in memory is short."""
        return ()

    def _all(self) -> Sequence[T]:
        if self._rows is None and self._make is not None:
            self._rows = self._make()
        return self._rows or ()
