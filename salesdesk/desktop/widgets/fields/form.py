"""Fields under one another with their names at the left, told as data."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.fields.field import Field
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.domain.errors import BadInput


class Form(QWidget):
    """Fields by name. `changed` tells the name and the new value when one is committed."""

    changed = Signal(str, object)

    def __init__(
        self, fields: Iterable[tuple[str, Field]], *, label_width: int = 96, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._label_width = label_width
        self.fields: dict[str, Field] = {}
        self._labels: dict[str, PlainLabel] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        for name, field in fields:
            self._add(name, field)
        self._fit()

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show the values of the fields that are named."""
        for name, value in values.items():
            if name in self.fields:
                self.fields[name].show_value(value)

    def values(self) -> dict[str, Any]:
        """Return all values, after committing what is typed."""
        return {name: field.value() for name, field in self.fields.items() if field.commit() or True}

    def commit(self) -> bool:
        """Take what is typed everywhere; put the cursor into the first field that refuses."""
        refused = [field for field in self.fields.values() if not field.commit() or field.refused]
        if refused:
            refused[0].setFocus()
        return not refused

    def refuse(self, error: Exception) -> bool:
        """Say an error beside the field it names; return False if it names none of ours."""
        name = error.field if isinstance(error, BadInput) else ""
        if name not in self.fields:
            return False
        self.fields[name].refuse(error)
        return True

    def set_row_visible(self, name: str, *, visible: bool) -> None:
        """Show or hide a field with its name."""
        self.fields[name].setVisible(visible)
        self._labels[name].setVisible(visible)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_grid"):
            self._fit()

    def _add(self, name: str, field: Field) -> None:
        row = self._grid.rowCount()
        label = PlainLabel(key=field.key, role="faint", wrap=True)
        label.setBuddy(field)
        label.setContentsMargins(0, look().px(6), 0, 0)
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(field, row, 1)
        self.fields[name], self._labels[name] = field, label
        field.committed.connect(partial(self.changed.emit, name))

    def _fit(self) -> None:
        quiet = all(field.quiet for field in self.fields.values())
        self._grid.setVerticalSpacing(look().px(2 if quiet else 10))
        for label in self._labels.values():
            label.setFixedWidth(look().px(self._label_width))
