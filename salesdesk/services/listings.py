"""A long list as a page sees it: how many, and any stretch of it."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from salesdesk.storage.database import Database
from salesdesk.storage.queries.values import Group

__all__ = ["Group", "Listing"]

RowT = TypeVar("RowT")
WantedT = TypeVar("WantedT")


class Listing(Generic[RowT]):
    """The rows of one filter in one order. It may be asked from any thread.

    `kept` asks on the connection that is kept for the list of customers.
    Once counted, the far half of the list is reached from its end; count again when the data has changed.
    """

    def __init__(
        self,
        database: Database,
        wanted: WantedT,
        *,
        count: Callable[[Session, WantedT], int],
        page: Callable[[Session, WantedT, int, int, int | None], list[RowT]],
        ids: Callable[[Session, WantedT], list[UUID]],
        opening: Callable[[Session, WantedT, int], tuple[int, list[RowT]]] | None = None,
        groups: Callable[[Session, WantedT], list[Group]] | None = None,
        kept: bool = False,
    ) -> None:
        ask = database.look if kept else database.ask

        def both(session: Session, wanted: WantedT, limit: int) -> tuple[int, list[RowT]]:
            total = count(session, wanted)
            return total, page(session, wanted, 0, limit, total) if total else []

        self.wanted: Any = wanted
        self._count: Callable[[], int] = lambda: ask(count, wanted)
        self._opening: Callable[[int], tuple[int, list[RowT]]] = lambda limit: ask(
            opening or both, wanted, limit
        )
        self._page: Callable[[int, int], list[RowT]] = lambda offset, limit: ask(
            page, wanted, offset, limit, self._total
        )
        self._ids: Callable[[], list[UUID]] = lambda: ask(ids, wanted)
        self._groups: Callable[[], list[Group]] = lambda: ask(groups, wanted) if groups else []
        self._total: int | None = None

    def count(self) -> int:
        """Return how many rows there are."""
        self._total = self._count()
        return self._total

    def opening(self, limit: int) -> tuple[int, list[RowT]]:
        """Return how many rows there are and the first of them, seen in one state of the data."""
        self._total, rows = self._opening(limit)
        return self._total, rows

    def page(self, offset: int, limit: int) -> list[RowT]:
        """Return at most `limit` rows from `offset` on."""
        return self._page(offset, limit)

    def groups(self) -> list[Group]:
        """Return what the rows are grouped by, and how many each group has; [] if they are not."""
        return self._groups()

    def ids(self) -> list[UUID]:
        """Return the ids of all rows, in order: what "select all" means."""
        return self._ids()
