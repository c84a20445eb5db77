"""What was found out about a file by itself, and the way to say otherwise."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from salesdesk.desktop.exchange.facts import (
    DELIMITERS,
    delimiter_name,
    encoding_name,
    has_letters,
    header_name,
    kind_name,
)
from salesdesk.desktop.exchange.job import FileJob, Line
from salesdesk.desktop.widgets.fields.choice import ChoiceField
from salesdesk.desktop.widgets.fields.form import Form
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.services.imports import ENCODINGS, Inspection, Reading
from salesdesk.words import say

_HEADER_TEXT = 28  # characters of a row that stand for it in the list
_SHORTEST = 8  # characters


class FileFacts(QWidget):
    """What a file is and how it is read. `reading_asked` gives a Reading that a person wants."""

    reading_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job: FileJob | None = None
        self._heads: tuple[Line, ...] = ()
        self.name = PlainLabel(role="h3", wrap=True)
        self.kind = PlainLabel(role="small", wrap=True)
        self.form = Form(
            (name, ChoiceField(f"exchange.fact.{name}", literal=True))
            for name in ("sheet", "encoding", "delimiter", "header")
        )
        self.notices = PlainLabel(role="notice", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.name)
        column.addWidget(self.kind)
        column.addSpacing(6)
        column.addWidget(self.form)
        column.addSpacing(4)
        column.addWidget(self.notices)
        self.form.changed.connect(self._changed)

    def show_job(self, job: FileJob) -> None:
        """Show what is known of a file."""
        if job is not self._job:
            self._heads = ()
        self._job = job
        self.name.setText(job.path.name)
        self._retell()

    def show_heads(self, heads: Sequence[Line]) -> None:
        """Offer these rows as headers."""
        self._heads = tuple(heads)
        self._retell()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "notices"):
            self._retell()

    def _retell(self) -> None:
        found = self._job.inspection if self._job is not None else None
        self.form.setVisible(found is not None)
        self.kind.setVisible(found is not None)
        self.notices.setVisible(found is not None and bool(found.table.notices))
        if found is None:
            return
        rows = say("exchange.fact.rows", n=found.rows, shown=f"{found.rows:,}")
        columns = say("exchange.fact.columns", n=len(found.columns))
        self.kind.setText(" · ".join((kind_name(found), rows, columns)))
        said = (say(f"notice.{notice.code}", **notice.values) for notice in found.table.notices)
        self.notices.setText("\n".join(said))
        for name, options in self._options(found).items():
            field = self.form.fields[name]
            if isinstance(field, ChoiceField):
                field.show_options(options)
                _be_as_wide_as_the_place(field.box)
                field.show_value(_asked(found.reading, name))
            self.form.set_row_visible(name, visible=len(options) > 1)

    def _options(self, found: Inspection) -> dict[str, list[tuple[Any, str]]]:
        table, reading = found.table, found.reading
        letters = has_letters(table.kind)
        encodings = [(code, encoding_name(code)) for code in ENCODINGS] if letters else []
        signs = [(sign, delimiter_name(sign)) for sign in DELIMITERS] if table.delimiter else []
        sheets = [(sheet, sheet) for sheet in table.sheets] if len(table.sheets) > 1 else []
        heads = [(0, header_name(0)), *self._rows(found)] if table.delimiter or not letters else []
        return {
            "sheet": _own(table.sheet, reading.sheet) + sheets,
            "encoding": _own(encoding_name(table.encoding), reading.encoding) + encodings,
            "delimiter": _own(delimiter_name(table.delimiter), reading.delimiter) + signs,
            "header": _own(header_name(table.header_row), reading.header_row) + heads,
        }

    def _rows(self, found: Inspection) -> list[tuple[Any, str]]:
        texts = {number: " | ".join(cell for cell in cells if cell) for number, cells in self._heads}
        texts.setdefault(found.table.header_row, " | ".join(column.name for column in found.columns))
        texts.pop(0, None)
        return [
            (number, f"{header_name(number)}: {' '.join(texts[number].split())[:_HEADER_TEXT]}")
            for number in sorted(texts)
        ]

    def _changed(self, name: str, value: object) -> None:
        found = self._job.inspection if self._job is not None else None
        if found is None:
            return
        asked = {"header": "header_row"}.get(name, name)
        changes: dict[str, Any] = {asked: value}
        if name == "sheet":
            changes["header_row"] = None  # another sheet has a header of its own
        self.reading_asked.emit(replace(found.reading, **changes))


def _be_as_wide_as_the_place(box: QComboBox) -> None:
    """However long the texts are."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(_SHORTEST)


def _own(found: str, asked: object) -> list[tuple[Any, str]]:
    """The first choice: as it was found, or, where a person chose, to have it found again."""
    return [(None, say("exchange.fact.found", value=found) if asked is None else say("exchange.fact.find"))]


def _asked(reading: Reading, name: str) -> Any:
    return reading.header_row if name == "header" else getattr(reading, name)
