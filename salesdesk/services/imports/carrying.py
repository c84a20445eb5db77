"""The import itself: one transaction, one step to undo, one group of acts for the server."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from salesdesk.domain import names
from salesdesk.services.imports import own_values
from salesdesk.services.imports.fields import Kind
from salesdesk.services.imports.inspection import Inspection, Progress, fingerprint
from salesdesk.services.imports.known import difference
from salesdesk.services.imports.outcomes import Outcome, Outcomes, Refusal
from salesdesk.services.imports.planning import ImportPlan, planned
from salesdesk.services.imports.work import OwnValue, Sheaf, Work
from salesdesk.storage import outbox
from salesdesk.storage.database import Database
from salesdesk.storage.indexing import without_pauses
from salesdesk.storage.queries import imports as queries
from salesdesk.storage.tables.imports import ImportBatchRow, ImportMappingRow
from salesdesk.storage.undo import Step

SKIP: Final = "skip"
CREATE: Final = "create"
Decisions = Mapping[int, UUID | str]
"""What a person decided about rows with a likely double: CREATE (the usual), SKIP, or the id to update."""
_SLICE: Final = 2_000


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did. `seconds` is its own time, without that of the plan."""

    plan: ImportPlan
    outcomes: Outcomes
    seconds: float
    batch_id: UUID | None = None
    decided: Decisions = field(default_factory=dict)

    @property
    def inspection(self) -> Inspection:
        return self.plan.inspection

    def count(self, outcome: Outcome) -> int:
        """Return how many rows of the file came to this."""
        return self.outcomes.counts()[outcome]


def carry_out(
    database: Database,
    plan: ImportPlan,
    decisions: Decisions | None = None,
    *,
    progress: Progress | None = None,
) -> ImportResult:
    """Do what was planned, whole or not at all. Undo takes it back as one step.

    Where the data changed since the plan was made, or the plan was begun before and cancelled, it is made
    again first, inside the same transaction.
    `progress` may raise Cancelled up to the end; then nothing was changed.
    """
    began = time.perf_counter()
    decided = dict(decisions or {})
    step = Step("import", name=plan.inspection.path.name)
    with without_pauses(), database.write(step) as session:
        if plan.work.spent or queries.state(session) != plan.state:
            plan = planned(session, plan.inspection, database.me, None)
        outcomes = _decide(session, plan, decided)
        batch_id = _write(session, plan, outcomes, progress)
    _remember(database, plan.inspection)
    return ImportResult(plan, outcomes, time.perf_counter() - began, batch_id, decided)


def _write(session: Session, plan: ImportPlan, outcomes: Outcomes, progress: Progress | None) -> UUID | None:
    if not plan.work.size:
        return None
    plan.work.spent = True
    tell = _Teller(plan.work.size, progress)
    _put_in_order(plan.work.customers)
    for sheaf in plan.work.sheaves:
        _write_sheaf(session, sheaf, tell)
    own_values.write(session, plan.work, tell)
    counts = {outcome.name.lower(): n for outcome, n in outcomes.counts().items()}
    recorder = session.info["recorder"]
    batch = ImportBatchRow(
        id=recorder.new_id(),
        file_name=plan.inspection.path.name,
        kind=plan.inspection.kind.value,
        counts=counts,
        made_at=recorder.now,
        group_id=recorder.group_id,
    )
    session.add(batch)
    return batch.id


def _put_in_order(customers: Sheaf) -> None:
    """Put many new customers into the order of their names.

    Most indexes of customers are in that order: in the order of a file each row goes to another page of each
    of them, and 100,000 take twice as long to write, and ten times as long to take back.
    """
    if len(customers.creates) > _SLICE:
        place = customers.names.index("name")
        customers.creates.sort(key=lambda new: names.sort_key(new[2][place]))


class _Teller:
    """Adds up what is done, and tells it."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self._total, self._progress, self._done = total, progress, 0

    def __call__(self, more: int) -> None:
        self._done += more
        if self._progress:
            self._progress(self._done, self._total)


def _write_sheaf(session: Session, sheaf: Sheaf, tell: Callable[[int], None]) -> None:
    for some in sheaf.hand_over(_SLICE):
        outbox.bulk(session, sheaf.entity, creates=[{"id": new[1], **sheaf.fields_of(new)} for new in some])
        tell(len(some))
    for first in range(0, len(sheaf.updates), _SLICE):
        changes = sheaf.updates[first : first + _SLICE]
        outbox.bulk(
            session, sheaf.entity, updates=[(row_id, base, patch) for _, row_id, base, patch in changes]
        )
        tell(len(changes))


def _decide(session: Session, plan: ImportPlan, decisions: Decisions) -> Outcomes:
    """Change the work as a person decided; return the outcomes as they now are."""
    wanted = {row: choice for row, choice in decisions.items() if choice != CREATE}
    if not wanted:
        return plan.outcomes
    sheaf = plan.work.contacts if plan.inspection.kind is Kind.CONTACTS else plan.work.customers
    changed: dict[int, tuple[Outcome, Refusal | None]] = {}
    instead: dict[UUID, UUID | None] = {}
    own: list[OwnValue] = []
    fresh = [new for new in sheaf.creates if new[0] in wanted]
    given = plan.work.own_by_customer({new[1] for new in fresh})
    for new in fresh:
        choice = wanted[new[0]]
        target = choice if isinstance(choice, UUID) else None
        instead[new[1]] = target
        changed[new[0]] = _merge(session, sheaf, new, target, given.get(new[1], ()), own)
    sheaf.creates = [new for new in sheaf.creates if new[1] not in instead]
    if sheaf is plan.work.customers:
        _move_people(plan.work, instead)
        plan.work.own = [one for one in plan.work.own if one.customer not in instead] + own
    return _with(plan.outcomes, changed)


def _merge(
    session: Session,
    sheaf: Sheaf,
    new: tuple[int, UUID, tuple[Any, ...]],
    target: UUID | None,
    given: Sequence[OwnValue],
    own: list[OwnValue],
) -> tuple[Outcome, Refusal | None]:
    """Update the record a person pointed at instead of making a new one; `own` gathers its own fields."""
    row = new[0]
    if target is None:
        return Outcome.SKIPPED, Refusal(row, "", "row-passed-over", {})
    fields = {name: value for name, value in sheaf.fields_of(new).items() if name not in _NOT_MERGED}
    existing = next(queries.rows_by(session, sheaf.entity, "id", [target], fields), None)
    if existing is None:
        return Outcome.SKIPPED, Refusal(row, "", "row-passed-over", {})
    base, patch = difference(existing, fields)
    if patch:
        sheaf.update(row, target, base, patch)
    moved = own_values.moved(session, given, target, existing["scope_id"])
    own += moved
    return (Outcome.UPDATED if patch or moved else Outcome.UNCHANGED), None


_NOT_MERGED: Final = frozenset(("owner_id", "scope_id", "customer_id", "is_primary", "name"))


def _move_people(work: Work, instead: Mapping[UUID, UUID | None]) -> None:
    """People of a customer that is not made go to the one it stands for, or are not made either."""
    kept = []
    place = work.contacts.names.index("customer_id") if work.contacts.creates else 0
    for row, row_id, values in work.contacts.creates:
        home = values[place]
        target = instead.get(home, home)
        if target is not None:
            kept.append((row, row_id, (*values[:place], target, *values[place + 1 :])))
    work.contacts.creates = kept


def _with(outcomes: Outcomes, changed: Mapping[int, tuple[Outcome, Refusal | None]]) -> Outcomes:
    fresh = Outcomes(untaken=outcomes.untaken)
    for row, outcome, reason in outcomes.each():
        fresh.add(row, *changed.get(row, (outcome, reason)))
    return fresh


def _remember(database: Database, inspection: Inspection) -> None:
    """Note how the columns were taken, for the next file of this shape. That is no step of the person's."""
    mark = fingerprint(inspection.table)
    names = [column.name for column in inspection.columns]
    mapping = {
        "kind": inspection.kind.value,
        "key": inspection.key,
        "fields": {names[place]: key for place, key in inspection.mapping.items() if place < len(names)},
    }
    if database.ask(queries.mapping_of, mark) == mapping:
        return
    with database.write(Step.of_machine("import-mapping")) as session:
        row = queries.remembered(session, mark)
        if row is None:
            session.add(ImportMappingRow(fingerprint=mark, mapping=mapping))
        else:
            row.mapping = mapping
