"""What the inbox lists: one line for each thing that waits, in five sections."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from salesdesk.desktop.inbox.values import AMOUNTS, MENTIONS
from salesdesk.domain.errors import NotFound
from salesdesk.protocol import codec
from salesdesk.protocol.uniting import ORDERS
from salesdesk.services import inbox, quotes
from salesdesk.services.inbox import Conflict, Held, Problem, Waiting
from salesdesk.storage.database import Database

Section = Literal["conflicts", "refused", "decide", "held", "waiting"]
SECTIONS: Final[tuple[Section, ...]] = ("conflicts", "refused", "decide", "held", "waiting")
_FOLLOWED: Final = "group-refused"
"""The code of what was refused only because something else was."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field as it was, as one person wants it, and (in a conflict) as it stands now."""

    entity: str
    row_id: UUID
    field: str
    base: Any
    mine: Any
    theirs: Any = None
    conflict_id: int = 0
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `ids` are what services know it by; `by` is who did it, "" for oneself, `when` if known."""

    section: Section
    key: Hashable
    ids: tuple[Any, ...]
    entity: str
    row_id: UUID
    title: str
    when: datetime | None
    changes: tuple[Change, ...] = ()
    by: str = ""
    code: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    acts: int = 1
    is_new: bool = False
    of_file: bool = False
    """Whether it is about the file that the record names, not about the record."""


@dataclass(frozen=True, slots=True)
class Found:
    """All that the inbox shows. `names` tells ids in values, `currencies` those of records with amounts.

    `totals` count what there is: of very much a section lists only the first.
    """

    lines: Mapping[Section, Sequence[Line]] = field(default_factory=dict)
    names: Mapping[UUID, str] = field(default_factory=dict)
    currencies: Mapping[UUID, str] = field(default_factory=dict)
    totals: Mapping[Section, int] = field(default_factory=dict)

    def total(self, section: Section) -> int:
        """Return how many there are in a section, listed or not."""
        return max(self.totals.get(section, 0), len(self.of(section)))

    def of(self, section: Section) -> Sequence[Line]:
        """Return the lines of a section."""
        return self.lines.get(section, ())

    def first(self, row_id: UUID | None = None) -> Section:
        """Return the first section with something in it (about a record, if one is named)."""
        for section in SECTIONS:
            if any(row_id is None or line.row_id == row_id for line in self.of(section)):
                return section
        return "conflicts"


def read(database: Database) -> Found:
    """Read the whole inbox. For a worker."""
    lines: dict[Section, Sequence[Line]] = {
        "conflicts": [_of_conflict(one) for one in inbox.conflicts(database)],
        "refused": list(_of_problems(inbox.problems(database, held=False), "refused")),
        "decide": list(_of_held(inbox.held(database))),
        "held": list(_of_problems(inbox.problems(database, held=True), "held")),
        "waiting": [_of_waiting(one) for one in inbox.waiting(database)],
    }
    changes = [change for some in lines.values() for line in some for change in line.changes]
    return Found(lines, _names(database, changes), _currencies(database, changes), _totals(database))


def _totals(database: Database) -> dict[Section, int]:
    open_ = inbox.counts(database)
    return {
        "conflicts": open_.conflicts,
        "refused": open_.problems,
        "decide": open_.held,
        "held": open_.with_others,
        "waiting": open_.waiting,
    }


def _of_conflict(one: Conflict) -> Line:
    change = Change(one.entity, one.row_id, one.field, one.base, one.mine, one.theirs, one.id)
    record = one.entity, one.row_id, one.title
    return Line("conflicts", one.id, (one.id,), *record, one.written_at, (change,), by=one.by)


def _of_problems(found: Sequence[Problem], section: Section) -> Iterator[Line]:
    """Yield a line for each step: what was refused together is one thing to see to."""
    steps: dict[UUID, list[Problem]] = defaultdict(list)
    for one in found:
        steps[one.group_id].append(one)
    for group, acts in steps.items():
        first = next((act for act in acts if act.code != _FOLLOWED), acts[-1])
        changes = [change for act in acts for change in _changes(act.entity, act.row_id, act.base, act.patch)]
        yield Line(
            section,
            group,
            tuple(act.id for act in acts),
            first.entity,
            first.row_id,
            first.title,
            first.seen_at,
            tuple(changes),
            code=first.code,
            values=first.values,
            acts=len(acts),
            is_new=first.base is None,
            of_file=first.of_file,
        )


def _of_held(found: Sequence[Held]) -> Iterator[Line]:
    steps: dict[UUID, list[Held]] = defaultdict(list)
    for one in found:
        steps[one.group_id].append(one)
    for group, acts in steps.items():
        first = acts[0]
        changes = [change for act in acts for change in _wanted(act)]
        yield Line(
            "decide",
            group,
            tuple(act.id for act in acts),
            first.entity,
            first.row_id,
            first.title,
            first.made_at,
            tuple(changes),
            by=first.author,
            acts=len(acts),
            is_new=first.base is None and not first.command,
        )


def _wanted(act: Held) -> Iterator[Change]:
    """Yield what somebody else wants changed; a command wants the field it is about."""
    base: dict[str, Any] | None
    if act.command in ORDERS:
        yield from _merging(act)
        return
    if act.command:
        args = act.args or {}
        name = _GUARDED.get(act.command, "state")
        base, patch = {name: args.get("from")}, {name: args.get("to")}
    else:
        base, patch = act.base, act.patch or {}
    before = None if base is None else _typed(act.entity, base)
    yield from _changes(act.entity, act.row_id, before, _typed(act.entity, patch))


_GUARDED: Final = {
    "quote.move": "status",
    "customer.reassign": "owner_id",
    "customer.protect": "protected_until",
}


def _merging(act: Held) -> Iterator[Change]:
    """Yield who is to become part of the customer; that two are to part says the row of their merge."""
    loser = (act.args or {}).get("loser_id")
    if loser is not None:
        yield Change("customer_merges", act.row_id, "loser_id", None, UUID(loser), is_new=True)


def _typed(entity: str, plain: dict[str, Any]) -> dict[str, Any]:
    try:
        return codec.typed(entity, dict(plain))
    except (KeyError, ValueError, TypeError, ArithmeticError):
        return plain  # of a newer program: shown as it came


def _changes(
    entity: str, row_id: UUID, base: Mapping[str, Any] | None, patch: Mapping[str, Any]
) -> Iterator[Change]:
    before = base or {}
    for name, value in patch.items():
        if base is not None or value not in (None, "", [], {}):
            yield Change(entity, row_id, name, before.get(name), value, is_new=base is None)


def _of_waiting(one: Waiting) -> Line:
    return Line("waiting", one.group_id, (), one.entity, one.row_id, one.title, one.made_at, acts=one.acts)


def _names(database: Database, changes: Sequence[Change]) -> dict[UUID, str]:
    wanted = {
        (MENTIONS[change.field], value)
        for change in changes
        if change.field in MENTIONS
        for value in (change.base, change.mine, change.theirs)
        if isinstance(value, UUID)
    }
    found = inbox.named(database, sorted(wanted, key=str))
    return {row_id: name for (_, row_id), name in found.items()}


def _currencies(database: Database, changes: Sequence[Change]) -> dict[UUID, str]:
    found: dict[UUID, str] = {}
    for change in changes:
        if change.field not in AMOUNTS or change.row_id in found:
            continue
        above = inbox.shown_by(database, change.entity, change.row_id)
        try:
            if above is not None and above[0] == "quotes":
                found[change.row_id] = quotes.quote(database, above[1]).currency
        except NotFound:
            continue
    return found
