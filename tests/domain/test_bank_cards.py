import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.bank_cards import account_number, is_card, luhn_is_right, masked
from salesdesk.domain.errors import BadInput


@pytest.mark.parametrize("number", ["4111 1111 1111 1111", "5500-0000-0000-0004", "6222021234567890128"])
def test_cards(number):
    assert is_card(number)


@pytest.mark.parametrize(
    "number", ["4111111111111112", "411111111111", "", "四一一一", "41111111111111111111"]
)
def test_what_is_no_card(number):
    assert not is_card(number)


@given(st.text("0123456789", min_size=12, max_size=18), st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(body, place, change):
    right = next(body + last for last in "0123456789" if luhn_is_right(body + last))
    wrong = right[:place] + str((int(right[place]) + change) % 10) + right[place + 1 :]
    assert not luhn_is_right(wrong)


def test_only_what_must_be_seen_is_shown():
    assert masked("4111 1111 1111 1111") == "4111 11** **** 1111"
    assert masked("1234567890") == "**** **78 90"
    assert masked("1234") == "****"


def test_accounts_are_tidied():
    assert account_number(" de89 3704-0044 0532 0130 00") == "DE89370400440532013000"
    with pytest.raises(BadInput):
        account_number("12")
