"""What the page of customers writes: one cell, many rows, or their removal. Each is one step to undo."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.tables.paste_sheet import paste_onto
from salesdesk.desktop.tables.pasting import CellChange
from salesdesk.desktop.tables.view import RecordTable
from salesdesk.desktop.widgets.undoable import do
from salesdesk.domain.customers import check_customer
from salesdesk.domain.days import read_day
from salesdesk.domain.errors import SalesDeskError
from salesdesk.services import company, customers
from salesdesk.services.company import User
from salesdesk.services.customers import CustomerSummary


class CustomerWriting(QObject):
    """Writes in the background and says at the foot what was done."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._users: list[User] = []

    def load_owners(self) -> None:
        """Read who works here."""
        work = partial(company.users, self._desk.database)
        self._desk.background.ask(work, owner=self, then=self._took_owners)

    def owners(self) -> list[tuple[object, str]]:
        """Return to whom customers can be given, as (id, name)."""
        return [(user.id, user.name) for user in self._users if user.name]

    def edit_cell(self, row: CustomerSummary, key: str, typed: str) -> None:
        """Take what was typed into a cell."""
        try:
            value = _read(key, typed, self._desk.today())
        except SalesDeskError as error:
            self._desk.notices.failed(error)
            return
        work = partial(customers.edit_customer, self._desk.database, row.id, {key: value})
        self._desk.background.change(work, owner=self, failed=self._desk.notices.failed)

    def paste(self, table: RecordTable) -> None:
        """Take cells from a spreadsheet onto the list, after they were looked at."""
        paste_onto(table, self._desk, lambda row: row.name, self._read_cell, self._write_cells)

    def _read_cell(self, key: str, typed: str) -> object:
        value = _read(key, typed, self._desk.today())
        return check_customer({key: value})[key]

    def _write_cells(self, changes: Sequence[CellChange]) -> None:
        by_row: dict[UUID, dict[str, object]] = {}
        for change in changes:
            by_row.setdefault(change.row.id, {})[change.key] = change.value
        self._do(partial(customers.edit_each, self._desk.database, by_row), "customers.bulk.done")

    def change(self, ids: Sequence[UUID], changes: Mapping[str, object]) -> None:
        """Make the same change to many."""
        self._do(partial(customers.edit_customers, self._desk.database, ids, changes), "customers.bulk.done")

    def tag(self, ids: Sequence[UUID], add: Sequence[str], remove: Sequence[str]) -> None:
        """Give tags to many, and take others away."""
        work = partial(customers.tag_customers, self._desk.database, ids, add=add, remove=remove)
        self._do(work, "customers.bulk.done")

    def remove(self, ids: Sequence[UUID], name: str = "") -> None:
        """Remove customers."""
        work = partial(customers.remove_customers, self._desk.database, ids)
        self._do(work, "customers.removed", name)

    def _do(self, work: Callable[[], int], say: str, name: str = "") -> None:
        do(self._desk, work, owner=self, say=say, name=name)

    def _took_owners(self, users: list[User]) -> None:
        self._users = users


def _read(key: str, typed: str, today: date) -> object:
    """Return the value of what was typed into a cell of that column."""
    text = typed.strip()
    if key == "next_follow_up":
        return read_day(text, today, field=key) if text else None
    if key == "tags":
        return [part for part in text.replace("，", ",").replace("、", ",").split(",") if part.strip()]
    return text.upper() if key == "grade" else text
