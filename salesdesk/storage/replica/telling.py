"""What a person should see of sync: what waits, what was refused, what somebody else decided otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.protocol import codec
from salesdesk.protocol.scopes import COMPANY, STOCK, owned_by
from salesdesk.storage.replica import file_line, identity
from salesdesk.storage.replica.forms import is_known, table_of
from salesdesk.storage.tables.held import HeldActRow
from salesdesk.storage.tables.replication import ConflictRow, OutboxRow, ProblemRow
from salesdesk.storage.tables.users import UserRow

_LISTED: Final = 500
_DECIDERS: Final = {COMPANY: ("administrator",), STOCK: ("administrator", "stock")}
"""Who decides what is held of rows that are nobody's own."""
_TITLES: Final = {
    "customers": ("name",),
    "contacts": ("name",),
    "products": ("name", "code"),
    "quotes": ("number", "title"),
    "activities": ("subject",),
    "quote_lines": ("name", "code"),
    "users": ("name",),
    "company_settings": ("key",),
    "saved_views": ("name",),
    "tax_rates": ("name", "code"),
    "warehouses": ("name", "code"),
    "comments": ("body",),
    "attachments": ("name",),
    "custom_fields": ("label",),
    "trade_shows": ("name",),
    "mail_templates": ("name",),
    "shared_views": ("name",),
}
"""What a row is called, the first that says something."""
_CALLED_AFTER: Final = {
    "issued_papers": ("quotes", "quote_id"),
    "stock_reservations": ("quotes", "quote_id"),
    "stock_movements": ("products", "product_id"),
    "allotments": ("products", "product_id"),
    "thumbnails": ("attachments", "attachment_id"),
    "custom_values": ("customers", "customer_id"),
    "captures": ("customers", "customer_id"),
    "customer_merges": ("customers", "customer_id"),
    "reminders": ("activities", "activity_id"),
}
"""Kinds of rows that are called what they are of, and the field that says so."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field two people changed. Values are typed; `title` is what the record is called now.

    `by` is who made theirs, "" where that is not known, `written_at` when.
    """

    id: int
    entity: str
    row_id: UUID
    title: str
    field: str
    base: Any
    theirs: Any
    mine: Any
    by: str
    written_at: datetime | None
    resolved_at: datetime | None
    choice: str


@dataclass(frozen=True, slots=True)
class Problem:
    """An act that was refused or is held, or a file: `code` and `values` are those of `error.<code>`.

    `patch` is what it said, `base` what was there before (None: it made the row).
    """

    id: int
    group_id: UUID
    entity: str
    row_id: UUID
    title: str
    status: str
    code: str
    values: dict[str, Any]
    base: dict[str, Any] | None
    patch: dict[str, Any]
    seen_at: datetime
    settled_at: datetime | None
    outcome: str

    @property
    def of_file(self) -> bool:
        """Return whether it is the file that the row names which cannot be sent or fetched."""
        return self.status == file_line.PROBLEM


@dataclass(frozen=True, slots=True)
class Waiting:
    """One step that is not on the server yet: how many acts it has, and the first record it is about."""

    group_id: UUID
    acts: int
    entity: str
    row_id: UUID
    title: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody's act on a record that is not theirs (any more), for whoever may decide."""

    id: UUID
    group_id: UUID
    author_id: UUID
    author: str
    entity: str
    row_id: UUID
    title: str
    kind: str
    command: str
    base: dict[str, Any] | None
    patch: dict[str, Any] | None
    args: dict[str, Any] | None
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of each are open: others' steps that are `held` for a decision, those `with_others`."""

    waiting: int
    conflicts: int
    problems: int
    held: int
    with_others: int

    @property
    def calling(self) -> int:
        """How many want a person."""
        return self.conflicts + self.problems + self.held


def counts(session: Session) -> Counts:
    """Return how many of each are open."""
    groups = session.scalar(select(func.count(OutboxRow.group_id.distinct()))) or 0
    conflicts = _count(session, ConflictRow.resolved_at.is_(None))
    return Counts(groups, conflicts, _problems(session), _held(session), _problems(session, held=True))


def open_count(session: Session) -> int:
    """Return how many want a person."""
    return _count(session, ConflictRow.resolved_at.is_(None)) + _problems(session) + _held(session)


def _count(session: Session, wanted: Any) -> int:
    return session.scalar(select(func.count()).where(wanted)) or 0


def _problems(session: Session, *, held: bool = False) -> int:
    """Count steps, not acts: what was refused together is one problem."""
    groups = select(func.count(ProblemRow.group_id.distinct())).where(ProblemRow.settled_at.is_(None))
    return session.scalar(groups.where((ProblemRow.status == "held") == held)) or 0


def _held(session: Session) -> int:
    groups = select(func.count(HeldActRow.group_id.distinct())).where(_decidable(session))
    return session.scalar(groups) or 0


def _decidable(session: Session) -> Any:
    """Return which held acts this person may decide: those of nobody's own rows only who looks after them.

    One's own are for others, unless the record has become one's own.
    """
    me = identity.of(session).me
    may = (HeldActRow.author_id != me) | (HeldActRow.scope_id == owned_by(me))
    waits = (HeldActRow.state == "waiting") & HeldActRow.deleted_at.is_(None) & may
    role = session.scalar(select(UserRow.role).where(UserRow.id == me))
    not_theirs = [scope for scope, roles in _DECIDERS.items() if role not in roles]
    return waits & HeldActRow.scope_id.not_in(not_theirs)


def conflicts(session: Session, *, settled: bool = False, row_id: UUID | None = None) -> list[Conflict]:
    """Return conflicts, the newest first; with `settled` those that somebody decided."""
    done = ConflictRow.resolved_at.is_not(None) if settled else ConflictRow.resolved_at.is_(None)
    wanted = select(ConflictRow).where(done).order_by(ConflictRow.id.desc()).limit(_LISTED)
    if row_id is not None:
        wanted = wanted.where(ConflictRow.row_id == row_id)
    rows = session.scalars(wanted).all()
    names = titles(session, [(row.entity, row.row_id) for row in rows])
    return [_conflict(row, names) for row in rows]


def _conflict(row: ConflictRow, names: dict[tuple[str, UUID], str]) -> Conflict:
    base, theirs, mine = (value_of(row.entity, row.field, data) for data in (row.base, row.theirs, row.mine))
    return Conflict(
        row.id,
        row.entity,
        row.row_id,
        names.get((row.entity, row.row_id), ""),
        row.field,
        base,
        theirs,
        mine,
        row.by,
        row.written_at,
        row.resolved_at,
        row.choice,
    )


def value_of(entity: str, field: str, data: bytes) -> Any:
    """Return one value as it is kept, typed."""
    return codec.typed(entity, {field: msgspec.json.decode(data)})[field]


def problems(
    session: Session, *, settled: bool = False, row_id: UUID | None = None, held: bool | None = None
) -> list[Problem]:
    """Return what was refused or is held (one of the two with `held`), the newest first.

    With `settled` it is what was seen to.
    """
    done = ProblemRow.settled_at.is_not(None) if settled else ProblemRow.settled_at.is_(None)
    wanted = select(ProblemRow).where(done).order_by(ProblemRow.id.desc()).limit(_LISTED)
    if row_id is not None:
        wanted = wanted.where(ProblemRow.row_id == row_id)
    if held is not None:
        wanted = wanted.where((ProblemRow.status == "held") == held)
    rows = session.scalars(wanted).all()
    names = titles(session, [(row.entity, row.row_id) for row in rows])
    return [_problem(session, row, names) for row in rows]


def _problem(session: Session, row: ProblemRow, names: dict[tuple[str, UUID], str]) -> Problem:
    patch = codec.decode(row.entity, row.patch)
    base = None if row.base is None else codec.decode(row.entity, row.base)
    title = names.get((row.entity, row.row_id)) or _title(row.entity, patch)
    title = title or _title_of_parent(session, row.entity, patch)
    return Problem(
        row.id,
        row.group_id,
        row.entity,
        row.row_id,
        title,
        row.status,
        row.code,
        dict(row.details),
        base,
        patch,
        row.seen_at,
        row.settled_at,
        row.outcome,
    )


def waiting(session: Session) -> list[Waiting]:
    """Return the steps that are not on the server yet, the oldest first."""
    first = func.min(OutboxRow.mseq).label("first")
    groups = (
        select(first, func.count().label("acts")).group_by(OutboxRow.group_id).order_by(first).limit(_LISTED)
    ).subquery()
    rows = session.execute(
        select(OutboxRow, groups.c.acts)
        .join(groups, groups.c.first == OutboxRow.mseq)
        .order_by(OutboxRow.mseq)
    ).all()
    names = titles(session, [(act.entity, act.row_id) for act, _ in rows])
    return [
        Waiting(
            act.group_id,
            number,
            act.entity,
            act.row_id,
            names.get((act.entity, act.row_id)) or _title(act.entity, codec.decode(act.entity, act.patch)),
            act.made_at,
        )
        for act, number in rows
    ]


def held(session: Session) -> list[Held]:
    """Return acts that wait for a decision, the oldest first."""
    wanted = _decidable(session)
    rows = session.scalars(select(HeldActRow).where(wanted).order_by(HeldActRow.made_at).limit(_LISTED)).all()
    names = titles(session, [(row.entity, row.row_id) for row in rows])
    authors = titles(session, [("users", row.author_id) for row in rows])
    return [
        Held(
            row.id,
            row.group_id,
            row.author_id,
            authors.get(("users", row.author_id), ""),
            row.entity,
            row.row_id,
            names.get((row.entity, row.row_id)) or _title(row.entity, row.patch or {}),
            row.kind,
            row.command,
            row.base,
            row.patch,
            row.args,
            row.made_at,
        )
        for row in rows
    ]


def marked(session: Session, entity: str, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return which of some records have something open: "conflict", "problem" or "waiting"."""
    found: dict[UUID, str] = {}
    problem, held = ProblemRow.settled_at.is_(None), ProblemRow.status == "held"
    for mark, kind, still in (
        ("waiting", OutboxRow, OutboxRow.mseq > 0),
        ("waiting", ProblemRow, problem & held),
        ("problem", ProblemRow, problem & ~held),
        ("conflict", ConflictRow, ConflictRow.resolved_at.is_(None)),
    ):
        wanted = select(kind.row_id).where(kind.entity == entity, kind.row_id.in_(ids), still)
        found |= dict.fromkeys(session.scalars(wanted), mark)
    return found


def titles(session: Session, rows: Sequence[tuple[str, UUID]]) -> dict[tuple[str, UUID], str]:
    """Return what records are called; those that are not here have no entry."""
    found: dict[tuple[str, UUID], str] = {}
    by_entity: dict[str, set[UUID]] = {}
    for entity, row_id in rows:
        by_entity.setdefault(entity, set()).add(row_id)
    for entity, ids in by_entity.items():
        names = _TITLES.get(entity)
        if entity in _CALLED_AFTER:
            found |= _of_parents(session, entity, ids)
        if names is None or not is_known(entity):
            continue
        table = table_of(entity)
        wanted = select(table.c.id, *(table.c[name] for name in names)).where(table.c.id.in_(ids))
        for row_id, *values in session.execute(wanted):
            found[entity, row_id] = next(filter(None, values), "")
    return found


def _of_parents(session: Session, entity: str, ids: set[UUID]) -> dict[tuple[str, UUID], str]:
    above, column = _CALLED_AFTER[entity]
    table = table_of(entity)
    wanted = select(table.c.id, table.c[column]).where(table.c.id.in_(ids))
    parents: dict[UUID, UUID] = {row[0]: row[1] for row in session.execute(wanted)}
    named = titles(session, [(above, parent) for parent in parents.values()])
    return {(entity, row_id): named.get((above, parent), "") for row_id, parent in parents.items()}


def _title_of_parent(session: Session, entity: str, fields: dict[str, Any]) -> str:
    """Return what a row that was refused would be called after."""
    above, column = _CALLED_AFTER.get(entity, ("", ""))
    parent = fields.get(column)
    return titles(session, [(above, parent)]).get((above, parent), "") if parent else ""


def _title(entity: str, fields: dict[str, Any]) -> str:
    return next((str(fields[name]) for name in _TITLES.get(entity, ()) if fields.get(name)), "")
