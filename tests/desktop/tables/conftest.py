from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from salesdesk.desktop.tables.cells import MoneyCell, PillCell, TitleCell
from salesdesk.desktop.tables.columns import Column
from salesdesk.desktop.tables.view import RecordTable
from salesdesk.desktop.theme.dress import dress


@dataclass(frozen=True, slots=True)
class Row:
    id: int
    name: str


@dataclass
class Numbers:
    """Rows by number, which remembers what it was asked for."""

    total: int = 1_000_000
    asked: list[int] = field(default_factory=list)

    def count(self) -> int:
        return self.total

    def groups(self) -> tuple[()]:
        return ()

    def opening(self, limit: int) -> tuple[int, Sequence[Row]]:
        return self.count(), self.page(0, limit)

    def page(self, offset: int, limit: int) -> Sequence[Row]:
        self.asked.append(offset)
        return [Row(at, f"客户 {at}") for at in range(offset, min(offset + limit, self.total))]


COLUMNS = (
    Column(
        "name",
        "window.palette.customers",
        lambda row: row.name,
        220,
        sort="name",
        cell=TitleCell(),
        edit=lambda row: row.name,
    ),
    Column(
        "state",
        "window.palette.quotes",
        lambda row: "open" if row.id % 2 else "won",
        cell=PillCell(lambda row: "ok" if row.id % 2 else "info"),
    ),
    Column(
        "amount",
        "window.palette.products",
        lambda row: f"¥{row.id:,}.00",
        align="right",
        sort="amount",
        cell=MoneyCell(),
        raw=lambda row: str(row.id),
    ),
)


@pytest.fixture
def numbers() -> Numbers:
    return Numbers()


@pytest.fixture
def table(qtbot, background, settle, numbers) -> RecordTable:
    made = RecordTable(COLUMNS, background, name_key="window.palette.customers")
    qtbot.addWidget(made)
    dress(made)
    made.resize(800, 500)
    made.show_rows(numbers)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.setFocus()
    settle()
    return made


@pytest.fixture
def press(qtbot) -> Callable[..., None]:
    def send(widget, *keys, modifier=None) -> None:
        for key in keys:
            if modifier is None:
                qtbot.keyClick(widget, key)
            else:
                qtbot.keyClick(widget, key, modifier)

    return send
