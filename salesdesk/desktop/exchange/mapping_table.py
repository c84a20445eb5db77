"""The columns of a file and what each is taken for. Enter, or just typing, chooses another field."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from salesdesk.desktop.exchange.facts import field_name
from salesdesk.desktop.exchange.field_search import NO_FIELD, suggestions
from salesdesk.desktop.exchange.job import FileJob
from salesdesk.desktop.runtime.background import Background
from salesdesk.desktop.tables.cells import PillCell, TextCell
from salesdesk.desktop.tables.columns import Column
from salesdesk.desktop.tables.in_memory import Rows
from salesdesk.desktop.tables.view import RecordTable
from salesdesk.desktop.theme.look import MEDIUM, look
from salesdesk.desktop.theme.tokens import Tone
from salesdesk.desktop.widgets.fields.record import RecordField
from salesdesk.desktop.widgets.picker import Suggestion
from salesdesk.services.imports import Inspection
from salesdesk.words import language, say


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """One column of a file. `how` is remembered, proposed, by_hand, or "" where it is left out."""

    file: Inspection
    place: int
    name: str
    samples: str
    field: str
    how: str


def lines_of(job: FileJob) -> list[ColumnLine]:
    """Return a line for each column of the file."""
    found = job.inspection
    if found is None:
        return []
    return [
        ColumnLine(
            found,
            place,
            column.name,
            "  ·  ".join(" ".join(sample.split()) for sample in column.samples),
            found.mapping.get(place, ""),
            _how(job, found, place),
        )
        for place, column in enumerate(found.columns)
    ]


def _how(job: FileJob, found: Inspection, place: int) -> str:
    if place in job.by_hand:
        return "by_hand"
    if place not in found.mapping:
        return ""
    return "remembered" if found.remembered else "proposed"


_TONES: dict[str, Tone] = {"by_hand": "accent", "remembered": "ok", "proposed": "plain"}


def _tone(line: ColumnLine) -> Tone:
    return _TONES.get(line.how, "plain")


def _ink(line: ColumnLine) -> str:
    return "text" if line.field else "text3"


def _field(line: ColumnLine) -> str:
    return field_name(line.field, line.file)


_COLUMNS = (
    Column("name", "exchange.column.name", lambda line: line.name, 180, cell=TextCell(weight=MEDIUM)),
    Column("samples", "exchange.column.samples", lambda line: line.samples, 380, cell=TextCell("text2")),
    Column("field", "exchange.column.field", _field, 200, cell=TextCell(_ink, MEDIUM)),
    Column(
        "how",
        "exchange.column.how",
        lambda line: say(f"exchange.how.{line.how}") if line.how else "",
        110,
        cell=PillCell(_tone),
    ),
)
_SAMPLES_AT, _FIELD_AT = 1, 2
_FEWEST = 120  # pixels for the first values


class FieldPicker(RecordField):
    """The type-ahead choice, laid over one cell; it goes when something is chosen or it is left."""

    closed = Signal()

    def __init__(
        self, background: Background, find: Callable[[str], Sequence[Suggestion]], parent: QWidget
    ) -> None:
        super().__init__("exchange.column.field", background, find, placeholder_key="exchange.field.type")
        self.setParent(parent)
        self.hide()

    def open_at(self, room: QRect, shown: Suggestion | None, letters: str) -> None:
        """Appear over a cell, with the first letters typed, and offer what fits."""
        self.setGeometry(room)
        self.show_value(shown)
        self.show()
        self.line.setFocus()
        self.line.selectAll()
        if letters:
            self.line.setText(letters)
        self._search(letters)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self._left()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._popup.isVisible():
                self._left()
                return True
        return super().eventFilter(watched, event)

    def _found(self, asked: int, text: str, lines: Sequence[Suggestion]) -> None:
        super()._found(asked, text, lines)
        now = self._shown.value if self._shown is not None and not text else None
        at = next((at for at, line in enumerate(lines) if now is not None and line.value == now), None)
        if at is not None and self._popup.isVisible():
            self._list.setCurrentIndex(self._list.suggestions.index(at))

    def _take(self, line: Suggestion) -> None:
        super()._take(line)
        self._close()

    def _left(self) -> None:
        self._asked += 1  # an answer that is still on its way opens nothing
        self.close_list()
        self._close()

    def _close(self) -> None:
        if self.isVisible():
            self.hide()
            self.closed.emit()


class MappingTable(RecordTable):
    """The list of columns. `field_chosen` tells a place in the file and a field, "" for none."""

    field_chosen = Signal(int, str)

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(
            _COLUMNS, background, name_key="exchange.columns", key=lambda line: line.place, parent=parent
        )
        self._job: FileJob | None = None
        self._line: ColumnLine | None = None
        self.picker = FieldPicker(background, self._find, self.viewport())
        self.picker.committed.connect(self._chosen)
        self.picker.closed.connect(self.setFocus)
        self.opened.connect(lambda _line: self.open_picker())
        self.peeked.connect(lambda _line: self.open_picker())
        self.setSelectionMode(self.SelectionMode.SingleSelection)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)

    def show_job(self, job: FileJob) -> None:
        """Show the columns of a file; the place is kept while it is the same file."""
        same = job is self._job
        self._job = job
        if same and self.records.source is not None:
            self.records.source = Rows(lines_of(job))
            self.refresh()
        else:
            self.show_rows(Rows(lines_of(job)))

    def open_picker(self, letters: str = "") -> None:
        """Choose another field for the column under the cursor."""
        line, index = self.current_row(), self.currentIndex()
        if not isinstance(line, ColumnLine):
            return
        self._line = line
        self.scrollTo(index)
        room = self.visualRect(self.records.index(index.row(), _FIELD_AT)).adjusted(0, 4, 0, -5)
        shown = Suggestion(_field(line), line.field) if line.field else None
        self.picker.open_at(room, shown, letters)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_way()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "picker"):
            self._give_way()

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and _is_letter(event)
        ):
            event.accept()  # letters find a field here, and give no commands
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._leave_out()
        elif event.key() == Qt.Key.Key_F2:
            self.open_picker()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()  # there is only one cell to choose in
        elif _is_letter(event) and event.key() != Qt.Key.Key_Space:
            self.open_picker(event.text())
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.open_picker()
        QApplication.sendEvent(self.picker.line, event)

    def _give_way(self) -> None:
        """Have the first values take the room that the other columns leave."""
        others = sum(column.width for at, column in enumerate(_COLUMNS) if at != _SAMPLES_AT)
        room = self.viewport().width() - look().px(others)
        self.setColumnWidth(_SAMPLES_AT, max(room, look().px(_FEWEST)))

    def _leave_out(self) -> None:
        line = self.current_row()
        if isinstance(line, ColumnLine) and line.field:
            self.field_chosen.emit(line.place, "")

    def _find(self, typed: str) -> list[Suggestion]:
        found = self._job.inspection if self._job is not None else None
        if found is None or self._line is None:
            return []
        place = self._line.place
        taken = {key: found.columns[at].name for at, key in found.mapping.items() if at != place}
        return suggestions(found.fields, taken, language(), typed)

    def _chosen(self, value: object) -> None:
        if self._line is not None:
            field = "" if value in (None, NO_FIELD) else str(value)
            if field != self._line.field:
                self.field_chosen.emit(self._line.place, field)


def _is_letter(event: QKeyEvent) -> bool:
    held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    return bool(event.text()) and event.text().isprintable() and not held
