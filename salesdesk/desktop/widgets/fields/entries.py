"""A field of several phones or mail addresses, each with a label."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.widgets.buttons import Button, IconButton
from salesdesk.desktop.widgets.fields.choice import ChoiceField
from salesdesk.desktop.widgets.fields.field import Field
from salesdesk.desktop.widgets.fields.text import TextField


class EntriesField(Field):
    """A list of {"label": ..., part: ...}; `part` names what is typed, such as "number" or "address".

    `labels` are (value, key of its text). Other parts of an entry, such as a number in international form,
    are dropped when it is typed anew: whoever stores it works them out.
    """

    def __init__(
        self,
        key: str,
        part: str,
        labels: Sequence[tuple[str, str]],
        *,
        add_key: str,
        quiet: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(key, quiet=quiet, parent=parent)
        self._part, self._labels = part, labels
        self._entries: list[dict[str, Any]] = []
        self._rows: list[QWidget] = []
        box = QWidget()
        self._list = QVBoxLayout(box)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(2)
        self._add = Button(key=add_key, icon="plus", kind="link", run=self._append)
        self._list.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        self._put(box, named=self._add)
        bind(self._add, self._add.setAccessibleName, add_key)

    def value(self) -> list[dict[str, Any]]:
        return [dict(entry) for entry in self._entries if entry.get(self._part)]

    def show_value(self, value: Any) -> None:
        entries = [dict(entry) for entry in value or ()]
        if entries != self._entries or not self._rows:
            self._entries = entries
            self._draw()

    def refuse_entry(self, at: int, why: Exception | str) -> None:
        """Say beside one entry why it cannot be taken."""
        field = self._rows[at].findChild(TextField)
        if field is not None:
            field.refuse(why)

    def _draw(self) -> None:
        for row in self._rows:
            self._list.removeWidget(row)
            row.deleteLater()
        self._rows = [self._row(at, entry) for at, entry in enumerate(self._entries)]
        for at, row in enumerate(self._rows):
            self._list.insertWidget(at, row)

    def _row(self, at: int, entry: Mapping[str, Any]) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2)
        label = ChoiceField("window.entries.label", self._labels, quiet=self.quiet)
        label.show_value(entry.get("label", self._labels[0][0]))
        label.committed.connect(partial(self._edit, at, "label"))
        text = TextField(self.key, quiet=self.quiet)
        text.show_value(entry.get(self._part, ""))
        text.committed.connect(partial(self._edit, at, self._part))
        line.addWidget(text, 3)
        line.addWidget(label, 2)
        line.addWidget(IconButton("x", "window.entries.remove", partial(self._remove, at)))
        return row

    def _append(self) -> None:
        self._entries.append({"label": self._labels[0][0], self._part: ""})
        self._draw()
        field = self._rows[-1].findChild(TextField)
        if field is not None:
            field.setFocus()

    def _edit(self, at: int, part: str, value: str) -> None:
        entry = self._entries[at]
        fresh = {"label": entry.get("label", ""), self._part: entry.get(self._part, ""), part: value}
        self._entries[at] = entry | {part: value} if part == "label" else fresh
        if self._entries[at].get(self._part):
            self.committed.emit(self.value())

    def _remove(self, at: int) -> None:
        gone = self._entries.pop(at)
        self._draw()
        if gone.get(self._part):
            self.committed.emit(self.value())
