from contextlib import ExitStack
from uuid import uuid4

import pytest

from salesdesk.server.admission import BEHIND, IDLE, MOST_ACTS, SEVERAL, Admission
from salesdesk.server.failures import Refused


class Door:
    """An admission with a clock of its own; chance is the mean."""

    def __init__(self, most: int) -> None:
        self.now = 0.0
        self.admission = Admission(most, elapsed=lambda: self.now, chance=lambda low, high: (low + high) / 2)

    def tries(self, device=None) -> float:
        """How long to wait; 0 is in."""
        try:
            self.admission.enter(device or uuid4())
        except Refused as busy:
            return busy.refusal.retry_after if busy.status == 429 else -1
        return 0


def test_so_many_are_in_a_cycle_and_no_more():
    door = Door(3)
    assert [door.tries() for _ in range(3)] == [0, 0, 0]
    assert door.tries() > 0
    assert door.admission.inside == 3


def test_a_place_is_free_when_somebody_leaves_or_falls_silent():
    door, first = Door(1), uuid4()
    assert door.tries(first) == 0
    assert door.tries(first) == 0
    door.admission.leave(first)
    second = uuid4()
    assert door.tries(second) == 0
    door.now = IDLE - 1
    door.admission.stay(second)
    door.now = IDLE + 1
    assert door.tries() > 0
    door.now = 2 * IDLE
    assert door.tries() == 0


def test_the_more_are_turned_away_the_later_they_are_to_return():
    door = Door(10)
    waits = [door.tries() for _ in range(510)]
    assert waits[10] < 5
    assert waits == sorted(waits)
    assert 20 < waits[-1] <= 60


def test_whoever_returns_early_does_not_push_the_others_back():
    door, eager = Door(1), uuid4()
    door.tries()
    first = door.tries(eager)
    assert [door.tries(eager) for _ in range(50)] == [first] * 50


def test_when_to_return_is_spread_by_chance():
    admission = Admission(1)
    admission.enter(uuid4())
    waits = set()
    for _ in range(20):
        with pytest.raises(Refused) as refused:
            admission.enter(uuid4())
        waits.add(refused.value.refusal.retry_after)
    assert len(waits) == 20


def test_no_more_acts_are_on_their_way_than_can_be_taken_soon():
    door, first, second, third = Door(200), uuid4(), uuid4(), uuid4()
    assert [door.tries(one) for one in (first, second, third)] == [0, 0, 0]
    door.admission.expect(first, MOST_ACTS + 1)  # alone, it is never too much
    door.admission.expect(third, 0)
    with pytest.raises(Refused) as busy:
        door.admission.expect(second, 1)
    assert (busy.value.status, door.admission.inside) == (429, 2)
    assert door.tries(second) > 0  # and is not even looked at
    door.admission.expect(first, 0)
    assert door.tries(second) == 0
    door.admission.expect(second, MOST_ACTS - 1)
    door.admission.expect(third, 1)


def test_acts_of_a_device_that_fell_silent_are_not_waited_for():
    door, first, second = Door(200), uuid4(), uuid4()
    door.tries(first)
    door.admission.expect(first, MOST_ACTS)
    door.now = IDLE + 1
    door.tries(second)
    door.admission.expect(second, MOST_ACTS)


def test_nobody_begins_a_cycle_while_the_server_is_behind_and_whoever_is_in_one_goes_on():
    door, inside = Door(200), uuid4()
    assert door.tries(inside) == 0
    with ExitStack() as crowd:
        for _ in range(SEVERAL):
            crowd.enter_context(door.admission.at_work())
        assert door.tries() == 0
        door.now = BEHIND + 0.1
        assert door.tries() > 0
        assert door.tries(inside) == 0
    assert door.tries() == 0


def test_one_request_that_takes_long_is_no_crowd():
    door = Door(200)
    with door.admission.at_work():
        door.now = 10 * BEHIND
        assert door.tries() == 0
