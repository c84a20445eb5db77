"""Whether this device has what the server has: sums over the rows as they travel, and what to fetch again.

Rows on which acts wait count as the server last told of them. Where that is not known, nothing can be said of
their kind now, and it is compared another time.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.protocol.entities import ENTITIES
from salesdesk.protocol.messages import RepairReply
from salesdesk.protocol.wire import BUCKETS, add_digests, bucket_of, columns_of, row_digest
from salesdesk.storage.base import Base
from salesdesk.storage.database import Absorbed, Database
from salesdesk.storage.replica import finding, layers, rereading, unknown
from salesdesk.storage.replica.forms import (
    columns_here,
    is_known,
    rows_as_wire,
    selected,
)
from salesdesk.storage.replica.removing import in_scope, remove
from salesdesk.storage.replica.upserts import part_of, size_of, upsert
from salesdesk.storage.tables.replication import OutboxRow
from salesdesk.storage.tables.search import KINDS

_AT_ONCE: Final = 2_000
_STEP: Final = 250
_OUTBOX: Final = Base.metadata.tables[OutboxRow.__tablename__]


@dataclass(frozen=True, slots=True)
class Sums:
    """The 256 sums of one kind of row in one scope; `known` is False where they cannot be told now."""

    buckets: list[int]
    known: bool = True

    @property
    def total(self) -> int:
        return add_digests(self.buckets)


def sums_of(session: Session, scope: str, entity: str) -> Sums:
    """Return what the living rows of a kind in a scope come to."""
    if not is_known(entity) or columns_here(entity).keys() != columns_of(entity).keys():
        return Sums([0] * BUCKETS, known=False)
    buckets = [0] * BUCKETS
    waits = _waiting_rows(session, entity)
    images = layers.images_kept(session, entity) if waits else {}
    if any(row_id not in images for row_id in waits):
        return Sums(buckets, known=False)
    for wire in _living(session, scope, entity):
        if not waits or UUID(bytes=wire[0]) not in waits:
            _add(buckets, wire)
    for row_id in waits:
        image = images[row_id]
        if image["scope_id"] == scope and image["deleted_at"] is None:
            _add(buckets, tuple(image[name] for name in columns_here(entity)))
    return Sums(buckets)


def differing(session: Session, told: Mapping[str, Mapping[str, int]]) -> list[tuple[str, str]]:
    """Return the scopes and kinds of rows that are not what the server says they come to."""
    found = []
    for scope, kinds in told.items():
        for entity, digest in kinds.items():
            ours = sums_of(session, scope, entity)
            if ours.known and ours.total != digest:
                found.append((scope, entity))
    return found


def _add(buckets: list[int], wire: Sequence[Any]) -> None:
    place = bucket_of(wire[0])
    buckets[place] = add_digests((buckets[place], row_digest(wire)))


def _waiting_rows(session: Session, entity: str) -> set[UUID]:
    return set(session.scalars(select(_OUTBOX.c.row_id).where(_OUTBOX.c.entity == entity).distinct()))


def _living(session: Session, scope: str, entity: str) -> Iterator[tuple[Any, ...]]:
    asked = f"SELECT {selected(entity)} FROM {entity} WHERE scope_id = ? AND deleted_at IS NULL"  # noqa: S608
    found = session.connection().exec_driver_sql(asked, (scope,), execution_options={"yield_per": _AT_ONCE})
    for some in found.partitions(_AT_ONCE):
        yield from rows_as_wire(entity, some)


def stray(session: Session, scope: str, entity: str, reply: RepairReply) -> list[UUID]:
    """Return living rows in the bad buckets that the server does not have; those that acts made stay."""
    bad, waits = set(reply.bad), _waiting_rows(session, entity)
    theirs = set(reply.rows.values[reply.rows.columns.index("id")]) if reply.rows else set()
    asked = f"SELECT id FROM {entity} WHERE scope_id = ? AND deleted_at IS NULL"  # noqa: S608
    ids = session.connection().exec_driver_sql(asked, (scope,)).scalars()
    odd = [UUID(bytes=one) for one in ids if bucket_of(one) in bad and one not in theirs]
    return [row_id for row_id in odd if row_id not in waits]


def repair(database: Database, scope: str, entity: str, reply: RepairReply) -> int:
    """Make the bad buckets what the server has; return how many rows were written or erased."""
    odd = database.ask(stray, scope, entity, reply)
    missing = scope not in database.ask(rereading.scopes)
    for start in range(0, len(odd), _STEP):
        with database.absorb(erasing=True) as absorbed:
            remove(absorbed, {entity: odd[start : start + _STEP]}, missing=missing)
    rows = reply.rows
    for start in range(0, size_of(rows) if rows else 0, _STEP):
        assert rows is not None
        with database.absorb() as absorbed:
            part = part_of(rows, start, start + _STEP)
            _write(absorbed, database.me, entity, upsert(absorbed.session.connection(), part))
    finding.catch_up(database)
    return len(odd) + (size_of(rows) if rows else 0)


def _write(absorbed: Absorbed, me: UUID, entity: str, ids: Sequence[UUID]) -> None:
    layers.reapply(absorbed.session, entity, ids, me)
    absorbed.note(entity, ids)
    if entity in KINDS:
        finding.postpone(absorbed.session, {entity: ids})


def remove_untold(database: Database, told: Mapping[str, Mapping[str, int]]) -> int:
    """Erase the kinds of rows that the person's role does not get (any more); return how many rows went."""
    done = 0
    for scope, kinds in told.items():
        for entity in {*ENTITIES, *database.ask(unknown.kinds)} - kinds.keys():
            ids = database.ask(_ids_in, scope, entity)
            for start in range(0, len(ids), _STEP):
                with database.absorb(erasing=True) as absorbed:
                    remove(absorbed, {entity: ids[start : start + _STEP]})
            done += len(ids)
    return done


def _ids_in(session: Session, scope: str, entity: str) -> list[UUID]:
    waits = _waiting_rows(session, entity)
    return [row_id for row_id in in_scope(session, entity, scope) if row_id not in waits]
