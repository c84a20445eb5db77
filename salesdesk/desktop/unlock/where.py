"""The last step of the first minute: alone, or with the company's server. Alone can be changed any day."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal

from salesdesk.desktop.runtime.background import Background
from salesdesk.desktop.runtime.signing_in import sign_in
from salesdesk.desktop.unlock.card import Screen
from salesdesk.desktop.unlock.connect_form import ConnectForm
from salesdesk.desktop.unlock.dots import Dots
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.words import say

if TYPE_CHECKING:
    from salesdesk.services.accounts import Workspace


class Where(Screen):
    """Work alone, or connect."""

    alone_chosen = Signal()
    connect_chosen = Signal()

    def __init__(self) -> None:
        super().__init__("globe", "unlock.where.title", "unlock.where.text")
        self.lead_with(Dots(4))
        self.primary = Button(key="unlock.where.alone", kind="primary", run=self.alone_chosen.emit)
        self.connect_button = Button(key="unlock.where.connect", icon="link", run=self.connect_chosen.emit)
        self.column.addSpacing(12)
        self.column.addWidget(self.primary)
        self.column.addWidget(self.connect_button)

    def begin(self) -> None:
        """Alone is what Enter takes: nobody needs a server to begin."""
        if self.primary is not None:
            self.primary.setFocus()


class Joining(Screen):
    """Sign in on the company's server. `joined` comes when the workspace is connected."""

    joined = Signal()
    left = Signal()

    def __init__(self, background: Background) -> None:
        super().__init__("link", "unlock.join.title", "unlock.join.text")
        self._background, self._busy = background, False
        self._workspace: Workspace | None = None
        self.lead_with(Dots(4))
        self.form = ConnectForm()
        self.primary = Button(kind="primary", run=self.submit)
        self._may_leave = True
        self.back = Button(kind="link", run=self.left.emit)
        self.column.addSpacing(8)
        for widget in (self.form, self.primary, self.back):
            self.column.addWidget(widget)
        self._set_busy(busy=False)

    def serve(self, workspace: "Workspace", *, may_leave: bool = True) -> None:
        """Sign in for this workspace; where one may not leave it be, the way back is to the lock screen."""
        self._workspace, self._may_leave = workspace, may_leave
        self._set_busy(busy=False)

    def begin(self) -> None:
        """Put the keyboard on the address."""
        self.form.begin()
        if self._workspace is not None and not self._may_leave:
            from salesdesk.services.connection import connection  # noqa: PLC0415 - hardly ever

            work = partial(connection, self._workspace.database)
            self._background.ask(work, owner=self, then=lambda known: self.form.begin(url=known.url))

    def submit(self) -> None:
        """Sign in, if everything is there."""
        asked = None if self._busy else self.form.read()
        if asked is not None and self._workspace is not None:
            self._set_busy(busy=True)
            work = partial(sign_in, self._workspace.database, asked)
            self._background.ask(work, owner=self, then=self._done, failed=self._failed)

    def _done(self, _connected: object) -> None:
        self._set_busy(busy=False)
        self.form.forget()
        self.joined.emit()

    def _failed(self, error: Exception) -> None:
        self._set_busy(busy=False)
        self.form.refuse(error)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "form"):
            self._set_busy(busy=self._busy)

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        self.form.set_busy(busy=busy)
        if self.primary is not None:
            self.primary.setText(say("connect.asking") if busy else say("connect.go"))
            self.primary.setEnabled(not busy)
        if self.back is not None:
            self.back.setText(say("unlock.where.alone" if self._may_leave else "unlock.back"))
            self.back.setEnabled(not busy)
