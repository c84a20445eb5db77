"""A long list as a page sees it: how many, and any stretch of it."""

from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from salesdesk.storage.database import Database

RowT = TypeVar("RowT", covariant=True)


class Questions(Protocol[RowT]):
    """The three questions a query module answers for each of its lists."""

    count: Callable[[Session, Any], int]
    ids: Callable[[Session, Any], list[UUID]]
    page: Callable[..., list[RowT]]


class Listing(Generic[RowT]):
    """The rows of one filter in one order. It may be asked from any thread.

    Once counted, the far half of the list is reached from its end; count again when the data has changed.
    """

    def __init__(self, database: Database, questions: Questions[RowT], wanted: Any) -> None:
        self.wanted = wanted
        self._database = database
        self._questions = questions
        self._total: int | None = None

    def count(self) -> int:
        """Return how many rows there are."""
        self._total = self._database.ask(self._questions.count, self.wanted)
        return self._total

    def page(self, offset: int, limit: int) -> list[RowT]:
        """Return at most `limit` rows from `offset` on."""
        return self._database.ask(self._questions.page, self.wanted, offset, limit, self._total)

    def ids(self) -> list[UUID]:
        """Return the ids of all rows, in order: what "select all" means."""
        return self._database.ask(self._questions.ids, self.wanted)
