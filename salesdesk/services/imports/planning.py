"""The dry run: every row is read, judged and matched, and nothing is written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from salesdesk.domain.errors import BadInput
from salesdesk.integrations.table_file import Row
from salesdesk.services.imports.drafting import Drafted, Drafter
from salesdesk.services.imports.fields import Kind
from salesdesk.services.imports.inspection import Inspection, Progress, chosen
from salesdesk.services.imports.likely import LikelyFinder
from salesdesk.services.imports.outcomes import Likely, Outcome, Outcomes, Refusal
from salesdesk.services.imports.run import Run
from salesdesk.services.imports.sorting import Sorter, customers_to_come, sorter_of
from salesdesk.services.imports.work import Work
from salesdesk.storage.database import Database
from salesdesk.storage.indexing import without_pauses
from salesdesk.storage.queries import imports as queries

_BATCH: Final = 1_000
_NAMES: Final = {Kind.CUSTOMERS: "customer", Kind.CONTACTS: "contact", Kind.PRODUCTS: "product"}


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do. The counts are of rows of the file; `duplicates` is shown side by side."""

    inspection: Inspection
    outcomes: Outcomes
    duplicates: tuple[Likely, ...]
    work: Work = field(repr=False)
    state: str = field(repr=False)

    @property
    def rows(self) -> int:
        return len(self.outcomes.rows)

    @property
    def created(self) -> int:
        return self.outcomes.counts()[Outcome.CREATED]

    @property
    def updated(self) -> int:
        return self.outcomes.counts()[Outcome.UPDATED]

    @property
    def unchanged(self) -> int:
        return self.outcomes.counts()[Outcome.UNCHANGED]

    @property
    def skipped(self) -> int:
        return self.outcomes.counts()[Outcome.SKIPPED]

    @property
    def refused(self) -> tuple[Refusal, ...]:
        return self.outcomes.refused()


def plan(
    database: Database,
    inspection: Inspection,
    mapping: Mapping[int, str] | None = None,
    *,
    key: str | None = None,
    progress: Progress | None = None,
    after: Sequence["ImportPlan"] = (),
) -> ImportPlan:
    """Find out what an import would do, without doing it.

    `mapping` and `key` stand in for those of the inspection. `progress` may raise Cancelled. Customers that
    the plans `after` which this one comes would make count as known.

    Raises:
        BadInput: `import-without-name`, no column is taken for the name of the records.
        FileRefused: the file can no longer be read.
    """
    inspection = chosen(inspection, mapping=mapping, key=key)
    if not inspection.names_rows:
        raise BadInput("import-without-name", field=f"{_NAMES[inspection.kind]}.name")
    coming = {value: made for one in after for value, made in customers_to_come(one.work)}
    return database.ask(planned, inspection, database.me, progress, coming)


def planned(
    session: Session,
    inspection: Inspection,
    me: UUID,
    progress: Progress | None,
    coming: Mapping[str, UUID] | None = None,
) -> ImportPlan:
    """Return the plan as this session sees the database."""
    state = queries.state(session)
    outcomes, work = Outcomes(), Work()
    finder = LikelyFinder(session, inspection.rows)
    sorter = sorter_of(Run(session, inspection, work, outcomes, me, coming or {}))
    drafter = Drafter(inspection)
    done = 0
    with without_pauses():
        for batch in _batches(inspection):
            made = len(work.customers.creates), len(work.contacts.creates)
            _sort(sorter, drafter, outcomes, batch)
            _look(finder, work, inspection.kind, made)
            done += len(batch)
            if progress:
                progress(done, inspection.rows)
    return ImportPlan(inspection, outcomes, tuple(finder.found), work, state)


def refuse_all(inspection: Inspection) -> ImportPlan:
    """Return what becomes of a file in which no column is a name: it can be read, but no row taken."""
    outcomes = Outcomes()
    field = f"{_NAMES[inspection.kind]}.name"
    for row in inspection.table.rows():
        code = row.problem or "import-without-name"
        outcomes.add(row.number, Outcome.REFUSED, Refusal(row.number, "" if row.problem else field, code, {}))
    return ImportPlan(inspection, outcomes, (), Work(), "")


def _batches(inspection: Inspection) -> Iterator[list[Row]]:
    rows = inspection.table.rows()
    while batch := list(islice(rows, _BATCH)):
        yield batch


def _sort(sorter: Sorter, drafter: Drafter, outcomes: Outcomes, batch: list[Row]) -> None:
    drafts: list[tuple[int, Drafted | Refusal]] = []
    for row in batch:
        try:
            drafts.append((row.number, drafter.draft(row)))
        except BadInput as error:
            drafts.append((row.number, refusal(row.number, error, drafter.inspection)))
    sorter.prepare([draft for _, draft in drafts if not isinstance(draft, Refusal)])
    for number, draft in drafts:
        if isinstance(draft, Refusal):
            outcomes.add(number, Outcome.REFUSED, draft)
            continue
        try:
            sorter.sort(number, draft)
        except BadInput as error:
            outcomes.add(number, Outcome.REFUSED, refusal(number, error, drafter.inspection))


def refusal(row: int, error: BadInput, inspection: Inspection) -> Refusal:
    """Return why a row cannot be taken."""
    own = next((field.own for field in inspection.own if field.key == error.field), None)
    return Refusal(row, error.field, error.code, error.values, own)


def _look(finder: LikelyFinder, work: Work, kind: Kind, made: tuple[int, int]) -> None:
    """Look for doubles of what the batch made: of customers, or of the people if these are the subject."""
    if kind is Kind.PRODUCTS:
        return
    sheaf, first = (work.customers, made[0]) if kind is Kind.CUSTOMERS else (work.contacts, made[1])
    finder.look(sheaf, first)
