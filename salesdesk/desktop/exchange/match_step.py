"""Step 2: what the rows are, what each column means, and by what known records are found again."""

from functools import partial

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.desktop.exchange.facts import field_name
from salesdesk.desktop.exchange.importing import Importing
from salesdesk.desktop.exchange.mapping_table import MappingTable
from salesdesk.desktop.runtime.background import Background
from salesdesk.desktop.widgets.buttons import Segments
from salesdesk.desktop.widgets.fields.choice import ChoiceField
from salesdesk.desktop.widgets.fields.field import Field
from salesdesk.desktop.widgets.plain import PlainLabel, line, panel
from salesdesk.services.imports import DateOrder, Decimals, Inspection, Kind, Value
from salesdesk.words import say

_FIGURES = frozenset((Value.NUMBER, Value.PERCENT))
_DAYS = frozenset((Value.DAY, Value.BIRTHDAY, Value.MOMENT))


class MatchStep(QWidget):
    """The columns of the file in front."""

    def __init__(self, importing: Importing, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._importing = importing
        self.kind = Segments("exchange.kind", [(kind.value, f"exchange.kind.{kind.value}") for kind in Kind])
        self.key = ChoiceField("exchange.key", literal=True)
        self.decimal = ChoiceField(
            "exchange.decimal", [(each, f"exchange.decimal.{each.value}") for each in Decimals]
        )
        self.order = ChoiceField(
            "exchange.order", [(each, f"exchange.order.{each.value}") for each in DateOrder]
        )
        self.table = MappingTable(background)
        self.missing, self.count = PlainLabel(role="refusal"), PlainLabel(role="small")
        self._named: dict[Field, QWidget] = {}
        self._lay_out()
        self.kind.chosen.connect(lambda value: importing.decide(kind=Kind(value)))
        self.table.field_chosen.connect(importing.map_column)
        for name, field in (("key", self.key), ("decimal", self.decimal), ("date_order", self.order)):
            field.committed.connect(partial(self._decided, name))

    def look(self) -> None:
        """Show the file in front."""
        job = self._importing.job
        found = job.inspection if job is not None else None
        self.setEnabled(found is not None)
        if job is None or found is None:
            return
        self.kind.show_value(found.kind.value)
        self._show_keys(found)
        self.decimal.show_value(found.decimal)
        self.order.show_value(found.date_order)
        self._offer(self.decimal, shown=self._holds(found, _FIGURES))
        self._offer(self.order, shown=self._holds(found, _DAYS))
        self.table.show_job(job)
        self._tell(found, job.missing)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "count"):
            self.look()

    def _decided(self, name: str, value: object) -> None:
        self._importing.decide(**{name: value})

    def _show_keys(self, found: Inspection) -> None:
        self.key.show_options([(key, field_name(key)) for key in found.keys])
        self.key.show_value(found.key)
        self._offer(self.key, shown=bool(found.keys))

    def _tell(self, found: Inspection, missing: str) -> None:
        self.count.setText(say("exchange.mapped", n=len(found.mapping), total=len(found.columns)))
        self.missing.setText(say("exchange.missing", field=field_name(missing)) if missing else "")
        self.missing.setVisible(bool(missing))

    def _offer(self, field: Field, *, shown: bool) -> None:
        self._named[field].setVisible(shown)

    @staticmethod
    def _holds(found: Inspection, values: frozenset[Value]) -> bool:
        return any(found.field(key).value in values for key in found.mapping.values())

    def _lay_out(self) -> None:
        sheet = panel("sheet", self)
        outer, column = QVBoxLayout(self), QVBoxLayout(sheet)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(sheet)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        top, foot = QHBoxLayout(), QHBoxLayout()
        top.setContentsMargins(14, 10, 14, 10)
        top.setSpacing(18)
        top.addWidget(_labelled("exchange.kind", self.kind))
        for field in (self.key, self.decimal, self.order):
            self._named[field] = _labelled(field.key, field)
            top.addWidget(self._named[field])
        top.addStretch()
        foot.setContentsMargins(14, 8, 14, 8)
        foot.setSpacing(16)
        foot.addWidget(self.count)
        foot.addWidget(self.missing)
        foot.addStretch()
        foot.addWidget(PlainLabel(key="exchange.map.hint", role="small"))
        column.addLayout(top)
        column.addWidget(line())
        column.addWidget(self.table, 1)
        column.addWidget(line())
        column.addLayout(foot)


def _labelled(key: str, widget: QWidget) -> QWidget:
    ground = QWidget()
    column = QVBoxLayout(ground)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    label = PlainLabel(key=key, role="small")
    label.setBuddy(widget)
    column.addWidget(label)
    column.addWidget(widget)
    return ground
