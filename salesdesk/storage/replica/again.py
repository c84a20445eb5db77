"""Acts that were refused because what they need was not there: handed in again once it is.

A restored server is given back its lost acts by many laptops, in the order in which they come. An edit may
come before the row it edits; its author is told, and the laptop tries again by itself when the row is back.
The act keeps its base, so that what somebody else wrote meanwhile is merged with it and not overwritten.

A server that is older than this program refuses the kinds of rows and the commands it does not know. They go
to it again when it was updated; what comes behind them does not wait for that.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, insert, literal, select, update
from sqlalchemy.orm import Session

from salesdesk.protocol import codec
from salesdesk.protocol.entities import SCHEMA
from salesdesk.storage import meta
from salesdesk.storage.database import Absorbed, Database
from salesdesk.storage.indexing import index_touched
from salesdesk.storage.recorder import table_of
from salesdesk.storage.references import references
from salesdesk.storage.replica import layers
from salesdesk.storage.replica.forms import is_known
from salesdesk.storage.replica.forms import table_of as rows_of
from salesdesk.storage.tables.replication import RENUMBERED, AckedRow, OutboxRow, ProblemRow
from salesdesk.storage.tables.search import KINDS

LACKING: Final = ("row-gone", "parent-gone")
EARLY: Final = ("entity-unknown", "command-unknown")
"""Codes of what waits for the server to be updated."""
HANDED_IN: Final = LACKING + EARLY
_TRIES: Final = 3
"""So often a group is handed in again; then a person decides."""
_OUTBOX: Final = table_of(OutboxRow)
_ACKED: Final = table_of(AckedRow)


def hand_in(database: Database, schema: int) -> int:
    """Let refused groups wait again that would go through by now; return how many acts they have.

    `schema` is the version of the definitions that the server has.
    """
    groups = database.ask(_ready, schema)
    if not groups:
        return 0
    with database.absorb() as absorbed:
        acts = [act for group in groups for act in _refused_acts(absorbed.session, group)]
        rows = list(dict.fromkeys((act.entity, act.row_id) for act in acts if is_known(act.entity)))
        beneath = {key: layers.beneath(absorbed.session, *key) for key in rows}
        _renumber(absorbed, acts)
        _settle(absorbed, groups)
        for (entity, row_id), image in beneath.items():
            layers.put_on_again(absorbed.session, entity, row_id, image, database.me)
            absorbed.note(entity, [row_id])
        _index(absorbed.session, rows)
        absorbed.forgets = True  # the journal has them under their first numbers
        absorbed.note("outbox", [database.device_id])
        absorbed.note("inbox", [])
    return len(acts)


def _ready(session: Session, schema: int) -> list[UUID]:
    """Return the groups that were refused for want of a row or an update, and lack nothing any more."""
    lacking = ProblemRow.settled_at.is_(None) & ProblemRow.code.in_(HANDED_IN)
    refused = select(ProblemRow).where(lacking).order_by(ProblemRow.mseq)
    able = {one.group_id: _is_able(one, schema) for one in session.scalars(refused)}
    return [group for group in able if able[group] and _is_ready(session, group)]


def _is_able(refused: ProblemRow, schema: int) -> bool:
    """Return whether the server knows more than when it refused; not all of them tell what they knew then."""
    return refused.code not in EARLY or schema > refused.details.get("schema", SCHEMA - 1)


def _is_ready(session: Session, group: UUID) -> bool:
    acts = _refused_acts(session, group)
    tried = (_ACKED.c.group_id == group) & (_ACKED.c.status == RENUMBERED)
    times = session.scalar(select(func.count()).select_from(_ACKED).where(tried)) or 0
    if not acts or times >= _TRIES * len(acts):
        return False
    made = {(act.entity, act.row_id) for act in acts if act.base is None}
    return all(need in made or _is_here(session, *need) for act in acts for need in _needs(act))


def _refused_acts(session: Session, group: UUID) -> Sequence[Any]:
    refused = (_ACKED.c.group_id == group) & (_ACKED.c.status == "rejected")
    return session.execute(select(_ACKED).where(refused).order_by(_ACKED.c.mseq)).all()


def _needs(act: Any) -> Iterator[tuple[str, UUID]]:
    """Yield the rows that have to be there: the one that is changed, and those that it names from now on."""
    if act.base is not None:
        yield act.entity, act.row_id
    if is_known(act.entity):
        said = codec.decode(act.entity, act.patch)
        yield from (
            (named, said[field]) for field, named in references(act.entity).items() if said.get(field)
        )


def _is_here(session: Session, entity: str, row_id: UUID) -> bool:
    """Return whether the server has told of a row."""
    if not is_known(entity):
        return False
    table = rows_of(entity)
    return session.scalar(select(table.c.seq).where(table.c.id == row_id)) is not None


def _renumber(absorbed: Absorbed, acts: Sequence[Any]) -> None:
    """Let acts wait under new numbers; the old ones stay used up."""
    session = absorbed.session
    connection, first = session.connection(), int(meta.get(session, meta.LAST_MSEQ) or 0) + 1
    names = [column.name for column in _OUTBOX.columns if column.name != "mseq"]
    for mseq, act in enumerate(acts, first):
        this = _ACKED.c.mseq == act.mseq
        copied = select(literal(mseq), *(_ACKED.c[name] for name in names)).where(this)
        connection.execute(insert(_OUTBOX).from_select(["mseq", *names], copied))
        connection.execute(update(_ACKED).where(this).values(status=RENUMBERED))
    meta.put(session, meta.LAST_MSEQ, str(first + len(acts) - 1))


def _settle(absorbed: Absorbed, groups: Sequence[UUID]) -> None:
    still = ProblemRow.group_id.in_(groups) & ProblemRow.settled_at.is_(None)
    absorbed.session.execute(update(ProblemRow).where(still).values(settled_at=absorbed.now, outcome="again"))


def _index(session: Session, rows: Sequence[tuple[str, UUID]]) -> None:
    touched: dict[str, list[UUID]] = {}
    for entity, row_id in rows:
        touched.setdefault(entity, []).append(row_id)
    index_touched(session, {entity: ids for entity, ids in touched.items() if entity in KINDS})
