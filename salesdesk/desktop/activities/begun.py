"""What was begun to be written at each customer: it stands there again later, after a crash too.

Files that were brought along are kept while the window is open, words on the device as well.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import partial
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import QObject, QTimer

from salesdesk.desktop.activities.next_step import Next
from salesdesk.desktop.activities.quick_log import KINDS, Logged
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.domain.days import Spoken
from salesdesk.services import drafts
from salesdesk.services.drafts import Draft

KIND: Final = "customer-log"
AFTER: Final = 1_000
"""Milliseconds from the first key that is not kept: who types without a pause loses no more."""


@dataclass(frozen=True, slots=True)
class Written:
    """A talk and a comment that are not saved yet."""

    talk: Logged | None = None
    comment: str = ""

    def __bool__(self) -> bool:
        return self.talk is not None or bool(self.comment.strip())


class Begun(QObject):
    """Keeps what `written` tells of the customer one is at; `show` is told what was kept of another."""

    def __init__(
        self, desk: Desk, written: Callable[[], Written], show: Callable[[Written], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk, self._written, self._show = desk, written, show
        self._kept: dict[UUID, Written] = {}
        self.at: UUID | None = None
        self._timer = QTimer(self, singleShot=True, interval=AFTER)
        self._timer.timeout.connect(self.keep)

    def touch(self) -> None:
        """Something was written: it is kept soon."""
        if not self._timer.isActive():
            self._timer.start()

    def keep(self) -> None:
        """Keep at once what is written here, or forget it where nothing is."""
        self._timer.stop()
        if self.at is not None:
            self.put(self.at, self._written())

    def put(self, customer_id: UUID, written: Written) -> None:
        """Keep this of a customer; nothing is done where nothing is new."""
        if written == self._kept.get(customer_id, Written()):
            return
        self._kept[customer_id] = written
        if written:
            work = partial(drafts.keep_draft, self._desk.database, KIND, customer_id, _plain(written))
        else:
            work = partial(drafts.drop_draft, self._desk.database, KIND, customer_id)
        self._desk.background.change(work, owner=self)

    def put_back(self, customer_id: UUID, written: Written) -> None:
        """Keep what could not be stored of a customer one has left, before what was begun there since."""
        there, talk = self._kept.get(customer_id, Written()), written.talk
        if there.talk is not None:
            talk = there.talk if talk is None else there.talk.behind(talk)
        comment = "\n".join(filter(None, (written.comment, there.comment)))
        self.put(customer_id, Written(talk, comment))

    def turn_to(self, customer_id: UUID) -> None:
        """Come to a customer whose lines are empty yet: show what was begun there."""
        self.at = customer_id
        if customer_id in self._kept:
            self._show(self._kept[customer_id])
            return
        work = partial(drafts.draft, self._desk.database, KIND, customer_id)
        then = partial(self._found, customer_id)
        self._desk.background.ask(work, owner=self, then=then, failed=lambda _closed: None)

    def _found(self, customer_id: UUID, draft: Draft | None) -> None:
        """Take what the device kept, unless something new was begun meanwhile."""
        written = Written() if draft is None else _read(draft.body)
        if customer_id in self._kept or (customer_id == self.at and self._written()):
            return
        self._kept[customer_id] = written
        if customer_id == self.at:
            self._show(written)


def _plain(written: Written) -> dict[str, Any]:
    talk = written.talk
    if talk is None:
        return {"comment": written.comment}
    when = talk.coming.when
    return {
        "comment": written.comment,
        "kind": str(talk.kind),
        "text": talk.text,
        "outcome": str(talk.outcome),
        "day": when.day.isoformat() if when is not None else "",
        "at": when.at.isoformat() if when is not None and when.at is not None else "",
        "step": talk.coming.step,
        "remind_before": talk.coming.remind_before,
        "repeats": talk.coming.repeats,
        "unread": talk.coming.unread,
    }


def _read(body: Mapping[str, Any]) -> Written:
    """Return what a draft holds."""
    if body.get("kind") not in KINDS:
        return Written(None, body.get("comment", ""))
    when = None
    if body["day"]:
        at = time.fromisoformat(body["at"]) if body["at"] else None
        when = Spoken(date.fromisoformat(body["day"]), at)
    coming = Next(when, body["step"], body["remind_before"], body["repeats"], body["unread"])
    return Written(Logged(body["kind"], body["text"], body["outcome"], coming), body["comment"])
