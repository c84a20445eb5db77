"""Doing something that can be taken back: written in the background, told at the foot with an Undo."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.services import undo

T = TypeVar("T")


def do(
    desk: Desk,
    work: Callable[[], T],
    *,
    owner: QObject,
    say: str,
    then: Callable[[T], None] | None = None,
    failed: Callable[[Exception], None] | None = None,
    **values: object,
) -> None:
    """Write in the background; when it is done, say so (a key of the catalogue) and offer to undo it.

    A whole number that `work` answers is the `n` of the sentence.
    """

    def told(answer: tuple[T, int | None]) -> None:
        found, step = answer
        counted = {"n": found} if isinstance(found, int) and not isinstance(found, bool) else {}
        back = partial(_undo, desk, owner, step) if step is not None else None
        desk.notices.done(say, undo=back, **(counted | values))
        if then is not None:
            then(found)

    refused = failed or desk.notices.failed
    desk.background.change(partial(_done, desk, work), owner=owner, then=told, failed=refused)


def _done(desk: Desk, work: Callable[[], T]) -> tuple[T, int | None]:
    before = _newest(desk)
    found = work()
    after = _newest(desk)
    return found, after if after != before else None


def _newest(desk: Desk) -> int | None:
    steps = undo.steps(desk.database, limit=1)
    return steps[0].id if steps else None


def _undo(desk: Desk, owner: QObject, step: int) -> None:
    back = partial(undo.undo_step, desk.database, step)
    desk.background.change(back, owner=owner, failed=desk.notices.failed)
