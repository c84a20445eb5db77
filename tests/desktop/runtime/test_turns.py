from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import delete

from salesdesk.desktop.runtime.turns import turns


def over(qtbot) -> None:
    with qtbot.waitSignal(turns().over):
        pass


def test_pieces_are_done_in_order_and_other_events_come_between(qapp, qtbot):
    done: list[str] = []
    owner = QObject()
    turns().add(owner, lambda: done.append("one"))
    turns().add(owner, lambda: done.append("two"))
    assert (done, turns().waiting) == ([], True)
    while not done:
        qapp.sendPostedEvents()
        qapp.processEvents()
    assert done == ["one"]
    over(qtbot)
    assert (done, turns().waiting) == (["one", "two"], False)


def test_what_one_piece_asks_for_comes_after_the_others(qtbot):
    done: list[str] = []
    owner = QObject()
    turns().add(owner, lambda: turns().add(owner, lambda: done.append("late")))
    turns().add(owner, lambda: done.append("early"))
    over(qtbot)
    assert done == ["early", "late"]


def test_work_of_an_owner_that_is_gone_is_dropped(qtbot):
    done: list[str] = []
    owner, other = QWidget(), QObject()
    turns().add(owner, lambda: done.append("gone"))
    turns().add(other, lambda: done.append("there"))
    delete(owner)
    over(qtbot)
    assert done == ["there"]


def test_nothing_is_painted_before_all_is_done(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    inner = QWidget(window)
    window.show()
    turns().hold_still(inner)
    turns().hold_still(window)
    turns().add(window, lambda: None)
    assert not inner.updatesEnabled()
    over(qtbot)
    assert window.updatesEnabled()
    assert inner.updatesEnabled()
