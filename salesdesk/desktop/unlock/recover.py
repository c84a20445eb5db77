"""The way in by the recovery key: each group is judged as it is typed; then a new password."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from salesdesk.desktop.runtime.background import Background
from salesdesk.desktop.runtime.language import bind, rebind
from salesdesk.desktop.theme.look import SEMIBOLD, look
from salesdesk.desktop.unlock.card import Field, Screen
from salesdesk.desktop.unlock.opening import Opening
from salesdesk.desktop.unlock.password_field import PasswordEdit, focus
from salesdesk.desktop.unlock.strength import StrengthTold
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.domain.errors import BadInput
from salesdesk.security import recovery
from salesdesk.words import error_text, say


class Recover(Screen):
    """Asks for recovery key and new password. `opened` carries the workspace."""

    opened = Signal(object)
    troubled = Signal(Exception)
    left = Signal()

    def __init__(self, opening: Opening, background: Background) -> None:
        super().__init__("key-round", "unlock.recover.title", "unlock.recover.text")
        self._opening, self._background = opening, background
        self._busy = False
        self.key = QLineEdit()
        self.key.setFont(look().font(15, SEMIBOLD, tabular=True))
        self.key.setPlaceholderText("XXXXXX-XXXXXX-XXXXXX-…")
        bind(self.key, self.key.setAccessibleName, "unlock.recover.key")
        self.key_field = Field("unlock.recover.key", self.key)
        self.edit = PasswordEdit("unlock.recover.password")
        self.password_field = Field("unlock.recover.password", self.edit)
        self.strength = StrengthTold(self.edit)
        self.primary = Button(kind="primary", run=self.submit)
        self.back = Button(key="unlock.back", kind="link", run=self.left.emit)
        self.column.addSpacing(12)
        for widget in (self.key_field, self.password_field, self.strength, self.primary, self.back):
            self.column.addWidget(widget)
        self.key.textEdited.connect(self._judge_key)
        self.edit.textChanged.connect(self._show)
        rebind(self, self._show)

    def begin(self) -> None:
        """Ask whether a keyring will help the new password."""
        self._background.ask(
            self._opening.stands_alone, owner=self, then=self.strength.stand_alone, failed=self._failed
        )
        focus(self.key)

    def submit(self) -> None:
        """Open the workspace."""
        key, password = self.key.text(), self.edit.text()
        try:
            recovery.read(key)
        except BadInput as error:
            self._failed(error)
            return
        if self._busy or not self.strength.judgement.accepted:
            focus(self.edit)
            return
        self._set_busy(True)
        self._background.ask(
            lambda: self._opening.recover(key, password), owner=self, then=self._opened, failed=self._failed
        )

    def forget(self) -> None:
        """Let go of what was typed."""
        for edit in (self.key, self.edit):
            edit.clear()
        self.edit.hide_again()

    def _judge_key(self, text: str) -> None:
        """Write the key in groups while it is typed at the end, and name the group with a slip."""
        groups = recovery.groups_so_far(text)
        if self.key.cursorPosition() == len(text):
            ending = "-" if text.endswith("-") and groups and len(groups[-1][0]) == recovery.GROUPS else ""
            self.key.setText("-".join(group for group, _ in groups) + ending)
        wrong = next((place for place, (_, fits) in enumerate(groups, 1) if not fits), 0)
        self.key_field.refuse(say("error.recovery-key-typo", group=wrong) if wrong else "")
        self._show()

    def _opened(self, workspace: object) -> None:
        self.forget()
        self._set_busy(False)
        self.opened.emit(workspace)

    def _failed(self, error: Exception) -> None:
        self._set_busy(False)
        code = getattr(error, "code", "")
        if code.startswith("recovery-key"):
            self.key_field.refuse(error_text(error))
            focus(self.key)
        elif code.startswith("password"):
            self.password_field.refuse(error_text(error))
            focus(self.edit)
        else:
            self.troubled.emit(error)

    def _set_busy(self, busy: bool) -> None:  # noqa: FBT001 - a state is handed in
        self._busy = busy
        for edit in (self.key, self.edit):
            edit.setReadOnly(busy)
        self._show()

    def _show(self) -> None:
        if self.primary is not None:
            self.primary.setText(say("unlock.lock.opening") if self._busy else say("unlock.recover.open"))
            self.primary.setEnabled(not self._busy)
