"""The journal carried out again on a copy of the database that knows less.

A group is carried out whole or not at all. Left out is what the copy has already, what never came to its end
in the journal, and what was given a number that came again: its transaction was not committed. The last group
may have been written down for a commit that the end of the program forestalled. The damaged database is asked
about it; where that can no longer tell, it is carried out, as what was being saved may be there or not.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Engine, bindparam, delete, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from salesdesk.protocol import codec
from salesdesk.storage import file_queue, meta, outbox
from salesdesk.storage.base import Base
from salesdesk.storage.derived import derive
from salesdesk.storage.indexing import index_touched
from salesdesk.storage.journal import AlikeActs, Entry, GroupEnd, Journal, WrittenAct
from salesdesk.storage.recorder import UNSEARCHED, defaults_of, table_of
from salesdesk.storage.rows import insert_rows
from salesdesk.storage.tables.replication import CounterRow, OutboxRow, UndoStepRow
from salesdesk.storage.undo import REMEMBERED
from salesdesk.storage.written import moment

_BATCH: Final = 5_000
"""So many acts are carried out in one transaction."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many changes and acts were carried out, and how many acts could not be."""

    changes: int = 0
    acts: int = 0
    held: int = 0


@dataclass(slots=True)
class _Group:
    group: bytes
    first: int
    last: int
    places: list[int] = field(default_factory=list)
    ended: bool = False


def replay(engine: Engine, journal: Journal, *, committed: int | None = None) -> Replayed:
    """Carry out what the journal has and the database of `engine` lacks.

    `committed` is the last number the damaged database is known to have given, or None if it cannot tell.
    """
    writer = engine.execution_options(rw=True)
    with Session(engine) as session:
        last, group = outbox.last_group(session)
    known, lacking = _lacking(_groups(journal), last, committed)
    if known is not None and group is not None and known.group != group:
        return Replayed(held=sum(one.last - one.first + 1 for one in lacking))  # another history
    following, held = _following(lacking, last)
    if journal.is_damaged():
        held = max(held, 1)  # how many acts stood there cannot be told
    for batch in _batches(following):
        with Session(writer) as session, session.begin():
            session.connection().exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            _carry_out(session, journal, batch)
    return Replayed(len(following), sum(one.last - one.first + 1 for one in following), held)


def _groups(journal: Journal) -> list[_Group]:
    """Return the groups that came to their end and whose numbers did not come again."""
    found: list[_Group] = []
    for place, entry in journal.entries():
        if not found or found[-1].places[0] != entry.begins:
            while found and (not found[-1].ended or found[-1].last >= entry.first):
                found.pop()
            found.append(_Group(entry.group, entry.first, entry.last))
        found[-1].places.append(place)
        found[-1].last = entry.last
        found[-1].ended = entry.end is not None
    if found and not found[-1].ended:
        found.pop()
    return found


def _lacking(groups: list[_Group], last: int, committed: int | None) -> tuple[_Group | None, list[_Group]]:
    """Return the group the database ends with, and those it lacks."""
    known = next((one for one in groups if one.first <= last <= one.last), None)
    lacking = [one for one in groups if one.first > last]
    if lacking and committed is not None and committed == lacking[-1].first - 1:
        lacking.pop()  # the damaged database never had it
    return known, lacking


def _following(lacking: Sequence[_Group], last: int) -> tuple[list[_Group], int]:
    """Return the groups that follow without a gap, and how many acts lie behind the first gap."""
    following: list[_Group] = []
    for number, one in enumerate(lacking):
        if one.first != last + 1:
            return following, sum(other.last - other.first + 1 for other in lacking[number:])
        following.append(one)
        last = one.last
    return following, 0


def _batches(groups: Sequence[_Group]) -> Iterator[list[_Group]]:
    batch: list[_Group] = []
    count = 0
    for one in groups:
        batch.append(one)
        count += one.last - one.first + 1
        if count >= _BATCH:
            yield batch
            batch, count = [], 0
    if batch:
        yield batch


def _carry_out(session: Session, journal: Journal, groups: Sequence[_Group]) -> None:
    searched: dict[str, set[UUID]] = defaultdict(set)
    me = UUID(meta.get(session, meta.ME))
    for one in groups:
        met: set[UUID] = set()
        for place in one.places:
            entry = journal.entry_at(place)
            _keep_acts(session, entry)
            for entity, made, acts in _alike_in_kind(entry):
                if made:
                    ids = _create(session, entity, acts, _stamps(entry, me))
                    file_queue.note(session, {entity: ids}, file_queue.SEND)
                else:
                    ids = _edit(session, entity, acts, _stamps(entry, me), met)
                searched[entity].update(ids)
            if entry.end is not None:
                _end(session, entry.end)
    meta.put(session, meta.LAST_MSEQ, str(groups[-1].last))
    index_touched(session, searched)


def _acts(entry: Entry) -> Iterator[WrittenAct]:
    yield from entry.acts
    alike = entry.alike
    if alike is not None:
        for at in range(0, len(alike.rows), 16):
            yield _one_of(alike, alike.rows[at : at + 16])


def _one_of(alike: AlikeActs, row_id: bytes) -> WrittenAct:
    return WrittenAct(alike.kind, alike.entity, row_id, alike.base, alike.patch, alike.command, alike.args)


def _keep_acts(session: Session, entry: Entry) -> None:
    stamp = {
        "device_id": UUID(bytes=entry.device),
        "group_id": UUID(bytes=entry.group),
        "schema": entry.schema,
        "made_at": moment(entry.made_at),
    }
    rows = [
        stamp
        | {"mseq": mseq, "row_id": UUID(bytes=act.row_id)}
        | {name: getattr(act, name) for name in ("kind", "entity", "base", "patch", "command", "args")}
        for mseq, act in enumerate(_acts(entry), entry.first)
    ]
    insert_rows(session.connection(), table_of(OutboxRow), rows)


def _alike_in_kind(entry: Entry) -> Iterator[tuple[str, bool, list[WrittenAct]]]:
    """Yield runs of acts of one entity that all make rows, or all change some."""
    for (entity, made), acts in groupby(_acts(entry), key=lambda act: (act.entity, act.base is None)):
        yield entity, made, list(acts)


def _stamps(entry: Entry, me: UUID) -> dict[str, Any]:
    """Return what every row changed by an entry says of its change."""
    return {"edited_at": moment(entry.made_at), "edited_by": me}


def _create(session: Session, entity: str, acts: Sequence[WrittenAct], stamps: dict[str, Any]) -> set[UUID]:
    table = Base.metadata.tables[entity]
    rows = []
    for act in acts:
        row = defaults_of(table) | stamps | {"created_at": stamps["edited_at"], "version": 1}
        row |= {name: value for name, value in codec.decode(entity, act.patch).items() if name in table.c}
        row["id"] = UUID(bytes=act.row_id)
        rows.append(row | derive(entity, row))
    insert_rows(session.connection(), table, rows)
    return {row["id"] for row in rows}


def _edit(
    session: Session, entity: str, acts: Sequence[WrittenAct], stamps: dict[str, Any], met: set[UUID]
) -> set[UUID]:
    """Change rows; one that its group has not met yet gets its next version. Return those found otherwise."""
    table = Base.metadata.tables[entity]
    searched: set[UUID] = set()
    values = []
    for act in acts:
        row_id = UUID(bytes=act.row_id)
        patch = {name: value for name, value in codec.decode(entity, act.patch).items() if name in table.c}
        if not UNSEARCHED.issuperset(patch):
            searched.add(row_id)
        fresh = row_id not in met
        met.add(row_id)
        values.append({"the_id": row_id, "step": int(fresh)} | _to(patch | derive(entity, patch)))
    for names, some in groupby(values, key=lambda one: one.keys()):
        targets: dict[str, Any] = {name[3:]: bindparam(name) for name in names if name.startswith("to_")}
        version = table.c.version + bindparam("step")
        statement = (
            update(table)
            .where(table.c.id == bindparam("the_id"))
            .values(**targets, **stamps, version=version)
        )
        session.connection().execute(statement, list(some))
    return searched


def _to(patch: dict[str, Any]) -> dict[str, Any]:
    return {f"to_{name}": value for name, value in patch.items()}


def _end(session: Session, end: GroupEnd) -> None:
    """Leave the steps and the next numbers as the write left them."""
    if end.forgets:
        session.execute(delete(UndoStepRow).where(UndoStepRow.state == "undone"))
    for step in end.steps:
        values = {
            "group_id": UUID(bytes=step.group),
            "name": step.name,
            "details": msgspec.json.decode(step.details),
            "state": step.state,
            "made_at": moment(step.made_at),
        }
        _put(session, UndoStepRow, {"id": step.id}, values)
        session.execute(delete(UndoStepRow).where(UndoStepRow.id <= step.id - REMEMBERED))
    for series, year, following in end.counters:
        _put(session, CounterRow, {"series": series, "year": year}, {"next": following})


def _put(session: Session, kind: type[Base], key: dict[str, Any], values: dict[str, Any]) -> None:
    statement = insert(table_of(kind)).values(**key, **values)
    session.connection().execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))
