import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.errors import FileRefused
from salesdesk.security.sealed_box import HEAD, MARK, BoxKey, seal
from salesdesk.security.signing import SigningKey

KEY = BoxKey(b"\7" * 32)
BOX = seal(KEY.public, b"what waits")


@given(st.binary(max_size=500))
def test_what_was_put_in_comes_out(content):
    assert KEY.open(seal(KEY.public, content)) == content


@given(place=st.integers(0, len(BOX) - 1), bit=st.integers(0, 7))
def test_one_flipped_bit_and_it_does_not_open(place, bit):
    bent = bytearray(BOX)
    bent[place] ^= 1 << bit
    with pytest.raises(FileRefused, match="hand-over-"):
        KEY.open(bytes(bent))


@given(length=st.integers(0, len(BOX) - 1))
def test_what_is_cut_off_does_not_open(length):
    with pytest.raises(FileRefused, match=r"hand-over-(damaged|foreign)"):
        KEY.open(BOX[:length])


@given(st.binary(max_size=200))
def test_something_else_is_no_box(data):
    with pytest.raises(FileRefused, match="hand-over-foreign"):
        KEY.open(data)


@given(st.binary(min_size=32, max_size=32))
def test_a_key_of_no_curve_opens_nothing(strange):
    with pytest.raises(FileRefused, match="hand-over-damaged"):
        KEY.open(BOX[:HEAD] + strange + BOX[HEAD + 32 :])


def test_a_box_of_a_newer_program_or_for_another_server_is_told_apart_by_its_head():
    newer = BOX[: len(MARK)] + b"\2" + BOX[len(MARK) + 1 :]
    for key, box, code in ((KEY, newer, "newer"), (BoxKey(b"\10" * 32), BOX, "elsewhere")):
        with pytest.raises(FileRefused, match=f"hand-over-{code}"):
            key.check_head(box[:HEAD])


def test_equal_contents_make_two_boxes_that_tell_nothing_of_it():
    one, other = seal(KEY.public, b"what waits"), seal(KEY.public, b"what waits")
    assert one[HEAD:] != other[HEAD:]
    assert b"what waits" not in one


def test_a_server_has_the_same_key_after_every_start_and_it_is_not_that_of_its_seal():
    first, again = SigningKey(b"\1" * 32), SigningKey(b"\1" * 32)
    assert first.boxes.public == again.boxes.public != first.public
