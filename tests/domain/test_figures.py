from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.errors import BadInput
from salesdesk.domain.figures import read_amount, read_number, read_percent, read_quantity


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1.2万", "12000"),
        ("12k", "12000"),
        ("3亿", "300000000"),
        ("5百万", "5000000"),
        ("=3*99", "297"),
        ("=(1+2)*3.5%", "0.105"),
        ("=1,200*3-0.5", "3599.5"),
        ("=2×3÷4", "1.5"),
        ("=1/3", "0.333333"),
        ("１２０", "120"),
        ("1,200.00", "1200"),
        ("1.200,00", "1200"),
        ("1 200,50", "1200.5"),
        ("1'200.50", "1200.5"),
        ("1,200", "1200"),
        ("1.200", "1.2"),
        ("0,125", "0.125"),
        ("1,5", "1.5"),
        ("1.234.567", "1234567"),
        ("1,2345,6789", "123456789"),
        ("-5", "-5"),
        ("(5.20)", "-5.2"),
        ("十二", "12"),
        ("两万", "20000"),
        (".5", "0.5"),
    ],
)
def test_figures_as_people_type_them(typed, value):
    assert read_number(typed) == Decimal(value)


@pytest.mark.parametrize(
    "typed",
    ["", "abc", "1e5", "=1/0", "=9**9", "__import__('os')", "=(", "=" + "(" * 90, "=" + "-" * 90 + "1",
     "1.2.3,4", "12,34,5", "=1+", "9" * 300, "NaN", "Infinity", "1 2x"],
)  # fmt: skip
def test_what_is_no_figure_is_refused_and_never_run(typed):
    with pytest.raises(BadInput) as error:
        read_number(typed, field="unit_price")
    assert error.value.field == "unit_price"


def test_a_figure_beyond_every_document_is_refused():
    with pytest.raises(BadInput) as error:
        read_number("=999999999*999999999")
    assert error.value.code == "number-too-large"


@given(st.decimals(-999_999_999, 999_999_999, places=4))
def test_grouped_figures_are_read_back(value):
    assert read_number(f"{value:,.4f}") == value
    german = f"{value:,.4f}".translate(str.maketrans(",.", ".,"))
    assert read_number(german) == value


@given(st.integers(-999, 999), st.sampled_from("+-*"), st.integers(-999, 999))
def test_sums_agree_with_arithmetic(left, sign, right):
    expected = {"+": left + right, "-": left - right, "*": left * right}[sign]
    assert read_number(f"={left}{sign}({right})") == expected


@pytest.mark.parametrize(
    ("typed", "amount", "currency"),
    [
        ("US$ 1.2k", "1200", "USD"),
        ("¥1,200", "1200", "CNY"),
        ("1.2万元", "12000", "CNY"),
        ("300 EUR", "300", "EUR"),
        ("RMB 50", "50", "CNY"),
        ("-$5", "-5", "USD"),
        ("300", "300", ""),
    ],
)
def test_amounts_with_their_currency(typed, amount, currency):
    assert read_amount(typed) == (Decimal(amount), currency)


@pytest.mark.parametrize(
    ("typed", "quantity", "unit"),
    [
        ("12 pcs", "12", "pcs"),
        ("3台", "3", "台"),
        ("2.5kg", "2.5", "kg"),
        ("12k", "12000", ""),
        ("1.5万件", "15000", "件"),
    ],
)
def test_quantities_with_their_unit(typed, quantity, unit):
    assert read_quantity(typed) == (Decimal(quantity), unit)


@pytest.mark.parametrize(
    ("typed", "percent"),
    [("5%", "5"), ("12.5", "12.5"), ("9折", "10"), ("85折", "15"), ("9.5折", "5"), ("0折", "100")],
)
def test_percents_and_what_is_paid(typed, percent):
    assert read_percent(typed) == Decimal(percent)
