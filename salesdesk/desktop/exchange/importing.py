"""The work behind the import: files are looked at, checked and imported in the background, and told."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from salesdesk.desktop.exchange import job as work
from salesdesk.desktop.exchange.job import FileJob, Looked
from salesdesk.desktop.runtime.background import Background
from salesdesk.desktop.runtime.task import Progress, Task
from salesdesk.services.imports import (
    ImportPlan,
    ImportResult,
    Inspection,
    Outcome,
    Reading,
    chosen,
    in_order,
)
from salesdesk.storage.database import Database
from salesdesk.words import say

T = TypeVar("T")


class Importing(QObject):
    """The files of one import and the work on them, one piece at a time; a new piece stops the one before."""

    changed = Signal()  # which files there are, or what is known of one
    started = Signal(Task)
    checked = Signal()
    imported = Signal()
    taken_back = Signal()
    failed = Signal(Exception)
    idle = Signal()  # a piece of work has ended, whatever came of it

    def __init__(self, database: Database, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._database, self._background = database, background
        self.jobs: list[FileJob] = []
        self.at = 0
        self.task: Task | None = None
        self.is_undone = False
        self.is_carrying = False

    # what there is

    @property
    def job(self) -> FileJob | None:
        """The file that is looked at now."""
        return self.jobs[self.at] if self.jobs else None

    @property
    def ready(self) -> list[FileJob]:
        """The files that could be read."""
        return [job for job in self.jobs if job.looked is not None]

    @property
    def is_done(self) -> bool:
        """Whether the files have been imported."""
        return any(job.result is not None for job in self.jobs)

    def choose(self, at: int) -> None:
        """Look at another file."""
        self.at = max(0, min(at, len(self.jobs) - 1))
        self.changed.emit()

    def forget_results(self) -> None:
        """Stand again where the files have not been imported yet."""
        self._let_go(self.jobs)
        for job in self.jobs:
            job.result = job.step = None
        self.is_undone = False

    def forget_unread(self) -> None:
        """Leave out the files whose first look was stopped."""
        if self.task is None:
            self.jobs = [job for job in self.jobs if job.looked is not None or job.refused is not None]
            self.at = max(0, min(self.at, len(self.jobs) - 1))

    # what is done

    def take(self, paths: Sequence[Path]) -> None:
        """Add files and look at them; after an import this begins a new one."""
        if self.is_done:
            self.begin_again()
        known = {job.path for job in self.jobs}
        fresh = [FileJob(path) for path in dict.fromkeys(paths) if path not in known]
        self.jobs += fresh
        self.at = len(self.jobs) - len(fresh) if fresh else self.at
        self._look([(job, Reading()) for job in self.jobs if job.looked is None])

    def leave_out(self, at: int) -> None:
        """Import without one of the files."""
        self._drop()
        self._let_go(self.jobs[at : at + 1])
        del self.jobs[at]
        self.choose(self.at)

    def begin_again(self) -> None:
        """Forget all files."""
        self._drop()
        self._let_go(self.jobs)
        self.jobs, self.at, self.is_undone = [], 0, False
        self.changed.emit()

    def read_as(self, reading: Reading) -> None:
        """Read the file in front in another way."""
        if self.job is not None:
            self._look([(self.job, reading)])

    def decide(self, **choices: Any) -> None:
        """Change what the file in front is taken for: kind, mapping, key, decimal, date_order."""
        job = self.job
        if job is None or job.looked is None:
            return
        found = chosen(job.looked.inspection, **choices)
        if found.kind != job.looked.inspection.kind:
            job.by_hand.clear()
        self._let_go([job])
        job.looked, job.decisions = Looked(found, job.looked.first), {}
        self.changed.emit()

    def map_column(self, place: int, field: str) -> None:
        """Take one column for a field, "" for none; a column that had the field before loses it."""
        job = self.job
        if job is None or job.inspection is None:
            return
        found = job.inspection
        many = any(one.key == field and one.many for one in found.fields)
        mapping = {at: key for at, key in found.mapping.items() if at != place and (many or key != field)} | (
            {place: field} if field else {}
        )
        job.by_hand |= {place, *(at for at in found.mapping if at not in mapping)}
        self.decide(mapping=dict(sorted(mapping.items())))

    def check(self) -> None:
        """Find out what the import would do."""
        jobs = self.ready
        inspections = [job.inspection for job in jobs if job.inspection is not None]
        title = say("exchange.task.check", name=self._named(jobs), n=len(jobs))
        run = partial(work.check_all, self._database, inspections)
        self._run(title, run, partial(self._checked, jobs), reads=True)

    def carry_out(self) -> None:
        """Import what was checked."""
        jobs = self.ready
        wanted = [(job.plan, dict(job.decisions)) for job in jobs if job.plan is not None]
        title = say("exchange.task.import", name=self._named(jobs), n=len(jobs))
        run = partial(work.carry_out_all, self._database, wanted)
        self.is_carrying = True
        self._run(title, run, partial(self._imported, jobs))

    def take_back(self) -> None:
        """Undo the import."""
        steps = [job.step for job in self.jobs if job.step is not None]
        title = say("exchange.task.undo", name=self._named(self.ready), n=len(self.ready))
        self._run(title, lambda _progress: work.take_back(self._database, steps), self._taken_back)

    def look_whether_undone(self) -> None:
        """Notice that the import was taken back (or done again) by other means."""
        steps = [job.step for job in self.jobs if job.step is not None]
        if steps and self.task is None:
            ask = partial(work.still_done, self._database, steps)
            self._background.ask(ask, owner=self, then=self._seen)

    def stop(self) -> None:
        """Ask the work that is under way to stop; nothing of it stays."""
        if self.task is not None:
            self.task.cancel()

    # how it is done

    def _run(
        self, title: str, run: Callable[[Progress], T], then: Callable[[T], None], *, reads: bool = False
    ) -> None:
        self._drop()
        task = self._background.task(
            title,
            run,
            owner=self,
            then=lambda answer: self._answered(task, then, answer),
            failed=lambda error: self._refused(task, error),
            reads=reads,
        )
        self.task = task
        task.ended.connect(partial(self._ended, task))
        self.started.emit(task)

    def _drop(self) -> None:
        """Stop the work that is under way, and hear no more of it."""
        if self.task is not None:
            self.task.cancel()
            self.task = None

    def _answered(self, task: Task, then: Callable[[T], None], answer: T) -> None:
        if self.task is task:
            self.task = None
            then(answer)
            self.idle.emit()

    def _refused(self, task: Task, error: Exception) -> None:
        if self.task is task:
            self._unfinished()
            self.failed.emit(error)
            self.idle.emit()

    def _ended(self, task: Task, cancelled: bool) -> None:  # noqa: FBT001 - a signal's argument
        if cancelled and self.task is task:
            self._unfinished()
            self.idle.emit()

    def _unfinished(self) -> None:
        """An import that did not come to its end has used up its plans."""
        self.task = None
        if self.is_carrying:
            self.is_carrying = False
            self._let_go(self.jobs)

    def _let_go(self, jobs: Sequence[FileJob]) -> None:
        """Forget the plans of these files."""
        plans = [job.plan for job in jobs if job.plan is not None]
        plans += [job.result.plan for job in jobs if job.result is not None]
        for job in jobs:
            job.plan = None
        if plans:
            self._background.ask(partial(work.let_go, plans), owner=self, then=lambda _none: None)

    def _look(self, jobs: Sequence[tuple[FileJob, Reading]]) -> None:
        if not jobs:
            self.changed.emit()
            return
        wanted = [(job.path, reading, job.inspection) for job, reading in jobs]
        title = say("exchange.task.look", name=self._named([job for job, _ in jobs]), n=len(jobs))
        run = partial(work.look_at_all, self._database, wanted)
        self.changed.emit()
        self._run(title, run, partial(self._looked, [job for job, _ in jobs]), reads=True)

    def _looked(self, jobs: Sequence[FileJob], found: Sequence[Looked | Exception]) -> None:
        front = self.job
        self._let_go(jobs)
        for job, answer in zip(jobs, found, strict=True):
            job.decisions = {}
            job.refused = answer if isinstance(answer, Exception) else None
            if isinstance(answer, Looked):
                job.looked = answer
        self._arrange()
        self.at = self.jobs.index(front) if front in self.jobs else 0
        self.changed.emit()

    def _arrange(self) -> None:
        """Put the files in the order in which they refer to one another."""
        places = {id(one): at for at, one in enumerate(in_order(self._inspections()))}
        self.jobs.sort(key=lambda job: places.get(id(job.inspection), len(places)))

    def _inspections(self) -> list[Inspection]:
        return [job.inspection for job in self.jobs if job.inspection is not None]

    def _checked(
        self, jobs: Sequence[FileJob], plans: Sequence[tuple[ImportPlan, dict[Outcome, int]]]
    ) -> None:
        self._let_go(jobs)
        for job, (plan, counts) in zip(jobs, plans, strict=True):
            job.plan, job.found = plan, counts
            rows = {one.row for one in plan.duplicates}
            job.decisions = {row: choice for row, choice in job.decisions.items() if row in rows}
        doubtful = (at for at, job in enumerate(self.jobs) if job.is_doubtful)
        self.at = next(doubtful, self.at)
        self.checked.emit()

    def _imported(self, jobs: Sequence[FileJob], done: Sequence[tuple[ImportResult, int | None]]) -> None:
        for job, (result, step) in zip(jobs, done, strict=True):
            job.result, job.step = result, step
        self.is_undone = self.is_carrying = False
        self.imported.emit()

    def _taken_back(self, _kept: int) -> None:
        self.is_undone = True
        self.taken_back.emit()

    def _seen(self, done: bool) -> None:  # noqa: FBT001 - an answer
        if self.is_done and self.is_undone == done:
            self.is_undone = not done
            self.taken_back.emit()

    @staticmethod
    def _named(jobs: Sequence[FileJob]) -> str:
        return jobs[0].path.name if jobs else ""
