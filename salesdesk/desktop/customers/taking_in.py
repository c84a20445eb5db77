"""What was typed for a new customer beside the one it is taken into, where the two say different things."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QWidget

from salesdesk import formats
from salesdesk.desktop.customers.region_field import in_words
from salesdesk.desktop.inbox.values import label, value_text
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.dialog import Sheet
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.domain.taking_in import JOB, PERSON, REGION
from salesdesk.services.taking_in import How, Line, Meeting
from salesdesk.words import language, say

_LONGEST: Final = 60
_LABELS: Final = {
    PERSON: "customer.new.contact",
    JOB: "customer.contact.job_title",
    REGION: "customer.field.region",
}


class TakeInSheet(Sheet):
    """What stands is kept where nobody chooses what was typed. Enter takes it in; Escape changes nothing."""

    def __init__(self, meeting: Meeting, take: Callable[[set[str]], None], parent: QWidget | None) -> None:
        super().__init__("customer.take_in.title", parent, width=640, name=meeting.name)
        self._take = take
        self.over: set[str] = set()
        self.choices: dict[str, tuple[Button, Button]] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(4)
        for column in (1, 2):
            self._grid.setColumnStretch(column, 1)
        for column, key in ((1, "customer.take_in.stands"), (2, "customer.take_in.typed")):
            self._grid.addWidget(_centred(PlainLabel(key=key, role="small")), 0, column)
        for row, line in enumerate(meeting.lines, 1):
            self._add(row, line)
        self.body.addWidget(PlainLabel(key="customer.take_in.text", role="muted", wrap=True))
        self.body.addLayout(self._grid)
        self.add_cancel()
        self.button = self.add_button(Button(key="customer.take_in.do", kind="primary", run=self.take))
        first = next(iter(self.choices.values()), None)
        (first[0] if first else self.button).setFocus()

    def choose(self, field: str, *, typed: bool) -> None:
        """Let what was typed, or what stands, be the value of a field."""
        self.choices[field][typed].setChecked(True)
        (self.over.add if typed else self.over.discard)(field)

    def take(self) -> None:
        """Do it."""
        self.accept()
        self._take(self.over)

    def _add(self, row: int, line: Line) -> None:
        name = say(_LABELS[line.field]) if line.field in _LABELS else label("customers", line.field)
        caption = PlainLabel(role="muted")
        caption.setText(name)
        self._grid.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignVCenter)
        stands, typed = _text(line.field, line.stands), _text(line.field, line.typed)
        if line.how is How.DIFFERS:
            self._offer(row, line.field, name, (stands, typed))
            return
        for column, text in ((1, stands), (2, _what_becomes(line, typed))):
            shown = _centred(PlainLabel(role="muted" if column == 1 else "", wrap=True))
            shown.setMinimumHeight(look().px(26))
            shown.setText(text or "–")
            self._grid.addWidget(shown, row, column)

    def _offer(self, row: int, field: str, name: str, texts: tuple[str, str]) -> None:
        group = QButtonGroup(self)
        buttons = []
        for at, text in enumerate(texts):
            button = Button(text=text, kind="segment", run=partial(self.choose, field, typed=bool(at)))
            button.setCheckable(True)
            button.setMinimumWidth(look().px(80))
            button.setAccessibleName(f"{name}: {text}")
            group.addButton(button)
            self._grid.addWidget(button, row, at + 1)
            buttons.append(button)
        self.choices[field] = (buttons[0], buttons[1])
        buttons[0].setChecked(True)


def _centred(shown: PlainLabel) -> PlainLabel:
    shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return shown


def _what_becomes(line: Line, typed: str) -> str:
    return typed if line.how is How.FILLS else say(f"customer.take_in.{line.how}", value=typed)


def _text(field: str, value: Any) -> str:
    """Return a value in words, on one line."""
    if value in (None, ""):
        return ""
    if field == REGION:
        value = in_words(value)
    if isinstance(value, date):
        return formats.day(value, language())
    text = " ".join((str(value) if field in _LABELS else value_text("customers", field, value, {})).split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
