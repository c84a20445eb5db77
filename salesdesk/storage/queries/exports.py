"""The rows that go out in a file, in the order asked for, a part at a time."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.storage.base import Base


def rows_of(
    session: Session, entity: str, ids: Sequence[UUID], names: Iterable[str]
) -> list[Mapping[str, Any]]:
    """Return the living rows among `ids`, in the order of `ids`."""
    table = Base.metadata.tables[entity]
    asked = select(*(table.c[name] for name in dict.fromkeys(("id", *names))))
    found = (
        session.connection()
        .execute(asked.where(table.c.id.in_(ids), table.c.deleted_at.is_(None)))
        .mappings()
    )
    by_id = {row["id"]: dict(row) for row in found}
    return [by_id[row_id] for row_id in ids if row_id in by_id]


def rows_under(
    session: Session, entity: str, parent: str, ids: Sequence[UUID], order: str
) -> list[Mapping[str, Any]]:
    """Return the living rows that belong to `ids`, by parent in the order of `ids`, then by a column."""
    table = Base.metadata.tables[entity]
    asked = (
        select(table)
        .where(table.c[parent].in_(ids), table.c.deleted_at.is_(None))
        .order_by(table.c[order], table.c.id)
    )
    place = {row_id: at for at, row_id in enumerate(ids)}
    rows = [dict(row) for row in session.connection().execute(asked).mappings()]
    return sorted(rows, key=lambda row: place[row[parent]])


def names_of(session: Session, entity: str, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Return the names of rows, removed ones too."""
    table = Base.metadata.tables[entity]
    wanted = {row_id for row_id in ids if row_id is not None}
    asked = select(table.c.id, table.c.name).where(table.c.id.in_(wanted))
    return {row.id: row.name for row in session.connection().execute(asked)}
