"""Step 3: what the import would do, before anything is done."""

from collections.abc import Sequence
from functools import cached_property, partial
from typing import TypeVar

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.desktop.exchange.doubles import Doubles
from salesdesk.desktop.exchange.figures import Figures
from salesdesk.desktop.exchange.importing import Importing
from salesdesk.desktop.exchange.job import FileJob
from salesdesk.desktop.exchange.outcome_lists import CHANGES, REASONS, Changes, untaken, with_outcome
from salesdesk.desktop.runtime.background import Background
from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.runtime.task import Task
from salesdesk.desktop.tables.columns import Column
from salesdesk.desktop.tables.view import RecordTable
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.empty import EmptyState
from salesdesk.desktop.widgets.plain import PlainLabel, line, panel
from salesdesk.services.imports import ImportPlan, Outcome
from salesdesk.storage.database import Database
from salesdesk.words import say

WidgetT = TypeVar("WidgetT", bound=QWidget)
LISTS = ("doubles", "changes", "refused", "skipped", "untaken")


class CheckStep(QWidget):
    """The dry run on its way, and then its figures with the rows behind them.

    Each list is made when it is first looked at, and filled when it is seen.
    """

    stop_asked = Signal()
    decided = Signal()  # what shall become of doubles

    def __init__(
        self,
        importing: Importing,
        database: Database,
        background: Background,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._importing, self._database, self._background = importing, database, background
        self._shown: ImportPlan | None = None
        self._filled: set[str] = set()
        self.figures = Figures()
        self.tabs: dict[str, Button] = {}
        self._group = QButtonGroup(self)
        self._lists, self._pages = QStackedWidget(), QStackedWidget()
        self._bar, self._done = QProgressBar(), PlainLabel(role="small")
        self._pages.addWidget(self._running())
        self._pages.addWidget(self._checked())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)

    @cached_property
    def doubles(self) -> Doubles:
        """Rows that look like records we have."""
        doubles = self._put(Doubles(self._database, self._background, self._lists))
        doubles.decided.connect(self.decided)
        return doubles

    @cached_property
    def changes(self) -> RecordTable:
        """Records that would be changed."""
        return self._table(CHANGES, "changes")

    @cached_property
    def refused(self) -> RecordTable:
        """Rows that cannot be taken, and why."""
        return self._table(REASONS, "refused")

    @cached_property
    def skipped(self) -> RecordTable:
        """Rows that are left out, and why."""
        return self._table(REASONS, "skipped")

    @cached_property
    def untaken(self) -> RecordTable:
        """Values that are left out because another row of the file says otherwise."""
        return self._table(REASONS, "untaken")

    def follow(self, task: Task) -> None:
        """Show how far a piece of work is."""
        self._pages.setCurrentIndex(0)
        self._bar.setRange(0, 0)
        self._done.setText("")
        task.progressed.connect(self._progress)

    def look(self) -> None:
        """Show what was found for the file in front."""
        job = self._importing.job
        if job is None or job.plan is None:
            return
        self._pages.setCurrentIndex(1)
        if job.plan is self._shown:
            self._tell(job)
            return
        self._shown = job.plan
        self._filled.clear()
        self._tell(job)
        counts = self._counts(job)
        self.show_list(next((name for name in LISTS if counts[name]), ""))

    def show_list(self, name: str) -> None:
        """Show one of `LISTS`; "" where there is nothing to show."""
        if name:
            self.tabs[name].setChecked(True)
            self._fill(name)
        self._lists.setCurrentWidget(getattr(self, name) if name else self._clean)

    def front(self) -> QWidget:
        """Return what the keyboard goes to."""
        shown = self._lists.currentWidget()
        if isinstance(shown, RecordTable):
            return shown
        return shown.table if isinstance(shown, Doubles) else self._lists

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_pages"):
            job = self._importing.job
            if job is not None and job.plan is not None:
                self._tell(job)

    def _fill(self, name: str) -> None:
        """Show in a list what was found, if it does not yet."""
        job = self._importing.job
        if name in self._filled or job is None or job.plan is None:
            return
        self._filled.add(name)
        if name == "doubles":
            self.doubles.show_job(job)
        elif name == "changes":
            self.changes.show_rows(Changes(self._database, job.plan))
        elif name == "refused":
            self.refused.show_rows(with_outcome(job.plan, Outcome.REFUSED))
        elif name == "untaken":
            self.untaken.show_rows(untaken(job.plan))
        else:
            self.skipped.show_rows(with_outcome(job.plan, Outcome.SKIPPED))

    def _counts(self, job: FileJob) -> dict[str, int]:
        if job.plan is None:
            return dict.fromkeys(LISTS, 0)
        counts = job.found
        work = job.plan.work
        changed = sum(len(sheaf.updates) for sheaf in work.sheaves) + work.own_known
        left_out = (counts[Outcome.REFUSED], counts[Outcome.SKIPPED], len(job.plan.outcomes.untaken))
        return dict(zip(LISTS, (len(job.plan.duplicates), changed, *left_out), strict=True))

    def _tell(self, job: FileJob) -> None:
        self.figures.show_counts(job.counts())
        for name, number in self._counts(job).items():
            self.tabs[name].setText(say(f"exchange.list.{name}.n", shown=f"{number:,}"))
            self.tabs[name].setVisible(bool(number))
        for part in (self._tab_bar, self._tab_line):
            part.setVisible(any(self._counts(job).values()))

    def _progress(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._done.setText(say("exchange.progress", done=f"{done:,}", total=f"{total:,}"))

    def _running(self) -> QWidget:
        ground = panel("sheet")
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(look().px(320))
        bind(self._bar, self._bar.setAccessibleName, "exchange.checking")
        stop = Button(key="exchange.stop", run=self.stop_asked.emit)
        column = QVBoxLayout(ground)
        column.setSpacing(10)
        column.addStretch(2)
        for widget in (PlainLabel(key="exchange.checking", role="h3"), self._bar, self._done, stop):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        return ground

    def _checked(self) -> QWidget:
        page, sheet, tabs = QWidget(), panel("sheet"), QHBoxLayout()
        column, inner = QVBoxLayout(page), QVBoxLayout(sheet)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.setSpacing(0)
        tabs.setContentsMargins(8, 6, 8, 6)
        tabs.setSpacing(2)
        for name in LISTS:
            button = Button(kind="tab", run=partial(self.show_list, name))
            button.setCheckable(True)
            self._group.addButton(button)
            self.tabs[name] = button
            tabs.addWidget(button)
        tabs.addStretch()
        self._clean = EmptyState("check-check", "exchange.clean", "exchange.clean.text")
        self._lists.addWidget(self._clean)
        self._tab_bar = QWidget()
        self._tab_bar.setLayout(tabs)
        self._tab_line = line()
        inner.addWidget(self._tab_bar)
        inner.addWidget(self._tab_line)
        inner.addWidget(self._lists, 1)
        column.addWidget(self.figures)
        column.addWidget(sheet, 1)
        return page

    def _table(self, columns: Sequence[Column], name: str) -> RecordTable:
        key = f"exchange.list.{name}"
        return self._put(RecordTable(columns, self._background, name_key=key, key=id, parent=self._lists))

    def _put(self, made: WidgetT) -> WidgetT:
        self._lists.addWidget(made)
        return made
