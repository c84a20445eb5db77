"""The server a workspace is connected to, as a person asks about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.storage import meta
from salesdesk.storage.base import Base
from salesdesk.storage.database import Database
from salesdesk.storage.replica import identity, lease, outgoing, telling


@dataclass(frozen=True, slots=True)
class Connection:
    """`url` outlives a sign-out, so that nobody types it twice. `role` is "" until the first session."""

    connected: bool
    url: str
    company: str
    name: str
    role: str
    device: str


@dataclass(frozen=True, slots=True)
class Removal:
    """What the server wants to take away: records that have a name, and how many of them are customers."""

    titles: tuple[tuple[str, str], ...]
    """Kind and name of each, as far as they are known."""
    customers: int
    all_customers: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for the server: so many acts; and whether the server told how to seal them into a file."""

    acts: int
    can_be_sealed: bool


def connection(database: Database) -> Connection:
    """Return where this workspace is connected, and as whom."""
    return database.ask(_connection)


def _connection(session: Session) -> Connection:
    us = identity.of(session)
    named = telling.titles(session, [("users", us.me)])
    return Connection(
        connected=us.is_connected,
        url=us.url,
        company=meta.get(session, identity.COMPANY) or "",
        name=named.get(("users", us.me), ""),
        role=meta.get(session, identity.ROLE) or "",
        device=meta.get(session, identity.DEVICE_NAME) or "",
    )


def stand(database: Database) -> lease.Stand:
    """Return how long may be worked here without the server."""
    return database.ask(lease.stand)


def waiting(database: Database) -> Waiting:
    """Return what waits for the server, and whether it could be sealed for it."""
    return database.ask(lambda session: Waiting(outgoing.count(session), bool(lease.hand_over_key(session))))


def removal(database: Database, rows: Sequence[tuple[str, UUID]]) -> Removal:
    """Return what rows that are to go are called."""
    return database.ask(_removal, rows)


def _removal(session: Session, rows: Sequence[tuple[str, UUID]]) -> Removal:
    named = telling.titles(session, rows)
    customers = Base.metadata.tables["customers"]
    living = session.scalar(select(func.count()).where(customers.c.deleted_at.is_(None))) or 0
    leaving = sum(entity == "customers" for entity, _ in rows)
    titles = ((entity, named[entity, row_id]) for entity, row_id in rows if (entity, row_id) in named)
    return Removal(tuple(titles), leaving, living)
