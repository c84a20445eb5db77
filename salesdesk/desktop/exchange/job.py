"""One file on its way in: what was found in it, what a person decided, and what came of it."""

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

from salesdesk.domain.errors import SalesDeskError
from salesdesk.integrations.looks import shown
from salesdesk.integrations.reader import read_table
from salesdesk.integrations.table_file import Row
from salesdesk.services import undo
from salesdesk.services.imports import (
    CREATE,
    SKIP,
    Decisions,
    ImportPlan,
    ImportResult,
    Inspection,
    Kind,
    Outcome,
    Reading,
    carry_out,
    chosen,
    inspect,
    plan,
)
from salesdesk.storage.database import Database

Progress = Callable[[int, int], None]
Line = tuple[int, tuple[str, ...]]
"""The number of a row in the file, and its cells as text."""
SUFFIXES: Final = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".vcf", ".ldif", ".gz")
_FIRST: Final = 40  # rows that are shown of a file
_HEADS: Final = 12  # rows among which the header is chosen
_LONGEST: Final = 200  # characters of a cell that are shown
_AT_ONCE: Final = 500  # rows of a plan that are given back


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look at a file gave: the inspection and the first rows below the header."""

    inspection: Inspection
    first: tuple[Line, ...]


@dataclass(slots=True, eq=False)
class FileJob:
    """A file, and how far it has come.

    `found` counts the rows of the plan; `by_hand` are the columns whose meaning the person chose.
    """

    path: Path
    looked: Looked | None = None
    refused: Exception | None = None
    plan: ImportPlan | None = None
    found: Mapping[Outcome, int] = field(default_factory=dict)
    decisions: Decisions = field(default_factory=dict)
    result: ImportResult | None = None
    step: int | None = None
    by_hand: set[int] = field(default_factory=set)

    @property
    def inspection(self) -> Inspection | None:
        return self.looked.inspection if self.looked is not None else None

    def counts(self) -> dict[Outcome, int]:
        """How many rows would come to what, as the person has decided about duplicates."""
        if self.plan is None:
            return dict.fromkeys(Outcome, 0)
        counts = dict(self.found)
        for choice in self.decisions.values():
            if choice != CREATE:
                counts[Outcome.CREATED] -= 1
                counts[Outcome.SKIPPED if choice == SKIP else Outcome.UPDATED] += 1
        return counts

    @property
    def is_doubtful(self) -> bool:
        """Whether a person should look at what the check found."""
        return self.plan is not None and bool(self.plan.duplicates or self.found[Outcome.REFUSED])

    @property
    def missing(self) -> str:
        """The field this file cannot be imported without and that no column gives, or ""."""
        found = self.inspection
        if found is None:
            return ""
        given = set(found.mapping.values())
        names = _NAMES[found.kind]
        return "" if given & set(names) else names[0]


_NAMES: Final = {
    Kind.CUSTOMERS: ("customer.name",),
    Kind.CONTACTS: ("contact.name", "contact.family_name", "contact.given_name"),
    Kind.PRODUCTS: ("product.name",),
}


def look(
    database: Database, path: Path, reading: Reading, before: Inspection | None, progress: Progress
) -> Looked:
    """Look at a file; what a person chose `before` stays where the columns are still called the same."""
    found = inspect(path, database=database, reading=reading, progress=progress)
    if before is not None and _names(before) == _names(found):
        found = chosen(
            found,
            kind=before.kind,
            mapping=before.mapping,
            decimal=before.decimal,
            date_order=before.date_order,
        )
        found = chosen(found, key=before.key if before.key in found.keys else None)
    return Looked(found, _lines(found.table.rows(), _FIRST))


def look_at_all(
    database: Database, wanted: Sequence[tuple[Path, Reading, Inspection | None]], progress: Progress
) -> list[Looked | Exception]:
    """Look at several files; one that cannot be read does not keep the others from being read."""
    found: list[Looked | Exception] = []
    for path, reading, before in wanted:
        try:
            found.append(look(database, path, reading, before, progress))
        except SalesDeskError as error:
            if error.code == "cancelled":
                raise
            found.append(error)
    return found


def heads(path: Path, reading: Reading) -> tuple[Line, ...]:
    """Return the first rows as they stand in the file, so that one of them can be called the header."""
    whole = Reading(reading.encoding, reading.delimiter, 0, reading.sheet)
    return _lines(read_table(path, whole).rows(), _HEADS)


def check_all(
    database: Database, inspections: Sequence[Inspection], progress: Progress
) -> list[tuple[ImportPlan, dict[Outcome, int]]]:
    """Find out what an import of these files would do, and count it; each knows those before it."""
    tell = _Sum(progress, sum(one.rows for one in inspections))
    plans: list[ImportPlan] = []
    with _without_collections():
        for one in inspections:
            plans.append(plan(database, one, progress=tell.part(one.rows), after=plans))
    return [(one, one.outcomes.counts()) for one in plans]


def carry_out_all(
    database: Database, wanted: Sequence[tuple[ImportPlan, Decisions]], progress: Progress
) -> list[tuple[ImportResult, int | None]]:
    """Import the files one after another; return each result with the step that undo takes back.

    When one of them fails or the person stops, those before it are taken back: it is all or nothing.
    """
    tell = _Sum(progress, sum(one.work.size for one, _ in wanted))
    done: list[tuple[ImportResult, int | None]] = []
    try:
        with _without_collections():
            for one, decisions in wanted:
                before = _newest(database)
                result = carry_out(database, one, decisions, progress=tell.part(one.work.size))
                after = _newest(database)
                done.append((result, after if after != before else None))
    except Exception:
        take_back(database, [step for _, step in done if step is not None])
        raise
    return done


def take_back(database: Database, steps: Sequence[int]) -> int:
    """Undo the steps, the last one first; return how many fields had to stay, as they were changed since."""
    return sum(undo.undo_step(database, step).kept for step in reversed(steps))


def still_done(database: Database, steps: Sequence[int]) -> bool:
    """Say whether none of these steps has been taken back by other means."""
    done = {step.id for step in undo.steps(database) if step.done}
    return done.issuperset(steps)


def let_go(plans: Sequence[ImportPlan]) -> None:
    """Give back what plans hold, a little at a time: all at once, it would hold up the window."""
    for plan_ in plans:
        for sheaf in plan_.work.sheaves:
            for rows in (sheaf.creates, sheaf.updates):
                while rows:
                    del rows[-_AT_ONCE:]
        while plan_.work.own:
            del plan_.work.own[-_AT_ONCE:]
        while plan_.outcomes.untaken:
            del plan_.outcomes.untaken[-_AT_ONCE:]


@contextmanager
def _without_collections() -> Iterator[None]:
    """Collect no garbage meanwhile, and spare afterwards what has gathered.

    A plan of 100,000 rows is millions of values without a circle among them. Going through them again and
    again would hold up every thread, that of the window too, for a second each time.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.freeze()
            gc.enable()


class _Sum:
    """Tells the progress of one file as part of all."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._total, self._before = progress, total, 0

    def part(self, size: int) -> Progress:
        """Return what the next file, of this size, tells its progress to."""
        before = self._before
        self._before += size
        return lambda done, _total: self._progress(before + done, self._total)


def _newest(database: Database) -> int | None:
    steps = undo.steps(database, limit=1)
    return steps[0].id if steps else None


def _names(inspection: Inspection) -> list[str]:
    return [column.name for column in inspection.columns]


def _lines(rows: Iterable[Row], most: int) -> tuple[Line, ...]:
    return tuple(
        (row.number, tuple(shown(cell)[:_LONGEST] for cell in row.cells)) for row in islice(rows, most)
    )
