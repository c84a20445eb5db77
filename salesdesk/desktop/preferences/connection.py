"""The company's server: connect, sign in again, leave."""

from functools import partial

from PySide6.QtWidgets import QProgressBar, QWidget

from salesdesk.desktop.preferences.rows import Section, SettingRow
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.language import rebind
from salesdesk.desktop.runtime.sync_agent import SyncAgent
from salesdesk.desktop.unlock.connect_form import ConnectForm
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.dialog import Sheet
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.services import connection
from salesdesk.services.connection import Connection
from salesdesk.words import say


def connecting(desk: Desk) -> Section:
    """Return the section. A workspace that stays by itself says so."""
    if desk.sync is None or not desk.sync.may_connect:
        return Section("connection", [SettingRow("settings.connection.none", QWidget())])
    return ConnectionSection(desk, desk.sync)


class ConnectionSection(Section):
    """Where this workspace is connected, as whom, and under which name; the token is never shown."""

    def __init__(self, desk: Desk, sync: SyncAgent) -> None:
        self._desk, self._sync = desk, sync
        self._known: Connection | None = None
        self._text = ""  # what the settings are searched for
        self.server, self.person = PlainLabel(role="small", wrap=True), PlainLabel(role="small", wrap=True)
        self.enter = Button(icon="link", run=self.ask)
        self.leave = Button(key="settings.connection.leave", icon="log-out", run=self.ask_leave)
        self.compare = Button(key="settings.connection.now", icon="refresh-cw", run=sync.wake)
        self.leaving = SettingRow("settings.connection.disconnect", self.leave)
        self.now = SettingRow("settings.connection.sync", self.compare)
        self.who = SettingRow("settings.connection.person", self.person, wide=True)
        rows = [
            SettingRow("settings.connection.server", self.server, wide=True),
            self.who,
            SettingRow("settings.connection.connect", self.enter),
            self.now,
            self.leaving,
        ]
        super().__init__("connection", rows)
        rebind(self, self._say)
        sync.changed.connect(self._look)
        self._look()

    def ask(self) -> None:
        """Ask for address, user and password."""
        known = self._known
        sheet = ConnectSheet(self._desk, self._sync, self.window())
        sheet.form.begin(url=known.url if known else "", device=known.device if known else "")
        sheet.finished.connect(self._look)
        sheet.open()

    def ask_leave(self) -> None:
        """Leave the server, after one question: signing in again needs the password."""
        sheet = LeaveSheet(self.window())
        sheet.go.clicked.connect(self._go)
        sheet.open()

    def narrow(self, text: str) -> bool:
        self._text = text
        return super().narrow(text)

    def offers(self, row: SettingRow) -> bool:
        return self._is_connected or row not in (self.now, self.leaving, self.who)

    @property
    def _is_connected(self) -> bool:
        return self._known is not None and self._known.connected

    def _go(self, *_checked: object) -> None:
        notices = self._desk.notices
        done = partial(notices.done, "settings.connection.left")
        self._sync.sign_out(owner=self, then=done, failed=notices.failed)

    def _look(self, *_status: object) -> None:
        ask = partial(connection.connection, self._desk.database)
        self._desk.background.ask(ask, owner=self, then=self._know)

    def _know(self, known: Connection) -> None:
        self._known = known
        self._say()

    def _say(self) -> None:
        known = self._known
        self.enter.setText(
            say("settings.connection.again") if self._is_connected else say("settings.connection.go")
        )
        self.narrow(self._text)
        if known is None or not known.connected:
            self.server.setText(say("settings.connection.alone"))
            return
        self.server.setText(f"{known.company}\n{known.url}" if known.company else known.url)
        role = say(f"server.role.{known.role}") if known.role else ""
        self.person.setText(" · ".join(part for part in (known.name, role, known.device) if part))


class ConnectSheet(Sheet):
    """Signs in, with a bar while the server is asked; what was written alone goes along."""

    def __init__(self, desk: Desk, sync: SyncAgent, parent: QWidget) -> None:
        super().__init__("connect.title", parent, width=460)
        self._desk, self._sync = desk, sync
        self.form = ConnectForm()
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.hide()
        self.body.addWidget(PlainLabel(key="connect.text", role="muted", wrap=True))
        self.body.addWidget(self.form)
        self.body.addWidget(self._bar)
        self.add_cancel()
        self.go = self.add_button(Button(key="connect.go", kind="primary", run=self.submit))

    def submit(self) -> None:
        """Sign in, if everything is there."""
        asked = self.form.read()
        if asked is not None and self.go.isEnabled():
            self._set_busy(busy=True)
            self._sync.sign_in(asked, owner=self, then=self._done, failed=self._refused)

    def _done(self, connected: object) -> None:
        self.form.forget()
        name, company = getattr(connected, "name", ""), getattr(connected, "company", "")
        self._desk.notices.done("connect.done", who=", ".join(part for part in (name, company) if part))
        self.accept()

    def _refused(self, error: Exception) -> None:
        self._set_busy(busy=False)
        self.form.refuse(error)

    def _set_busy(self, *, busy: bool) -> None:
        self.form.set_busy(busy=busy)
        self.go.setEnabled(not busy)
        self._bar.setVisible(busy)


class LeaveSheet(Sheet):
    """Says what stays and what stops."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("settings.connection.leave.title", parent)
        self.body.addWidget(PlainLabel(key="settings.connection.leave.text", role="muted", wrap=True))
        self.add_cancel()
        self.go = self.add_button(Button(key="settings.connection.leave", kind="primary", run=self.accept))
