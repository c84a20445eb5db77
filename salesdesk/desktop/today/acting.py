"""Doing and putting off what is due, each with one key and one step to undo."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Final

from PySide6.QtCore import QObject

from salesdesk import formats
from salesdesk.desktop.activities.walls import moved, on_wall
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.today.tasks import Task
from salesdesk.desktop.widgets.undoable import do
from salesdesk.domain.days import Spoken
from salesdesk.services import activities, customers
from salesdesk.services.activities import ActivityDetail
from salesdesk.words import language

DAYS: Final = {"tomorrow": 1, "week": 7}


class Acting(QObject):
    """Writes in the background and says at the foot what was done."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk

    def finish(self, task: Task) -> None:
        """Tick it off."""
        database, source = self._desk.database, task.source
        work: Callable[[], None]
        if isinstance(source, ActivityDetail):
            work = partial(activities.finish_activity, database, source.id)
        else:
            work = partial(customers.edit_customer, database, source.id, {"next_follow_up": None})
        do(self._desk, work, owner=self, say="today.done.told", name=task.name)

    def put_off(self, task: Task, days: int) -> None:
        """Move it to so many days from today; a silent customer is given a follow-up then."""
        day = self._desk.today() + timedelta(days=days)
        database, source = self._desk.database, task.source
        work: Callable[[], None]
        if isinstance(source, ActivityDetail):
            work = partial(activities.edit_activity, database, source.id, _moved(source, day, self._desk))
        else:
            work = partial(customers.edit_customer, database, task.customer_id, {"next_follow_up": day})
        shown = formats.short_day(day, self._desk.today(), language())
        do(self._desk, work, owner=self, say="today.snoozed", name=task.name, day=shown)


def _moved(activity: ActivityDetail, day: date, desk: Desk) -> dict[str, object]:
    """Return the new time: a whole day stays one, an hour stays the hour on the wall."""
    wall = on_wall(activity.happens_at, activity.zone, desk)
    at = None if activity.all_day_on is not None else wall.time()
    return moved(activity.zone, Spoken(day, at), desk)
