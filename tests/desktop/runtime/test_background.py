import threading
import time

import pytest
from PySide6.QtCore import QObject
from shiboken6 import delete

from salesdesk.desktop.runtime.background import Background
from salesdesk.domain.errors import Cancelled, RuleBroken
from tests.watching import Stopwatch, is_blocked


def test_work_is_done_elsewhere_and_answered_here(background, settle):
    threads: dict[str, str] = {}
    owner = QObject()

    def work() -> int:
        threads["work"] = threading.current_thread().name
        return 6 * 7

    def then(answer: int) -> None:
        threads["then"] = threading.current_thread().name
        threads["answer"] = str(answer)

    background.ask(work, owner=owner, then=then)
    settle()
    assert threads["work"].startswith("ask")
    assert (threads["then"], threads["answer"]) == ("MainThread", "42")


def test_a_worker_that_computes_lets_the_window_paint(background, settle):
    """Painting lets go of the interpreter at each stroke, and asks for it again behind the worker's back."""
    stop, watch, seen = threading.Event(), Stopwatch(), []

    def strokes() -> None:
        for _ in range(100):
            time.sleep(0)

    background.ask(lambda: sum(1 for _ in iter(stop.is_set, True)), owner=background, then=lambda _: None)
    watch.time("painting", strokes, seen.append)
    stop.set()
    settle()
    watch.close()
    assert not is_blocked(seen[0], watch)  # at the usual 5 ms for each turn it would be half a second


def test_an_answer_whose_owner_is_gone_is_dropped(background, settle, qapp):
    answers: list[int] = []
    owner, gate = QObject(), threading.Event()
    background.ask(lambda: gate.wait(5) and 1, owner=owner, then=answers.append)
    delete(owner)
    gate.set()
    settle()
    assert answers == []


def test_a_dropped_question_does_not_begin_and_is_not_answered(background, settle):
    began: list[int] = []
    answers: list[int] = []
    owner, gate = QObject(), threading.Event()

    def work(number: int) -> int:
        began.append(number)
        gate.wait(5)
        return number

    asked = [
        background.ask(lambda number=number: work(number), owner=owner, then=answers.append)
        for number in range(5)
    ]
    for question in asked[:1] + asked[-1:]:
        background.drop(question)
    gate.set()
    settle()
    assert 4 not in began
    assert sorted(answers) == [1, 2, 3]
    background.drop(asked[0])  # again, and too late: nothing happens


def test_a_failure_goes_to_whoever_asked_else_to_all(background, settle):
    mine: list[Exception] = []
    all_: list[Exception] = []
    background.failed.connect(all_.append)
    owner = QObject()

    def work() -> None:
        raise RuleBroken("quote-move")

    background.ask(work, owner=owner, then=lambda _answer: None, failed=mine.append)
    background.ask(work, owner=owner, then=lambda _answer: None)
    settle()
    assert [str(error) for error in (*mine, *all_)] == ["quote-move", "quote-move"]


def test_changes_keep_their_order(background, settle):
    done: list[int] = []
    owner = QObject()
    for number in range(20):
        background.change(lambda number=number: done.append(number), owner=owner)
    settle()
    assert done == list(range(20))


def test_a_task_tells_how_far_it_is(background, settle, qtbot):
    seen: list[tuple[int, int]] = []
    owner = QObject()

    def work(progress) -> str:
        for number in range(1, 11):
            progress(number, 10)
        return "whole"

    answers: list[str] = []
    task = background.task("Import", work, owner=owner, then=answers.append)
    task.progressed.connect(lambda done, total: seen.append((done, total)))
    settle()
    assert answers == ["whole"]
    assert seen[-1] == (10, 10)


def test_a_cancelled_task_stops_and_is_no_failure(background, settle, qtbot):
    failures: list[Exception] = []
    ends: list[bool] = []
    began, stopped = threading.Event(), threading.Event()
    owner = QObject()

    def work(progress) -> None:
        try:
            while True:
                began.set()
                progress(1, 2)
        except Cancelled:
            stopped.set()
            raise

    task = background.task("Import", work, owner=owner, then=lambda _answer: None, failed=failures.append)
    task.ended.connect(ends.append)
    assert began.wait(5)
    task.cancel()
    settle()
    assert stopped.is_set()
    assert (ends, failures) == ([True], [])


def test_closing_waits_for_what_runs_and_forgets_the_rest(qapp):
    background, answers, owner = Background(), [], QObject()
    for number in range(50):
        background.change(lambda number=number: number, owner=owner, then=answers.append)
    background.close()
    qapp.processEvents()
    assert answers == []


def test_closing_carries_out_every_change_that_was_asked_for(qapp):
    background, owner, gate = Background(), QObject(), threading.Event()
    done: list[str] = []
    background.change(lambda: gate.wait(5) and done.append("first"), owner=owner)
    for name in ("second", "third"):
        background.change(lambda name=name: done.append(name), owner=owner)
    threading.Timer(0.05, gate.set).start()
    background.close()
    assert done == ["first", "second", "third"]


def test_closing_stops_long_work_at_its_next_report(qapp):
    background, owner, begun = Background(), QObject(), threading.Event()
    reports: list[int] = []

    def endless(progress) -> None:
        for number in range(10**9):
            begun.set()
            progress(number)
            reports.append(number)

    background.task("endless", endless, owner=owner, then=lambda _answer: None)
    assert begun.wait(5)
    background.close()
    assert len(reports) < 10**9


@pytest.mark.parametrize("verb", ["ask", "change"])
def test_nothing_is_busy_after_the_last_answer(background, settle, verb):
    owner = QObject()
    getattr(background, verb)(lambda: 1, owner=owner, then=lambda _answer: None)
    assert background.busy
    settle()
    assert not background.busy
