import threading

import pytest

from salesdesk.desktop.tables.columns import SortKey, turned
from salesdesk.desktop.tables.paged_model import FIRST, KEPT, PAGE, PagedModel
from salesdesk.domain.errors import StorageError

from .conftest import COLUMNS, Numbers, Row


@pytest.fixture
def model(qtbot, background):
    return PagedModel(COLUMNS, background)


def test_only_looked_at_pages_are_fetched(qtbot, model, numbers):
    with qtbot.waitSignal(model.modelReset):
        model.show(numbers)
    far = model.index(999_999, 0)
    with qtbot.waitSignal(model.dataChanged):
        assert far.data() is None
    assert far.data() == "客户 999999"
    assert numbers.asked == [0, 999_999 // PAGE * PAGE]


def test_the_first_rows_come_with_their_number_in_one_answer(qtbot, model, numbers):
    with qtbot.waitSignals([model.counted, model.arrived]):
        model.show(numbers)
    last = Row(FIRST - 1, f"客户 {FIRST - 1}")
    assert (model.rowCount(), model.row(FIRST - 1), model.row(FIRST)) == (1_000_000, last, None)


@pytest.mark.parametrize("total", [FIRST + 1, PAGE, 1_000])
def test_the_rest_of_the_first_page_follows_once_when_it_is_looked_at(qtbot, model, settle, total):
    rows = Numbers(total)
    model.show(rows)
    settle()
    model.seen(FIRST - 1)
    assert rows.asked == [0]
    with qtbot.waitSignal(model.dataChanged):
        assert model.seen(FIRST) is None
    assert model.seen(FIRST) == Row(FIRST, f"客户 {FIRST}")
    model.seen(min(total, PAGE) - 1)
    settle()
    assert rows.asked == [0, 0]


def test_fewer_rows_than_come_with_their_number_are_all_of_them(model, settle):
    rows = Numbers(FIRST)
    model.show(rows)
    settle()
    assert model.seen(FIRST - 1) == Row(FIRST - 1, f"客户 {FIRST - 1}")
    settle()
    assert rows.asked == [0]


def test_flags_do_not_fetch(qtbot, model, numbers):
    with qtbot.waitSignal(model.modelReset):
        model.show(numbers)
    model.index(5_000, 0).flags()
    model.row(5_000)
    assert numbers.asked == [0]


class Slow(Numbers):
    """Seven rows that come when the gate opens."""

    gate = threading.Event()

    def count(self) -> int:
        self.gate.wait(5)
        return 7


def test_answers_to_earlier_letters_are_dropped(qtbot, model, settle):
    Slow.gate.clear()
    model.show(Slow())
    model.show(Numbers(3))
    Slow.gate.set()
    settle()
    assert model.rowCount() == 3


def test_rows_stay_until_the_others_are_here(qtbot, model, settle, numbers):
    model.show(numbers)
    settle()
    Slow.gate.clear()
    model.show(Slow())
    assert (model.rowCount(), model.row(1)) == (1_000_000, Row(1, "客户 1"))
    Slow.gate.set()
    settle()
    assert model.rowCount() == 7


def test_a_late_page_of_earlier_rows_is_not_taken_for_one_of_the_new(model, settle, background):
    class Far(Numbers):
        def page(self, offset, limit):
            if offset:
                Slow.gate.wait(5)
            return super().page(offset, limit)

    model.show(Far())
    settle()
    Slow.gate.clear()
    model.show(Slow())
    model.seen(PAGE)  # painted once more before the others are here
    model.show(Numbers(PAGE * 2))
    Slow.gate.set()
    settle()
    assert model.row(PAGE) is None
    model.seen(PAGE)
    settle()
    assert model.row(PAGE) == Row(PAGE, "客户 100")


def test_a_refresh_keeps_what_is_seen_until_the_fresh_rows_are_here(qtbot, model, settle, numbers):
    model.show(numbers)
    settle()
    model.seen(0)
    settle()
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(1))
    numbers.total = 999_990
    model.refresh()
    with qtbot.waitSignal(model.counted):
        pass
    assert model.row(0) == Row(0, "客户 0")
    model.seen(0)
    settle()
    assert (model.rowCount(), resets) == (999_990, [])


def test_memory_is_bounded(model, settle, numbers):
    model.show(numbers)
    settle()
    for page in range(KEPT * 2):
        model.seen(page * PAGE)
        settle()
    assert len(model._pages) == KEPT
    assert model.row((KEPT * 2 - 1) * PAGE) is not None
    assert model.row(0) is None


def test_a_page_that_failed_is_asked_for_again(model, settle, background):
    failures: list[Exception] = []
    background.failed.connect(failures.append)

    class Flaky(Numbers):
        def page(self, offset, limit):
            if offset and offset not in self.asked:
                self.asked.append(offset)
                raise StorageError("disk-full")
            return super().page(offset, limit)

    model.show(Flaky())
    settle()
    model.seen(PAGE)
    settle()
    assert (model.row(PAGE), len(failures)) == (None, 1)
    model.seen(PAGE)
    settle()
    assert model.row(PAGE) is not None


def test_a_screen_reader_hears_what_is_painted(model, settle, numbers):
    from PySide6.QtCore import Qt  # noqa: PLC0415 - one role

    model.show(numbers)
    settle()
    model.seen(2)
    settle()
    assert model.index(2, 1).data(Qt.ItemDataRole.AccessibleTextRole) == "won"


def test_clicks_on_headers_turn_and_add():
    by_name = turned((), "name", add=False)
    assert by_name == (SortKey("name"),)
    assert turned(by_name, "name", add=False) == (SortKey("name", descending=True),)
    both = turned(by_name, "city", add=True)
    assert both == (SortKey("name"), SortKey("city"))
    assert turned(both, "city", add=True) == (SortKey("name"), SortKey("city", descending=True))
    assert turned(both, "grade", add=False) == (SortKey("grade"),)
