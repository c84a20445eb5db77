"""Locking gives up the process: files, locks and memory go with it; nobody is locked out or left in."""

import logging
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from salesdesk.desktop.unlock.lock import IdleWatch, lock, replace_process

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def watch(qapp, wall):
    watch = IdleWatch(10, wall)
    yield watch
    watch.close()


@pytest.fixture
def told(watch):
    told = []
    watch.idle.connect(lambda: told.append(True))
    return told


def touch(qtbot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is widget.windowHandle())
    here = QPointF(1, 1)
    buttons = Qt.MouseButton.NoButton
    move = QMouseEvent(QEvent.Type.MouseMove, here, here, buttons, buttons, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget.windowHandle(), move)


def test_ten_quiet_minutes_lock(watch, told, wall):
    wall.forward(minutes=9, seconds=59)
    watch.look()
    assert told == []
    wall.forward(seconds=1)
    watch.look()
    watch.look()
    assert told == [True]


def test_a_touch_begins_the_minutes_anew(qtbot, watch, told, wall):
    wall.forward(minutes=9)
    touch(qtbot)
    wall.forward(minutes=9)
    watch.look()
    assert told == []


def test_a_laptop_that_slept_is_locked_when_it_wakes(watch, told, wall):
    wall.forward(hours=8)
    watch.look()
    assert told == [True]


def test_a_clock_that_is_set_back_does_not_lock_later(watch, told, wall):
    wall.now -= timedelta(hours=1)
    watch.look()
    wall.forward(minutes=10)
    watch.look()
    assert told == [True]


def test_locking_when_idle_can_be_turned_off_and_changed(watch, told, wall):
    watch.set_minutes(0)
    wall.forward(hours=8)
    watch.look()
    assert told == []
    watch.set_minutes(1)
    wall.forward(minutes=1)
    watch.look()
    assert told == [True]


class Board:
    """A clipboard that knows whose text it holds; the offscreen one does not."""

    def __init__(self, *, ours: bool) -> None:
        self.ours, self.text = ours, "6222 0000 1234"

    def ownsClipboard(self) -> bool:
        return self.ours

    def clear(self) -> None:
        self.text = ""


@pytest.mark.parametrize(("ours", "left"), [(True, ""), (False, "6222 0000 1234")])
def test_locking_takes_every_step_and_clears_what_we_copied(monkeypatch, ours, left):
    board, steps = Board(ours=ours), []
    monkeypatch.setattr(QGuiApplication, "clipboard", lambda: board)
    lock(lambda: steps.append("keep"), lambda: steps.append("close"), replace=lambda _: steps.append("anew"))
    assert steps == ["keep", "close", "anew"]
    assert board.text == left


def test_a_step_that_fails_keeps_nothing_open(qapp, caplog):
    steps = []

    def fail() -> None:
        raise OSError(28, "no space left")

    with caplog.at_level(logging.ERROR, "salesdesk"):
        lock(fail, lambda: steps.append("close"), replace=lambda _: steps.append("anew"))
    assert steps == ["close", "anew"]
    assert "locking" in caplog.text


PROGRAM = """
import os, sys
from pathlib import Path
from salesdesk.desktop.unlock.lock import replace_process, start_afresh
from salesdesk.storage.in_use import InUse

held = InUse.take(Path(sys.argv[1]))
print(os.getpid(), held is not None, sys.argv[2:], os.environ.get("SALESDESK_PASSWORD"), flush=True)
if "locked" not in os.environ:
    os.environ["locked"] = "yes"
    start_afresh(sys.argv[1], "--demo") if "afresh" in sys.argv else replace_process()
"""


@pytest.mark.parametrize(("how", "words"), [("again", ["again"]), ("afresh", ["--demo"])])
def test_the_process_is_replaced_and_lets_go_of_the_workspace(tmp_path, how, words):
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    done = subprocess.run(
        [sys.executable, str(program), str(tmp_path / "in-use.lock"), how],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SALESDESK_PASSWORD": "secret"},
        capture_output=True,
        text=True,
        check=True,
    )
    before, after = done.stdout.splitlines()
    assert before.split(" ", 1)[1] == f"True {[how]} secret"
    assert after.split(" ", 1)[1] == f"True {words} None"
    assert before.split()[0] == after.split()[0] or sys.platform == "win32"


def test_a_reset_is_not_done_again_when_the_demo_is_locked(monkeypatch):
    begun = []
    monkeypatch.setattr(sys, "orig_argv", ["python", "main.py", "--demo", "--reset"])
    monkeypatch.setattr(os, "execv", lambda _program, command: begun.append(command[1:]))
    replace_process()
    assert begun == [["main.py", "--demo"]]
