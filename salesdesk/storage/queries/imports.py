"""What an import asks: which rows of a file are known already, and by what they look alike."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from salesdesk.storage import meta
from salesdesk.storage.base import Base
from salesdesk.storage.indexing import key_number
from salesdesk.storage.tables.imports import ImportBatchRow, ImportMappingRow
from salesdesk.storage.tables.search import KINDS, match_keys

_SLICE: Final = 500  # values of one IN list
_CROWD: Final = 50  # rows that share a key; what more share tells nothing


def mapping_of(session: Session, fingerprint: str) -> Mapping[str, Any] | None:
    """Return how columns of this fingerprint were taken last."""
    row = remembered(session, fingerprint)
    return None if row is None else row.mapping


def remembered(session: Session, fingerprint: str) -> ImportMappingRow | None:
    """Return the row that remembers how such columns were taken."""
    wanted = select(ImportMappingRow).where(
        ImportMappingRow.fingerprint == fingerprint, ImportMappingRow.deleted_at.is_(None)
    )
    return session.scalars(wanted.order_by(ImportMappingRow.id.desc()).limit(1)).first()


def state(session: Session) -> str:
    """Return what changes with every act, so that a plan made before can be told to be old."""
    return meta.get(session, meta.LAST_MSEQ) or ""


def rows_by(
    session: Session, entity: str, column: str, values: Collection[Any], names: Iterable[str]
) -> Iterator[Mapping[str, Any]]:
    """Yield the living rows whose column holds one of the values, with the columns named; oldest first."""
    table = Base.metadata.tables[entity]
    wanted = [table.c[name] for name in dict.fromkeys(("id", "scope_id", column, *names))]
    for some in _sliced(values):
        asked = (
            select(*wanted)
            .where(table.c[column].in_(some), table.c.deleted_at.is_(None))
            .order_by(table.c.id)
        )
        yield from (dict(row) for row in session.connection().execute(asked).mappings())


def owners_of_keys(session: Session, entity: str, keys: Sequence[str]) -> dict[str, list[UUID]]:
    """Return the rows of a kind that share each match key; keys that a crowd shares are left out."""
    connection = session.connection()
    if not connection.scalar(select(func.count()).select_from(select(match_keys.c.key).limit(1).subquery())):
        return {}
    numbers = {key_number(key): key for key in keys}
    found: dict[str, list[UUID]] = {}
    for some in _sliced(numbers):
        asked = select(match_keys.c.key, match_keys.c.row_id).where(
            match_keys.c.key.in_(some), match_keys.c.kind == KINDS[entity]
        )
        for number, row_id in connection.execute(asked):
            found.setdefault(numbers[number], []).append(row_id)
    return {key: ids for key, ids in found.items() if len(ids) <= _CROWD}


def batches(session: Session, kinds: Collection[str], limit: int) -> Sequence[ImportBatchRow]:
    """Return the last imports of these kinds, newest first."""
    wanted = select(ImportBatchRow).where(ImportBatchRow.kind.in_(kinds), ImportBatchRow.deleted_at.is_(None))
    newest = wanted.order_by(ImportBatchRow.made_at.desc(), ImportBatchRow.id.desc())
    return session.scalars(newest.limit(limit)).all()


def brought(entity: str, batch_id: UUID, name: str = "id") -> Select[UUID]:
    """Return a select of the rows that an import made or changed and nobody has touched since.

    They bear the moment of the import to the microsecond. `name` is the column that is asked for.
    """
    table = Base.metadata.tables[entity]
    moment = select(ImportBatchRow.made_at).where(ImportBatchRow.id == batch_id).scalar_subquery()
    return select(table.c[name]).where(table.c.edited_at == moment)


def _sliced(values: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(values)
    while some := list(islice(rest, _SLICE)):
        yield some
