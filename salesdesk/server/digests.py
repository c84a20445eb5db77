"""What the living rows of a scope come to, so that a device can tell whether it has the same."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select

from salesdesk.protocol.messages import RepairReply
from salesdesk.protocol.scopes import kind_of
from salesdesk.protocol.wire import BUCKETS, add_digests, bucket_of, columns_of, row_digest, to_wire
from salesdesk.server.feed import block, columns, stages_of
from salesdesk.server.rows import table_of

_AT_ONCE = 2_000


def digests(connection: Connection, scope: str, sees: Any) -> dict[str, int]:
    """Return, for each kind of row a scope may hold, the digest of its living rows."""
    entities = {entity for entity, _ in stages_of(kind_of(scope)) if sees(entity)}
    return {
        entity: add_digests(digest for _, digest in _each(connection, scope, entity))
        for entity in sorted(entities)
    }


def repair(connection: Connection, scope: str, entity: str, theirs: Sequence[int]) -> RepairReply:
    """Return the buckets that differ from theirs, and all living rows in them."""
    ours = [0] * BUCKETS
    for row_id, digest in _each(connection, scope, entity):
        ours[bucket_of(row_id)] = add_digests((ours[bucket_of(row_id)], digest))
    bad = [number for number in range(BUCKETS) if ours[number] != theirs[number]]
    wanted = set(bad)
    rows = (
        [row for row in _living(connection, scope, entity) if bucket_of(row.id.bytes) in wanted]
        if bad
        else []
    )
    return RepairReply(bad=bad, rows=block(scope, entity, rows) if rows else None)


def _each(connection: Connection, scope: str, entity: str) -> Iterator[tuple[bytes, int]]:
    kinds = list(columns_of(entity).values())
    for some in _living(connection, scope, entity).partitions(_AT_ONCE):
        wire = [to_wire(kind, column) for kind, column in zip(kinds, zip(*some, strict=True), strict=True)]
        for values in zip(*wire, strict=True):
            yield values[0], row_digest(values)


def _living(connection: Connection, scope: str, entity: str) -> Any:
    table = table_of(entity)
    query = select(*columns(entity)).where(table.c.scope_id == scope, table.c.deleted_at.is_(None))
    return connection.execute(query)
