"""Doing something that can be taken back: written in the background, told at the foot with an Undo."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.domain.errors import SalesDeskError
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
        back = partial(_undo, desk, owner, [step]) if step is not None else None
        desk.notices.done(say, undo=back, **(counted | values))
        if then is not None:
            then(found)

    refused = failed or desk.notices.failed
    desk.background.change(partial(_done, desk, work), owner=owner, then=told, failed=refused)


def do_each(
    desk: Desk, works: Sequence[Callable[[], object]], *, owner: QObject, say: str, **values: object
) -> None:
    """Write several things one after the other, each a step of its own; say `n`, how many were done.

    Undo at the foot takes all of them back, Ctrl+Z the last one. What is refused is told; the rest is done.
    """

    def told(answer: tuple[list[int], list[Exception]]) -> None:
        steps, refused = answer
        if steps:
            desk.notices.done(say, undo=partial(_undo, desk, owner, steps), n=len(steps), **values)
        for error in refused[:1]:
            desk.notices.failed(error)

    desk.background.change(partial(_done_each, desk, works), owner=owner, then=told)


def _done(desk: Desk, work: Callable[[], T]) -> tuple[T, int | None]:
    before = _newest(desk)
    found = work()
    after = _newest(desk)
    return found, after[0] if after is not None and after != before else None


def _done_each(desk: Desk, works: Sequence[Callable[[], object]]) -> tuple[list[int], list[Exception]]:
    steps: list[int] = []
    refused: list[Exception] = []
    for work in works:
        try:
            _, step = _done(desk, work)
        except SalesDeskError as error:
            refused.append(error)
        else:
            steps += [] if step is None else [step]
    return steps, refused


def _newest(desk: Desk) -> tuple[int, bool] | None:
    """Return the newest step, and whether it is done: the next after one that was undone has its number."""
    steps = undo.steps(desk.database, limit=1)
    return (steps[0].id, steps[0].done) if steps else None


def _undo(desk: Desk, owner: QObject, steps: Sequence[int]) -> None:
    back = partial(_take_back, desk, steps)
    desk.background.change(back, owner=owner, failed=desk.notices.failed)


def _take_back(desk: Desk, steps: Sequence[int]) -> None:
    """Undo the steps, the last one first; one of several that was taken back meanwhile is passed over."""
    done = {step.id for step in undo.steps(desk.database) if step.done}
    for step in reversed(steps):
        if len(steps) == 1 or step in done:
            undo.undo_step(desk.database, step)
