"""What has bitten users of PySide before, so that an update that brings it back is refused."""

import sys

from PySide6.QtCore import QObject, QTimer, Signal


def test_void_calls_lose_no_reference_to_none(qapp):
    """PYSIDE-3474: PySide6 6.12.0 on Python 3.11 dropped one per call and aborted after some thousands."""
    timer = QTimer()
    before = sys.getrefcount(None)
    for number in range(1_000):
        timer.setInterval(number)
    assert abs(sys.getrefcount(None) - before) < 100


def test_a_signal_with_an_object_keeps_it_alive(qapp):
    class Sender(QObject):
        sent = Signal(object)

    heard: list[dict[str, int]] = []
    sender = Sender()
    sender.sent.connect(heard.append)
    for number in range(100):
        sender.sent.emit({"n": number})
    assert [each["n"] for each in heard] == list(range(100))
