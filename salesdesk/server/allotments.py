"""Goods set aside for a show come back by themselves once its last day has passed where the company is.

What comes back is recalled, as the keeper of the stock would: everybody may have it from then on. A sale that
the laptop made in time and hands in later is found among what is free; so no unit is promised twice.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.periods import today_in
from salesdesk.server import logs, stock
from salesdesk.server.engine import ask, change
from salesdesk.server.rows import Row, table_of
from salesdesk.server.scopes import read_directory
from salesdesk.server.staging import Stage, Work
from salesdesk.storage.tables.company import CompanySettingRow

_USUAL: Final = "Asia/Shanghai"
_ZONE: Final = select(CompanySettingRow.value).where(
    CompanySettingRow.key == "time_zone", CompanySettingRow.deleted_at.is_(None)
)
_AT_ONCE: Final = 100
"""So many allotments go in one transaction: who promises of the same goods waits for its commit."""


def today(connection: Connection, moment: datetime) -> date:
    """Return the day a moment belongs to where the company is."""
    name = connection.scalar(_ZONE)
    try:
        zone = ZoneInfo(name or _USUAL)
    except (KeyError, ValueError, OSError, TypeError):  # none that this machine knows
        zone = ZoneInfo(_USUAL)
    return today_in(zone, moment)


def is_over(connection: Connection, until: date | None, moment: datetime) -> bool:
    """Return whether the last day of an allotment had passed at a moment."""
    if until is None or moment.date() < until:  # days differ by one at most, wherever the company is
        return False
    return today(connection, moment) > until


def recall(stage: Stage, row: Row, *, by: UUID) -> None:
    """Let everybody have what is left of an allotment."""
    stage.put("allotments", row | {"deleted_at": stage.work.now}, by=by)


def return_over(engine: Engine, now: datetime) -> int:
    """Recall the allotments whose last day has passed; return how many it was.

    Several processes may do this at the same time: whoever comes second to a row finds it recalled.
    """
    found = ask(engine, lambda session: _over(session.connection(), now))
    done = 0
    for start in range(0, len(found), _AT_ONCE):
        some = found[start : start + _AT_ONCE]
        done += change(engine, partial(_return, some, now))
    return done


def _over(connection: Connection, now: datetime) -> list[UUID]:
    """Return the allotments that are over, those of the same goods together."""
    table = table_of("allotments")
    over = table.c.deleted_at.is_(None) & (table.c.until < today(connection, now))
    wanted = select(table.c.id).where(over).order_by(table.c.warehouse_id, table.c.product_id, table.c.id)
    return list(connection.scalars(wanted))


def _return(some: Sequence[UUID], now: datetime, session: Session) -> int:
    connection = session.connection()
    work = Work(connection, read_directory(connection), now)
    work.read({"allotments": some})
    done = sum(_return_one(work, work.known["allotments", row_id]) for row_id in some)
    work.stamp_and_save()
    return done


def _return_one(work: Work, row: Row | None) -> bool:
    """Recall one allotment; return whether there was something to do. One that cannot be is told of."""
    if row is None or row["deleted_at"] is not None:
        return False
    stage, by = Stage(work), row["edited_by"] or row["holder_id"]
    recall(stage, row, by=by)
    try:
        stock.settle(stage, by)
    except SalesDeskError as error:
        logs.tell("allotment-stuck", amiss=error, allotment=str(row["id"]))
        return False
    stage.keep()
    return True
