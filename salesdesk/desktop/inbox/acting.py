"""What can be done with lines of the inbox. Each is one step, told at the foot, and can be taken back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Literal

from PySide6.QtCore import QObject

from salesdesk.desktop.inbox.lines import Line, Section
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.widgets.undoable import do
from salesdesk.services import inbox
from salesdesk.storage.database import Database

Act = Literal["mine", "theirs", "other", "retry", "dismiss", "accept", "decline", "open"]
Service = Callable[[Database, Sequence[Any]], None]


@dataclass(frozen=True, slots=True)
class Way:
    """How an act is offered: its icon and key, and whether it can be done with several at once."""

    icon: str
    key: str
    many: bool = True


WAYS: Final[dict[Act, Way]] = {
    "mine": Way("user-check", "M"),
    "theirs": Way("users", "T"),
    "other": Way("pencil", "E", many=False),
    "retry": Way("refresh-cw", "R"),
    "dismiss": Way("check", "D"),
    "accept": Way("check", "A"),
    "decline": Way("x", "X"),
    "open": Way("external-link", "O", many=False),
}
OFFERED: Final[dict[Section, tuple[Act, ...]]] = {
    "conflicts": ("mine", "theirs", "other", "open"),
    "refused": ("retry", "dismiss", "open"),
    "decide": ("accept", "decline", "open"),
    "held": ("dismiss", "open"),
    "waiting": ("open",),
}
_SERVICES: Final[dict[Act, Service]] = {
    "mine": inbox.take_mine,
    "theirs": inbox.keep_theirs,
    "retry": inbox.retry,
    "dismiss": inbox.dismiss,
    "accept": partial(inbox.decide, accept=True),
    "decline": partial(inbox.decide, accept=False),
}


def act_on(desk: Desk, act: Act, lines: Sequence[Line], owner: QObject) -> None:
    """Do it with all these lines as one step."""
    ids = [one for line in lines for one in line.ids]
    if ids:
        work = partial(_SERVICES[act], desk.database, ids)
        do(desk, work, owner=owner, say=f"inbox.done.{act}", n=len(lines))


def choose(desk: Desk, conflict_id: int, value: object, owner: QObject) -> None:
    """Let a third value stand."""
    work = partial(inbox.choose, desk.database, conflict_id, value)
    do(desk, work, owner=owner, say="inbox.done.other")
