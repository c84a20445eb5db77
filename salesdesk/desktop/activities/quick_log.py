"""Writing down a talk in two lines, with what came of it and what comes next.

A key opens it and Enter saves: a call that needs no words is two keys. Shift+Enter begins a line, Escape
closes and keeps the text. Alt+1 to Alt+5 say what came of it, Alt+D, Alt+F and Alt+W choose the next day.
Alt+A brings files along: photos, recordings, papers; they are pasted and dropped, too.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.desktop.activities.brought_along import BroughtAlong
from salesdesk.desktop.activities.next_step import DAYS, Next, NextStep
from salesdesk.desktop.activities.outcome_bar import OutcomeBar
from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.widgets.bringing import Brought, brought_in, from_paths
from salesdesk.desktop.widgets.buttons import Button, IconButton
from salesdesk.desktop.widgets.fields.choice import ChoiceField
from salesdesk.desktop.widgets.fields.text import LongTextField
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.domain.activities import ActivityKind
from salesdesk.words import say

KINDS = tuple(kind for kind in ActivityKind if kind is not ActivityKind.TASK)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class Logged:
    """What was written down, and what is to come. `outcome` is one of those with a key, or ""."""

    kind: str
    text: str
    outcome: str
    coming: Next
    files: tuple[Brought, ...] = ()

    @property
    def is_talk(self) -> bool:
        """Whether something happened; else only what comes next was told."""
        return bool(self.text or self.outcome or self.files or self.coming.when is None)

    def behind(self, earlier: "Logged") -> "Logged":
        """Return this talk with one that could not be stored in front of it; what both say, this one says."""
        text = "\n".join(filter(None, (earlier.text, self.text)))
        coming = earlier.coming if self.coming == Next() else self.coming
        outcome = self.outcome or earlier.outcome
        files = (*earlier.files, *self.files)
        return replace(self, text=text, outcome=outcome, coming=coming, files=files)


class QuickLog(QWidget):
    """Hidden until `open_for`."""

    logged = Signal(Logged)
    touched = Signal()  # something was written, or taken back
    closed = Signal()

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = ChoiceField("log.kind", [(kind, f"timeline.{kind}") for kind in KINDS])
        self.text = LongTextField("log.what", lines=2)
        self.outcome = OutcomeBar()
        self.next = NextStep(today)
        self.attach = IconButton("paperclip", "log.attach", self.choose_files)
        self.along = BroughtAlong()
        self.save = Button(key="log.save", kind="primary", run=self._save)
        self._build()
        self.kind.committed.connect(self.open_for)
        self._typed = (self.text.text, self.next.step.line, self.next.when.line)
        for typed in self._typed:
            typed.installEventFilter(self)
        for told in (self.text.typed, self.kind.committed, self.outcome.turned, self.next.touched):
            told.connect(self.touched)
        self.setAcceptDrops(True)
        self.hide()

    @property
    def next_on(self) -> QWidget:
        """The field of the next day."""
        return self.next.when

    def open_for(self, kind: str) -> None:
        """Begin writing down something of this kind; what is written already stays."""
        self._show_kind(kind)
        self.text.text.setFocus()

    def begun(self) -> Logged | None:
        """Return what is written, finished or not; None where nothing is."""
        text, coming, files = self.text.text.toPlainText(), self.next.begun(), self.along.files()
        found = Logged(self.kind.value(), text, self.outcome.value(), coming, files)
        return None if found == Logged(found.kind, "", "", Next()) else found

    def clear(self) -> None:
        """Forget what was written: it is taken, or another customer is shown."""
        self.text.text.clear()
        self.text.commit()
        self.outcome.show_value("")
        self.next.clear()
        self.along.show_files(())
        self.hide()

    def give_back(self, logged: Logged) -> None:
        """Show again what could not be stored, in front of what was begun meanwhile."""
        begun = self.begun()
        self.show_again(logged if begun is None else begun.behind(logged))
        self.text.text.setFocus()

    def show_again(self, logged: Logged) -> None:
        """Show what was written before, and leave the keyboard where it is."""
        self._show_kind(logged.kind)
        self.text.text.setPlainText(logged.text)
        self.outcome.show_value(logged.outcome)
        self.next.show_again(logged.coming)
        self.along.show_files(logged.files)

    def _show_kind(self, kind: str) -> None:
        self.kind.show_value(ActivityKind(kind))
        bind(self.text.text, self.text.text.setPlaceholderText, f"log.{kind}.hint")
        self.outcome.setVisible(kind != ActivityKind.NOTE)
        self.show()

    def choose_files(self) -> None:
        """Ask for files to bring along."""
        dialog = QFileDialog(self.window(), say("log.attach"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda paths: self.along.add(from_paths(list(map(Path, paths)))))
        dialog.open()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if brought_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.along.add(brought_in(event.mimeData()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._take_key(event):
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._take_key(event):
            super().keyPressEvent(event)

    def _take_key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if event.matches(QKeySequence.StandardKey.Paste):
            return self._paste()
        if event.modifiers() == Qt.KeyboardModifier.AltModifier:
            return self._take_alt(key)
        if key == Qt.Key.Key_Escape:
            self._close()
            return True
        if key in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._save()
            return True
        return False

    def _take_alt(self, key: Qt.Key) -> bool:
        if key in DAYS:
            self.next.set_days(DAYS[key])
            return True
        if key == Qt.Key.Key_A:
            self.choose_files()
            return True
        return self.outcome.isVisibleTo(self) and self.outcome.take_digit(key.value - ord("1"))

    def _paste(self) -> bool:
        """Bring along what lies in the clipboard, unless it is text, which the field takes."""
        data = QGuiApplication.clipboard().mimeData()
        found = [] if data.hasText() and not data.hasUrls() else brought_in(data)
        self.along.add(found)
        return bool(found)

    def _build(self) -> None:
        head, column = QHBoxLayout(), QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(6)
        head.setSpacing(8)
        head.addWidget(self.kind, 1)
        head.addWidget(self.attach)
        head.addWidget(self.save)
        column.addLayout(head)
        column.addWidget(self.text)
        column.addWidget(self.along)
        column.addWidget(self.outcome)
        column.addWidget(PlainLabel(key="log.then", role="caption"))
        column.addWidget(self.next)
        order = (self.text.text, self.outcome, self.next.step, self.next.when)
        for one, other in pairwise(order):
            QWidget.setTabOrder(one, other)

    def _close(self) -> None:
        self.hide()
        self.closed.emit()

    def _save(self) -> None:
        coming = self.next.take()
        if coming is None:
            return
        text, files = self.text.text.toPlainText().strip(), self.along.files()
        if self.kind.value() == ActivityKind.NOTE and not (text or files) and coming.when is None:
            return
        outcome = "" if self.kind.value() == ActivityKind.NOTE else self.outcome.value()
        logged = Logged(self.kind.value(), text, outcome, coming, files)
        self.clear()
        self.logged.emit(logged)
        self.closed.emit()
