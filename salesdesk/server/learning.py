"""A newer server knows what an older one only kept: those fields go into their rows, and to every device."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Engine, delete, select, update

from salesdesk.domain.errors import SalesDeskError
from salesdesk.protocol.entities import ENTITIES
from salesdesk.server import rules, unknown, values
from salesdesk.server.engine import change
from salesdesk.server.scopes import read_directory
from salesdesk.server.staging import Stage, Work
from salesdesk.server.tables import UnknownData

_AT_ONCE: Final = 500


def learn(engine: Engine, now: datetime) -> int:
    """Put what was kept of known kinds of rows into their fields; return how many rows it was."""
    return change(engine, lambda session: _learn(session.connection(), now))


def _learn(connection: Connection, now: datetime) -> int:
    done = 0
    for entity in sorted(unknown.entities(connection) & ENTITIES.keys()):
        rows = select(UnknownData.row_id).where(UnknownData.entity == entity).order_by(UnknownData.row_id)
        ids = connection.scalars(rows).all()
        for start in range(0, len(ids), _AT_ONCE):
            done += _take_up(connection, entity, ids[start : start + _AT_ONCE], now)
    return done


def _take_up(connection: Connection, entity: str, ids: Sequence[UUID], now: datetime) -> int:
    work = Work(connection, read_directory(connection), now)
    work.read({entity: ids})
    stage = Stage(work)
    for row_id, kept in unknown.of(connection, entity, ids).items():
        row, fields = stage.get(entity, row_id), _known(entity, kept)
        if row is not None and fields:
            stage.put(entity, row | fields, by=row["edited_by"])
            _forget(connection, entity, row_id, {name: kept[name] for name in kept.keys() - fields.keys()})
    stage.keep()
    work.stamp_and_save()
    return len(stage.rows)


def _known(entity: str, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields this server knows, or none of them where one breaks a rule."""
    known = {name: value for name, value in kept.items() if name in ENTITIES[entity].fields}
    try:
        return rules.check_fields(entity, values.typed(entity, known), new=False)
    except (SalesDeskError, ValueError, TypeError, ArithmeticError):
        return {}


def _forget(connection: Connection, entity: str, row_id: UUID, rest: dict[str, Any]) -> None:
    mine = (UnknownData.entity == entity) & (UnknownData.row_id == row_id)
    if rest:
        connection.execute(update(UnknownData).where(mine).values(fields=rest))
    else:
        connection.execute(delete(UnknownData).where(mine))
