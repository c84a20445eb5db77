"""The coach at the foot of the window, below the page: it takes room of its own and lies over nothing."""

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from salesdesk.desktop.practice.choosing import Choosing
from salesdesk.desktop.practice.lesson_view import LessonView
from salesdesk.desktop.practice.telling import Results, effort_text
from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.theme.dress import dress
from salesdesk.desktop.widgets.buttons import IconButton
from salesdesk.desktop.widgets.icon_label import IconLabel
from salesdesk.desktop.widgets.plain import PlainLabel, panel
from salesdesk.services.practice import LESSONS, Run
from salesdesk.words import say

_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_WAYS: Final = {Qt.Key.Key_Right: True, Qt.Key.Key_Down: True, Qt.Key.Key_Left: False, Qt.Key.Key_Up: False}


class CoachPanel(QWidget):
    """Shows the lessons, or one of them. Escape puts it away; arrows, 1 to 5 and Enter do the rest."""

    put_away = Signal()
    help_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.progress = PlainLabel(role="h3"), PlainLabel(role="muted")
        self.effort = PlainLabel(role="small", elide=True)
        self.effort.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.choosing, self.lesson = Choosing(), LessonView()
        self._run: Run | None = None
        self._results: Results = {}
        self._hint = False
        self.setProperty("part", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        bind(self, self.setAccessibleName, "practice.title")
        self._arrange()
        dress(self)
        self.hide()

    def show_lessons(self, results: Results) -> None:
        """Show all lessons with their stars."""
        self._run, self._results = None, results
        self.again()

    def show_run(self, run: Run, *, hint: bool) -> None:
        """Show one lesson where it stands."""
        self._run, self._hint = run, hint
        self.again()

    def again(self) -> None:
        """Say it all anew."""
        run = self._run
        self.choosing.setVisible(run is None)
        self.lesson.setVisible(run is not None)
        self.progress.setVisible(run is not None and not run.is_over)
        self.effort.setVisible(run is not None)
        if run is None:
            self.title.setText(say("practice.title"))
            self.choosing.show_results(self._results)
        else:
            self.title.setText(say(f"practice.{run.name}"))
            self.progress.setText(say("practice.step", at=run.step + 1, all=len(run.lesson.steps)))
            self.lesson.show_run(run, hint=self._hint)
            self.show_effort(run)

    def show_effort(self, run: Run) -> None:
        """Show what it took so far, beside the par."""
        self.effort.setText(effort_text(run))

    def take_keyboard(self) -> None:
        """Come into sight with the keyboard, at what is most likely wanted."""
        self.show()
        shown = [one for one in self.lesson.buttons.values() if one.isVisibleTo(self)]
        wanted = self.choosing.next_one(self._results) if self._run is None else shown[0]
        wanted.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def has_keyboard(self) -> bool:
        """Say whether the keyboard is in here."""
        focused = self.window().focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pressed, key = self.window().focusWidget(), Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.put_away.emit()
        elif key in _ENTER and isinstance(pressed, QPushButton):
            pressed.click()
        elif key in _WAYS:
            self.focusNextPrevChild(_WAYS[key])
        elif self._run is None and event.text() in self._digits:
            self.choosing.chosen.emit(self._digits[event.text()])
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_digits"):
            self.again()

    def _arrange(self) -> None:
        self._digits = {str(place + 1): lesson.name for place, lesson in enumerate(LESSONS)}
        sheet = panel("sheet", self)
        outer, column, head = QVBoxLayout(self), QVBoxLayout(sheet), QHBoxLayout()
        outer.setContentsMargins(12, 0, 12, 12)
        outer.addWidget(sheet)
        column.setContentsMargins(16, 10, 10, 12)
        column.setSpacing(6)
        head.setSpacing(8)
        head.addWidget(IconLabel("target", "accent"))
        head.addWidget(self.title)
        head.addWidget(self.progress)
        head.addWidget(self.effort, 1)
        head.addStretch()
        head.addWidget(IconButton("circle-question-mark", "window.help.here", self.help_asked.emit))
        head.addWidget(IconButton("x", "practice.hide", self.put_away.emit))
        column.addLayout(head)
        column.addWidget(self.choosing)
        column.addWidget(self.lesson)
