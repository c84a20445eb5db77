"""A proven copy comes by itself: after a change, not too often, and a failure is told and tried again."""

from uuid import UUID

import pytest

from salesdesk.desktop.keeping import Keeping
from salesdesk.services import copies, customers
from salesdesk.storage.replica import adopting


@pytest.fixture
def keeping(desk):
    keeping = Keeping(desk)
    yield keeping
    keeping.close()


@pytest.fixture
def change(desk, settle):
    def change() -> None:
        customers.add_customer(desk.database, {"name": "长安机械"})
        settle()

    return change


def made(desk) -> int:
    return len(list(desk.places.backups.glob("*")))


def test_without_a_change_there_is_no_copy(desk, keeping, settle):
    keeping.look()
    settle()
    assert made(desk) == 0


def test_a_change_is_copied_and_then_not_again_for_four_hours(desk, keeping, settle, change, clock):
    for hours, copied in ((0, 1), (3, 1), (1, 2), (5, 3)):
        clock.forward(hours=hours)
        change()
        keeping.look()
        settle()
        assert made(desk) == copied
    assert copies.last_copy(desk.places) == clock.now


def test_a_workspace_that_became_another_user_is_copied_at_once(desk, keeping, settle, change, clock):
    change()
    keeping.look()
    settle()
    assert made(desk) == 1
    clock.forward(minutes=1)
    with desk.database.absorb() as absorbed:
        adopting.adopt(absorbed, UUID(int=7))
    settle()
    assert made(desk) == 2
    change()
    keeping.look()
    settle()
    assert made(desk) == 2


def test_a_copy_that_fails_is_told_and_tried_again(desk, keeping, settle, change, heard):
    desk.places.backups.rmdir()
    desk.places.backups.write_text("in the way")
    change()
    keeping.look()
    settle()
    assert len(heard.errors) == 1
    desk.places.backups.unlink()
    keeping.look()
    settle()
    assert made(desk) == 1
