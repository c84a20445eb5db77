import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QInputMethodEvent


@pytest.fixture
def press(qtbot, settle):
    """Press keys on a widget, and wait for what comes of each. Chinese comes by an input method."""

    def press_keys(widget, *keys) -> None:
        for key in keys:
            if isinstance(key, str) and key.isascii():
                qtbot.keyClicks(widget, key)
            elif isinstance(key, str):
                event = QInputMethodEvent()
                event.setCommitString(key)
                QCoreApplication.sendEvent(widget, event)
            else:
                qtbot.keyClick(widget, key)
            settle()

    return press_keys
