"""Step 4: the import on its way, and what came of it."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.desktop.exchange.figures import Figures
from salesdesk.desktop.exchange.importing import Importing
from salesdesk.desktop.runtime.task import Task
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.empty import Emblem, centred
from salesdesk.desktop.widgets.plain import PlainLabel, panel
from salesdesk.services.imports import Outcome
from salesdesk.words import say


class DoneStep(QWidget):
    """How far the import is; then its counts, and the ways on: open, save the result, undo, import more."""

    stop_asked = Signal()
    open_asked = Signal()
    save_asked = Signal()
    undo_asked = Signal()
    again_asked = Signal()
    more_asked = Signal()

    def __init__(self, importing: Importing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._importing = importing
        self.title, self.text = PlainLabel(role="h2"), PlainLabel(role="muted", wrap=True)
        self.doing, self.done = PlainLabel(role="h3"), PlainLabel(role="small")
        self.figures, self.bar = Figures(), QProgressBar()
        self.open = Button(key="exchange.open", icon="arrow-right", kind="primary", run=self.open_asked.emit)
        self.save = Button(key="exchange.save", icon="file-down", run=self.save_asked.emit)
        self.undo = Button(key="exchange.undo", icon="undo-2", run=self.undo_asked.emit)
        self.again = Button(key="exchange.again", icon="rotate-ccw", run=self.again_asked.emit)
        self.more = Button(key="exchange.more", icon="file-up", kind="ghost", run=self.more_asked.emit)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._running())
        self._stack.addWidget(self._ended())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)

    def follow(self, task: Task) -> None:
        """Show how far a piece of work is."""
        self._stack.setCurrentIndex(0)
        self.doing.setText(task.title)
        self.bar.setAccessibleName(task.title)
        self.bar.setRange(0, 0)
        self.done.setText("")
        task.progressed.connect(self._progress)

    def look(self) -> None:
        """Show what came of the import."""
        if not self._importing.is_done:
            return
        self._stack.setCurrentIndex(1)
        self._tell()

    def counts(self) -> dict[Outcome, int]:
        """Return how many rows of all files came to what."""
        results = [job.result for job in self._importing.jobs if job.result is not None]
        return {outcome: sum(result.count(outcome) for result in results) for outcome in Outcome}

    def front(self) -> QWidget:
        """Return what the keyboard goes to."""
        return self.again if self._importing.is_undone else self.open

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_stack"):
            self.look()

    def _tell(self) -> None:
        counts, undone = self.counts(), self._importing.is_undone
        changed = counts[Outcome.CREATED] + counts[Outcome.UPDATED]
        names = [job.path.name for job in self._importing.jobs if job.result is not None]
        key = "undone" if undone else "done" if changed else "nothing"
        self.title.setText(say(f"exchange.{key}", n=changed, shown=f"{changed:,}"))
        untaken = sum(len(job.result.outcomes.untaken) for job in self._importing.jobs if job.result)
        told = [say(f"exchange.{key}.text", files=", ".join(names))]
        if untaken and not undone:
            told.append(say("exchange.untaken", n=untaken, shown=f"{untaken:,}"))
        self.text.setText("\n".join(told))
        self.figures.show_counts(counts)
        self.figures.setEnabled(not undone)
        refused = counts[Outcome.REFUSED] + counts[Outcome.SKIPPED] + untaken
        self.open.setVisible(not undone and bool(changed))
        self.undo.setVisible(not undone and any(job.step is not None for job in self._importing.jobs))
        self.again.setVisible(undone)
        self.save.setVisible(not undone)
        self.save.set_icon("file-spreadsheet" if refused else "file-down")

    def _progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.done.setText(say("exchange.progress", done=f"{done:,}", total=f"{total:,}"))

    def _running(self) -> QWidget:
        ground = panel("sheet")
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(look().px(320))
        stop = Button(key="exchange.stop", run=self.stop_asked.emit)
        column = QVBoxLayout(ground)
        column.setSpacing(10)
        column.addStretch(2)
        for widget in (self.doing, self.bar, self.done, stop):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        return ground

    def _ended(self) -> QWidget:
        ground, row, buttons = panel("sheet"), QHBoxLayout(), QHBoxLayout()
        column = QVBoxLayout(ground)
        column.setContentsMargins(16, 24, 16, 24)
        column.setSpacing(8)
        column.addStretch(2)
        column.addWidget(Emblem("check-check"), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(4)
        self.text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.text.setFixedWidth(look().px(520))
        column.addWidget(self.title, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(centred(self.text))
        column.addSpacing(14)
        self.figures.setMaximumWidth(look().px(820))
        row.addStretch(1)
        row.addWidget(self.figures, 8)
        row.addStretch(1)
        column.addLayout(row)
        column.addSpacing(14)
        buttons.setSpacing(8)
        buttons.addStretch()
        for button in (self.more, self.save, self.undo, self.again, self.open):
            buttons.addWidget(button)
        buttons.addStretch()
        column.addLayout(buttons)
        column.addStretch(3)
        return ground
