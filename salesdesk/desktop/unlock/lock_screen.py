"""The lock screen: a password, what is wrong with it, and the other ways in."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, Signal, SignalInstance

from salesdesk.desktop.runtime.background import Background
from salesdesk.desktop.runtime.language import rebind
from salesdesk.desktop.unlock.card import Field, Screen
from salesdesk.desktop.unlock.opening import Opening
from salesdesk.desktop.unlock.password_field import PasswordEdit, focus
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.words import error_text, say

_SECOND = 1_000
_HERE = ("wrong-password", "wait")  # told beside the field; all else has a screen of its own


class LockScreen(Screen):
    """Asks for the password. `opened` carries the workspace, `troubled` what stood in the way."""

    opened = Signal(object)
    troubled = Signal(Exception)
    recovery_wanted = Signal()
    taken_out = Signal(object)
    handed_over = Signal(object)
    opened_to_join = Signal(object)

    def __init__(self, opening: Opening, background: Background) -> None:
        super().__init__("lock", "unlock.lock.title", "unlock.lock.text_unlock")
        self._opening, self._background = opening, background
        self._busy, self._left, self._purpose = False, 0, "unlock"
        self._ways: dict[str, Callable[[str], object]] = {
            "unlock": opening.unlock,
            "anyway": opening.unlock_anyway,
            "restore": opening.restore,
            "repair": opening.repair,
            "copy": opening.open_copy,
            "renew": opening.renew,
            "join": opening.unlock_to_join,
        }
        self._told: Callable[[], str] = str
        self.edit = PasswordEdit("unlock.password")
        self.field = Field("unlock.password", self.edit)
        self.primary = Button(kind="primary", run=self.submit)
        self.other = Button(key="unlock.lock.recovery", kind="link", run=self.recovery_wanted.emit)
        self.column.addSpacing(12)
        for widget in (self.field, self.primary, self.other):
            self.column.addWidget(widget)
        self._timer = QTimer(self, interval=_SECOND)
        self._timer.timeout.connect(self.tick)
        self.edit.textEdited.connect(self._typed)
        rebind(self, self._show)

    def begin(self) -> None:
        """Ask how long to wait, which also loads what unlocking needs."""
        self._background.ask(self._opening.wait, owner=self, then=self._wait_for, failed=self._failed)
        focus(self.edit)

    def submit(self) -> None:
        """Try the password."""
        password = self.edit.text()
        if not password or self._busy or self._left:
            return
        self._set_busy(True)
        written = {"export": self.taken_out, "hand_over": self.handed_over}.get(self._purpose)
        then = self._opened if written is None else partial(self._written, written)
        open_by = self._ways[self._purpose]
        self._background.ask(lambda: open_by(password), owner=self, then=then, failed=self._failed)

    def serve(self, purpose: str) -> None:
        """Ask the password to `unlock`, to do so `anyway`, or to `restore`. One that is typed is tried."""
        self._purpose = purpose
        self.text.say(f"unlock.lock.text_{purpose}")
        self._show()
        self.submit()

    def export_to(self, folder: Path) -> None:
        """Ask the password to write into a folder what can be read."""
        work = partial(self._opening.export_readable, folder=folder)
        self._write("export", work, folder=str(folder))

    def hand_over_to(self, file: Path) -> None:
        """Ask the password to write what waits into a file for the server."""
        work = partial(self._opening.hand_over, file=file)
        self._write("hand_over", work, file=file.name)

    def _write(self, purpose: str, work: Callable[[str], object], **values: object) -> None:
        self._ways[purpose], self._purpose = work, purpose
        self.text.say(f"unlock.lock.text_{purpose}", **values)
        self._show()
        self.submit()

    def tick(self) -> None:
        """Count a second down."""
        self._left = max(0, self._left - 1)
        if not self._left:
            self._timer.stop()
            self._say(str)
            focus(self.edit)
        self._show()

    def forget(self) -> None:
        """Let go of what was typed."""
        self.edit.clear()
        self.edit.hide_again()

    def _opened(self, workspace: object) -> None:
        self.forget()
        self._set_busy(False)
        done = self.opened_to_join if self._purpose == "join" else self.opened
        done.emit(workspace)

    def _written(self, done: SignalInstance, what: object) -> None:
        self.forget()
        self._set_busy(False)
        done.emit(what)

    def _failed(self, error: Exception) -> None:
        self._set_busy(False)
        code = getattr(error, "code", "")
        if code not in _HERE:
            self.troubled.emit(error)
            return
        self._say(lambda: error_text(error))
        self.edit.hide_again()
        focus(self.edit)
        self._background.ask(self._opening.wait, owner=self, then=self._wait_for)

    def _wait_for(self, seconds: float) -> None:
        self._left = -int(-seconds // 1)
        if self._left:
            self._say(lambda: say("error.wait", seconds=self._left))
            self._timer.start()
        self._show()

    def _typed(self) -> None:
        if not self._left:
            self._say(str)

    def _say(self, told: Callable[[], str]) -> None:
        self._told = told
        self._show()

    def _set_busy(self, busy: bool) -> None:  # noqa: FBT001 - a state is handed in
        self._busy = busy
        self.edit.setReadOnly(busy)
        self._show()

    def _show(self) -> None:
        self.field.refuse(self._told())
        if self.primary is not None:
            resting = f"unlock.lock.{self._purpose}"
            self.primary.setText(say("unlock.lock.opening" if self._busy else resting))
            self.primary.setEnabled(not self._busy and not self._left)
