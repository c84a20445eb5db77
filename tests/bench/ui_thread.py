"""P21: how long the UI thread is held up at most, while the window is used as on a working day.

Each event is measured by the UI thread's own work (CPU time), as the watchdog of the window's tests does, so
that other programs on this machine do not count; the longest pause by the wall clock stands beside it.
"""

import gc
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import current_thread, main_thread
from time import perf_counter, thread_time
from typing import Any, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from salesdesk.desktop.customers.page import CustomersPage
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.stage import Stage
from salesdesk.desktop.theme.application import STYLE_ARGUMENTS
from salesdesk.desktop.theme.fonts import load_fonts
from salesdesk.services import imports
from tests.bench.figures import tell
from tests.bench.filled import filled, unlocked, write_customers

T = TypeVar("T")
COUNT, IMPORTED = 100_000, 100_000
LONGEST = 50  # ms
PAGES = ("today", "customers", "quotes", "products", "import", "settings", "customers")


class WatchedApplication(QApplication):
    """Measures how long each event holds the UI thread."""

    def __init__(self) -> None:
        super().__init__(["salesdesk", *STYLE_ARGUMENTS])
        self.held: list[tuple[float, float, str]] = []
        self.flow = ""
        self._inside = False

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        if self._inside or current_thread() is not main_thread():
            return super().notify(receiver, event)
        what = f"{event.type().name} to {type(receiver).__name__}"
        return self.timed(what, partial(super().notify, receiver, event))

    def timed(self, what: str, work: Callable[[], T]) -> T:
        """Do what an event of the person's would have done, measured like one."""
        self._inside = True
        cpu, wall = thread_time(), perf_counter()
        try:
            return work()
        finally:
            self._inside = False
            cpu, wall = thread_time() - cpu, perf_counter() - wall
            self.held.append((cpu * 1000, wall * 1000, f"{self.flow}: {what}"))


def use(app: WatchedApplication, stage: Stage, file: Path) -> None:
    """Go through the day."""
    flows: dict[str, Callable[[], object]] = {
        "pages": lambda: [_go(app, stage, kind) for kind in PAGES],
        "search": lambda: _type(stage, "xinyuan"),
        "scroll": lambda: _scroll(stage, 100),
        "drawer": lambda: _drawer(app, stage),
        "theme and language": lambda: _dress(app, stage),
        "import": lambda: _import(stage, file),
    }
    for name, flow in flows.items():
        app.flow = name
        flow()
        stage.settle()


def _customers(stage: Stage) -> CustomersPage:
    page = stage.window.stack.front()
    assert isinstance(page, CustomersPage)
    return page


def _go(app: WatchedApplication, stage: Stage, kind: str) -> None:
    app.timed(f"opening {kind}", partial(stage.window.open, Place(kind)))
    stage.settle()


def _type(stage: Stage, text: str) -> None:
    line = _customers(stage).filters.line
    for letter in text:
        key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, letter)
        stage.app.postEvent(line, key)
        stage.app.processEvents()
    stage.settle()
    line.clear()
    stage.settle()


def _scroll(stage: Stage, frames: int) -> None:
    bar = _customers(stage).table.verticalScrollBar()
    for frame in range(frames):
        bar.setValue(bar.maximum() * frame // frames)
        stage.app.processEvents()


def _drawer(app: WatchedApplication, stage: Stage) -> None:
    page = _customers(stage)
    for number in range(5):
        row = page.table.records.seen(number)
        if row is not None:
            app.timed("opening a customer", partial(page.open_customer, row.id))
            stage.settle()
    page.drawer.close_drawer()


def _dress(app: WatchedApplication, stage: Stage) -> None:
    for theme, language in (("dark", "en"), ("light", "zh")):
        app.timed(f"theme {theme}", partial(stage.theme.set_scheme, theme))
        stage.settle()
        app.timed(f"language {language}", partial(stage.language.switch, language))
        stage.settle()


def _import(stage: Stage, file: Path) -> None:
    database = stage.window.desk.database
    ended: list[object] = []

    def work(progress: Any) -> object:
        plan = imports.plan(database, imports.inspect(file, database=database))
        return imports.carry_out(database, plan, progress=progress)

    stage.background.task("import", work, owner=stage, then=ended.append)
    while not ended:
        _scroll(stage, 20)


def measure(profile: Path) -> None:
    """Measure on a filled profile."""
    app = WatchedApplication()
    load_fonts()
    stage = Stage(unlocked(profile))
    gc.freeze()  # as the program does when its window stands
    app.held.clear()
    use(app, stage, write_customers(profile / "more.csv", IMPORTED))
    cpu, _, what = max(app.held)
    wall = max(held[1] for held in app.held)
    tell("P21", f"longest work of one event ({what})", cpu, target=f"<= {LONGEST} ms", met=cpu <= LONGEST)
    tell("P21", "longest pause by the clock", wall, target=f"<= {LONGEST} ms", met=wall <= LONGEST)
    stage.close()


def main() -> None:
    with filled(COUNT) as profile:
        measure(profile)


if __name__ == "__main__":
    main()
