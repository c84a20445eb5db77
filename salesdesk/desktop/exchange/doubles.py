"""Rows that look like records we have: the two side by side, and what shall become of the row."""

from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.desktop.exchange.comparison import Comparison
from salesdesk.desktop.exchange.job import FileJob
from salesdesk.desktop.exchange.outcome_lists import row_column
from salesdesk.desktop.runtime.background import Background
from salesdesk.desktop.tables.cells import PillCell, TextCell
from salesdesk.desktop.tables.columns import Column
from salesdesk.desktop.tables.in_memory import Rows
from salesdesk.desktop.tables.view import RecordTable
from salesdesk.desktop.theme.look import MEDIUM
from salesdesk.desktop.theme.tokens import Tone
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.plain import PlainLabel, line
from salesdesk.services.imports import CREATE, SKIP, Decisions, ImportPlan, Likely
from salesdesk.storage.database import Database
from salesdesk.words import say

UPDATE: Final = "update"
CHOICES: Final = (CREATE, UPDATE, SKIP)
_TONES: Final[dict[str, Tone]] = {CREATE: "ok", UPDATE: "accent", SKIP: "plain"}


@dataclass(frozen=True, slots=True)
class Double:
    """A likely duplicate and the choice made for it."""

    likely: Likely
    choice: str

    @property
    def row(self) -> int:
        return self.likely.row

    @property
    def mine(self) -> str:
        return str(self.likely.mine.get("name", ""))

    @property
    def theirs(self) -> str:
        name = str(self.likely.theirs.get("name", ""))
        other = self.likely.other_row
        return say("exchange.double.row", row=f"{other:,}", name=name) if other else name

    @property
    def reasons(self) -> str:
        return ", ".join(say(f"reason.{reason}") for reason in self.likely.reasons)


def choice_of(decisions: Decisions, row: int) -> str:
    """Return what shall become of a row: create, update or skip."""
    decided = decisions.get(row, CREATE)
    return UPDATE if isinstance(decided, UUID) else decided


def _doubles(plan: ImportPlan, decisions: Decisions) -> list[Double]:
    return [Double(likely, choice_of(decisions, likely.row)) for likely in plan.duplicates]


def may(likely: Likely, choice: str) -> bool:
    """Say whether this can be chosen: a row of the same file is no record yet that could be updated."""
    return choice != UPDATE or not likely.other_row


_COLUMNS: Final = (
    row_column(),
    Column("mine", "exchange.double.mine", lambda one: one.mine, 180, cell=TextCell(weight=MEDIUM)),
    Column("theirs", "exchange.double.theirs", lambda one: one.theirs, 180),
    Column("reasons", "exchange.double.reasons", lambda one: one.reasons, 190, cell=TextCell("text2")),
    Column("choice", "exchange.double.choice", lambda one: say(f"exchange.double.{one.choice}"), 96,
           cell=PillCell(lambda one: _TONES[one.choice])),
)  # fmt: skip


class DoublesTable(RecordTable):
    """The pairs. 1, 2 and 3 choose for the row, Space takes the next choice."""

    picked = Signal(object, str)  # a Double, and a choice

    def keyPressEvent(self, event: QKeyEvent) -> None:
        one, place = self.current_row(), "123".find(event.text() or "-")
        if isinstance(one, Double) and place >= 0:
            self.picked.emit(one, CHOICES[place])
        else:
            super().keyPressEvent(event)


class Doubles(QWidget):
    """The list of pairs, and the pair under the cursor in detail."""

    decided = Signal()

    def __init__(self, database: Database, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._database, self._background = database, background
        self._job: FileJob | None = None
        self.table = DoublesTable(
            _COLUMNS, background, name_key="exchange.doubles", key=lambda one: one.row, parent=self
        )
        self.said = PlainLabel(role="small", elide=True)
        self.bulk = {
            choice: Button(key=f"exchange.double.all.{choice}", kind="link", run=partial(self._all, choice))
            for choice in CHOICES
        }
        self._lay_out()
        self.table.picked.connect(self._pick)
        self.table.peeked.connect(self._next)
        self.table.opened.connect(lambda _one: self.comparison.enter())
        self.table.current_row_changed.connect(self._compare)

    @cached_property
    def comparison(self) -> Comparison:
        """The pair under the cursor; made when there is one."""
        comparison = Comparison(self._database, self._background, self)
        comparison.chosen.connect(self._chosen)
        self._row.addWidget(comparison, 2)
        return comparison

    def show_job(self, job: FileJob) -> None:
        """Show the pairs of a file."""
        self._job = job
        self.table.show_rows(self._rows())
        self._tell()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "bulk"):
            self._tell()

    def _rows(self) -> Rows[Double]:
        job = self._job
        return Rows(make=partial(_doubles, job.plan, job.decisions) if job and job.plan else None)

    def _likely(self) -> tuple[Likely, ...]:
        return self._job.plan.duplicates if self._job is not None and self._job.plan is not None else ()

    def _pick(self, one: Double, choice: str) -> None:
        if self._job is not None and may(one.likely, choice):
            self._decide({one.row: one.likely.other_id if choice == UPDATE else choice})

    def _next(self, one: Double) -> None:
        possible = [choice for choice in CHOICES if may(one.likely, choice)]
        self._pick(one, possible[(possible.index(one.choice) + 1) % len(possible)])

    def _chosen(self, choice: str) -> None:
        one = self.table.current_row()
        if isinstance(one, Double):
            self._pick(one, choice)

    def _all(self, choice: str) -> None:
        self._decide(
            {
                one.row: one.other_id if choice == UPDATE else choice
                for one in self._likely()
                if may(one, choice)
            }
        )

    def _decide(self, decided: dict[int, UUID | str]) -> None:
        if self._job is None:
            return
        self._job.decisions = dict(self._job.decisions) | decided
        self.table.records.source = self._rows()
        self.table.refresh()
        self._tell()
        one = self.table.current_row()
        if isinstance(one, Double):
            self.comparison.show_choice(choice_of(self._job.decisions, one.row))
        self.decided.emit()

    def _compare(self, one: Any) -> None:
        if isinstance(one, Double) or "comparison" in vars(self):
            self.comparison.setVisible(isinstance(one, Double))
        if isinstance(one, Double):
            self.comparison.show_likely(one.likely, one.choice, self._job.plan if self._job else None)

    def _tell(self) -> None:
        pairs = self._likely()
        self.said.setText(say("exchange.doubles.count", n=len(pairs), shown=f"{len(pairs):,}"))
        self.bulk[UPDATE].setEnabled(any(may(one, UPDATE) for one in pairs))

    def _lay_out(self) -> None:
        row, left, bar = QHBoxLayout(self), QVBoxLayout(), QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        left.setSpacing(0)
        bar.setContentsMargins(12, 8, 8, 8)
        bar.setSpacing(4)
        bar.addWidget(self.said, 1)
        for button in self.bulk.values():
            bar.addWidget(button)
        left.addWidget(self.table, 1)
        left.addWidget(line())
        left.addLayout(bar)
        row.addLayout(left, 3)
        row.addWidget(line(upright=True))
        self._row = row
