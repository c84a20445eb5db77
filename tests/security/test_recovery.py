"""The key on paper: read as people type, and a slip is found where it happened."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk import words
from salesdesk.domain.errors import BadInput
from salesdesk.security import recovery

keys = st.binary(min_size=16, max_size=16)
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@given(keys)
def test_what_is_written_is_read(key):
    assert recovery.read(recovery.written(key)) == key


@given(keys, st.sampled_from([" ", "", "\n", " - ", "·", "－"]))
def test_it_may_be_typed_as_it_comes(key, between):
    text = recovery.written(key).lower().replace("0", "o").replace("1", "l").replace("-", between)
    wide = "".join(
        chr(ord(letter) + 0xFEE0) if letter.isalnum() and letter.isascii() else letter for letter in text
    )
    assert recovery.read(text) == key
    assert recovery.read(wide) == key


@given(keys, st.integers(0, 35), st.sampled_from(ALPHABET))
def test_one_wrong_letter_is_never_taken(key, place, letter):
    letters = recovery.written(key).replace("-", "")
    if letters[place] == letter:
        return
    with pytest.raises(BadInput) as slip:
        recovery.read(letters[:place] + letter + letters[place + 1 :])
    if slip.value.code == "recovery-key-typo":
        assert slip.value.values["group"] == place // 6 + 1
    else:
        assert slip.value.code == "recovery-key-wrong"


@given(keys)
def test_groups_in_another_order_are_noticed(key):
    groups = recovery.written(key).split("-")
    swapped = [groups[1], groups[0], *groups[2:]]
    if swapped != groups:
        with pytest.raises(BadInput):
            recovery.read("-".join(swapped))


@given(st.text(max_size=80))
def test_any_text_that_is_no_key_is_answered_with_a_code(text):
    with pytest.raises(BadInput, match="recovery-key-"):
        recovery.read(text)


def test_a_missing_group_is_told_by_length():
    with pytest.raises(BadInput) as short:
        recovery.read(recovery.written(b"k" * 16)[:-7])
    assert short.value.values == {"typed": 30, "wanted": 36}


def test_groups_are_judged_while_they_are_typed():
    letters = recovery.written(b"k" * 16).replace("-", "")
    wrong = letters[:7] + ("A" if letters[7] != "A" else "B") + letters[8:15]
    assert [fits for _, fits in recovery.groups_so_far(wrong)] == [True, False, True]
    assert recovery.groups_so_far("") == []


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_card_carries_the_key_and_whose_it_is(language, monkeypatch):
    monkeypatch.setitem(words._state, "language", language)
    text = recovery.card(b"k" * 16, company="鑫源", name="王芳", made_on=date(2026, 11, 23))
    for part in (recovery.written(b"k" * 16), "鑫源", "王芳", "2026"):
        assert part in text
