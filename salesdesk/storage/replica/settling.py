"""What the server made of acts: they leave the outbox, and their rows become what they are now.

An act that went through is part of the server's row. What somebody else decided otherwise stands, and is told
as a conflict; what was refused or is held is taken off the row, and told as a problem. Whatever still waits
stays on top.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import delete, insert, literal, select, update
from sqlalchemy.orm import Session

from salesdesk.protocol import codec
from salesdesk.protocol.messages import Result, act_hash
from salesdesk.storage.base import Base
from salesdesk.storage.database import Absorbed, Database
from salesdesk.storage.indexing import index_touched
from salesdesk.storage.replica import doubts, identity, layers, removing
from salesdesk.storage.replica.forms import is_known, table_of
from salesdesk.storage.replica.layers import Values, WaitingAct
from salesdesk.storage.replica.outgoing import Batch
from salesdesk.storage.replica.renaming import rename_conflicts
from salesdesk.storage.tables.replication import AckedRow, BaseRow, ConflictRow, OutboxRow, ProblemRow
from salesdesk.storage.tables.search import KINDS

_OUTBOX: Final = Base.metadata.tables[OutboxRow.__tablename__]
_ACKED: Final = Base.metadata.tables[AckedRow.__tablename__]
REFUSED: Final = frozenset({"rejected", "held"})
_PLAIN: Final = frozenset({"applied", "merged", "duplicate", "provisional"})
_QUIET: Final = frozenset({"reminders"})
"""What a person's own laptops put off differently is not worth a question: what the server has stands."""
_encode: Final = msgspec.json.Encoder(order="deterministic").encode
Key = tuple[str, UUID]


@dataclass(slots=True)
class Settled:
    """How many acts were answered, disagreed with and refused.

    `doubtful` are the scopes and kinds of rows of which this device no longer knows all the server's stamps:
    they are to be compared. `gone` are the rows of refused edits that are not here any more.
    """

    acts: int = 0
    conflicts: int = 0
    problems: int = 0
    doubtful: set[tuple[str, str]] = field(default_factory=set)
    gone: set[Key] = field(default_factory=set)


def settle(database: Database, batch: Batch, results: Sequence[Result], *, now: datetime) -> Settled:
    """Take the server's results for a batch; results of acts that were settled before change nothing.

    `now` is the server's: acts are kept for 30 days of its clock, however wrong the one here is.
    """
    by_mseq = {result.mseq: result for result in results}
    settled = Settled()
    with database.absorb() as absorbed:
        session = absorbed.session
        otherwise = _answered_otherwise(session, batch, by_mseq, now, settled)
        sent = _still_waiting(session, batch)
        told = {act.mseq: by_mseq[act.mseq] for act in (*otherwise, *sent) if act.mseq in by_mseq}
        by_mseq = {act.mseq: told[act.mseq] for act in sent if act.mseq in told}
        settled.acts = len(by_mseq)
        for key in _changed(session, sent, by_mseq):
            _settle_row(absorbed, database.me, key, by_mseq, settled)
        _tell(absorbed, [*otherwise, *sent], told, now, settled)
        _move(session, by_mseq, now)
        for entity, row_id in settled.gone:
            removing.settled_without(session, entity, row_id)
        _advance(session, batch, results)
        doubts.note(session, settled.doubtful)
        index_touched(session, {entity: ids for entity, ids in absorbed.touched.items() if entity in KINDS})
        absorbed.note("outbox", [database.device_id])
    return settled


def _answered_otherwise(
    session: Session, batch: Batch, results: Mapping[int, Result], now: datetime, settled: Settled
) -> list[Any]:
    """Return acts that went through once and did not when they were handed in again; note what they are now.

    Their rows are to be compared: they may show what the restored server does not have.
    """
    again = select(_ACKED).where(_ACKED.c.mseq.between(batch.first, batch.last))
    found = [
        act
        for act in session.execute(again.order_by(_ACKED.c.mseq))
        if act.status in _PLAIN and (result := results.get(act.mseq)) and result.status not in _PLAIN
    ]
    for act in found:
        values = {"status": results[act.mseq].status, "acked_at": now}
        session.connection().execute(update(_ACKED).where(_ACKED.c.mseq == act.mseq).values(values))
        row = _row(session, act.entity, act.row_id) if is_known(act.entity) else None
        if row is not None:
            settled.doubtful.add((row["scope_id"], act.entity))
    return found


def _still_waiting(session: Session, batch: Batch) -> list[Any]:
    columns = [_OUTBOX.c[name] for name in ("mseq", "group_id", "entity", "row_id", "base", "patch")]
    wanted = select(*columns).where(_OUTBOX.c.mseq.between(batch.first, batch.last))
    return list(session.execute(wanted.order_by(_OUTBOX.c.mseq)).all())


def _changed(session: Session, sent: Iterable[Any], results: Mapping[int, Result]) -> dict[Key, None]:
    """Return the rows that are not simply what they look like here already."""
    rows = session.execute(select(BaseRow.entity, BaseRow.row_id)).all()
    imaged = {(row.entity, row.row_id) for row in rows}
    found: dict[Key, None] = {}
    for act in sent:
        result, key = results.get(act.mseq), (act.entity, act.row_id)
        if result is None or not is_known(act.entity):
            continue
        if result.status not in _PLAIN or result.fields or key in imaged:
            found[key] = None
    return found


def _settle_row(
    absorbed: Absorbed, me: UUID, key: Key, results: Mapping[int, Result], settled: Settled
) -> None:
    """Work a row out anew: the server's row, what it took, what still waits."""
    (entity, row_id), session = key, absorbed.session
    acts = layers.waiting(session, entity, [row_id]).get(row_id, [])
    is_told = layers.image_of(session, entity, row_id) is not None
    image = layers.beneath(session, entity, row_id)
    answered = [act for act in acts if act.mseq in results]
    refused = [act for act in answered if results[act.mseq].status in REFUSED]
    if refused and not is_told and image is not None:
        settled.doubtful.add((image["scope_id"], entity))
    if any(act.base is not None for act in refused) and _row(session, entity, row_id) is None:
        settled.gone.add(key)
    for act in answered:
        image = _with_result(image, act, results[act.mseq])
    layers.put_on_again(session, entity, row_id, image, me, without=results)
    absorbed.note(entity, [row_id])


def _row(session: Session, entity: str, row_id: UUID) -> Values | None:
    table = table_of(entity)
    found = session.execute(select(table).where(table.c.id == row_id)).mappings().one_or_none()
    return None if found is None else dict(found)


def _with_result(image: Values | None, act: WaitingAct, result: Result) -> Values | None:
    """Return the server's row after it answered one act."""
    if result.status in REFUSED:
        return image
    row = image if result.status == "duplicate" else layers.with_act(image, act)
    if row is None:
        return None
    theirs = {one.field: one.theirs for one in result.conflicts}
    said = codec.typed(act.entity, theirs | dict(result.fields))
    row = row | {name: value for name, value in said.items() if name in table_of(act.entity).c}
    stands = image is not None and all(row[name] == image[name] for name in image)
    return row if stands else row | {"version": row["version"] + 1}


def _tell(
    absorbed: Absorbed, sent: Sequence[Any], results: Mapping[int, Result], now: datetime, settled: Settled
) -> None:
    """Note what its author should see."""
    conflicts: list[dict[str, Any]] = []
    problems: list[dict[str, Any]] = []
    for act in sent:
        result = results.get(act.mseq)
        if result is not None and result.conflicts and act.entity not in _QUIET:
            conflicts += _conflicts(act, result, now)
        if result is not None and result.status in REFUSED:
            problems.append(_problem(act, result, now))
    connection = absorbed.session.connection()
    if conflicts:
        connection.execute(insert(ConflictRow), conflicts)
        rename_conflicts(absorbed.session)
    if problems:
        connection.execute(insert(ProblemRow), problems)
    settled.conflicts, settled.problems = len(conflicts), len(problems)
    absorbed.note("inbox", {one["row_id"] for one in (*conflicts, *problems)})


def _conflicts(act: Any, result: Result, now: datetime) -> list[dict[str, Any]]:
    about = {"mseq": act.mseq, "entity": act.entity, "row_id": act.row_id, "seen_at": now}
    about |= {"by": result.by, "written_at": result.at}
    return [
        about
        | {"field": one.field, "base": _encode(one.base), "theirs": _encode(one.theirs)}
        | {"mine": _encode(one.mine)}
        for one in result.conflicts
    ]


def _problem(act: Any, result: Result, now: datetime) -> dict[str, Any]:
    return {
        "mseq": act.mseq,
        "group_id": act.group_id,
        "entity": act.entity,
        "row_id": act.row_id,
        "status": result.status,
        "code": result.code,
        "details": result.values,
        "base": act.base,
        "patch": act.patch,
        "seen_at": now,
    }


def _move(session: Session, results: Mapping[int, Result], now: datetime) -> None:
    """Take answered acts out of the outbox; they are kept a while."""
    names = [column.name for column in _OUTBOX.columns]
    in_order = enumerate(sorted(results.values(), key=lambda one: one.mseq))
    for (status, _), some in groupby(in_order, key=lambda one: (one[1].status, one[1].mseq - one[0])):
        numbers = [one.mseq for _, one in some]
        mine = _OUTBOX.c.mseq.between(numbers[0], numbers[-1])
        stamps = (literal(now, _ACKED.c.acked_at.type), literal(status))
        answered = select(*(_OUTBOX.c[name] for name in names), *stamps).where(mine)
        session.connection().execute(insert(_ACKED).from_select([*names, "acked_at", "status"], answered))
        session.connection().execute(delete(_OUTBOX).where(mine))


def _advance(session: Session, batch: Batch, results: Sequence[Result]) -> None:
    last = max((one.mseq for one in results if batch.first <= one.mseq <= batch.last), default=0)
    if last > identity.of(session).acked:
        answered = batch.act(last)
        identity.note(session, **{identity.ACKED: str(last), identity.ACKED_HASH: act_hash(answered).hex()})
