"""P14: a customer with 2,000 entries in its story, and Today with 5,000 open activities, asked for → painted.

Both through the real window, which is open already: from the call that opens the place to the first painting
of the list with its rows in it. Two customers take turns, so that nothing is shown that was there before.
"""

import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QListView
from sqlalchemy.orm import Session

from salesdesk.desktop.activities.timeline import TimelineList
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.stage import Stage
from salesdesk.desktop.today.task_list import TaskList
from salesdesk.services import customers
from salesdesk.storage.base import Base
from salesdesk.storage.database import Database
from salesdesk.storage.rows import insert_rows
from tests.bench.figures import tell
from tests.bench.filled import filled, row_of, unlocked

CUSTOMERS, STORY, OPEN = 10_000, 2_000, 5_000
SHOWN = 100
TIMES = 4
PATIENCE = 20  # seconds


def fill(database: Database) -> list[UUID]:
    """Give two customers a long story, and the person much to do; return the two."""
    some = customers.listing(database, customers.CustomerFilter()).page(0, OPEN + 2)
    now, made = database.clock(), []
    for customer in some[:2]:
        for hours in range(STORY):
            at = now - timedelta(hours=hours + 1)
            about = {"customer_id": customer.id, "kind": "call", "happens_at": at, "done_at": at}
            made.append(row_of("activities", **about, subject=f"谈年框 {hours}", owner_id=database.me))
    for number, customer in enumerate(some[2:]):
        at = now - timedelta(days=number % 9)
        about = {"customer_id": customer.id, "kind": "task", "happens_at": at, "owner_id": database.me}
        made.append(row_of("activities", **about, subject="回访"))
    with Session(database.engine.execution_options(rw=True)) as session, session.begin():
        insert_rows(session.connection(), Base.metadata.tables["activities"], made)
    return [row.id for row in some[:2]]


class Watch:
    """Notes when a list is painted with at least so many rows; begun before there is any."""

    def __init__(self, kind: type[QListView]) -> None:
        self.done: list[float] = []
        self.least = 1
        paint = kind.paintEvent

        def watched(view: QListView, event: object) -> None:
            paint(view, event)
            if view.isVisible() and view.model().rowCount() >= self.least:
                self.done.append(time.perf_counter())

        kind.paintEvent = watched

    def painted(self, stage: Stage, go: Callable[[], None], least: int) -> float:
        """Return the ms from `go` until such a list is painted."""
        self.least, began = least, time.perf_counter()
        self.done.clear()
        go()
        while not self.done and time.perf_counter() - began < PATIENCE:
            stage.app.processEvents()
        taken = (self.done[0] - began) * 1000
        stage.settle()
        return taken


def main() -> None:
    with filled(CUSTOMERS) as profile:
        workspace = unlocked(profile)
        busy = fill(workspace.database)
        story, today = Watch(TimelineList), Watch(TaskList)
        stage = Stage(workspace)
        stories, todays = [], []
        for _ in range(TIMES):
            for customer in busy:
                go = partial(stage.window.open, Place("customers", customer))
                stories.append(story.painted(stage, go, STORY))
            customers.edit_customer(
                workspace.database, busy[0], {"note": f"{len(todays)}"}
            )  # Today asks anew
            stage.go(Place("quotes"))
            for tasks in stage.window.findChildren(TaskList):
                tasks.show_tasks([])  # what is painted has been read now
            todays.append(today.painted(stage, partial(stage.window.open, Place("today")), SHOWN))
        stage.close()
    _tell("customer with 2,000 entries, asked → painted", stories[2:], 100)
    _tell("Today with 5,000 open activities, asked → painted", todays[1:], 150)


def _tell(name: str, taken: list[float], most: float) -> None:
    middle = statistics.median(taken)
    tell("P14", name, middle, target=f"<= {most:.0f} ms", met=middle <= most)


if __name__ == "__main__":
    main()
