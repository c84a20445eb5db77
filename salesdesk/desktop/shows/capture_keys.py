"""Keys of the stand's form that belong to no single field: Esc, paste, undo; and those typed too soon."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

_UNDO = QKeySequence.StandardKey.Undo
_PASTE = QKeySequence.StandardKey.Paste


class CaptureKeys(QObject):
    """While it `holds`, keys wait: a lead is being saved, and they are meant for the next one."""

    def __init__(self, leave: Callable[[], None], paste: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._leave, self._paste = leave, paste
        self.holds = False
        self._held: list[QKeyEvent] = []

    def release(self) -> None:
        """Give the keys that waited to whatever has the cursor now, in their order."""
        self.holds = False
        held, self._held = self._held, []
        for event in held:
            focus = QApplication.focusWidget()
            if focus is not None:
                QCoreApplication.sendEvent(focus, event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or watched is not QApplication.focusWidget():
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            return self._override(watched, event)
        if event.type() != QEvent.Type.KeyPress:
            return False
        if self.holds:
            self._held.append(event.clone())
            return True
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self._leave()
            return True
        return event.matches(_PASTE) and self._paste()

    def _override(self, watched: QObject, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        if event.matches(_UNDO) and not _can_undo(watched):
            event.ignore()  # nothing was typed here: the last lead is meant
            return True
        return False


def _can_undo(widget: QObject) -> bool:
    if isinstance(widget, QLineEdit):
        return widget.isUndoAvailable()
    return isinstance(widget, QPlainTextEdit) and widget.document().isUndoAvailable()
