"""Stars: what they are given for, and that more of anything never earns more of them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.practice import Effort, Par, better, stars

PAR = Par(inputs=40, seconds=60)
efforts = st.builds(
    Effort, hints=st.integers(0, 5), inputs=st.integers(0, 200), seconds=st.floats(0, 600, allow_nan=False)
)


@pytest.mark.parametrize(
    ("effort", "earned"),
    [
        (Effort(0, 40, 60.0), 3),
        (Effort(1, 12, 20.0), 2),
        (Effort(0, 41, 20.0), 2),
        (Effort(0, 12, 61.0), 2),
        (Effort(0, 81, 20.0), 1),
        (Effort(0, 12, 121.0), 1),
        (Effort(2, 12, 20.0), 1),
    ],
)
def test_stars_go_by_hints_keys_and_time(effort, earned):
    assert stars(effort, PAR) == earned


@given(efforts, st.integers(0, 3), st.integers(0, 50), st.floats(-50, 50, allow_nan=False))
def test_more_effort_never_earns_more_stars(effort, hints, inputs, seconds):
    more = effort.plus(hints=hints, inputs=inputs, seconds=seconds)
    assert 1 <= stars(more, PAR) <= stars(effort, PAR) <= 3


@given(efforts, efforts)
def test_the_better_of_two_goes_is_kept_whichever_came_first(one, other):
    kept = better(one, other, PAR)
    assert kept in (one, other)
    assert stars(kept, PAR) == max(stars(one, PAR), stars(other, PAR))
    assert better(one, None, PAR) == one


@given(efforts)
def test_what_is_kept_is_read_again(effort):
    assert Effort.read(effort.plain()) == replace(effort, seconds=round(effort.seconds, 1))


@pytest.mark.parametrize(
    "kept",
    [None, [], {}, {"hints": "1", "inputs": 2, "seconds": 3}, {"hints": -1, "inputs": 2, "seconds": 3}],
)
def test_what_is_no_effort_is_not_read(kept):
    assert Effort.read(kept) is None
