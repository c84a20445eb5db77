"""The rows of a file by what becomes of them: refused or skipped with the reason, or changing a record."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final
from uuid import UUID

from salesdesk.desktop.tables.cells import TextCell
from salesdesk.desktop.tables.columns import Column
from salesdesk.desktop.tables.in_memory import Rows
from salesdesk.desktop.theme.look import MEDIUM
from salesdesk.domain.custom_fields import CustomField, Stored, value_of
from salesdesk.services.imports import ImportPlan, Outcome, OwnValue, Refusal, Untaken, names_of
from salesdesk.services.imports.values_in_words import label_of, text_of, told
from salesdesk.storage.database import Database
from salesdesk.words import language

_MOST: Final = 20_000  # changes that are listed


def row_column() -> Column:
    """Return the column that names the row of the file."""
    return Column(
        "row",
        "exchange.row",
        lambda line: f"{line.row:,}",
        64,
        align="right",
        cell=TextCell("text2", tabular=True),
    )


REASONS: Final = (
    row_column(),
    Column("field", "exchange.field", lambda line: line.called or "—", 190,
           cell=TextCell(weight=MEDIUM)),
    Column("reason", "exchange.reason", lambda line: line.message, 620),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one record, before and after; `own` is it where it is one of the company's own."""

    row: int
    entity: str
    record: UUID
    field: str
    before: Any
    after: Any
    name: str = ""
    own: CustomField | None = None

    @property
    def called(self) -> str:
        """What the field is called in the language in use."""
        return self.own.called(language()) if self.own else label_of(self.entity, self.field)


CHANGES: Final = (
    row_column(),
    Column("name", "exchange.record", lambda line: line.name, 260, cell=TextCell(weight=MEDIUM)),
    Column("field", "exchange.field", lambda line: line.called, 160,
           cell=TextCell("text2")),
    Column("before", "exchange.before", lambda line: text_of(line.field, line.before) or "—", 240,
           cell=TextCell("text3")),
    Column("after", "exchange.after", lambda line: text_of(line.field, line.after) or "—", 300),
)  # fmt: skip


def with_outcome(plan: ImportPlan, outcome: Outcome) -> Rows[Refusal]:
    """Return the rows that came to this, each with its reason."""

    def make() -> list[Refusal]:
        return [reason for _, came, reason in plan.outcomes.each() if came is outcome and reason is not None]

    return Rows(make=make)


def untaken(plan: ImportPlan) -> Rows[Untaken]:
    """Return the values that are left out because another row says otherwise."""
    return Rows(make=lambda: plan.outcomes.untaken)


class Changes(Rows[Change]):
    """The changes of known records, field by field, the names of the records read page by page."""

    def __init__(self, database: Database, plan: ImportPlan) -> None:
        super().__init__(make=partial(_changes, plan))
        self._database = database

    def page(self, offset: int, limit: int) -> Sequence[Change]:
        lines = super().page(offset, limit)
        names: dict[UUID, str] = {}
        for entity in {line.entity for line in lines}:
            ids = {line.record for line in lines if line.entity == entity}
            names |= names_of(self._database, entity, ids)
        return [replace(one, name=names.get(one.record, "")) for one in lines]


def _changes(plan: ImportPlan) -> list[Change]:
    found: list[Change] = []
    for sheaf in plan.work.sheaves:
        for row, record, base, patch in sheaf.updates:
            found += [
                Change(row, sheaf.entity, record, name, base.get(name), patch[name])
                for name in told(sheaf.entity, patch)
            ]
            if len(found) >= _MOST:
                return found
    found += [_own_change(one) for one in plan.work.own_changes[: _MOST - len(found)]]
    return sorted(found, key=lambda change: change.row)


def _own_change(one: OwnValue) -> Change:
    field = one.field
    before, after = value_of(field, one.before or Stored()), value_of(field, one.after)
    return Change(one.row, "customers", one.customer, f"own.{field.key}", before, after, own=field)
