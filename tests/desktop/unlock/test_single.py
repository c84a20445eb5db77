"""A second start hands its words to the first program, and nobody else can."""

import pytest
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from salesdesk.desktop.unlock.single import Calls, hand_over, name_of
from salesdesk.settings import Places


@pytest.fixture
def calls(qapp, places):
    calls = Calls(places)
    assert calls.listen()
    yield calls
    calls.close()


def test_the_first_program_hears_what_the_second_was_asked(qtbot, calls, places):
    with qtbot.waitSignal(calls.called) as heard:
        assert hand_over(places, ["--profile", "鑫源", "salesdesk://quote/Q-2026-0042"])
    assert heard.args == [["--profile", "鑫源", "salesdesk://quote/Q-2026-0042"]]


def test_without_a_first_program_nothing_is_taken(qapp, places):
    assert not hand_over(places, [])


def test_each_profile_has_its_own_ear(qtbot, calls, tmp_path):
    assert not hand_over(Places(tmp_path / "another"), ["--demo"])


def test_a_socket_left_behind_by_a_killed_program_is_no_obstacle(qapp, places):
    left = QLocalServer()
    left.listen(name_of(places))
    calls = Calls(places)
    assert calls.listen()
    calls.close()
    left.close()


@pytest.mark.parametrize("text", [b"no json\n", b'{"a": 1}\n', b"[1, 2]\n", b"x" * 70_000])
def test_what_is_no_list_of_words_is_not_heard(qtbot, calls, places, text):
    heard = []
    calls.called.connect(heard.append)
    socket = QLocalSocket()
    socket.connectToServer(name_of(places))
    assert socket.waitForConnected()
    with qtbot.waitSignal(socket.disconnected):
        socket.write(text)
    assert heard == []
