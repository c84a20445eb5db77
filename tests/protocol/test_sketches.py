"""A sketch never denies what was put in, is wrong no more often than it says, and notices any damage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.protocol.sketches import KEY, RATE, ROUNDS, Sketch, name_of, read_sketch, sketch_of

ONE, OTHER = b"1" * KEY, b"2" * KEY
TEXTS = st.sets(st.text(max_size=30), max_size=60)


@given(texts=TEXTS, key=st.binary(min_size=KEY, max_size=KEY))
def test_it_never_denies_what_was_put_in(texts, key):
    sketch = read_sketch(sketch_of(texts, key=key, rounds=1).packed())
    assert all(text in sketch for text in texts)


def test_it_is_wrong_no_more_often_than_it_says():
    """Full to the brim: rounding the size up would flatter it."""
    full = 512 * 16
    sketch = sketch_of([f"in{n}" for n in range(full)], key=ONE, rounds=1)
    assert len(sketch.body) == 2 * full
    tries = 100_000
    wrong = sum(f"out{n}" in sketch for n in range(tries))
    assert 0.3 * RATE < wrong / tries <= RATE


def test_it_takes_two_bytes_for_each():
    assert len(sketch_of({str(n) for n in range(10_000)}, key=ONE, rounds=1).packed()) <= 2 * 10_000 + 1_100


@given(at=st.integers(0, 1_063), bit=st.integers(0, 7), cut=st.integers(0, 1_063))
def test_damaged_bytes_are_refused(at, bit, cut):
    packed = bytearray(sketch_of({"phone:+8613800138000"}, key=ONE, rounds=1).packed())
    with pytest.raises(ValueError, match="sketch"):
        read_sketch(bytes(packed[:cut]))
    packed[at] ^= 1 << bit
    with pytest.raises(ValueError, match="sketch"):
        read_sketch(bytes(packed))


@pytest.mark.parametrize("rounds", [0, 100_001])
def test_one_that_would_cost_hours_to_ask_is_refused(rounds):
    with pytest.raises(ValueError, match="sketch-unknown"):
        read_sketch(Sketch(ONE, rounds, b"\0" * 1_024).packed())


def test_another_key_makes_another_sketch_and_the_same_one_the_same():
    texts = {f"mail:{n}@example.com" for n in range(100)}
    one, again, other = (sketch_of(texts, key=key, rounds=1) for key in (ONE, ONE, OTHER))
    assert one.packed() == again.packed()
    assert name_of(one.packed()) != name_of(other.packed())
    shared = sum((a & b).bit_count() for a, b in zip(one.body, other.body, strict=True))
    assert shared < 200, "of 800 bits set in each; by chance 78"


def test_nothing_of_the_texts_is_to_be_read_in_it():
    packed = sketch_of({"name:quagmire"}, key=ONE).packed()
    assert b"quagmire" not in packed
    assert "name:quagmire" in read_sketch(packed)
    assert read_sketch(packed).rounds == ROUNDS
