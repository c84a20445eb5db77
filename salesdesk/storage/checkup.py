"""A look over the whole database: the file, its references, and what must always be true of the business."""

from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from salesdesk.protocol.entities import ENTITIES
from salesdesk.storage import meta
from salesdesk.storage.backup import damage
from salesdesk.storage.base import Base
from salesdesk.storage.database import Database
from salesdesk.storage.tables.quotes import QuoteLineRow, QuoteRow
from salesdesk.storage.tables.replication import AckedRow, OutboxRow
from salesdesk.storage.tables.search import KINDS, search_docs


@dataclass(frozen=True, slots=True)
class Finding:
    """Something is not as it must be, in `n` places; `check.<code>` is the sentence."""

    code: str
    n: int


def check(database: Database) -> list[Finding]:
    """Return what is wrong with a workspace; [] when all is well. Nothing is changed."""
    with closing(database.engine.raw_connection()) as connection:
        broken = len(damage(connection.driver_connection))
    if broken:
        return [Finding("damage", broken)]  # what is read from a damaged file means nothing
    counts = database.ask(lambda session: {code: count(session) for code, count in _CHECKS.items()})
    return [Finding(code, n) for code, n in counts.items() if n]


def _foreign_keys(session: Session) -> int:
    return len(session.execute(text("PRAGMA foreign_key_check")).all())


def _quote_totals(session: Session) -> int:
    """Count living quotes whose totals are not the sum of their counted lines."""
    L, Q = QuoteLineRow, QuoteRow  # noqa: N806 - short names for tables
    counted = (L.quote_id == Q.id) & L.deleted_at.is_(None) & L.optional.is_(False)
    sums = (
        select(Q.id)
        .outerjoin(L, counted)
        .where(Q.deleted_at.is_(None))
        .group_by(Q.id)
        .having(
            (func.coalesce(func.sum(L.net), 0) != Q.net)
            | (func.coalesce(func.sum(L.tax), 0) != Q.tax)
            | (func.coalesce(func.sum(L.gross), 0) != Q.gross)
            | (Q.net + Q.tax != Q.gross)
        )
    )
    return session.scalar(select(func.count()).select_from(sums.subquery())) or 0


def _quote_revisions(session: Session) -> int:
    """Count quotes that do not have exactly one current revision."""
    Q = QuoteRow  # noqa: N806 - a short name for a table
    roots = select(Q.root_id).where(Q.deleted_at.is_(None)).group_by(Q.root_id)
    wrong = roots.having(func.sum(Q.is_current) != 1)
    return session.scalar(select(func.count()).select_from(wrong.subquery())) or 0


def _outbox_gaps(session: Session) -> int:
    """Count missing numbers between the oldest act that waits and the last one given."""
    first, n = session.execute(select(func.min(OutboxRow.mseq), func.count()).select_from(OutboxRow)).one()
    last = int(meta.get(session, meta.LAST_MSEQ) or 0)
    twice = select(func.count()).select_from(OutboxRow).join(AckedRow, AckedRow.mseq == OutboxRow.mseq)
    missing = 0 if first is None else abs(last - first + 1 - n)
    return missing + (session.scalar(twice) or 0)


def _outbox_orphans(session: Session) -> int:
    """Count acts whose row is not there."""
    orphans = 0
    for entity in session.scalars(select(OutboxRow.entity).distinct()).all():
        table = Base.metadata.tables.get(entity) if entity in ENTITIES else None
        acts = select(func.count()).select_from(OutboxRow).where(OutboxRow.entity == entity)
        if table is not None:
            acts = acts.where(OutboxRow.row_id.not_in(select(table.c.id)))
        orphans += session.scalar(acts) or 0
    return orphans


def _search(session: Session) -> int:
    """Count records the search index lacks, or still has; of a quote it has the current revision."""
    indexed: dict[str, set[bytes]] = defaultdict(set)
    for row_id, number in session.execute(select(search_docs.c.row_id, search_docs.c.place)):
        indexed[_KIND_OF[number >> 40]].add(row_id)
    wrong = 0
    for entity in KINDS:
        table = Base.metadata.tables[entity]
        living = select(table.c.id).where(table.c.deleted_at.is_(None))
        if "is_current" in table.c:
            living = living.where(table.c.is_current)
        found: set[Any] = set(session.scalars(living))
        wrong += len(found ^ indexed[entity])
    return wrong


_KIND_OF: Final = {number: entity for entity, number in KINDS.items()}
_CHECKS: Final[dict[str, Callable[[Session], int]]] = {
    "foreign-keys": _foreign_keys,
    "quote-totals": _quote_totals,
    "quote-revisions": _quote_revisions,
    "outbox-gaps": _outbox_gaps,
    "outbox-orphans": _outbox_orphans,
    "search": _search,
}
