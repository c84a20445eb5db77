"""One page of a long list, however far down it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Join, Select, Subquery, bindparam, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.compiler import SQLCompiler

Column = InstrumentedAttribute[Any] | ColumnElement[Any]


@dataclass(frozen=True, slots=True)
class Against:
    """A key that goes the other way than those beside it."""

    key: Column

    def asc(self) -> ColumnElement[Any]:
        """Return the key for rows that go up."""
        return self.key.desc()

    def desc(self) -> ColumnElement[Any]:
        """Return the key for rows that go down."""
        return self.key.asc()


Key = Column | Against


class WalkedJoin(Join):
    """A join whose left side is walked first. SQLite would begin with the side that the condition narrows."""

    inherit_cache = True


@compiles(WalkedJoin)
def _walked_join(join: WalkedJoin, compiler: SQLCompiler, **how: Any) -> str:
    sides = [compiler.process(side, **{**how, "asfrom": True}) for side in (join.left, join.right)]
    return f"{' CROSS JOIN '.join(sides)} ON {compiler.process(join.onclause, **how)}"  # type: ignore[arg-type]


def ordered(keys: Sequence[Key], *, descending: bool) -> list[ColumnElement[Any]]:
    """Return the keys all in one direction: an index is walked, not sorted, only when they agree."""
    return [key.desc() if descending else key.asc() for key in keys]


def page_of(ids: Select[UUID], keys: Sequence[Key], *, descending: bool) -> Subquery:
    """Return a subquery of the ids of one page; it reads the index and nothing else.

    Its parameters are `limit` and `offset`: see `stretch`.
    """
    walk = ids.order_by(*ordered(keys, descending=descending))
    return (
        walk.limit(bindparam("limit", type_=Integer()))
        .offset(bindparam("offset", type_=Integer()))
        .subquery("page")
    )


def stretch(offset: int, limit: int, total: int | None) -> tuple[bool, dict[str, int]]:
    """Return whether to walk from the other end, and the parameters of the page.

    Beyond the middle of `total` rows the other end is nearer.
    """
    if total is None or offset <= total // 2:
        return False, {"offset": offset, "limit": limit}
    limit = max(0, min(limit, total - offset))
    return True, {"offset": max(0, total - offset - limit), "limit": limit}


def count_of(session: Session, ids: Select[UUID]) -> int:
    """Return how many ids a select gives."""
    counting = ids.order_by(None).with_only_columns(func.count(), maintain_column_froms=True)
    return session.scalar(counting) or 0
