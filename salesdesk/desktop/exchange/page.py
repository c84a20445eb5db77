"""The import: files, columns, a check, and then the import itself, on one page."""

from collections.abc import Sequence
from functools import cached_property, partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QWidget

from salesdesk.desktop.exchange.check_step import CheckStep
from salesdesk.desktop.exchange.done_step import DoneStep
from salesdesk.desktop.exchange.file_step import FileStep
from salesdesk.desktop.exchange.file_tabs import FileTabs
from salesdesk.desktop.exchange.importing import Importing
from salesdesk.desktop.exchange.job import SUFFIXES
from salesdesk.desktop.exchange.match_step import MatchStep
from salesdesk.desktop.exchange.saving import ask_where, save_results
from salesdesk.desktop.runtime.commands import Command
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.runtime.task import Task
from salesdesk.desktop.runtime.turns import turns
from salesdesk.desktop.theme.dress import dress
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.dialog import Steps
from salesdesk.desktop.widgets.page import Page
from salesdesk.services.imports import Kind, Outcome
from salesdesk.words import say

FILE, MATCH, CHECK, DONE = range(4)
_NAMES = ("exchange.step.file", "exchange.step.match", "exchange.step.check", "exchange.step.import")


class ImportPage(Page):
    """Four steps. Ctrl+Enter goes on, Escape stops what is under way."""

    kind = "import"
    title_key = "import.title"
    icon = "file-up"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.importing = Importing(desk.database, desk.background, self)
        self.tabs, self.steps = FileTabs(), Steps(_NAMES, self)
        self.file = FileStep(self.importing, desk.background)
        self.add = Button(key="exchange.add", icon="plus", kind="ghost", run=self.choose_files)
        self.without = Button(key="exchange.leave_out", icon="x", kind="ghost", run=self.leave_out)
        self.steps.next.setMinimumWidth(look().px(84))
        self.header.add_views(self.tabs)
        self.header.add_action(self.without)
        self.header.add_action(self.add)
        self.steps.add_step(FILE, self.file, dresses_itself=True)
        self.body.addWidget(self.steps, 1)
        self._listen()
        self._go_to(FILE)
        for name in ("facts", "preview"):
            turns().add(self.file, partial(getattr, self.file, name))
        turns().add(self.file, self.file.make_ready)
        for name in ("match", "check", "done"):
            turns().add(self, partial(getattr, self, name))

    @cached_property
    def match(self) -> MatchStep:
        """The second step; made once the page is there, or when it is first asked for. So are the others."""
        step = MatchStep(self.importing, self.desk.background)
        self.steps.add_step(MATCH, step)
        return step

    @cached_property
    def check(self) -> CheckStep:
        """The third step."""
        step = CheckStep(self.importing, self.desk.database, self.desk.background)
        self.steps.add_step(CHECK, step)
        step.stop_asked.connect(self.importing.stop)
        step.decided.connect(self._look)
        turns().add(step, partial(getattr, step, "doubles"))
        return step

    @cached_property
    def done(self) -> DoneStep:
        """The last step."""
        step = DoneStep(self.importing)
        self.steps.add_step(DONE, step)
        step.stop_asked.connect(self.importing.stop)
        step.open_asked.connect(self.open_imported)
        step.save_asked.connect(self.save_result)
        step.undo_asked.connect(self.importing.take_back)
        step.again_asked.connect(self._check_again)
        step.more_asked.connect(self.begin_again)
        return step

    def dress_parts(self) -> None:
        dress(self.header)

    def take_files(self, paths: Sequence[Path]) -> None:
        """Begin with these files, or add them to those that are there."""
        if paths and not self.importing.is_carrying:
            self._go_to(FILE)
            self.importing.take(paths)

    def commands(self) -> tuple[Command, ...]:
        return (
            Command("import.choose", "exchange.choose", self.choose_files, "Ctrl+O", "folder-open"),
            Command("import.next", "exchange.next", self.go_on, "Ctrl+Return; Ctrl+Enter", "arrow-right"),
            Command("import.back", "exchange.back", self.go_back, "Ctrl+Backspace", "arrow-left",
                    enabled=self.steps.back.isEnabled),
            Command("import.again", "exchange.more", self.begin_again, "", "rotate-ccw"),
        )  # fmt: skip

    def choose_other(self) -> None:
        """Ask for files in place of the one in front."""
        self.choose_files(instead=True)

    def choose_files(self, *, instead: bool = False) -> None:
        """Ask for files; with `instead`, they come in place of the one in front."""
        home = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        endings = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        wanted = f"{say('exchange.files')} ({endings});;{say('exchange.files.all')} (*)"
        dialog = QFileDialog(self.window(), say("exchange.choose"), home, wanted)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda chosen: self._chosen(chosen, instead=instead))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _chosen(self, names: Sequence[str], *, instead: bool) -> None:
        if instead and self.importing.jobs and not self.importing.is_carrying:
            self.importing.leave_out(self.importing.at)
        self.take_files([Path(name) for name in names])

    def leave_out(self) -> None:
        """Import without the file in front."""
        self.importing.leave_out(self.importing.at)
        if not self.importing.jobs:
            self._go_to(FILE)

    def begin_again(self) -> None:
        """Forget all files and begin with none."""
        if not self.importing.is_carrying:
            self.importing.begin_again()
            self._go_to(FILE)

    def go_on(self) -> None:
        """Take the next step."""
        step = self.steps.current()
        if not self._may_go_on():
            self._show_missing()
        elif step == FILE:
            self._go_to(MATCH)
        elif step == MATCH:
            self._go_to(CHECK)
            self.importing.check()
        elif step == CHECK:
            self._go_to(DONE)
            self.importing.carry_out()

    def go_back(self) -> None:
        """Take a step back."""
        self.importing.stop()
        self._go_to(self.steps.current() - 1)

    def stop(self) -> None:
        """Stop what is under way; with nothing under way, begin with no file."""
        if self.importing.task is not None:
            self.importing.stop()
        else:
            self.begin_again()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pressed = QApplication.focusWidget()
        if event.key() == Qt.Key.Key_Escape and self.importing.task is not None:
            self.importing.stop()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(pressed, QPushButton):
            pressed.click()
        else:
            super().keyPressEvent(event)

    # how it is made

    def _listen(self) -> None:
        steps, importing = self.steps, self.importing
        steps.next_asked.connect(self.go_on)
        steps.back_asked.connect(self.go_back)
        steps.cancel_asked.connect(self.stop)
        self.tabs.chosen.connect(importing.choose)
        self.file.choose_asked.connect(self.choose_files)
        self.file.other_asked.connect(self.choose_other)
        self.file.leave_out_asked.connect(self.leave_out)
        importing.changed.connect(self._look)
        importing.started.connect(self._started)
        importing.checked.connect(self._checked)
        importing.imported.connect(self._imported)
        importing.taken_back.connect(self._imported_or_undone)
        importing.failed.connect(self._failed)
        importing.idle.connect(self._idle)
        listened = ("customers", "contacts", "products")
        self.desk.changes.listen(self, lambda _touched: importing.look_whether_undone(), *listened)

    def open_imported(self) -> None:
        """Show the records that were made or changed, as a list."""
        result = next((job.result for job in self.importing.jobs if job.result and job.result.batch_id), None)
        if result is not None:
            page = "products" if result.inspection.kind is Kind.PRODUCTS else "customers"
            self.open_requested.emit(Place(page, args=(("batch", str(result.batch_id)),)))

    def save_result(self) -> None:
        """Ask for a name, and write every row with what became of it."""
        results = [job.result for job in self.importing.jobs if job.result is not None]
        if self.importing.job is not None and results:
            ask_where(self.window(), self.importing.job, partial(save_results, self.desk, self, results))

    # what happens

    def _go_to(self, step: int) -> None:
        self._step(step)  # it has to be there
        self.steps.go_to(step)
        self._look()
        self.setFocusProxy(self._front())
        if self.isVisible():
            self._front().setFocus()

    def _look(self) -> None:
        """Show what there is in the step in front."""
        importing, step = self.importing, self.steps.current()
        self.tabs.show_jobs(importing.jobs, importing.at)
        self.add.setVisible(bool(importing.jobs) and step == FILE)
        self.without.setVisible(len(importing.jobs) > 1 and step in (FILE, MATCH))
        self._step(step).look()
        self._dress_foot()

    def _dress_foot(self) -> None:
        step, steps, busy = self.steps.current(), self.steps, self.importing.task is not None
        key, n = ("window.next", "exchange.check", "exchange.import", "exchange.import")[step], self._coming()
        bind(
            steps.next,
            steps.next.setText,
            key if step != CHECK or n else "exchange.import.none",
            n=n,
            shown=f"{n:,}",
        )
        steps.next.setVisible(step != DONE and bool(self.importing.jobs))
        steps.next.setEnabled(self._may_go_on())
        steps.back.setVisible(step in (MATCH, CHECK))
        steps.back.setEnabled(step in (MATCH, CHECK))
        steps.cancel.setVisible(bool(self.importing.jobs) and step != DONE)
        bind(steps.cancel, steps.cancel.setText, "exchange.stop" if busy else "window.cancel")

    def _coming(self) -> int:
        """Return how many rows would be made or changed, as decided now."""
        counts = [job.counts() for job in self.importing.ready]
        return sum(each[Outcome.CREATED] + each[Outcome.UPDATED] for each in counts)

    def _may_go_on(self) -> bool:
        importing, step = self.importing, self.steps.current()
        if importing.task is not None or not importing.ready:
            return False
        if step == MATCH:
            return not any(job.missing for job in importing.ready)
        return step == FILE or (step == CHECK and self._coming() > 0)

    def _show_missing(self) -> None:
        lacking = next((at for at, job in enumerate(self.importing.jobs) if job.missing), None)
        if self.steps.current() == MATCH and lacking is not None:
            self.importing.choose(lacking)
            self.match.table.setFocus()

    def _front(self) -> QWidget:
        step = self.steps.current()
        if step == FILE:
            return self.steps.next if self.importing.ready else self.file.choose
        if step == MATCH:
            return self.match.table
        return (self.check if step == CHECK else self.done).front()

    def _step(self, number: int) -> FileStep | MatchStep | CheckStep | DoneStep:
        if number in (FILE, MATCH):
            return self.file if number == FILE else self.match
        return self.check if number == CHECK else self.done

    def _started(self, task: Task) -> None:
        step = self.steps.current()
        if step in (CHECK, DONE):
            (self.check if step == CHECK else self.done).follow(task)
        self._dress_foot()

    def _checked(self) -> None:
        self._go_to(CHECK)

    def _check_again(self) -> None:
        self.importing.forget_results()
        self._go_to(CHECK)
        self.importing.check()

    def _imported(self) -> None:
        self._go_to(DONE)
        if not self.isVisible():
            counts = self.done.counts()
            n = counts[Outcome.CREATED] + counts[Outcome.UPDATED]
            self.desk.notices.done("exchange.done", undo=self.importing.take_back, n=n, shown=f"{n:,}")

    def _imported_or_undone(self) -> None:
        self._go_to(DONE)

    def _failed(self, error: Exception) -> None:
        self.desk.notices.failed(error)

    def _idle(self) -> None:
        """After a piece of work that gave no answer, stand where it can be tried again."""
        importing, step = self.importing, self.steps.current()
        importing.forget_unread()
        checked = all(job.plan is not None for job in importing.ready)
        if (step == CHECK and not checked) or (step == DONE and not importing.is_done):
            self._go_to(MATCH)
        else:
            self._go_to(step)
