"""Ctrl+Z and Ctrl+Shift+Z: taking back the last named step, and doing it again."""

from functools import partial

from PySide6.QtCore import QObject

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.services import undo as steps
from salesdesk.words import say


class Undoing(QObject):
    """Takes steps back on the road every change takes, and says which."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk

    def undo(self) -> None:
        """Take the last step back."""
        then = partial(self._told, "window.undone", "window.nothing_to_undo")
        self._desk.background.change(partial(steps.undo, self._desk.database), owner=self, then=then)

    def redo(self) -> None:
        """Do the step again that was taken back last."""
        then = partial(self._told, "window.redone", "window.nothing_to_redo")
        self._desk.background.change(partial(steps.redo, self._desk.database), owner=self, then=then)

    def _told(self, key: str, nothing_key: str, step: steps.TakenStep | None) -> None:
        if step is None:
            self._desk.notices.say(nothing_key)
            return
        self._desk.notices.done(key, step=say(f"step.{step.key}", **step.values))
        if step.kept:
            self._desk.notices.say("window.undo_kept", n=step.kept)
