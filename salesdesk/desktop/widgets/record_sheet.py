"""The fields of one record under each other, their names at the left. Told as data, built in a loop."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.fields.field import Field, LineField
from salesdesk.desktop.widgets.plain import PlainLabel


@dataclass(frozen=True, slots=True)
class Entry:
    """One field: the name of the record's attribute, the key of its label, and what makes the widget."""

    name: str
    key: str
    make: Callable[[], Field]


class RecordSheet(QWidget):
    """Shows a record and tells what a person changes; it writes nothing itself."""

    edited = Signal(str, object)  # the name of a field, and its new value

    def __init__(
        self, entries: Sequence[Entry], *, label_width: int = 96, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._label_width = label_width
        self._fields: dict[str, Field] = {}
        self._labels: dict[str, PlainLabel] = {}
        self._shown: dict[str, Any] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(2)
        self._grid.setHorizontalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        for entry in entries:
            self._add(entry)
        self._fit()

    def field(self, name: str) -> Field:
        """Return a field."""
        return self._fields[name]

    def names(self) -> list[str]:
        """Return the names of the fields, from top to bottom."""
        return list(self._fields)

    def values(self) -> dict[str, Any]:
        """Return the value of each field."""
        return {name: field.value() for name, field in self._fields.items()}

    def show_record(self, record: object) -> None:
        """Show the attributes of a record; what is being typed just now is left alone."""
        self.show_values({name: getattr(record, name) for name in self._fields})

    def show_values(self, values: dict[str, Any]) -> None:
        """Show values by name; others stay."""
        self._shown |= values
        for name, value in values.items():
            self._fields[name].show_value(value)

    def show_field(self, name: str, *, shown: bool) -> None:
        """Show a field with its label, or hide both."""
        self._fields[name].setVisible(shown)
        self._labels[name].setVisible(shown)

    def commit(self) -> bool:
        """Take what is typed everywhere; return False if something is refused."""
        return all([field.commit() for field in self._fields.values()])

    def refuse(self, name: str, why: Exception) -> None:
        """Say in its place why what was typed is not kept; Escape brings the kept value back."""
        field = self._fields.get(name)
        if field is None:
            return
        if isinstance(field, LineField):
            typed = field.line.text()
            field.show_value(self._shown.get(name))
            field.line.setText(typed)
        field.refuse(why)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def _add(self, entry: Entry) -> None:
        row = self._grid.rowCount()
        label, field = PlainLabel(key=entry.key, role="faint"), entry.make()
        label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        label.setBuddy(field)
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(field, row, 1)
        self._fields[entry.name], self._labels[entry.name] = field, label
        field.committed.connect(lambda value, name=entry.name: self.edited.emit(name, value))

    def _fit(self) -> None:
        for name, label in self._labels.items():
            quiet = self._fields[name].quiet
            label.setFixedSize(look().px(self._label_width), look().px(30) if quiet else look().control + 2)
