"""The form of a lead: who it is at the left, what they want at the right; as the preset of the show says.

What stands in it can be told as plain values and shown again: for drafts, for scanners, for an undo.
"""

import itertools
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.shows.choice_row import ChoiceRow
from salesdesk.desktop.shows.company_field import CompanyField
from salesdesk.desktop.shows.interest_field import InterestField
from salesdesk.desktop.shows.scan_line import ScanLine
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.drawer import scrolled
from salesdesk.desktop.widgets.fields.field import Field, LineField
from salesdesk.desktop.widgets.fields.text import LongTextField, TextField
from salesdesk.desktop.widgets.plain import PlainLabel, panel
from salesdesk.domain.badges import Badge
from salesdesk.domain.errors import BadInput
from salesdesk.domain.shows import LEAD_FIELDS, USUAL_FIELDS, NextStep
from salesdesk.services.shows import Show
from salesdesk.words import say

_GRADES: Final = (("A", "A"), ("B", "B"), ("C", "C"))
_STEPS: Final = (NextStep.DAY, NextStep.WEEK, NextStep.QUOTE)
_FROM_BADGE: Final = ("company", "name", "job_title", "department", "wechat", "city", "website", "note")
_BETWEEN: Final = "; "


class LeadForm(QWidget):
    """`changed` comes with every letter and every choice."""

    changed = Signal()
    company_taken = Signal(object)  # the id of a customer taken from the list

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scan = ScanLine()
        self.fields: dict[str, Field] = {name: _field(desk, name) for name in LEAD_FIELDS}
        self._labels = {name: PlainLabel(key=f"shows.field.{name}", role="faint") for name in LEAD_FIELDS}
        self.grade = ChoiceRow(
            PlainLabel(key="shows.grade", role="faint"), _GRADES, ("Alt 1", "Alt 2", "Alt 3")
        )
        self.interests = InterestField()
        self.next_step = ChoiceRow(
            PlainLabel(key="shows.next", role="faint"), _steps(), ("Alt D", "Alt W", "Alt Q")
        )
        self.questions: list[ChoiceRow] = []
        self._shown: tuple[str, ...] = USUAL_FIELDS
        self._usual: Mapping[str, Any] = {}
        self._quiet = False
        self._build()
        self._listen()

    def use(self, show: Show | None, names: Mapping[UUID, str]) -> None:
        """Ask what this show asks; `names` are those of products. What is typed stays."""
        self._shown = tuple(show.fields if show and show.fields else USUAL_FIELDS)
        self._usual = show.usual if show else {}
        self._arrange_fields()
        self._ask_questions(show.questions if show else ())
        ids = [UUID(str(one)) for one in show.interests] if show else []
        self.interests.show_products(ids, names)
        self._order()

    def values(self) -> dict[str, Any]:
        """Return all that stands in the form, as plain values; what is empty is left out."""
        typed = {name: _typed(field) for name, field in self.fields.items()}
        found: dict[str, Any] = {
            "fields": {name: text for name, text in typed.items() if text.strip()},
            "grade": self.grade.value(),
            "interests": [str(one) for one in self.interests.value()],
            "answers": {row.title.text(): row.value() for row in self.questions if row.value()},
            "next_step": self.next_step.value(),
            "scan": self.scan.text(),
        }
        return {name: value for name, value in found.items() if value}

    @property
    def is_untouched(self) -> bool:
        """Whether nothing stands in the form but what a new lead begins with."""
        values = self.values()
        begun = {"grade": self._usual.get("grade", ""), "next_step": self._usual.get("next_step", "")}
        return all(value == begun.get(name) for name, value in values.items())

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show what `values` told, and nothing else."""
        self._quiet = True
        for name, field in self.fields.items():
            _show(field, str(values.get("fields", {}).get(name, "")))
            field.refuse("")
        self.grade.show_value(str(values.get("grade", "")))
        self.next_step.show_value(str(values.get("next_step", "")))
        self.interests.show_value(UUID(one) for one in values.get("interests", ()))
        for row in self.questions:
            row.show_value(str(values.get("answers", {}).get(row.title.text(), "")))
        self.scan.setText(str(values.get("scan", "")))
        self._quiet = False

    def clear(self) -> None:
        """Begin a new lead, with what the show begins with."""
        self.show_values({name: self._usual.get(name, "") for name in ("grade", "next_step")})
        self.scan.setFocus()

    def fill(self, badge: Badge) -> None:
        """Fill in what a badge says; what is typed already stays."""
        said = {name: getattr(badge, name) for name in _FROM_BADGE}
        said |= {"phone": _BETWEEN.join(badge.phones), "email": _BETWEEN.join(badge.emails)}
        for name, text in said.items():
            if text and not _typed(self.fields[name]).strip():
                _show(self.fields[name], text)
        self.changed.emit()

    def take_text(self, text: str) -> None:
        """Put what was typed into the scanner's line where a person meant it: into the company."""
        if not _typed(self.fields["company"]).strip():
            _show(self.fields["company"], text)
        self.scan.clear()
        self.changed.emit()

    def refuse(self, error: Exception) -> bool:
        """Say an error beside the field it names, and go there; return False if it names none of ours."""
        field = self.fields.get(error.field) if isinstance(error, BadInput) else None
        if field is None or field.isHidden():
            return False
        field.refuse(error)
        field.setFocus()
        return True

    def first_gap(self) -> QWidget:
        """Return the first field that is still empty: there one goes on after a scan."""
        empty = (self.fields[name] for name in self._shown if not _typed(self.fields[name]).strip())
        return next(empty, self.interests.line if self.interests.isVisible() else self.grade)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "next_step"):
            self.next_step.show_options(_steps())

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self._asked = QVBoxLayout()
        self._asked.setSpacing(4)
        who, left = _column(row, stretch=5)
        left.addWidget(self.scan)
        left.addLayout(self._grid)
        left.addStretch(1)
        _what, right = _column(row, stretch=4)
        right.addWidget(self.grade)
        right.addWidget(self.interests)
        right.addLayout(self._asked)
        right.addWidget(self.next_step)
        right.addStretch(1)
        for widget in (*self._labels.values(), *self.fields.values()):
            widget.setParent(who)
        self._arrange_fields()

    def _listen(self) -> None:
        for field in self.fields.values():
            field.typed.connect(self._tell)
        for row in (self.grade, self.next_step):
            row.chosen.connect(self._tell)
        self.interests.changed.connect(self._tell)
        self.scan.textEdited.connect(self._tell)
        company = self.fields["company"]
        company.committed.connect(self.company_taken)

    def _tell(self, *_what: object) -> None:
        if not self._quiet:
            self.changed.emit()

    def _arrange_fields(self) -> None:
        for name in LEAD_FIELDS:
            for widget in (self._labels[name], self.fields[name]):
                self._grid.removeWidget(widget)
                widget.hide()
        for at, name in enumerate(self._shown):
            self._grid.addWidget(self._labels[name], at, 0, Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(self.fields[name], at, 1)
            self._labels[name].show()
            self.fields[name].show()

    def _ask_questions(self, asked: Any) -> None:
        answers = {row.title.text(): row.value() for row in self.questions}
        for row in self.questions:
            self._asked.removeWidget(row)
            row.deleteLater()
        self.questions = [
            ChoiceRow(PlainLabel(each["text"], role="faint"), [(one, one) for one in each["choices"]])
            for each in asked
        ]
        for row in self.questions:
            row.show_value(answers.get(row.title.text(), ""))
            row.chosen.connect(self._tell)
            row.answered.connect(row.focusNextChild)
            self._asked.addWidget(row)

    def _order(self) -> None:
        """Tab goes down the fields in the order of the preset, then down what they want."""
        stops = [self.scan, *(_stop(self.fields[name]) for name in self._shown)]
        stops += [self.grade, self.interests.line.line, *self.questions, self.next_step]
        for one, other in itertools.pairwise(stops):
            QWidget.setTabOrder(one, other)


def _column(row: QHBoxLayout, *, stretch: int) -> tuple[QWidget, QVBoxLayout]:
    """Add a sheet that scrolls where the window is low; return its inner part with its layout."""
    sheet, inner = panel("sheet"), QWidget()
    outer, column = QVBoxLayout(sheet), QVBoxLayout(inner)
    outer.setContentsMargins(2, 2, 2, 2)
    column.setContentsMargins(look().px(18), look().px(14), look().px(18), look().px(14))
    column.setSpacing(look().px(9))
    outer.addWidget(scrolled(inner))
    row.addWidget(sheet, stretch)
    return inner, column


def _field(desk: Desk, name: str) -> Field:
    if name == "company":
        field: Field = CompanyField(desk)
    elif name == "note":
        field = LongTextField("shows.field.note", lines=2)
    else:
        field = TextField(f"shows.field.{name}")
    stop = _stop(field)
    stop.setProperty("part", "big")
    stop.setAcceptDrops(False)  # a picture is dropped on the page, not into a line
    return field


def _stop(field: Field) -> QWidget:
    """Return the part of a field that has the keyboard."""
    found = field.focusProxy()
    return found if found is not None else field


def _typed(field: Field) -> str:
    if isinstance(field, LongTextField):
        return field.text.toPlainText()
    return field.line.text() if isinstance(field, LineField | CompanyField) else str(field.value() or "")


def _show(field: Field, text: str) -> None:
    if isinstance(field, CompanyField):
        field.show_text(text)
    elif isinstance(field, LongTextField):
        field.text.setPlainText(text)
        field.commit()
    elif isinstance(field, LineField):
        field.line.setModified(False)
        field.show_value(text)
        field.line.setText(text)


def _steps() -> list[tuple[str, str]]:
    return [(step.value, say(f"shows.next.{step.value}")) for step in _STEPS]
