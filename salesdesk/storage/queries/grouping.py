"""The rows of a list in groups: what stands together, in which order, and what each group comes to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Join,
    Select,
    Subquery,
    func,
    literal_column,
    select,
)
from sqlalchemy.orm import Session

from salesdesk.storage.queries.values import Amount, Group
from salesdesk.storage.queries.window import Against, Column, Key, ordered

MOST_GROUPS: Final = 1_000
_MOST_ROWS: Final = 3 * MOST_GROUPS  # few groups hold several currencies


@dataclass(frozen=True, slots=True)
class Grouped:
    """What rows are grouped by: those with one value of `by` stand together.

    `order` puts the groups into order, if not `by` itself; `downwards` begins with the last of them. `called`
    is what is told of a group instead of `by`.
    """

    by: Column
    order: tuple[Column, ...] = ()
    downwards: bool = False
    called: Column | None = None


def in_groups(group: Grouped | None, keys: Sequence[Key], *, descending: bool) -> tuple[Key, ...]:
    """Return what rows are sorted by, their group first. Groups stand in their own order.

    The keys are for `ordered` in the direction of the rows: groups that go the other way say so themselves.
    """
    if group is None:
        return tuple(keys)
    own = group.order or (group.by,)
    others = (key for key in keys if not any(key is one for one in own))
    return (*(own if group.downwards == descending else map(Against, own)), *others)


def groups_of(
    session: Session,
    ids: Select[UUID],
    group: Grouped | None,
    rows: FromClause,
    *,
    money: tuple[Column, Column] | None = None,
) -> list[Group]:
    """Return the groups of a select of ids, in their order; `money` are currency and minor units to add up.

    `rows` are the table of the ids, joined with what groups are called and put into order by. Of more than
    MOST_GROUPS none is told: that is no list in groups any more.
    """
    if group is None:
        return []
    asked: Sequence[Any] = session.execute(_in_order(group, rows, _counted(ids, group, rows, money))).all()
    found: dict[Any, Group] = {}
    for by, called, count, *worth in asked:
        one = found.get(by, Group(called, 0))
        found[by] = Group(called, one.count + count, (*one.amounts, *([Amount(*worth)] if worth else ())))
    return list(found.values()) if len(asked) <= _MOST_ROWS and len(found) <= MOST_GROUPS else []


def _counted(
    ids: Select[UUID], group: Grouped, rows: FromClause, money: tuple[Column, Column] | None
) -> Subquery:
    """Return how many rows each group has, and one of them."""
    currency, sums = ((money[0],), (func.sum(money[1]),)) if money is not None else ((), ())
    columns: list[Any] = [group.by.label("by"), func.count().label("n"), *currency, *sums]
    counting = ids.order_by(None).with_only_columns(
        func.min(_number(rows)).label("one"), *columns, maintain_column_froms=True
    )
    return counting.group_by(group.by, *currency).limit(_MOST_ROWS + 1).subquery("counted")


def _in_order(group: Grouped, rows: FromClause, counted: Subquery) -> Select[*tuple[Any, ...]]:
    """Return what was counted in the order of the groups: names are looked up once for each."""
    _, by, n, *worth = counted.c
    called: Any = by if group.called is None else group.called
    found = select(by, called, n, *worth).select_from(rows).join(counted, counted.c.one == _number(rows))
    return found.order_by(*ordered(in_groups(group, (), descending=False), descending=False), n.desc())


def _number(rows: FromClause) -> ColumnElement[int]:
    """Return the number SQLite has for each row, which every index knows."""
    table = rows.left if isinstance(rows, Join) else rows
    return literal_column(f"{table.name}.rowid", Integer())  # type: ignore[attr-defined]
