"""A new appointment in one line of words; what was understood stands below, to be put right."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from salesdesk.desktop.activities.choices import USUAL, ReminderField, RepeatField
from salesdesk.desktop.activities.logging_talks import timed
from salesdesk.desktop.quotes.finding import find_customers
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.dialog import Sheet
from salesdesk.desktop.widgets.fields.choice import ChoiceField
from salesdesk.desktop.widgets.fields.dates import WhenField
from salesdesk.desktop.widgets.fields.form import Form
from salesdesk.desktop.widgets.fields.record import RecordField
from salesdesk.desktop.widgets.fields.text import TextField
from salesdesk.desktop.widgets.picker import Suggestion
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.desktop.widgets.undoable import do
from salesdesk.domain.activities import TOUCHES, ActivityKind
from salesdesk.domain.days import Spoken
from salesdesk.domain.errors import BadInput
from salesdesk.domain.quick_line import Planned, read_plan
from salesdesk.services import activities, calendar
from salesdesk.services.calendar import Found
from salesdesk.storage.database import Database

_PAUSE = 150  # milliseconds of rest before the words are looked up
_KINDS = tuple(kind for kind in ActivityKind if kind in TOUCHES or kind is ActivityKind.TASK)


@dataclass(frozen=True, slots=True)
class _Read:
    """What a line came to: `text` is what it was read from."""

    text: str
    planned: Planned
    found: Found | None


class NewAppointment(Sheet):
    """Fills itself from its first line; Enter saves. `made` tells the id of the new appointment."""

    made = Signal(object)

    def __init__(self, desk: Desk, when: Spoken, parent: QWidget | None = None) -> None:
        super().__init__("calendar.new", parent, width=520)
        self._desk, self._begun = desk, when
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._read)
        self.words = TextField("calendar.new.words", placeholder_key="calendar.new.hint")
        self.customer = RecordField(
            "quote.field.customer", desk.background, partial(find_customers, desk.database)
        )
        self.when = WhenField("activity.field.when", desk.today)
        self.subject = TextField("activity.field.subject")
        self.kind = ChoiceField("activity.field.kind", [(kind, f"timeline.{kind}") for kind in _KINDS])
        self.remind, self.repeat = ReminderField(), RepeatField()
        self.form = Form((
            ("customer_id", self.customer), ("happens_at", self.when), ("kind", self.kind),
            ("subject", self.subject), ("remind_before", self.remind), ("repeats", self.repeat),
        ))  # fmt: skip
        self.body.addWidget(self.words)
        self.body.addWidget(PlainLabel(key="calendar.new.text", role="small", wrap=True))
        self.body.addWidget(self.form)
        self.add_cancel()
        self.save = self.add_button(Button(key="calendar.new.save", kind="primary", run=self.write))
        self.kind.show_value(ActivityKind.VISIT)
        self._show_when(when)
        self.words.typed.connect(lambda _text: self._pause.start())
        self.words.setFocus()

    def write(self) -> None:
        """Store it, and close."""
        if self._pause.isActive():  # Enter came before the words were read
            self._pause.stop()
            self._read(then_write=True)
            return
        if not self.form.commit():
            return
        customer: UUID | None = self.customer.value()
        if customer is None:
            self.customer.refuse(BadInput("field-required", field="customer_id"))
            self.customer.setFocus()
            return
        work = partial(activities.log_activity, self._desk.database, customer, self._fields())
        do(self._desk, work, owner=self._desk.background, say="calendar.planned", then=self._made,
           failed=self._refused, name=self.customer.line.text())  # fmt: skip

    def _fields(self) -> dict[str, object]:
        kind, when = self.kind.value(), self.when.value() or self._begun
        subject = self.subject.value() or ""
        if kind == ActivityKind.TASK and not subject:
            subject = self.customer.line.text()
        return {
            "kind": kind,
            "subject": subject,
            "remind_before": self.remind.value(),
            "repeats": self.repeat.value(),
            "done_at": None,
            **timed(when, self._desk),
        }

    def _read(self, *, then_write: bool = False) -> None:
        work = partial(_understood, self._desk.database, self.words.line.text(), self._desk.today())
        self._desk.background.ask(work, owner=self, then=partial(self._show, then_write=then_write))

    def _show(self, read: _Read, *, then_write: bool) -> None:
        if read.text != self.words.line.text():
            return
        if read.planned.when is not None:
            self._show_when(read.planned.when)
        if read.planned.kind is not None:
            self.kind.show_value(read.planned.kind)
        if read.found is not None:
            self.customer.show_value(Suggestion(read.found.name, read.found.id))
        self.subject.show_value(read.found.rest if read.found is not None else read.planned.rest)
        if then_write:
            self.write()

    def _show_when(self, when: Spoken) -> None:
        self.when.show_value(when)
        if when.at is not None and self.remind.value() is None:
            self.remind.show_value(USUAL)

    def _made(self, activity_id: UUID) -> None:
        self.made.emit(activity_id)
        self.accept()

    def _refused(self, error: Exception) -> None:
        if not self.form.refuse(error):
            self._desk.notices.failed(error)


def _understood(database: Database, text: str, today: date) -> _Read:
    planned = read_plan(text, today)
    return _Read(text, planned, calendar.customer_in(database, planned.rest))
