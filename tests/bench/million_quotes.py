"""P4: the list of a million quotes: what it answers, how it scrolls, what it holds in memory.

The raw limit of a page is the same page read by key from the driver; that of scrolling, a plain model of as
many rows in a plain QTableView of as many columns.
"""

import statistics
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QTableView

from salesdesk.desktop.quotes.page import QuotesPage
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.stage import Stage
from salesdesk.desktop.tables.view import RecordTable
from salesdesk.services import quotes
from salesdesk.services.quotes import QuoteFilter
from salesdesk.storage.database import Database
from tests.bench.figures import p95, seconds, tell
from tests.bench.filled import filled, unlocked
from tests.bench.memory import forget_peak, peak_mb

CUSTOMERS, COUNT, PAGE = 20_000, 1_000_000, 100
FRAMES = 200
COLUMNS = (
    "quotes.id, number, revision, is_current, customer_id, customers.name, title, status, quotes.currency,"
    " net, tax, gross, issued_on, valid_until, sent_at"
)
KEYSET = (
    f"SELECT {COLUMNS} FROM quotes JOIN customers ON customers.id = customer_id WHERE"
    " quotes.deleted_at IS NULL AND is_current = 1 AND (issued_on, quotes.id) < ('9999-12-31', x'ff')"
    " ORDER BY issued_on DESC, quotes.id DESC LIMIT 100"
)
Index = QModelIndex | QPersistentModelIndex


class PlainModel(QAbstractTableModel):
    """As many rows as the list, made up on the spot."""

    def __init__(self, columns: int) -> None:
        super().__init__()
        self._columns = columns

    def rowCount(self, _parent: Index | None = None) -> int:
        return COUNT

    def columnCount(self, _parent: Index | None = None) -> int:
        return self._columns

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return f"Q-{index.row()}-{index.column()}" if role == Qt.ItemDataRole.DisplayRole else None


def side_by_side(raw: Callable[[], object], ours: Callable[[], object], times: int = 51) -> list[float]:
    """Do both by turns, so that they meet the same machine; return the median milliseconds of each."""
    pairs = [(seconds(raw), seconds(ours)) for _ in range(times)]
    return [statistics.median(taken) * 1000 for taken in zip(*pairs, strict=True)]


def answers(database: Database) -> None:
    """Measure from question to values."""
    raw = database.engine.raw_connection()
    with closing(raw):
        listing = quotes.listing(database, QuoteFilter())
        counted = seconds(listing.count, 9) * 1000
        keyset, first = side_by_side(
            lambda: raw.driver_connection.execute(KEYSET).fetchall(), lambda: listing.page(0, PAGE)
        )
    last = seconds(lambda: listing.page(COUNT - PAGE, PAGE), 5) * 1000
    middle = seconds(lambda: listing.page(COUNT // 2, PAGE), 3) * 1000
    named = quotes.listing(database, QuoteFilter(sort="customer", descending=False))
    by_name = seconds(lambda: named.page(0, PAGE), 5) * 1000
    tell("P4", "first page", first, baseline=keyset, target="<= 3 x", met=first <= 3 * keyset)
    tell("P4", "last page", last, baseline=keyset, target="<= 150 ms", met=last <= 150)
    tell("P4", "page in the middle", middle, baseline=keyset, target="<= 150 ms", met=middle <= 150)
    tell("P4", "first page by customer", by_name, baseline=keyset, target="<= 150 ms", met=by_name <= 150)
    tell("P4", "count", counted, baseline=keyset, target="<= 80 ms", met=counted <= 80)


def holding(stage: Stage) -> RecordTable:
    """Open the list, look into every part of it, and measure by how much the process grew at most."""
    stage.settle()
    forget_peak()
    before = peak_mb()
    stage.go(Place("quotes"))
    page = stage.window.stack.front()
    assert isinstance(page, QuotesPage)
    for frame in range(FRAMES):
        _frame(page.table, frame, stage.app.processEvents)
    stage.settle()
    grown = peak_mb() - before
    tell("P4", "memory of the open list", grown, unit="MB", target="<= +40 MB", met=grown <= 40)
    return page.table


def scrolling(stage: Stage, table: RecordTable) -> None:
    """Scroll the real table and a plain one by turns, a page a frame."""
    plain = QTableView()
    model = PlainModel(len(table.columns.shown()))
    plain.setModel(model)
    plain.verticalHeader().setDefaultSectionSize(table.verticalHeader().defaultSectionSize())
    plain.resize(table.size())
    plain.show()
    stage.settle()
    plain.verticalScrollBar().setSingleStep(1)
    ours, theirs = [], []
    for frame in range(FRAMES):
        ours.append(_frame(table, frame, stage.app.processEvents))
        theirs.append(_frame(plain, frame, stage.app.processEvents))
    plain.close()
    mine, raw = p95(ours), p95(theirs)
    tell("P4", "scrolling, p95 of a frame", mine, baseline=raw, target="<= 1.5 x", met=mine <= 1.5 * raw)


def _frame(table: QTableView, number: int, events: Callable[[], None]) -> float:
    """Return the milliseconds of the UI thread's own work for one page further down, painted."""
    events()
    begun = time.thread_time()
    bar = table.verticalScrollBar()
    bar.setValue(bar.maximum() // FRAMES * (number // 8) + bar.pageStep() * (number % 8))
    events()
    table.viewport().repaint()
    return (time.thread_time() - begun) * 1000


def main() -> None:
    with filled(CUSTOMERS, quotes=COUNT) as profile:
        measure(profile)


def measure(profile: Path) -> None:
    """Measure on a filled profile."""
    stage = Stage(unlocked(profile))
    stage.settle()
    table = holding(stage)  # first: what was read before is held already
    scrolling(stage, table)
    answers(stage.session.window.desk.database)
    stage.close()


if __name__ == "__main__":
    main()
