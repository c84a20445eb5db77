"""One page of a long list, however far down it is."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, func
from sqlalchemy.orm import InstrumentedAttribute, Session

Key = InstrumentedAttribute[Any]


def ordered(keys: Sequence[Key], *, descending: bool) -> list[ColumnElement[Any]]:
    """Return the keys all in one direction: an index is walked, not sorted, only when they agree."""
    return [key.desc() if descending else key.asc() for key in keys]


def page_of(
    ids: Select[UUID],
    keys: Sequence[Key],
    *,
    descending: bool,
    offset: int,
    limit: int,
    total: int | None = None,
) -> Subquery:
    """Return a subquery of the ids of one page; it reads the index and nothing else.

    Beyond the middle of `total` rows the index is walked from its other end.
    """
    if total is not None and offset > total // 2:
        limit = max(0, min(limit, total - offset))
        offset, descending = max(0, total - offset - limit), not descending
    return ids.order_by(*ordered(keys, descending=descending)).offset(offset).limit(limit).subquery("page")


def count_of(session: Session, ids: Select[UUID]) -> int:
    """Return how many ids a select gives."""
    counting = ids.order_by(None).with_only_columns(func.count(), maintain_column_froms=True)
    return session.scalar(counting) or 0
