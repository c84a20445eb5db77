"""What comes next: a step in words, a day (or a moment) in words or by one key, a reminder, a repetition."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.desktop.activities.choices import USUAL, ReminderField, RepeatField
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.fields.dates import WhenField
from salesdesk.desktop.widgets.fields.text import TextField
from salesdesk.desktop.widgets.plain import tip
from salesdesk.domain.days import Spoken
from salesdesk.domain.errors import SalesDeskError
from salesdesk.words import say

DAYS: Final = {Qt.Key.Key_D: 1, Qt.Key.Key_F: 3, Qt.Key.Key_W: 7}
"""Alt and one of these keys: so many days from today."""


@dataclass(frozen=True, slots=True)
class Next:
    """What is to come. Nothing more than a day is the customer's next follow-up, and no appointment.

    `unread` is what is typed of a day that cannot be read: only of what is not finished.
    """

    when: Spoken | None = None
    step: str = ""
    remind_before: int | None = None
    repeats: str = ""
    unread: str = ""

    @property
    def is_planned(self) -> bool:
        """Whether it is more than a day to come back to."""
        more = self.step or self.repeats or self.remind_before is not None
        return self.when is not None and bool(more or self.when.at is not None)


class NextStep(QWidget):
    """Two rows: what and when; then reminder and repetition."""

    touched = Signal()  # something of it is another now

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.step = TextField("log.step", placeholder_key="log.step.hint")
        self.when = WhenField("log.next", today, placeholder_key="log.when.hint")
        self.remind, self.repeat = ReminderField(), RepeatField()
        self.days = {days: self._day_button(key, days) for key, days in DAYS.items()}
        self._build()
        self.when.committed.connect(self._look_at_time)
        for field in (self.step, self.when, self.remind, self.repeat):
            field.typed.connect(self.touched)
            field.committed.connect(self.touched)

    def take(self) -> Next | None:
        """Return what is told; None when a field refuses what is typed, with the reason beside it."""
        if not self.when.commit():
            return None
        step = self.step.line.text().strip()
        when = self.when.value()
        if when is None and (step or self.remind.value() is not None or self.repeat.value()):
            when = Spoken(self._today() + timedelta(days=1))
        return Next(when, step, self.remind.value(), self.repeat.value())

    def begun(self) -> Next:
        """Return what stands there as it is, finished or not."""
        typed, when, unread = self.when.line.text(), None, ""
        try:
            when = self.when.read(typed)
        except SalesDeskError:
            unread = typed
        return Next(when, self.step.line.text(), self.remind.value(), self.repeat.value(), unread)

    def clear(self) -> None:
        """Forget all."""
        self.step.line.clear()
        self.when.show_value(None)
        self.when.line.clear()
        self.remind.show_value(None)
        self.repeat.show_value("")

    def show_again(self, told: Next) -> None:
        """Show what was told before."""
        self.step.line.setText(told.step)
        if told.when is not None:
            self.when.take(told.when)
        elif told.unread:
            self.when.line.setText(told.unread)
        self.remind.show_value(told.remind_before)
        self.repeat.show_value(told.repeats)

    def set_days(self, days: int) -> None:
        """Choose the day that is so many from today; an hour that was told stays."""
        told = self.when.value()
        self.when.take(Spoken(self._today() + timedelta(days=days), told.at if told else None))

    def _build(self) -> None:
        column, first, second = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for row in (first, second):
            row.setSpacing(6)
            column.addLayout(row)
        column.insertWidget(0, self.step)
        first.addWidget(self.when, 1)
        for button in self.days.values():
            first.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        second.addWidget(self.remind, 1)
        second.addWidget(self.repeat, 1)

    def _day_button(self, key: Qt.Key, days: int) -> Button:
        text = "+1w" if days == 7 else f"+{days}d"  # noqa: PLR2004 - a week
        button = Button(text=text, kind="tab", run=partial(self.set_days, days))
        tip(button, say("log.days", n=days, key=f"Alt+{chr(key.value)}"))
        return button

    def _look_at_time(self, when: Spoken | None) -> None:
        """What has an hour is reminded of, unless somebody chose otherwise."""
        if when is not None and when.at is not None and self.remind.value() is None:
            self.remind.show_value(USUAL)
