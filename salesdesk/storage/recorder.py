"""What a write changed, noted as it is flushed, and put into the outbox in the same transaction."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import chain, islice
from typing import Any, Final, TypeVar
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import Select, Table, func, insert, literal, select
from sqlalchemy import inspect as inspect_row
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from salesdesk.protocol import scopes
from salesdesk.protocol.entities import ENTITIES, SCHEMA, Entity
from salesdesk.storage import meta
from salesdesk.storage.acts import acts_of
from salesdesk.storage.base import Base, SyncedRow, new_id
from salesdesk.storage.derived import derive
from salesdesk.storage.journal import AlikeActs, Entry, GroupEnd, Journal, written
from salesdesk.storage.rows import insert_rows
from salesdesk.storage.tables.replication import CounterRow, OutboxRow, UndoStepRow
from salesdesk.storage.written import counters_of, micros, steps_of

SLICE: Final = 5_000
"""So many rows are encoded and written at a time."""
UNSEARCHED: Final = frozenset(
    {
        *("scope_id", "owner_id", "referrer_id", "contact_id", "quote_id", "root_id"),
        *("lifecycle", "grade", "source", "currency", "next_follow_up", "last_contact_at"),
        *("happens_at", "all_day_on", "done_at", "zone", "is_primary", "birthday"),
        *("protected_until", "claimed_at", "released_at", "series_id", "minutes", "remind_before"),
        *("unit_price", "tax_included", "tax_rate", "is_active"),
        *("status", "sent_at", "decided_at", "reason", "buyer", "seller", "language"),
        *(
            "rounding",
            "rounding_mode",
            "issued_on",
            "valid_until",
            "discount_percent",
            "discount_amount",
            "net",
            "tax",
            "gross",
        ),
    }
)
"""Fields nothing is found by: a change of them alone leaves the search index as it is."""
_NOTHING: Final = object()
_EMPTY: Final[tuple[Any, ...]] = (None, "", [], {})
T = TypeVar("T")


@dataclass(slots=True)
class _Change:
    base: dict[str, Any] | None
    patch: dict[str, Any]


@dataclass(slots=True)
class Recorder:
    """Watches one session, and turns what it flushed into acts of one group.

    `touched` are the rows that changed, `searched` those of them that may be found by other words now.
    """

    session: Session
    device_id: UUID
    me: UUID
    now: datetime
    journal: Journal | None = None
    new_id: Callable[[], UUID] = new_id
    group_id: UUID = field(init=False)
    touched: dict[str, set[UUID]] = field(default_factory=dict)
    searched: dict[str, set[UUID]] = field(default_factory=dict)
    acts: int = 0
    _changes: dict[tuple[str, UUID], _Change] = field(default_factory=dict)
    _kept_here: list[UndoStepRow | CounterRow] = field(default_factory=list)
    _entry: Entry | None = None
    _last: int | None = None

    def __post_init__(self) -> None:
        self.group_id = self.new_id()

    def before_flush(self, session: Session, _context: UOWTransaction, _instances: object) -> None:
        """Stamp and note each synced row that is about to be written."""
        for row in session.deleted:
            if isinstance(row, SyncedRow):
                message = "synced rows are hidden by deleted_at, never erased"
                raise TypeError(message)
        for row in session.new:
            if isinstance(row, SyncedRow):
                self._note_new(row)
        edited = (row for row in session.dirty if isinstance(row, SyncedRow) and session.is_modified(row))
        for row in sorted(edited, key=lambda row: (row.__tablename__, row.id)):  # a set, in any order
            self._note_edited(row)
        changed = chain(session.new, session.dirty)
        self._kept_here += (row for row in changed if isinstance(row, UndoStepRow | CounterRow))

    def _note_new(self, row: SyncedRow) -> None:
        entity = ENTITIES[row.__tablename__]
        for name, value in _defaults(row):
            setattr(row, name, value)
        row.id = row.id or self.new_id()
        row.scope_id = row.scope_id or self.scope_of(entity.name)
        row.created_at = row.created_at or self.now
        row.edited_at, row.edited_by, row.version = self.now, self.me, 1
        patch = said(entity, row.__dict__)
        for name, value in derive(entity.name, patch).items():
            setattr(row, name, value)
        self._touch(entity.name, row.id, _Change(None, patch))

    def _note_edited(self, row: SyncedRow) -> None:
        entity = ENTITIES[row.__tablename__]
        base, patch = _difference(row, entity)
        if not patch:
            return
        for name, value in derive(entity.name, patch).items():
            setattr(row, name, value)
        if row.id not in self.touched.get(entity.name, ()):
            row.version += 1
        row.edited_at, row.edited_by = self.now, self.me
        self._touch(entity.name, row.id, _Change(base, patch))

    def _touch(self, entity: str, row_id: UUID, change: _Change) -> None:
        self.note(entity, [row_id], change.patch)
        known = self._changes.setdefault((entity, row_id), change)
        if known is change:
            return
        known.patch |= change.patch
        if known.base is not None and change.base is not None:
            known.base = change.base | known.base

    def note(self, entity: str, ids: Iterable[UUID], fields: Iterable[str]) -> None:
        """Note rows whose `fields` were changed; written by other means than the session, too."""
        some = set(ids)
        self.touched.setdefault(entity, set()).update(some)
        if not UNSEARCHED.issuperset(fields):
            self.searched.setdefault(entity, set()).update(some)

    def scope_of(self, entity: str) -> str:
        """Return the scope a new row falls into when nobody says otherwise."""
        if entity in scopes.SHARED:
            return scopes.COMPANY
        if entity in scopes.STOCKED:
            return scopes.STOCK
        return scopes.private_to(self.me) if entity in scopes.PERSONAL else scopes.owned_by(self.me)

    def settle(self) -> None:
        """Write the acts of everything flushed so far."""
        self.session.flush()
        changes, self._changes = self._changes, {}
        self.write(
            act
            for (entity, row_id), change in changes.items()
            for act in acts_of(ENTITIES[entity], row_id, change.base, change.patch)
        )

    def write(self, drafts: Iterable[dict[str, Any]]) -> None:
        """Number the acts without gaps and put them into the outbox."""
        stamp = self._stamp
        for some in sliced(drafts):
            first = self._reserve(len(some))
            rows = [{**stamp, **draft, "mseq": mseq} for mseq, draft in enumerate(some, first)]
            insert_rows(self.session.connection(), table_of(OutboxRow), rows)
            if self.journal is not None:
                self._journal(first, len(some), acts=[written(draft) for draft in some])

    def write_same(self, draft: dict[str, Any], ids: Select[Any], rows: Sequence[UUID]) -> None:
        """Put the same act into the outbox for each row of a select of ids; `rows` are those it finds."""
        table, first = table_of(OutboxRow), self._reserve(len(rows))
        row = ids.subquery()
        act = self._stamp | draft
        del act["row_id"]
        names = ["mseq", "row_id", *act]
        number = first - 1 + func.row_number().over(order_by=row.c.id)
        values = [literal(value, table.c[name].type) for name, value in act.items()]
        self.session.connection().execute(insert(table).from_select(names, select(number, row.c.id, *values)))
        if self.journal is not None:
            same = {name: draft[name] for name in ("kind", "entity", "base", "patch", "command", "args")}
            in_order = b"".join(sorted(row_id.bytes for row_id in rows))
            self._journal(first, len(rows), alike=AlikeActs(**same, rows=in_order))

    def seal(self, *, forgets: bool) -> None:
        """Close the group in the journal and make it durable, before the commit.

        `forgets` tells that nothing can be redone any more.
        """
        if self.journal is None or self._entry is None:
            return
        steps = steps_of(row for row in self._kept_here if isinstance(row, UndoStepRow))
        counters = counters_of(row for row in self._kept_here if isinstance(row, CounterRow))
        self.journal.add(replace(self._entry, end=GroupEnd(forgets, steps, counters)))
        self.journal.seal()

    def _journal(self, first: int, count: int, **content: Any) -> None:
        """Write acts into the journal. The newest are held back: the end of the group goes with them."""
        if self.journal is None or not count:
            return
        if self._entry is not None:
            self.journal.add(self._entry)
        group, device = self.group_id.bytes, self.device_id.bytes
        self._entry = Entry(group, device, SCHEMA, micros(self.now), first, count, **content)

    @property
    def stamps(self) -> dict[str, Any]:
        """What every row changed in this write says of its change."""
        return {"edited_at": self.now, "edited_by": self.me}

    @property
    def _stamp(self) -> dict[str, Any]:
        return {"device_id": self.device_id, "group_id": self.group_id, "schema": SCHEMA, "made_at": self.now}

    def _reserve(self, count: int) -> int:
        """Take `count` numbers; return the first."""
        if self._last is None:
            self._last = int(meta.get(self.session, meta.LAST_MSEQ) or 0)
        first = self._last + 1
        self._last += count
        self.acts += count
        if count:
            meta.put(self.session, meta.LAST_MSEQ, str(self._last))
        return first

    def refuse_unseen(self, state: ORMExecuteState) -> None:
        """Refuse statements that would change synced rows behind the outbox."""
        if not state.is_select and any(issubclass(mapper.class_, SyncedRow) for mapper in state.all_mappers):
            message = "change synced rows through the session or outbox.bulk"
            raise TypeError(message)


def sliced(items: Iterable[T]) -> Iterator[list[T]]:
    """Yield the items in lists of at most SLICE."""
    rest = iter(items)
    while some := list(islice(rest, SLICE)):
        yield some


@cache
def defaults_of(table: Table) -> dict[str, Any]:
    """Return what each column holds when nobody says anything; its id and stamps are said for every row."""
    return {column.name: _default(column.default) for column in table.columns if column.name != "id"}


def said(entity: Entity, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a new row says: an empty field that is empty by default need not be sent."""
    return {name: value for name, silent in _silent(entity.name) if (value := row[name]) != silent}


@cache
def _silent(entity: str) -> list[tuple[str, Any]]:
    """Return, for each field, the value that says nothing; a field without one always speaks."""
    otherwise = defaults_of(Base.metadata.tables[entity])
    return [
        (name, otherwise[name] if otherwise[name] in _EMPTY else _NOTHING) for name in ENTITIES[entity].fields
    ]


def _default(default: Any) -> Any:
    if default is None:
        return None
    return default.arg(None) if default.is_callable else default.arg


def _defaults(row: SyncedRow) -> Iterator[tuple[str, Any]]:
    """Yield what was not said of a new row."""
    said = inspect_row(row).dict
    for name, value in defaults_of(table_of(type(row))).items():
        if name not in said:
            yield name, value


def table_of(row: type[Base]) -> Table:
    """Return the table of a kind of row."""
    return Base.metadata.tables[row.__tablename__]


def _difference(row: SyncedRow, entity: Entity) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the fields that differ from what was loaded: before and after."""
    base, patch = {}, {}
    before = inspect_row(row).committed_state
    for name in before.keys() & entity.fields.keys():
        after = getattr(row, name)
        if before[name] != after:
            base[name], patch[name] = before[name], after
    return base, patch
