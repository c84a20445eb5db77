"""Whoever works here is not kept waiting by what comes from the server."""

import pytest

from salesdesk.storage.replica.pace import FEW, MANY, Pace


def written(pace: Pace) -> int:
    """How many rows one transaction takes while nobody waits."""
    pace.begin()
    done = 0
    while pace.goes_on(done):
        done += pace.step(250)
    return done


@pytest.fixture
def pace(database):
    return Pace(database)


def test_much_is_written_at_a_time_while_nobody_works(pace):
    assert written(pace) == MANY


def test_little_is_written_at_a_time_after_somebody_saved(pace, make_customer, clock):
    make_customer()
    assert [written(pace) for _ in range(100)] == [FEW] * 100
    clock.forward(seconds=31)
    assert written(pace) == MANY


def test_the_next_block_of_rows_knows_that_somebody_works(pace, make_customer, database):
    make_customer()
    another = Pace(database)
    assert [written(another) for _ in range(5)] == [FEW] * 5


def test_a_clock_that_is_set_back_makes_nobody_wait_for_ever(pace, make_customer, clock):
    make_customer()
    clock.forward(days=-1)
    assert written(pace) == MANY
