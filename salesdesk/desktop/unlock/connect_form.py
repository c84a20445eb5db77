"""Where the server is, and who signs in there: the form of the first run and of the settings."""

import platform
from typing import Final

from PySide6.QtCore import QRegularExpression, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.runtime.signing_in import SignInAsked
from salesdesk.desktop.unlock.card import Field
from salesdesk.desktop.unlock.password_field import PasswordEdit, focus
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.words import error_text, say, words_of

_FIELD_OF: Final = {
    "server-address": "url",
    "server-not-secure": "url",
    "server-away": "url",
    "not-found": "url",
    "sign-in-wrong": "password",
    "sign-in-wait": "password",
    "code-needed": "code",
    "code-wrong": "code",
}
"""What a refusal is about, where it is about one line; everything else is said below them all."""
_MISSING: Final = ("url", "login", "password", "device")


class ConnectForm(QWidget):
    """Address, user, password, this computer's name; the code of the phone only once it is asked for."""

    typed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.url, self.login = _line("connect.url", 300), _line("connect.login", 100)
        self.password = PasswordEdit("connect.password")
        self.code, self.device = _line("connect.code", 6), _line("connect.device", 100)
        self.code.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]*"), self.code))
        self.device.setText(platform.node())
        bind(self.url, self.url.setPlaceholderText, "connect.url.hint")
        edits = {name: getattr(self, name) for name in ("url", "login", "password", "code", "device")}
        self.fields = {name: Field(f"connect.{name}", edit) for name, edit in edits.items()}
        self.refusal = PlainLabel(role="refusal", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for name, field in self.fields.items():
            column.addWidget(field)
            edits[name].textEdited.connect(self._edited)
        column.addWidget(self.refusal)
        self.refusal.hide()
        self.fields["code"].hide()

    def begin(self, *, url: str = "", device: str = "") -> None:
        """Put the keyboard where typing starts. What is known is filled in."""
        if url and not self.url.text():
            self.url.setText(url)
        if device:
            self.device.setText(device)
        focus(self.login if self.url.text() else self.url)

    def read(self) -> SignInAsked | None:
        """Return what was typed, or None if something is missing; that is said in its place."""
        for name in _MISSING:
            edit = self.fields[name].control
            if isinstance(edit, QLineEdit) and not edit.text().strip():
                self.fields[name].refuse(say(f"connect.{name}.missing"))
                focus(edit)
                return None
        return SignInAsked(
            url=self.url.text().strip(),
            login=self.login.text().strip(),
            password=self.password.text(),
            device_name=self.device.text().strip(),
            code=self.code.text(),
        )

    def refuse(self, error: Exception) -> None:
        """Say what went wrong, beside the line it is about."""
        name = _FIELD_OF.get(getattr(error, "code", ""), "")
        text = refusal_text(error)
        if name not in self.fields:
            self.refusal.setText(text)
            self.refusal.show()
            return
        self.fields[name].show()
        self.fields[name].refuse(text)
        edit = self.fields[name].control
        if isinstance(edit, QLineEdit):
            focus(edit)

    def set_busy(self, *, busy: bool) -> None:
        """Let nothing be typed while the server is asked."""
        for field in self.fields.values():
            if isinstance(field.control, QLineEdit):
                field.control.setReadOnly(busy)
        if busy:
            self._edited()

    def forget(self) -> None:
        """Keep no secret on the screen."""
        self.password.clear()
        self.code.clear()

    def _edited(self, _text: str = "") -> None:
        for field in self.fields.values():
            field.refuse("")
        self.refusal.hide()
        self.typed.emit()


def refusal_text(error: Exception) -> str:
    """Return why a server could not be connected. Away can mean several things, each with its own remedy."""
    reason = getattr(error, "values", {}).get("reason", "")
    key = f"connect.away.{reason}"
    if getattr(error, "code", "") == "server-away" and key in words_of("en").texts:
        return say(key)
    return error_text(error)


def _line(key: str, longest: int) -> QLineEdit:
    edit = QLineEdit()
    edit.setMaxLength(longest)
    bind(edit, edit.setAccessibleName, key)
    return edit
