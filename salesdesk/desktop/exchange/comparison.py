"""One row of a file beside the record it looks like, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from salesdesk.desktop.exchange.values_in_words import label_of, text_of, told
from salesdesk.desktop.runtime.background import Background
from salesdesk.desktop.tables.cells import TextCell
from salesdesk.desktop.tables.columns import Column
from salesdesk.desktop.tables.in_memory import Rows
from salesdesk.desktop.tables.view import RecordTable
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import Button, Segments
from salesdesk.desktop.widgets.plain import PlainLabel, line
from salesdesk.domain.errors import NotFound
from salesdesk.services import contacts, customers
from salesdesk.services.imports import Likely
from salesdesk.storage.database import Database
from salesdesk.words import say

_WIDE, _NARROW = 430, 250
_OPTIONS: Final = tuple((choice, f"exchange.double.{choice}") for choice in ("create", "update", "skip"))


@dataclass(frozen=True, slots=True)
class Pair:
    """One field in the file and in the record."""

    entity: str
    field: str
    mine: str
    theirs: str

    @property
    def differs(self) -> bool:
        return bool(self.mine) and self.mine != self.theirs


def _tone(pair: Pair) -> str:
    return "accent" if pair.differs else "text"


_COLUMNS: Final = (
    Column(
        "field", "exchange.field", lambda pair: label_of(pair.entity, pair.field), 96, cell=TextCell("text3")
    ),
    Column("mine", "exchange.double.mine", lambda pair: pair.mine or "—", 160, cell=TextCell(_tone)),
    Column("theirs", "exchange.double.theirs", lambda pair: pair.theirs or "—", 160),
)


class Comparison(QWidget):
    """The pair under the cursor, why the two look alike, and the choice."""

    chosen = Signal(str)  # create, update or skip

    def __init__(self, database: Database, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._database, self._background = database, background
        self._likely: Likely | None = None
        self.title = PlainLabel(role="h3", elide=True)
        self.reasons = PlainLabel(role="muted", wrap=True)
        self.whole = Segments("exchange.double.choice", _OPTIONS)
        self.within = Segments("exchange.double.choice", (_OPTIONS[0], _OPTIONS[2]))
        self.pairs = RecordTable(
            _COLUMNS, background, name_key="exchange.double.pairs", key=lambda pair: pair.field, parent=self
        )
        self._lay_out()
        for choices in (self.whole, self.within):
            choices.chosen.connect(self.chosen)

    def show_likely(self, likely: Likely, choice: str) -> None:
        """Show a pair; the rest of the record is read in the background."""
        fresh = likely is not self._likely
        self._likely = likely
        self.whole.setVisible(not likely.other_row)
        self.within.setVisible(bool(likely.other_row))
        self.show_choice(choice)
        self._tell()
        if fresh and likely.other_row:
            self._show_pairs(likely, likely.theirs)
        elif fresh:
            read, gone = partial(self._read, likely), partial(self._gone, likely)
            work = partial(_record, self._database, likely)
            self._background.ask(work, owner=self, then=read, failed=gone)

    def show_choice(self, choice: str) -> None:
        """Show what was chosen."""
        for choices in (self.whole, self.within):
            choices.show_value(choice)

    def enter(self) -> None:
        """Go to the choice."""
        choices = self.within if self._likely is not None and self._likely.other_row else self.whole
        buttons = choices.findChildren(Button)
        next((button for button in buttons if button.isChecked()), buttons[0]).setFocus()

    def sizeHint(self) -> QSize:
        return QSize(look().px(_WIDE), super().sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "pairs") and self._likely is not None:
            self._tell()

    def _tell(self) -> None:
        if self._likely is None:
            return
        name = str(self._likely.mine.get("name", ""))
        self.title.setText(say("exchange.double.title", row=f"{self._likely.row:,}", name=name))
        why = ", ".join(say(f"reason.{reason}") for reason in self._likely.reasons)
        self.reasons.setText(say("exchange.double.why", score=self._likely.score, reasons=why))

    def _read(self, likely: Likely, record: Mapping[str, Any]) -> None:
        if likely is self._likely:
            self._show_pairs(likely, record)

    def _gone(self, likely: Likely, error: Exception) -> None:
        self._read(likely, likely.theirs)
        if not isinstance(error, NotFound):
            self._background.failed.emit(error)

    def _show_pairs(self, likely: Likely, record: Mapping[str, Any]) -> None:
        names = told(likely.entity, {**likely.mine, **likely.theirs})
        pairs = [
            Pair(likely.entity, name, text_of(name, likely.mine.get(name)), text_of(name, record.get(name)))
            for name in names
        ]
        self.pairs.show_rows(Rows([pair for pair in pairs if pair.mine or pair.theirs]))

    def _lay_out(self) -> None:
        self.setMinimumWidth(look().px(_NARROW))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(6)
        for widget in (self.title, self.reasons):
            widget.setContentsMargins(14, 0, 14, 0)
            column.addWidget(widget)
        for choices in (self.whole, self.within):
            choices.setContentsMargins(14, 4, 14, 6)
            column.addWidget(choices)
        column.addWidget(line())
        column.addWidget(self.pairs, 1)


def _record(database: Database, likely: Likely) -> dict[str, Any]:
    """Return the fields of the record; on a worker."""
    found = (
        customers.customer(database, likely.other_id)
        if likely.entity == "customers"
        else contacts.contact(database, likely.other_id)
    )
    return {name: getattr(found, name, None) for name in {*likely.mine, *likely.theirs}}
