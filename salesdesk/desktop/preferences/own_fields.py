"""The company's own fields of customers: added, renamed, put into order, taken out of use."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.desktop.preferences.rows import Section, SettingRow
from salesdesk.desktop.runtime.changes import Touched
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.theme.dress import dress
from salesdesk.desktop.widgets.buttons import Button, IconButton
from salesdesk.desktop.widgets.dialog import Sheet
from salesdesk.desktop.widgets.fields.choice import ChoiceField
from salesdesk.desktop.widgets.fields.field import Field
from salesdesk.desktop.widgets.fields.form import Form
from salesdesk.desktop.widgets.fields.text import LongTextField, TextField
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.services import custom_fields
from salesdesk.services.custom_fields import CustomField, FieldKind
from salesdesk.words import error_text, language, say

_IN_USE: Final = ((True, "settings.fields.in_use.yes"), (False, "settings.fields.in_use.no"))


def fields_section(desk: Desk) -> Section:
    """Return the section of own fields."""
    return Section("fields", [SettingRow("settings.fields.customers", OwnFields(desk), wide=True)])


class OwnFields(QWidget):
    """The fields in their order, each a line to open, with its way up and down."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._fields: Sequence[CustomField] = ()
        self._lines: list[QWidget] = []
        self._none = PlainLabel(key="settings.fields.none", role="small", wrap=True)
        self.add = Button(key="settings.fields.add", icon="plus", run=self.begin)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addWidget(self._none)
        self._column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        desk.changes.listen(self, self._look, "custom_fields")
        self._look(Touched())

    def begin(self) -> None:
        """Begin a new field."""
        FieldSheet(self._desk, None, self.window()).open()

    def open_field(self, field: CustomField) -> None:
        """Open a field to change it."""
        FieldSheet(self._desk, field, self.window()).open()

    def shift(self, place: int, by: int) -> None:
        """Change the place of a field with its neighbour's."""
        ids: list[UUID] = [field.id for field in self._fields]
        ids[place], ids[place + by] = ids[place + by], ids[place]
        work = partial(custom_fields.order_fields, self._desk.database, ids)
        self._desk.background.change(work, owner=self, failed=self._desk.notices.failed)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._show(self._fields)

    def _look(self, _touched: Touched) -> None:
        ask = partial(custom_fields.fields_of, self._desk.database, retired=True)
        self._desk.background.ask(ask, owner=self, then=self._show)

    def _show(self, fields: Sequence[CustomField]) -> None:
        for line in self._lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._fields = fields
        self._lines = [self._line(place, field) for place, field in enumerate(fields)]
        for place, line in enumerate(self._lines):
            self._column.insertWidget(place, line)
            dress(line)
        self._none.setVisible(not fields)

    def _line(self, place: int, field: CustomField) -> QWidget:
        line, row = QWidget(), QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        line.setLayout(row)
        title = Button(kind="link", run=partial(self.open_field, field))
        title.setText(field.called(language()))
        state = say(f"settings.fields.kind.{field.kind}")
        if not field.is_active:
            state = f"{state} · {say('settings.fields.in_use.no')}"
        row.addWidget(title)
        row.addWidget(PlainLabel(state, role="small"))
        row.addStretch()
        for by, icon in ((-1, "arrow-up"), (1, "arrow-down")):
            way = IconButton(icon, f"settings.fields.{icon}", partial(self.shift, place, by))
            way.setEnabled(0 <= place + by < len(self._fields))
            row.addWidget(way)
        return line


class FieldSheet(Sheet):
    """One field. Its kind is chosen once: what stands in it is of that kind."""

    def __init__(self, desk: Desk, field: CustomField | None, parent: QWidget) -> None:
        super().__init__("settings.fields.add" if field is None else "settings.fields.edit", parent)
        self._desk, self._field = desk, field
        self.form = Form(self._fields(), label_width=128)
        self.form.changed.connect(self._fit_to_kind)
        self.body.addWidget(self.form)
        self.refusal = PlainLabel(role="refusal", wrap=True)
        self.body.addWidget(self.refusal)
        self.add_cancel()
        self.add_button(Button(key="settings.fields.save", kind="primary", run=self.submit))
        dress(self)
        self._show()

    def submit(self) -> None:
        """Write the field."""
        if not self.form.commit():
            return
        given = self.form.values()
        work = partial(_write, self._desk, self._field, given)
        self._desk.background.change(work, owner=self, then=lambda _: self.accept(), failed=self._refused)

    def _fields(self) -> list[tuple[str, Field]]:
        key = "settings.fields"
        fields: list[tuple[str, Field]] = [
            ("label", TextField(f"{key}.label", required=True)),
            ("label_en", TextField(f"{key}.label_en")),
        ]
        if self._field is None:
            kinds = [(kind, f"{key}.kind.{kind}") for kind in FieldKind]
            fields.append(("kind", ChoiceField(f"{key}.kind", kinds)))
        if self._field is None or self._field.kind is FieldKind.CHOICE:
            fields.append(("choices", LongTextField(f"{key}.choices", placeholder_key=f"{key}.choices.hint")))
        if self._field is not None:
            fields.append(("is_active", ChoiceField(f"{key}.in_use", _IN_USE)))
        return fields

    def _show(self) -> None:
        if self._field is None:
            self.form.show_values({"kind": FieldKind.TEXT})
        else:
            values = {name: getattr(self._field, name) for name in ("label", "label_en", "is_active")}
            self.form.show_values(values | {"choices": "\n".join(self._field.choices)})
        self._fit_to_kind()
        self.form.fields["label"].setFocus()

    def _fit_to_kind(self) -> None:
        if self._field is None:
            is_choice = self.form.fields["kind"].value() == FieldKind.CHOICE
            self.form.set_row_visible("choices", visible=is_choice)

    def _refused(self, error: Exception) -> None:
        if not self.form.refuse(error):
            self.refusal.setText(error_text(error))


def _write(desk: Desk, field: CustomField | None, given: Mapping[str, object]) -> None:
    if field is None:
        custom_fields.add_field(desk.database, given)
    else:
        custom_fields.edit_field(desk.database, field.id, given)
