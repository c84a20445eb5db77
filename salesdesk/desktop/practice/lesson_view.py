"""One lesson: the step at hand, a hint once it is asked for, and what can be done about it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.desktop.practice.telling import instruction, starred
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.flow import FlowLayout
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.domain.practice import MOST
from salesdesk.services.practice import LESSONS, Offer, Run
from salesdesk.words import say


class LessonView(QWidget):
    """Shows a run. `asked` is told with hint, offer, again, all, or next."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text, self.hint = PlainLabel(role="h3", wrap=True), PlainLabel(role="muted", wrap=True)
        self.stars = PlainLabel(role="h2")
        self.buttons = {
            "offer": self._button("practice.offer.file", "offer", kind="primary"),
            "next": self._button("practice.next", "next", kind="primary"),
            "hint": self._button("practice.hint", "hint", icon="sparkles"),
            "again": self._button("practice.again", "again", icon="rotate-ccw"),
            "all": self._button("practice.all", "all", icon="list"),
        }
        self._arrange()

    def show_run(self, run: Run, *, hint: bool) -> None:
        """Show where a lesson stands; `hint` tells that the hint of this step was asked for."""
        self._show_words(run, hint=hint)
        step = run.now
        offers = Offer.NOTHING if step is None else step.offers
        if offers:
            self.buttons["offer"].setText(say(f"practice.offer.{offers}"))
        last = run.name == LESSONS[-1].name
        shown = {"offer": bool(offers), "hint": step is not None and not hint}
        shown |= {"next": run.is_over and not last, "again": True, "all": True}
        for name, is_shown in shown.items():
            self.buttons[name].setVisible(is_shown)
        self.buttons["again"].setText(say("practice.repeat" if run.is_over else "practice.again"))

    def _show_words(self, run: Run, *, hint: bool) -> None:
        self.stars.setVisible(run.is_over)
        if run.is_over:
            self.stars.setText(starred(run.stars))
            self.stars.setAccessibleName(say("practice.stars", n=run.stars))
            self.text.setText(say("practice.done", lesson=say(f"practice.{run.name}")))
            best = run.stars == MOST
            self.hint.setText(say("practice.done.best" if best else "practice.done.better"))
        else:
            self.text.setText(instruction(run))
            self.hint.setText(instruction(run, hint=True))
        self.hint.setVisible(hint or run.is_over)

    def _button(self, key: str, asked: str, *, kind: str = "plain", icon: str = "") -> Button:
        return Button(key=key, kind=kind, icon=icon, run=lambda: self.asked.emit(asked))

    def _arrange(self) -> None:
        column, head, acts = QVBoxLayout(self), QHBoxLayout(), FlowLayout(spacing=8)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        head.setSpacing(10)
        head.addWidget(self.stars, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.text, 1)
        for button in self.buttons.values():
            acts.addWidget(button)
        column.addLayout(head)
        column.addWidget(self.hint)
        column.addSpacing(4)
        column.addLayout(acts)
