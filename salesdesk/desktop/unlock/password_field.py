"""A line for a password: hidden until asked for."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QWidget

from salesdesk.desktop.runtime.language import rebind
from salesdesk.desktop.theme.icons import icon
from salesdesk.desktop.widgets.plain import tip
from salesdesk.words import say


class PasswordEdit(QLineEdit):
    """A line for a password, with an eye to look at it."""

    def __init__(self, name_key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(256)
        self._eye = QAction(icon("eye"), "", self)
        self._eye.triggered.connect(self._look)
        self.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self._name_key = name_key
        rebind(self, self._name)

    def hide_again(self) -> None:
        """Hide what is typed."""
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self._name()

    def _look(self) -> None:
        hidden = self.echoMode() is QLineEdit.EchoMode.Password
        self.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self._name()

    def _name(self) -> None:
        hidden = self.echoMode() is QLineEdit.EchoMode.Password
        self._eye.setIcon(icon("eye" if hidden else "eye-off"))
        text = say("unlock.password.show") if hidden else say("unlock.password.hide")
        self._eye.setText(text)
        self.setAccessibleName(say(self._name_key))
        for widget in self._eye.associatedObjects():
            if isinstance(widget, QWidget) and widget is not self:
                tip(widget, text)


def focus(edit: QLineEdit) -> None:
    """Put the focus into a line and choose all that is in it."""
    edit.setFocus(Qt.FocusReason.OtherFocusReason)
    edit.selectAll()
