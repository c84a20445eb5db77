from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.errors import BadInput, RuleBroken
from salesdesk.domain.money import (
    Money,
    RoundingMode,
    allocate,
    apportion,
    from_minor,
    in_base,
    minor_units,
    to_minor,
    total_of,
)

AMOUNTS = st.integers(-(10**13), 10**13)


@pytest.mark.parametrize(
    ("currency", "places"),
    [("JPY", 0), ("CNY", 2), ("USD", 2), ("EUR", 2), ("KWD", 3), ("CLF", 4), ("TWD", 2)],
)
def test_minor_units_are_never_taken_to_be_two(currency, places):
    assert minor_units(currency) == places


@pytest.mark.parametrize("currency", ["XAU", "XXX", "RMB", "cny", ""])
def test_what_is_no_currency_of_documents_is_refused(currency):
    with pytest.raises(BadInput) as error:
        minor_units(currency)
    assert error.value.field == "currency"


@pytest.mark.parametrize(
    ("amount", "mode", "minor"),
    [
        ("1.005", "half_up", 101),  # 1.00 with binary floats
        ("2.675", "half_up", 268),  # 2.67 with binary floats
        ("-1.005", "half_up", -101),
        ("1.005", "half_even", 100),
        ("1.015", "half_even", 102),
        ("1.001", "up", 101),
        ("-1.001", "up", -101),
        ("1.009", "down", 100),
        ("-1.009", "down", -100),
    ],
)
def test_rounding_is_symmetric_in_every_mode(amount, mode, minor):
    assert to_minor(Decimal(amount), "CNY", RoundingMode(mode)) == minor


@given(AMOUNTS, st.sampled_from(["JPY", "CNY", "KWD", "CLF"]))
def test_stored_amounts_come_back_as_they_were(minor, currency):
    assert to_minor(from_minor(minor, currency), currency) == minor


def test_currencies_do_not_mix():
    with pytest.raises(RuleBroken) as error:
        Money(Decimal(1), "CNY") + Money(Decimal(1), "USD")
    assert error.value.code == "currency-mixed"


def test_sums_differences_and_order_are_exact():
    five, three = Money(Decimal("5.10"), "CNY"), Money(Decimal("3.05"), "CNY")
    assert (five + three).amount == Decimal("8.15")
    assert (five - three).minor == 205
    assert three < five
    assert three <= three  # noqa: PLR0124 - equal amounts are in order
    assert total_of([five, three, -five], "CNY") == three
    assert not total_of([], "JPY")


def test_times_rounds_once():
    assert Money(Decimal("0.333333"), "CNY").times(3).amount == Decimal("1.00")


def test_an_infinite_amount_is_no_money():
    with pytest.raises(BadInput):
        Money(Decimal("Infinity"), "CNY")


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (1000, [1, 1, 1], [334, 333, 333]),
        (10000, [1999, 501, 3], [7986, 2002, 12]),
        (-1000, [1, 1, 1], [-334, -333, -333]),
        (5, [100, -50], [10, -5]),
        (0, [0, 0], [0, 0]),
    ],
)
def test_allocation_by_largest_remainder(total, weights, parts):
    assert allocate(total, weights) == parts


def test_nothing_to_allocate_by_is_an_error():
    with pytest.raises(ValueError, match="weights"):
        allocate(5, [1, -1])


def test_shares_must_make_up_the_total():
    with pytest.raises(ValueError, match="total"):
        apportion([Decimal("1.5")], 9)


@given(AMOUNTS, st.lists(st.integers(0, 10**9), min_size=1, max_size=30).filter(any))
def test_parts_add_up_to_the_whole_and_mirror(total, weights):
    parts = allocate(total, weights)
    assert sum(parts) == total
    assert [-part for part in parts] == allocate(-total, weights)
    exact = [Decimal(total) * weight / sum(weights) for weight in weights]
    assert all(abs(part - share) < 1 for part, share in zip(parts, exact, strict=True))


def test_money_is_allocated_in_its_minor_unit():
    assert [part.amount for part in Money(Decimal(10), "JPY").allocate([1, 1, 1])] == [4, 3, 3]


def test_base_amounts_are_rounded_once_and_lines_get_the_difference():
    total, lines = in_base(1000, [333, 333, 334], rate=Decimal("7.1234"), currency="USD", base="CNY")
    assert (total, sum(lines)) == (7123, 7123)
    assert lines == [2372, 2372, 2379]


def test_base_amounts_heed_the_minor_units_of_both():
    assert in_base(1000, [1000], rate=Decimal("0.047"), currency="JPY", base="CNY") == (4700, [4700])
    assert in_base(150, [150], rate=Decimal("21.3"), currency="CNY", base="JPY") == (32, [32])


@pytest.mark.parametrize("rate", ["0", "-1", "NaN"])
def test_a_rate_must_be_positive(rate):
    with pytest.raises(BadInput):
        in_base(1, [1], rate=Decimal(rate), currency="USD", base="CNY")


@given(st.lists(AMOUNTS, max_size=20), st.decimals("0.0001", 1000, places=6))
def test_lines_in_base_add_up_to_the_document(lines, rate):
    total, converted = in_base(sum(lines), lines, rate=rate, currency="USD", base="CNY")
    assert sum(converted) == total
