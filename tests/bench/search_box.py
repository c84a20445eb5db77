"""P3: the search box of the Customers page over 100,000 customers, typed letter by letter.

Each key is a real key event; what is measured ends when the table has been painted with the rows found. The
query's own raw limit is the full-text phrase alone, read by the driver.
"""

import gc
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QEventLoop, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from salesdesk.desktop.customers.page import CustomersPage
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.stage import Stage
from salesdesk.services import customers
from salesdesk.services.customers import CustomerFilter
from salesdesk.storage.database import Database
from salesdesk.storage.queries import search
from tests.bench.figures import p95, seconds, tell
from tests.bench.filled import filled, unlocked

COUNT, FRAME = 100_000, 16.7
BETWEEN = 0.080  # seconds from what is painted to the next key: more than ten letters a second
TYPED = (
    *("鑫", "鑫源", "长安精", "重庆", "医疗器械", "深圳鑫源"),
    *("xinyuan", "xy", "szxy", "cqca", "huaqiang", "bt"),
    *("north", "kestrel pumps", "blue river", "acme"),
    *("138", "13812", "0755", "K01234"),
)
RAW = "SELECT count(*) FROM search_text WHERE search_text MATCH ? AND rowid BETWEEN ? AND ?"


class Typist:
    """Types into the search box and waits until the table shows what is found."""

    def __init__(self, page: CustomersPage) -> None:
        self._page, self._field = page, page.filters.line
        self._table = page.table
        self._loop = QEventLoop()
        page.table.records.arrived.connect(self._loop.quit)
        page.table.records.counted.connect(self._counted)  # nothing found: no rows arrive

    def type(self, letter: str) -> float:
        """Return the milliseconds from the key to the painted rows."""
        begun = time.perf_counter()
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, letter)
            QApplication.sendEvent(self._field, event)
        self._loop.exec()
        self._table.viewport().repaint()
        return (time.perf_counter() - begun) * 1000

    def clear(self) -> None:
        """Empty the box, and wait for the whole list."""
        self._field.clear()
        self._loop.exec()

    def _counted(self, total: int) -> None:
        if total == 0:
            self._loop.quit()


def rest(stage: Stage) -> None:
    """Let the window work until the next letter of somebody who types very fast."""
    until = time.perf_counter() + BETWEEN
    while time.perf_counter() < until:
        stage.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 10)


def typed(stage: Stage) -> list[float]:
    """Type every text; return how long each letter took."""
    stage.go(Place("customers"))
    page = stage.window.stack.front()
    assert isinstance(page, CustomersPage)
    typist, taken = Typist(page), []
    for text in TYPED:
        for letter in text:
            taken.append(typist.type(letter))
            rest(stage)
        typist.clear()
        stage.settle()
    return taken


def queries(database: Database) -> tuple[float, float]:
    """Return the 95th percentiles of our query (count and first page) and of the raw phrase, by turns."""
    ours, raw = [], []
    begins = [text[: at + 1] for text in TYPED for at in range(len(text)) if text[at] != " "]
    connection: Any = database.engine.raw_connection()
    for text in begins:
        listing = customers.listing(database, CustomerFilter(text=text))
        given = tuple(search.parameters("customers", search.expression(text)).values())
        raw.append(seconds(lambda given=given: connection.execute(RAW, given).fetchall(), 3) * 1000)
        ours.append(seconds(lambda listing=listing: listing.opening(100), 3) * 1000)
    connection.close()
    return p95(ours), p95(raw)


def measure(profile: Path) -> None:
    """Measure on a filled profile."""
    stage = Stage(unlocked(profile))
    stage.settle()
    gc.freeze()  # as the program does when its window stands
    taken = typed(stage)
    ours, raw = queries(stage.session.window.desk.database)
    slowest = p95(taken)
    tell("P3", "key to rows painted, p95", slowest, target=f"<= {FRAME} ms", met=slowest <= FRAME)
    tell("P3", "its query, p95", ours, baseline=raw, target="<= 5 x", met=ours <= 5 * raw)
    stage.close()


def main() -> None:
    with filled(COUNT) as profile:
        measure(profile)


if __name__ == "__main__":
    main()
