"""Password, recovery key, and when the workspace locks itself."""

from functools import partial
from typing import Final

from PySide6.QtWidgets import QWidget

from salesdesk.desktop.preferences.rows import Section, SettingRow
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.unlock.password_field import PasswordEdit
from salesdesk.desktop.unlock.recovery_card import RecoveryCard
from salesdesk.desktop.unlock.strength import StrengthTold
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.dialog import Sheet
from salesdesk.desktop.widgets.fields.choice import ChoiceField
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.services import accounts, company
from salesdesk.services.accounts import NewWorkspace, Workspace
from salesdesk.words import error_text, say

IDLE_MINUTES: Final = (0, 1, 5, 10, 15, 30, 60)
USUAL_IDLE: Final = 15


def protection(desk: Desk) -> Section:
    """Return the section. Where only a database is open there are no keys to change."""
    rows = [_idle(desk)]
    if desk.workspace is not None:
        change = Button(key="settings.password.change", icon="key-round")
        renew = Button(key="settings.recovery.renew", icon="shield-check")
        change.clicked.connect(lambda: PasswordSheet(desk, desk.workspace, change.window()).open())
        renew.clicked.connect(lambda: RecoverySheet(desk, desk.workspace, renew.window()).open())
        rows += [SettingRow("settings.password", change), SettingRow("settings.recovery", renew)]
    return Section("protection", rows)


def _idle(desk: Desk) -> SettingRow:
    options = [(minutes, f"settings.idle.{minutes}") for minutes in IDLE_MINUTES]
    control = ChoiceField("settings.idle", options)
    control.show_value(desk.choices.get("idle_minutes", USUAL_IDLE))
    control.committed.connect(partial(_set_idle, desk))

    def usual() -> None:
        control.show_value(USUAL_IDLE)
        _set_idle(desk, USUAL_IDLE)

    row = SettingRow(
        "settings.idle",
        control,
        reset=usual,
        is_usual=lambda: desk.choices.get("idle_minutes", USUAL_IDLE) == USUAL_IDLE,
    )
    control.committed.connect(lambda _minutes: row.show_reset())
    return row


def _set_idle(desk: Desk, minutes: int) -> None:
    desk.choices.set("idle_minutes", minutes)
    desk.lock_after(minutes)


class PasswordSheet(Sheet):
    """The old password, the new one, and the new one again."""

    def __init__(self, desk: Desk, workspace: Workspace, parent: QWidget) -> None:
        super().__init__("settings.password.change", parent)
        self._desk, self._workspace = desk, workspace
        self.old = PasswordEdit("settings.password.old")
        self.new = PasswordEdit("settings.password.new")
        self.again = PasswordEdit("settings.password.again")
        self._refusal = PlainLabel(role="refusal", wrap=True)
        for key, edit in (
            ("settings.password.old", self.old),
            ("settings.password.new", self.new),
            ("settings.password.again", self.again),
        ):
            self.body.addWidget(PlainLabel(key=key, role="muted"))
            self.body.addWidget(edit)
            if edit is self.new:
                self.body.addWidget(StrengthTold(self.new))
        self.body.addWidget(self._refusal)
        self.add_cancel()
        self.go = self.add_button(Button(key="settings.password.change", kind="primary", run=self.submit))
        self.old.setFocus()

    def submit(self) -> None:
        """Change the password, if the new one was typed the same twice."""
        if self.new.text() != self.again.text():
            self._refusal.setText(say("settings.password.differ"))
            return
        self.go.setEnabled(False)
        work = partial(accounts.change_password, self._workspace, self.old.text(), self.new.text())
        self._desk.background.change(work, owner=self, then=self._changed, failed=self._refused)

    def _changed(self, _nothing: object) -> None:
        self._desk.notices.done("settings.password.changed")
        self.accept()

    def _refused(self, error: Exception) -> None:
        self.go.setEnabled(True)
        self._refusal.setText(error_text(error))


class RecoverySheet(Sheet):
    """A new recovery key, to print or save; the old paper opens nothing any more."""

    def __init__(self, desk: Desk, workspace: Workspace, parent: QWidget) -> None:
        super().__init__("settings.recovery.renew", parent, width=520)
        self._desk, self._workspace = desk, workspace
        self._card = RecoveryCard()
        self._card.hide()
        self._warning = PlainLabel(key="settings.recovery.warning", role="muted", wrap=True)
        self.body.addWidget(self._warning)
        self.body.addWidget(self._card)
        self._cancel = self.add_cancel()
        self.go = self.add_button(Button(key="settings.recovery.renew", kind="primary", run=self.renew))

    def renew(self) -> None:
        """Make the new key."""
        self.go.setEnabled(False)
        self._desk.background.change(self._made, owner=self, then=self._show, failed=self._refused)

    def _made(self) -> NewWorkspace:
        workspace = self._workspace
        key = accounts.renew_recovery_key(workspace)
        name, firm = company.me(workspace.database).name, company.profile(workspace.database).name
        return NewWorkspace(workspace, key, name, firm, self._desk.today())

    def _show(self, made: NewWorkspace) -> None:
        self._card.show_workspace(made)
        self._card.show()
        self._warning.say("settings.recovery.keep")
        self._cancel.hide()
        self.go.hide()
        self.add_button(Button(key="settings.recovery.kept", kind="primary", run=self.accept))

    def _refused(self, error: Exception) -> None:
        self.go.setEnabled(True)
        self._warning.setText(error_text(error))
