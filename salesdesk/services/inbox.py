"""Pending & problems: what waits, what was refused, what somebody else decided otherwise, and what to do.

Choosing and trying again are steps like any other: they go to the server, and can be taken back.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from salesdesk.domain.contacts import check_contact
from salesdesk.domain.customers import check_customer
from salesdesk.domain.errors import NotFound, RuleBroken
from salesdesk.domain.products import check_product
from salesdesk.protocol import codec
from salesdesk.protocol.scopes import PARENTS
from salesdesk.protocol.uniting import ORDERS, PART_OF
from salesdesk.storage import outbox, uniting
from salesdesk.storage.base import Base
from salesdesk.storage.database import Database
from salesdesk.storage.replica import again, deciding, file_line, telling
from salesdesk.storage.replica.deciding import CONFLICTS, INBOX, PROBLEMS
from salesdesk.storage.replica.telling import Conflict, Counts, Held, Problem, Waiting
from salesdesk.storage.tables.held import HeldActRow
from salesdesk.storage.tables.replication import AckedRow, ConflictRow, ProblemRow
from salesdesk.storage.undo import Step

__all__ = [
    "EARLY",
    "INBOX",
    "Conflict",
    "Counts",
    "Held",
    "Problem",
    "Waiting",
    "choose",
    "conflicts",
    "counts",
    "decide",
    "dismiss",
    "held",
    "keep_theirs",
    "marked",
    "named",
    "problems",
    "retry",
    "shown_by",
    "take_mine",
    "waiting",
]
EARLY: Final = again.EARLY
"""Codes of what goes to the server by itself once that was updated."""
_CHECKS: Final[Mapping[str, Callable[[Mapping[str, object]], Mapping[str, Any]]]] = {
    "customers": check_customer,
    "contacts": check_contact,
    "products": check_product,
}
"""What a typed value must pass, by kind of record."""


def counts(database: Database) -> Counts:
    """Return how many of each are open."""
    return database.ask(telling.counts)


def conflicts(database: Database, *, settled: bool = False, row_id: UUID | None = None) -> list[Conflict]:
    """Return conflicts, the newest first: open ones, or those that were decided; of one record, if named."""
    return database.ask(telling.conflicts, settled=settled, row_id=row_id)


def problems(
    database: Database, *, settled: bool = False, row_id: UUID | None = None, held: bool | None = None
) -> list[Problem]:
    """Return acts that were refused or are held, the newest first. Those of one `group_id` were one step."""
    return database.ask(telling.problems, settled=settled, row_id=row_id, held=held)


def waiting(database: Database) -> list[Waiting]:
    """Return the steps that are not on the server yet, the oldest first."""
    return database.ask(telling.waiting)


def held(database: Database) -> list[Held]:
    """Return others' acts that this person may decide, the oldest first."""
    return database.ask(telling.held)


def marked(database: Database, entity: str, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return which of some records have something open: "conflict", "problem" or "waiting"."""
    return database.ask(telling.marked, entity, ids)


def named(database: Database, rows: Sequence[tuple[str, UUID]]) -> dict[tuple[str, UUID], str]:
    """Return what records are called; those that are not here are left out."""
    return database.ask(telling.titles, rows)


def shown_by(database: Database, entity: str, row_id: UUID) -> tuple[str, UUID] | None:
    """Return the record that shows a row: itself, or what it lies beneath. None: it is not here."""
    return database.ask(_shown_by, entity, row_id)


def _shown_by(session: Session, entity: str, row_id: UUID) -> tuple[str, UUID] | None:
    table = Base.metadata.tables.get(entity)
    if table is None:
        return None
    above, column = _PARTS.get(entity, ("", "id"))
    living = table.c.deleted_at.is_(None)
    found = session.scalar(select(table.c[column]).where(table.c.id == row_id, living))
    if found is None:
        return None
    return _shown_by(session, above, found) if above else (entity, found)


_PARTS: Final = {name: above for name, above in PARENTS.items() if name != "quotes"} | {
    "stock_movements": ("products", "product_id"),
    "allotments": ("products", "product_id"),
}
"""What is shown on the page of something else: everything beneath, but for quotes, which have their own."""


def take_mine(database: Database, ids: Sequence[int]) -> None:
    """Let my values stand where somebody else's do. Raise NotFound if a record is gone."""
    with database.write(_choosing(ids)) as session:
        rows = _open_conflicts(session, ids)
        _set(session, rows, lambda row: telling.value_of(row.entity, row.field, row.mine))
        deciding.settle_conflicts(session, rows, "mine", database.clock())


def keep_theirs(database: Database, ids: Sequence[int]) -> None:
    """Leave the others' values as they stand."""
    with database.write(_choosing(ids)) as session:
        deciding.settle_conflicts(session, _open_conflicts(session, ids), "theirs", database.clock())


def choose(database: Database, conflict_id: int, value: Any) -> None:
    """Let a third value stand (typed, as the field's values are).

    Raises:
        NotFound: the record is gone.
        BadInput: the field cannot hold this value.
    """
    with database.write(_choosing([conflict_id])) as session:
        rows = _open_conflicts(session, [conflict_id])
        _set(session, rows, lambda row: _checked(row, value))
        deciding.settle_conflicts(session, rows, "other", database.clock())


def _choosing(ids: Sequence[int]) -> Step:
    return Step("conflict-chosen", n=len(ids), **{CONFLICTS: list(ids)})


def _checked(row: ConflictRow, value: Any) -> Any:
    check = _CHECKS.get(row.entity)
    return value if check is None else check({row.field: value}).get(row.field, value)


def _open_conflicts(session: Session, ids: Sequence[int]) -> list[ConflictRow]:
    wanted = select(ConflictRow).where(ConflictRow.id.in_(ids), ConflictRow.resolved_at.is_(None))
    return list(session.scalars(wanted.order_by(ConflictRow.id)))


def _set(session: Session, rows: Iterable[ConflictRow], value: Callable[[ConflictRow], Any]) -> None:
    fields: dict[tuple[str, UUID], dict[str, Any]] = defaultdict(dict)
    for row in rows:
        fields[row.entity, row.row_id][row.field] = value(row)
    for (entity, row_id), patch in fields.items():
        _change(session, entity, row_id, patch)


def _change(session: Session, entity: str, row_id: UUID, patch: Mapping[str, Any]) -> None:
    """Set fields of one row, deleted or not. Raise NotFound if it is not here."""
    table = Base.metadata.tables[entity]
    known = {name: value for name, value in patch.items() if name in table.c and name != "scope_id"}
    found = session.connection().execute(select(table).where(table.c.id == row_id)).mappings().one_or_none()
    if found is None:
        raise NotFound("record-gone")
    changed = {name: value for name, value in known.items() if found[name] != value}
    if changed:
        base = {name: found[name] for name in changed}
        outbox.bulk(session, entity, updates=[(row_id, base, changed)])


def dismiss(database: Database, ids: Sequence[int]) -> None:
    """Let problems go: what was refused stays refused. All of a step go together."""
    with database.write(_seeing_to("problem-dismissed", ids)) as session:
        deciding.settle_problems(session, _open_problems(session, ids), "dismissed", database.clock())


def retry(database: Database, ids: Sequence[int]) -> None:
    """Do again what was refused, as it was said, each step as a whole; a file goes once more.

    Raises:
        NotFound: a record is not here any more.
        RuleBroken: `not-unique`, another record holds its number by now.
    """
    with database.write(_seeing_to("problem-retried", ids)) as session:
        rows = _open_problems(session, ids)
        try:
            orders = _orders(session, rows)
            for row in rows:
                if row.mseq in orders:
                    _order_again(session, row, *orders[row.mseq])
                elif row.status == file_line.PROBLEM:
                    file_line.try_again(session, row.entity, row.row_id)
                else:
                    _do_again(session, row)
            session.flush()
        except IntegrityError as error:
            raise RuleBroken("not-unique") from error
        deciding.settle_problems(session, rows, "retried", database.clock())


def _orders(session: Session, rows: Sequence[ProblemRow]) -> dict[int, tuple[str, bytes]]:
    """Return which refused acts belong to merging or parting customers, with the command and what it said."""
    A = AckedRow  # noqa: N806 - a short name for a table
    wanted = select(A.mseq, A.command, A.args).where(
        A.mseq.in_([row.mseq for row in rows]), A.command.in_(ORDERS)
    )
    return {row.mseq: (row.command, row.args) for row in session.execute(wanted)}


def _order_again(session: Session, row: ProblemRow, command: str, args: bytes) -> None:
    """Merge or part again; the rows that changed along with it are told by the order itself."""
    said = codec.decode(row.entity, args)
    if PART_OF not in said:
        uniting.again(session, command, row.row_id, said)


def _seeing_to(key: str, ids: Sequence[int]) -> Step:
    return Step(key, n=len(ids), **{PROBLEMS: list(ids)})


def _do_again(session: Session, row: ProblemRow) -> None:
    patch = codec.decode(row.entity, row.patch)
    if row.base is not None:
        _change(session, row.entity, row.row_id, patch)
        return
    table = Base.metadata.tables[row.entity]
    there = session.connection().execute(select(table.c.id).where(table.c.id == row.row_id)).first()
    if there is not None:
        _change(session, row.entity, row.row_id, patch)
        return
    known = {name: value for name, value in patch.items() if name in table.c}
    outbox.bulk(session, row.entity, creates=[{**known, "id": row.row_id}])


def _open_problems(session: Session, ids: Sequence[int]) -> list[ProblemRow]:
    groups = select(ProblemRow.group_id).where(ProblemRow.id.in_(ids))
    still = select(ProblemRow).where(ProblemRow.group_id.in_(groups), ProblemRow.settled_at.is_(None))
    return list(session.scalars(still.order_by(ProblemRow.mseq)))


def decide(database: Database, ids: Sequence[UUID], *, accept: bool) -> None:
    """Accept others' acts that are held, as if one had made them oneself, or decline them."""
    to = "accepted" if accept else "declined"
    with database.write(Step(f"held-{to}", n=len(ids))) as session:
        for row in session.scalars(select(HeldActRow).where(HeldActRow.id.in_(ids))):
            if row.state == "waiting":
                row.state, row.decided_by, row.decided_at = to, database.me, database.clock()
        deciding.tell(session, ids)
