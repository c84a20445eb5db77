"""A bank account that is only seen when somebody asks."""

from typing import Any

from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QLineEdit

from salesdesk.desktop.runtime.language import rebind
from salesdesk.desktop.theme.icons import icon
from salesdesk.desktop.widgets.fields.text import TextField
from salesdesk.domain.bank_cards import masked
from salesdesk.words import say


class AccountField(TextField):
    """Shows stars until the eye is pressed; an account that is hidden can be neither read nor copied."""

    def __init__(self, key: str, *, quiet: bool = False, placeholder_key: str = "") -> None:
        self._shown = False
        super().__init__(key, quiet=quiet, placeholder_key=placeholder_key)
        self.eye = QAction(self.line)
        self.eye.triggered.connect(self.turn)
        self.line.addAction(self.eye, QLineEdit.ActionPosition.TrailingPosition)
        rebind(self.line, self._name_eye)

    def spell(self, value: Any) -> str:
        text = str(value or "")
        return text if self._shown or not text else masked(text)

    def show_value(self, value: Any) -> None:
        if value != self._value:
            self._shown = False
        super().show_value(value)
        self._fit()

    def turn(self) -> None:
        """Show the account, or hide it again."""
        self._shown = not self._shown
        self.line.setText(self.spell(self._value))
        self._fit()

    def _fit(self) -> None:
        hidden = bool(self._value) and not self._shown
        self.line.setReadOnly(hidden)
        self.eye.setVisible(bool(self._value))
        self.eye.setIcon(QIcon(icon("eye" if hidden else "eye-off", "text3")))
        self._name_eye()

    def _name_eye(self) -> None:
        hidden = bool(self._value) and not self._shown
        self.eye.setText(say("customer.account.show" if hidden else "customer.account.hide"))
