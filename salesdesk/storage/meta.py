"""Small facts of this copy of the database: which device it is on, whose it is, the last act's number."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from salesdesk.storage.tables.replication import MetaRow

DEVICE: Final = "device_id"
ME: Final = "me"
LAST_MSEQ: Final = "last_mseq"
PROGRAM: Final = "program"
"""The version of the program that last used it, for the sentence of an older one."""


def get(session: Session, key: str) -> str | None:
    """Return one fact, or None if it was never set."""
    return session.scalar(select(MetaRow.value).where(MetaRow.key == key))


def every(session: Session) -> dict[str, str]:
    """Return all facts: there are few."""
    rows = session.execute(select(MetaRow.key, MetaRow.value)).all()
    return {row.key: row.value for row in rows}


def put(session: Session, key: str, value: str) -> None:
    """Set one fact."""
    fresh = insert(MetaRow.__table__).values(key=key, value=value)  # type: ignore[arg-type]
    session.connection().execute(fresh.on_conflict_do_update(index_elements=["key"], set_={"value": value}))
