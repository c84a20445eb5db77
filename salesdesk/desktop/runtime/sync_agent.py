"""The agent of sync as the window knows it: how it stands, told on the UI thread, and what it can be asked.

The agent's own threads never touch a widget, and the window never waits for them.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from salesdesk.desktop.runtime.background import Background
from salesdesk.desktop.runtime.changes import Changes, Touched
from salesdesk.desktop.runtime.signing_in import SignInAsked, sign_in
from salesdesk.storage.database import Database
from salesdesk.sync.state import Cycle, Outcome, Replica
from salesdesk.sync.status import State, Status, status_of

if TYPE_CHECKING:
    from salesdesk.sync.agent import Agent
    from salesdesk.sync.client import Connected

Failed = Callable[[Exception], None]


class SyncAgent(QObject):
    """Starts the agent of a connected workspace, and follows it; alone, it only counts what waits.

    `may_connect` is False for a workspace that shall stay by itself.
    """

    changed = Signal(Status)
    _came = Signal(object)

    def __init__(
        self,
        replica: Replica,
        background: Background,
        changes: Changes,
        parent: QObject | None = None,
        *,
        may_connect: bool = True,
    ) -> None:
        super().__init__(parent)
        self.may_connect = may_connect
        self.status = Status(State.ALONE)
        self._replica, self._background = replica, background
        self._agent: Agent | None = None
        self._closed = self._looking = self._looks_again = False
        self._succeeded: datetime | None = None
        self._came.connect(self._told, Qt.ConnectionType.QueuedConnection)
        changes.listen(self, self._touched)

    @property
    def is_connected(self) -> bool:
        """Whether the workspace has a server, as far as is known by now."""
        return self.status.state is not State.ALONE

    def begin(self) -> None:
        """Start the agent if the workspace has a server. A copy that is only looked at is left as it is."""
        if self._database.looked_at is None:
            work = partial(_started, self._replica, self._came.emit)
            self._background.ask(work, owner=self, then=self._take)
        self.look()

    def look(self) -> None:
        """Count again what waits, unless a cycle is about to tell it."""
        if self._closed or self._looking:
            self._looks_again = True
            return
        self._looking = True
        work = partial(status_of, self._database, self._cycle())
        self._background.ask(work, owner=self, then=self._looked, failed=self._not_looked)

    def wake(self) -> None:
        """Go to the server at once."""
        if self._agent is not None:
            self._agent.wake()

    def consent(self) -> None:
        """Let the server remove as much as it wants to, this once."""
        if self._agent is not None:
            self._agent.consent()

    def fetch_file(self, sha256: str, size: int, told: Callable[[int, int], None]) -> bytes:
        """Fetch a file that somebody waits for, on a worker; raises as `sync.client.fetch_file`."""
        from salesdesk.sync import client  # noqa: PLC0415 - the network stack comes with it

        return client.fetch_file(self._replica, sha256, size, told)

    def sign_in(
        self, asked: SignInAsked, *, owner: QObject, then: "Callable[[Connected], None]", failed: Failed
    ) -> None:
        """Connect to a server, or sign in again; what was written alone goes along."""
        before, self._agent = self._agent, None

        def connected(answer: "tuple[Connected, Agent | None]") -> None:
            self._take(answer[1])
            self.look()
            if isValid(owner):
                then(answer[0])

        def refused(error: Exception) -> None:
            self.begin()
            if isValid(owner):
                failed(error)

        work = partial(_signed_in, self._replica, asked, before, self._came.emit)
        self._background.ask(work, owner=self, then=connected, failed=refused)

    def sign_out(self, *, owner: QObject, then: Callable[[], None], failed: Failed) -> None:
        """Leave the server; everything stays here."""
        before, self._agent = self._agent, None

        def done(_nothing: None) -> None:
            self._succeeded = None
            self.look()
            if isValid(owner):
                then()

        work = partial(_signed_out, self._database, before)
        self._background.ask(work, owner=self, then=done, failed=failed)

    def close(self) -> None:
        """End the agent. A cycle under way is cut off; the next start goes on."""
        self._closed = True
        if self._agent is not None:
            self._agent.stop()
            self._agent = None

    @property
    def _database(self) -> Database:
        return self._replica.database

    def _cycle(self) -> Cycle | None:
        return None if self._agent is None else self._agent.core.cycle

    def _take(self, agent: "Agent | None") -> None:
        if self._closed and agent is not None:
            agent.stop()
        elif agent is not None:
            self._agent = agent

    def _touched(self, _touched: Touched) -> None:
        self.look()

    def _looked(self, status: Status) -> None:
        self._looking = False
        if status.state is not State.WORKING:
            self._show(status)
        if self._looks_again:
            self._looks_again = False
            self.look()

    def _not_looked(self, _error: Exception) -> None:
        self._looking = False  # whoever reads next will tell what is the matter

    def _told(self, status: Status) -> None:
        """Take what the agent said of its own accord."""
        if status.outcome is Outcome.DONE:
            self._succeeded = self._database.clock()
        if not self._closed:
            self._show(status)

    def _show(self, status: Status) -> None:
        seen = [moment for moment in (status.last_success, self._succeeded) if moment is not None]
        self.status = replace(status, last_success=max(seen, default=None))
        self.changed.emit(self.status)


def _started(replica: Replica, told: Callable[[Status], None]) -> "Agent | None":
    """Return the running agent of a workspace, or None if it has no server. For a worker."""
    from salesdesk.sync import client  # noqa: PLC0415 - the network stack comes with it

    if not client.is_connected(replica.database):
        return None
    agent = client.make_agent(replica, told)
    agent.start()
    return agent


def _signed_in(
    replica: Replica, asked: SignInAsked, before: "Agent | None", told: Callable[[Status], None]
) -> "tuple[Connected, Agent | None]":
    if before is not None:
        before.stop()
    connected = sign_in(replica.database, asked)
    return connected, _started(replica, told)


def _signed_out(database: Database, before: "Agent | None") -> None:
    from salesdesk.sync import client  # noqa: PLC0415 - the network stack comes with it

    if before is not None:
        before.stop()
    client.disconnect(database)
