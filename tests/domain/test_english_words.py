from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.english_words import in_english, read_english
from salesdesk.domain.errors import BadInput
from salesdesk.domain.money import Money


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        ("1409.50", "USD", "Say US Dollars One Thousand Four Hundred Nine and 50/100 Only"),
        ("325.04", "CNY", "Say Chinese Yuan Three Hundred Twenty-Five and 04/100 Only"),
        ("0", "EUR", "Say Euros Zero Only"),
        ("100000", "JPY", "Say Japanese Yen One Hundred Thousand Only"),
        ("-12.345", "KWD", "Say Kuwaiti Dinars Minus Twelve and 345/1000 Only"),
        ("1000013", "NGN", "Say NGN One Million Thirteen Only"),
    ],
)
def test_an_amount_in_english_words(amount, currency, words):
    assert in_english(Money(Decimal(amount), currency)) == words


@given(st.integers(-(10**17), 10**17), st.sampled_from(["CNY", "USD", "JPY", "KWD", "NGN"]))
def test_words_say_exactly_the_amount(minor, currency):
    money = Money.of_minor(minor, currency)
    assert read_english(in_english(money)) == money


@pytest.mark.parametrize("words", ["", "Say", "Say Euros many Only", "Say NGN"])
def test_what_is_no_amount_is_refused(words):
    with pytest.raises(BadInput):
        read_english(words)


def test_too_large_for_words():
    with pytest.raises(BadInput):
        in_english(Money(Decimal(10) ** 18, "JPY"))
