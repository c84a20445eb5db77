"""A scanner's burst is told from a hand, and no key of it reaches the form."""

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.wedge import GAP, LEAST, MOST, QUIET, Heard, Wedge

SIGNS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60)


def _feed(wedge, text, pace, start=1_000.0):
    return [wedge.key(sign, start + at * pace) for at, sign in enumerate(text)]


def test_a_card_of_many_lines_is_one_burst_whose_enters_are_line_breaks():
    wedge, card = Wedge(), "BEGIN:VCARD\rVERSION:3.0\rFN:王五\rEND:VCARD\r"
    heard = _feed(wedge, card, 4)
    assert heard[0] is Heard.FIRST
    assert heard[LEAST - 1] is Heard.BURST
    assert set(heard[LEAST:]) == {Heard.MORE}
    assert wedge.take() == "BEGIN:VCARD\nVERSION:3.0\nFN:王五\nEND:VCARD"
    assert wedge.take() == ""


def test_a_scanner_that_rests_at_the_end_of_a_line_goes_on_in_the_same_burst():
    wedge = Wedge()
    _feed(wedge, "BEGIN:VCARD\r", 5)
    assert wedge.key("F", 1_055 + QUIET - 1) is Heard.MORE
    assert not wedge.is_over(1_055 + 2 * QUIET - 1)
    assert wedge.is_over(1_055 + 2 * QUIET)


def test_a_short_number_with_its_enter_is_a_burst_too():
    wedge = Wedge()
    assert _feed(wedge, "4711\r", 5)[-1] is Heard.BURST
    assert wedge.take() == "4711"


def test_a_burst_without_a_scanners_end_may_be_a_hand():
    wedge = Wedge()
    _feed(wedge, "Acme Pumps", 2)
    assert (wedge.is_burst, wedge.is_ended) == (True, False)
    wedge.key("\t", 1_020)
    assert wedge.is_ended


def test_a_burst_is_kept_within_bounds():
    wedge = Wedge()
    _feed(wedge, "x" * (MOST + 100), 1)
    assert len(wedge.take()) == MOST


def test_a_pause_parts_what_was_typed_from_what_is_scanned():
    wedge = Wedge()
    _feed(wedge, "abc", 5)
    wedge.pause()
    assert wedge.key("d", 1_015) is Heard.FIRST


@given(SIGNS, st.lists(st.floats(GAP + 1, 2_000), min_size=60, max_size=60))
def test_a_hand_is_never_taken_for_a_scanner(text, gaps):
    wedge = Wedge()
    for sign, at in zip(text, accumulate(gaps), strict=False):
        assert wedge.key(sign, 5_000 + at) is Heard.FIRST
        assert not wedge.is_burst


@given(SIGNS.filter(lambda text: len(text) >= LEAST), st.floats(0, GAP - 1))
def test_what_a_scanner_types_comes_out_as_it_went_in(text, pace):
    wedge = Wedge()
    heard = _feed(wedge, text, pace)
    assert heard.count(Heard.BURST) == 1
    assert wedge.take() == text.strip()
