"""What only newer programs know: fields and whole rows, kept aside until this program is newer too."""

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from salesdesk.protocol.entities import SCHEMA
from salesdesk.storage import meta
from salesdesk.storage.base import Base
from salesdesk.storage.replica.forms import is_known
from salesdesk.storage.tables.replication import UnknownDataRow

KNOWN: Final = "schema"
"""The version of the definitions with which this copy was last synced."""
_TABLE: Final = Base.metadata.tables[UnknownDataRow.__tablename__]
_unpack: Final = msgspec.msgpack.decode


def kinds(session: Session) -> list[str]:
    """Return the kinds of rows this program does not know, of which some are kept."""
    found = session.scalars(select(_TABLE.c.entity).distinct())
    return sorted(entity for entity in found if not is_known(entity))


def scopes_of(session: Session, entity: str, ids: Collection[UUID] | None = None) -> dict[UUID, str]:
    """Return in which scope rows of an unknown kind lie, all of them or some."""
    rows = session.execute(select(_TABLE.c.row_id, _TABLE.c.fields).where(_TABLE.c.entity == entity))
    wanted = None if ids is None else set(ids)
    return {row.row_id: _scope(_unpack(row.fields)) for row in rows if wanted is None or row.row_id in wanted}


def _scope(fields: dict[str, Any]) -> str:
    return str(fields.get("scope_id", ""))


def is_newer(session: Session) -> bool:
    """Return whether the last program that synced this copy knew other things than this one."""
    return meta.get(session, KNOWN) != str(SCHEMA)


def learn(session: Session) -> bool:
    """Note what this program knows; return whether anything had been kept apart that it may know now."""
    if not is_newer(session):
        return False
    meta.put(session, KNOWN, str(SCHEMA))
    kept = session.scalar(select(_TABLE.c.entity).limit(1)) is not None
    session.connection().execute(delete(_TABLE))
    return kept
