"""A show and its preset: days, the form's fields, questions, products, and what a lead begins with.

Each change is kept at once and can be undone, as in every drawer.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.shows.products_field import ProductsField
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.drawer import scrolled
from salesdesk.desktop.widgets.fields.choice import ChoiceField
from salesdesk.desktop.widgets.fields.dates import DateField
from salesdesk.desktop.widgets.fields.field import Field
from salesdesk.desktop.widgets.fields.form import Form
from salesdesk.desktop.widgets.fields.tags import TagsField
from salesdesk.desktop.widgets.fields.text import LongTextField, TextField
from salesdesk.desktop.widgets.flow import FlowLayout
from salesdesk.desktop.widgets.plain import PlainLabel, panel
from salesdesk.desktop.widgets.undoable import do
from salesdesk.domain.customers import Grade, Source
from salesdesk.domain.shows import (
    ALWAYS,
    LEAD_FIELDS,
    USUAL_FIELDS,
    NextStep,
    read_questions,
    spelled_questions,
    usual,
)
from salesdesk.services import shows
from salesdesk.services.shows import Show
from salesdesk.words import language, say

_PLAIN: Final = ("name", "place", "city", "starts_on", "ends_on")
_NEXT: Final = tuple((step.value, f"shows.next.{step.value or 'none'}") for step in NextStep)
_GRADES: Final = tuple((grade.value, f"customers.grade.{grade or 'none'}") for grade in Grade)
_SOURCES: Final = tuple((source.value, f"customers.source.{source or 'none'}") for source in Source)


class PresetPanel(QWidget):
    """`chosen` tells that leads are to be taken for this show from now on."""

    chosen = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.show_now: Show | None = None
        self.form = Form(_facts(desk), label_width=96)
        self.usual = Form(_begins(), label_width=96)
        self.questions = LongTextField(
            "shows.preset.questions", placeholder_key="shows.preset.questions.hint", lines=4
        )
        self.products = ProductsField(desk)
        self.fields: dict[str, Button] = {name: self._field_chip(name) for name in LEAD_FIELDS}
        self.take = Button(key="shows.preset.take", kind="primary", icon="flag", run=self._choose)
        self.archive = Button(key="shows.preset.archive", icon="archive", run=self._archive)
        self._build()
        self._listen()

    def show_show(self, show: Show) -> None:
        """Show a show."""
        self.show_now = show
        self.form.show_values({name: getattr(show, name) for name in _PLAIN})
        self.usual.show_values(usual(show.usual))
        self.questions.show_value(spelled_questions(show.questions))
        shown = show.fields or USUAL_FIELDS
        for name, chip in self.fields.items():
            chip.setChecked(name in shown)
        self.archive.setText(say("shows.preset.archive" if show.is_active else "shows.preset.unarchive"))
        ids = [UUID(str(one)) for one in show.interests]
        work = partial(shows.product_names, self._desk.database, ids, language())
        self._desk.background.ask(work, owner=self, then=partial(self._show_products, show.id, ids))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self.show_now is not None:
            self.show_show(self.show_now)

    def _build(self) -> None:
        sheets = [panel("sheet"), panel("sheet")]
        left, right = (_column(sheet) for sheet in sheets)
        _add(left, "shows.preset.facts", self.form)
        _add(left, "shows.preset.usual", self.usual)
        chips = QWidget()
        flow = FlowLayout(chips, spacing=6)
        for chip in self.fields.values():
            flow.addWidget(chip)
        _add(right, "shows.preset.fields", chips)
        _add(right, "shows.preset.questions", self.questions, "shows.preset.questions.detail")
        _add(right, "shows.preset.products", self.products, "shows.preset.products.detail")
        acts = QHBoxLayout()
        acts.addWidget(self.take)
        acts.addWidget(self.archive)
        acts.addWidget(Button(key="shows.preset.remove", kind="danger", icon="trash-2", run=self._remove))
        acts.addStretch(1)
        left.addLayout(acts)
        for column in (left, right):
            column.addStretch(1)
        inner = QWidget()
        row = QHBoxLayout(inner)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        for sheet in sheets:
            row.addWidget(sheet, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(inner))

    def _field_chip(self, name: str) -> Button:
        chip = Button(key=f"shows.field.{name}", kind="choice", run=self._fields_changed)
        chip.setCheckable(True)
        chip.setEnabled(name not in ALWAYS)
        return chip

    def _listen(self) -> None:
        self.form.changed.connect(self._fact_changed)
        self.usual.changed.connect(lambda _name, _value: self._usual_changed())
        self.questions.committed.connect(lambda text: self._change({"questions": read_questions(text)}))
        self.products.committed.connect(lambda ids: self._change({"interests": ids}))

    def _fact_changed(self, name: str, value: object) -> None:
        self._change({name: value})

    def _usual_changed(self) -> None:
        self._change({"usual": {name: field.value() or "" for name, field in self.usual.fields.items()}})

    def _fields_changed(self) -> None:
        before = list(self.show_now.fields or USUAL_FIELDS) if self.show_now else []
        order = [*before, *(name for name in LEAD_FIELDS if name not in before)]
        self._change({"fields": [name for name in order if self.fields[name].isChecked()]})

    def _change(self, changes: Mapping[str, Any]) -> None:
        show = self.show_now
        if show is None:
            return
        work = partial(shows.edit_show, self._desk.database, show.id, dict(changes))
        failed = partial(self._refused, next(iter(changes)))
        do(self._desk, work, owner=self, say="shows.preset.kept", failed=failed, name=show.name)

    def _refused(self, name: str, error: Exception) -> None:
        if name == "questions":
            self.questions.refuse(error)
        elif not self.form.refuse(error):
            self._desk.notices.failed(error)

    def _show_products(self, show_id: UUID, ids: list[UUID], names: Mapping[UUID, str]) -> None:
        if self.show_now is not None and self.show_now.id == show_id:
            self.products.show_products([(one, names[one]) for one in ids if one in names])

    def _choose(self) -> None:
        if self.show_now is not None:
            self.chosen.emit(self.show_now.id)
            self._desk.notices.say("shows.preset.chosen", name=self.show_now.name)

    def _archive(self) -> None:
        if self.show_now is not None:
            self._change({"is_active": not self.show_now.is_active})

    def _remove(self) -> None:
        show = self.show_now
        if show is not None:
            work = partial(shows.remove_show, self._desk.database, show.id)
            do(self._desk, work, owner=self, say="shows.preset.removed", name=show.name)


def _column(sheet: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(sheet)
    edge = look().px(20)
    column.setContentsMargins(edge, look().px(16), edge, edge)
    column.setSpacing(8)
    return column


def _add(column: QVBoxLayout, key: str, widget: QWidget, detail: str = "") -> None:
    column.addWidget(PlainLabel(key=key, role="h3"))
    if detail:
        column.addWidget(PlainLabel(key=detail, role="small", wrap=True))
    column.addWidget(widget)
    column.addSpacing(look().px(10))


def _facts(desk: Desk) -> list[tuple[str, Field]]:
    return [
        ("name", TextField("shows.show.name", required=True)),
        ("place", TextField("shows.show.place")),
        ("city", TextField("shows.field.city")),
        ("starts_on", DateField("shows.show.starts_on", desk.today)),
        ("ends_on", DateField("shows.show.ends_on", desk.today)),
    ]


def _begins() -> list[tuple[str, Field]]:
    return [
        ("source", ChoiceField("customer.field.source", _SOURCES)),
        ("grade", ChoiceField("shows.grade", _GRADES)),
        ("next_step", ChoiceField("shows.next", _NEXT)),
        ("tags", TagsField("customer.field.tags")),
    ]
