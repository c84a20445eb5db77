"""Step 3: what the import would do, before anything is done."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.desktop.exchange.doubles import Doubles
from salesdesk.desktop.exchange.figures import Figures
from salesdesk.desktop.exchange.importing import Importing
from salesdesk.desktop.exchange.job import FileJob
from salesdesk.desktop.exchange.outcome_lists import CHANGES, REASONS, Changes, with_outcome
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

LISTS = ("doubles", "changes", "refused", "skipped")


class CheckStep(QWidget):
    """The dry run on its way, and then its figures with the rows behind them."""

    stop_asked = Signal()

    def __init__(
        self,
        importing: Importing,
        database: Database,
        background: Background,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._importing, self._database = importing, database
        self._shown: ImportPlan | None = None
        self.figures, self.doubles = Figures(), Doubles(database, background)
        self.changes = _table(CHANGES, background, "exchange.list.changes")
        self.refused = _table(REASONS, background, "exchange.list.refused")
        self.skipped = _table(REASONS, background, "exchange.list.skipped")
        self.tabs: dict[str, Button] = {}
        self._group = QButtonGroup(self)
        self._lists, self._pages = QStackedWidget(), QStackedWidget()
        self._bar, self._done = QProgressBar(), PlainLabel(role="small")
        self._pages.addWidget(self._running())
        self._pages.addWidget(self._checked())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)

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
        self.doubles.show_job(job)
        self.changes.show_rows(Changes(self._database, job.plan))
        self.refused.show_rows(with_outcome(job.plan, Outcome.REFUSED))
        self.skipped.show_rows(with_outcome(job.plan, Outcome.SKIPPED))
        self._tell(job)
        counts = self._counts(job)
        self.show_list(next((name for name in LISTS if counts[name]), ""))

    def show_list(self, name: str) -> None:
        """Show one of the lists: doubles, changes, refused or skipped; "" where there is nothing to show."""
        if name:
            self.tabs[name].setChecked(True)
        self._lists.setCurrentIndex(LISTS.index(name) if name else len(LISTS))

    def front(self) -> QWidget:
        """Return what the keyboard goes to."""
        at = self._lists.currentIndex()
        return (self.doubles.table, self.changes, self.refused, self.skipped, self._lists)[at]

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_pages"):
            job = self._importing.job
            if job is not None and job.plan is not None:
                self._tell(job)

    def _counts(self, job: FileJob) -> dict[str, int]:
        if job.plan is None:
            return dict.fromkeys(LISTS, 0)
        counts = job.found
        changed = sum(len(sheaf.updates) for sheaf in job.plan.work.sheaves)
        numbers = (len(job.plan.duplicates), changed, counts[Outcome.REFUSED], counts[Outcome.SKIPPED])
        return dict(zip(LISTS, numbers, strict=True))

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
        clean = EmptyState("check-check", "exchange.clean", "exchange.clean.text")
        for widget in (self.doubles, self.changes, self.refused, self.skipped, clean):
            self._lists.addWidget(widget)
        self._tab_bar = QWidget()
        self._tab_bar.setLayout(tabs)
        self._tab_line = line()
        inner.addWidget(self._tab_bar)
        inner.addWidget(self._tab_line)
        inner.addWidget(self._lists, 1)
        column.addWidget(self.figures)
        column.addWidget(sheet, 1)
        return page


def _table(columns: Sequence[Column], background: Background, name_key: str) -> RecordTable:
    return RecordTable(columns, background, name_key=name_key, key=id)
