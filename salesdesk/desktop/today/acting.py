"""Doing and putting off what is due: one line or several, each a step to undo."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QObject

from salesdesk import formats
from salesdesk.desktop.activities.walls import moved, on_wall
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.today.tasks import Task
from salesdesk.desktop.widgets.undoable import do, do_each
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

    def finish(self, tasks: Sequence[Task]) -> None:
        """Tick them off."""
        self._do([task for task in tasks if task.can_be_done], self._finishing, "today.done")

    def put_off_by(self, tasks: Sequence[Task], days: int) -> None:
        """Move them to so many days from today."""
        self.put_off(tasks, Spoken(self._desk.today() + timedelta(days=days)))

    def put_off(self, tasks: Sequence[Task], when: Spoken) -> None:
        """Move them to a day, and to an hour if one is told; with whom nothing is planned, a follow-up is.

        Where none of them is left, say so.
        """
        shown = formats.short_day(when.day, self._desk.today(), language())
        if not tasks:
            self._desk.notices.say("today.put_off.gone")
        movable = [task for task in tasks if task.can_wait]
        self._do(movable, partial(self._moving, when), "today.snoozed", day=shown)

    def _do(
        self, tasks: Sequence[Task], work_of: Callable[[Task], Callable[[], None]], key: str, **values: Any
    ) -> None:
        works = [work_of(task) for task in tasks]
        if len(works) == 1:
            do(self._desk, works[0], owner=self, say=f"{key}.told", name=tasks[0].name, **values)
        elif works:
            do_each(self._desk, works, owner=self, say=f"{key}.many", **values)

    def _finishing(self, task: Task) -> Callable[[], None]:
        database, source = self._desk.database, task.source
        if isinstance(source, ActivityDetail):
            return partial(activities.finish_activity, database, source.id)
        return partial(customers.edit_customer, database, task.customer_id, {"next_follow_up": None})

    def _moving(self, when: Spoken, task: Task) -> Callable[[], None]:
        database, source = self._desk.database, task.source
        if isinstance(source, ActivityDetail):
            fields = _moved(source, when, self._desk)
            return partial(activities.edit_activity, database, source.id, fields)
        return partial(customers.edit_customer, database, task.customer_id, {"next_follow_up": when.day})


def _moved(activity: ActivityDetail, when: Spoken, desk: Desk) -> dict[str, object]:
    """Return the new time: a whole day stays one unless an hour is told, else it is the hour on the wall."""
    wall = on_wall(activity.happens_at, activity.zone, desk)
    at = when.at or (None if activity.all_day_on is not None else wall.time())
    return moved(activity.zone, Spoken(when.day, at), desk)
