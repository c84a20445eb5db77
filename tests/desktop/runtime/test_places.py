from hypothesis import given
from hypothesis import strategies as st

from salesdesk.desktop.runtime.places import History, Place

A, B, C = Place("today"), Place("customers"), Place("quotes")


def test_back_and_ahead_go_like_in_a_browser():
    history = History()
    for place in (A, B, C):
        history.go(place)
    assert (history.back(), history.back(), history.back()) == (B, A, None)
    assert (history.ahead(), history.now) == (B, B)
    history.go(A)
    assert not history.can_go_ahead
    assert history.back() == B


def test_going_where_one_is_is_no_step():
    history = History()
    history.go(A)
    history.go(A)
    assert not history.can_go_back


@given(st.lists(st.sampled_from([A, B, C, "back", "ahead"]), max_size=60))
def test_back_then_ahead_ends_where_it_began(steps):
    history = History()
    for step in steps:
        if isinstance(step, Place):
            history.go(step)
        else:
            getattr(history, step)()
    here = history.now
    if history.back() is not None:
        history.ahead()
    assert history.now == here


def test_arguments_are_found_by_name():
    assert Place("customers", args=(("view", "mine"),)).arg("view") == "mine"
    assert Place("customers").arg("view", "all") == "all"
