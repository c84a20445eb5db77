"""One row of a file beside the record it looks like, field by field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from salesdesk.desktop.runtime.background import Background
from salesdesk.desktop.tables.cells import TextCell
from salesdesk.desktop.tables.columns import Column
from salesdesk.desktop.tables.in_memory import Rows
from salesdesk.desktop.tables.view import RecordTable
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import Button, Segments
from salesdesk.desktop.widgets.plain import PlainLabel, line
from salesdesk.domain.custom_fields import CustomField, Value, value_of
from salesdesk.domain.errors import NotFound
from salesdesk.services import contacts, custom_fields, customers
from salesdesk.services.imports import ImportPlan, Likely, OwnValue
from salesdesk.services.imports.values_in_words import label_of, text_of, told
from salesdesk.storage.database import Database
from salesdesk.words import language, say

_WIDE, _NARROW = 430, 250
_OPTIONS: Final = tuple((choice, f"exchange.double.{choice}") for choice in ("create", "update", "skip"))


@dataclass(frozen=True, slots=True)
class Pair:
    """One field in the file and in the record; `own` is it where it is one of the company's own."""

    entity: str
    field: str
    mine: str
    theirs: str
    own: CustomField | None = None

    @property
    def called(self) -> str:
        return self.own.called(language()) if self.own else label_of(self.entity, self.field)

    @property
    def differs(self) -> bool:
        return bool(self.mine) and self.mine != self.theirs


def _tone(pair: Pair) -> str:
    return "accent" if pair.differs else "text"


_COLUMNS: Final = (
    Column("field", "exchange.field", lambda pair: pair.called, 96, cell=TextCell("text3")),
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
        self._own: Sequence[OwnValue] = ()
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

    def show_likely(self, likely: Likely, choice: str, plan: ImportPlan | None) -> None:
        """Show a pair of a plan; the rest of the record is read in the background."""
        fresh = likely is not self._likely
        self._likely = likely
        mine, theirs = (plan.work.own_of(row) if plan else () for row in (likely.row, likely.other_row))
        self._own = mine
        self.whole.setVisible(not likely.other_row)
        self.within.setVisible(bool(likely.other_row))
        self.show_choice(choice)
        self._tell()
        if fresh and likely.other_row:
            own = {one.field.id: value_of(one.field, one.after) for one in theirs}
            self._show_pairs(likely, {**likely.theirs, "own": own})
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
        theirs = record.get("own", {})
        pairs += [_own_pair(one, theirs) for one in self._own]
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
    """Return the fields of the record, and under `own` what stands in the company's own; on a worker."""
    names = {*likely.mine, *likely.theirs}
    if likely.entity != "customers":
        person = contacts.contact(database, likely.other_id)
        return {name: getattr(person, name, None) for name in names}
    found = customers.customer(database, likely.other_id)
    own = custom_fields.values_of(database, likely.other_id)
    return {name: getattr(found, name, None) for name in names} | {"own": own}


def _own_pair(one: OwnValue, theirs: Mapping[UUID, Value]) -> Pair:
    name = f"own.{one.field.key}"
    mine, held = value_of(one.field, one.after), theirs.get(one.field.id)
    return Pair("customers", name, text_of(name, mine), text_of(name, held), one.field)
