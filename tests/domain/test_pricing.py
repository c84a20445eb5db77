from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.errors import BadInput, RuleBroken
from salesdesk.domain.money import RoundingMode
from salesdesk.domain.pricing import LinePrice, price_line, reverse, total_up
from salesdesk.domain.taxes import Rounding

ZERO = Decimal(0)


def line(quantity, price, rate="0", percent="0", *, included=False, amount="0", optional=False):
    return LinePrice(
        quantity=Decimal(quantity),
        unit_price=Decimal(price),
        tax_rate=Decimal(rate),
        discount_percent=Decimal(percent),
        tax_included=included,
        discount_amount=Decimal(amount),
        optional=optional,
    )


def totals(lines, **choices):
    return total_up(lines, currency="CNY", **choices)


@pytest.mark.parametrize("rounding", list(Rounding))
def test_rounded_figures_are_added_and_not_rounded_again(rounding):
    document = totals([line(16, "348.35", 22, 4)], rounding=rounding)
    assert (document.net, document.tax, document.gross) == (535066, 117715, 652781)  # not 6527.80


@pytest.mark.parametrize(
    ("rounding", "gross"), [("per_line_tax", 3800), ("per_rate_group", 3798), ("per_document", 3798)]
)
def test_where_the_tax_is_rounded_is_seen_in_ten_equal_lines(rounding, gross):
    assert totals([line(1, "3.60", "5.5")] * 10, rounding=Rounding(rounding)).gross == gross
    assert totals([line(10, "3.60", "5.5")], rounding=Rounding(rounding)).gross == 3798


@pytest.mark.parametrize("rounding", list(Rounding))
def test_a_return_line_rounds_like_the_others(rounding):
    lines = [line(1, "54.45", 10), line(1, 600, 10), line(-1, 500, 10)]
    assert totals(lines, rounding=rounding).tax == 1545


@pytest.mark.parametrize(
    ("quantity", "price", "discount", "net"),
    [
        ("3", "9.99", "0", 2997),
        ("1", "0.05", "50", 3),  # 0.025 goes up, as on a till
        ("1000", "0.33", "10", 29700),  # 300.00 if the unit were rounded first
        ("-1", "0.05", "50", -3),
    ],
)
def test_the_line_is_rounded_once(quantity, price, discount, net):
    assert price_line(line(quantity, price, percent=discount), currency="CNY").net == net


def test_tax_included_keeps_the_gross_and_tax_is_the_difference():
    document = totals([line(1, 100, 13, included=True)])
    assert (document.net, document.tax, document.gross) == (8850, 1150, 10000)  # net x 13 % is 11.51


def test_line_percent_comes_before_line_amount():
    priced = price_line(line(2, 100, 13, 10, amount="5"), currency="CNY")
    assert (priced.listed, priced.amount, priced.discount) == (20000, 17500, 2500)


def test_a_gift_line_costs_nothing_and_stays():
    document = totals([line(5, 80, 13, 100), line(1, 10, 13)])
    assert (document.lines[0].listed, document.lines[0].gross) == (40000, 0)
    assert document.gross == 1130


def test_optional_lines_are_priced_but_not_counted():
    document = totals([line(1, 10), line(1, 99, optional=True)], discount_percent=Decimal(10))
    assert (document.gross, document.lines[1].gross, document.lines[1].shared) == (900, 9900, 0)
    assert not document.lines[1].counted


@pytest.mark.parametrize(
    ("prices", "discount", "shares"),
    [((50, 50, 50), "10", [334, 333, 333]), ((1999, 501, 3), "100", [7986, 2002, 12])],
)
def test_document_discount_is_spread_by_line_net(prices, discount, shares):
    document = totals([line(1, price, 13) for price in prices], discount_amount=Decimal(discount))
    assert [part.shared for part in document.lines] == shares
    assert document.net == sum(prices) * 100 - document.discount


def test_the_tax_base_of_each_rate_is_reduced():
    document = totals([line(1, 300, 13), line(1, 100, 6)], discount_amount=Decimal(40))
    assert [(rate.rate, rate.net, rate.tax) for rate in document.by_rate] == [
        (Decimal(13), 27000, 3510),
        (Decimal(6), 9000, 540),
    ]


def test_a_discount_on_prices_with_tax_is_taken_from_what_the_customer_pays():
    document = totals([line(1, 113, 13, included=True)], discount_amount=Decimal(13))
    assert (document.gross, document.discount, document.tax_included) == (10000, 1300, True)
    assert document.net == 8850


def test_a_discount_on_mixed_prices_is_taken_before_tax():
    document = totals([line(1, 113, 13, included=True), line(1, 100, 13)], discount_amount=Decimal(20))
    assert (document.net, document.tax, document.gross) == (18000, 2340, 20340)


def test_document_percent_comes_before_document_amount():
    document = totals([line(1, 200)], discount_percent=Decimal(10), discount_amount=Decimal(5))
    assert document.net == 17500


def test_a_whole_document_may_be_a_gift():
    document = totals([line(3, "1.11", 13), line(1, 1, 6, included=True)], discount_percent=Decimal(100))
    assert (document.net, document.tax, document.gross) == (0, 0, 0)


@pytest.mark.parametrize(
    ("bad", "code", "field"),
    [
        (line(1, "-1"), "price-negative", "unit_price"),
        (line(1, "0.0000001"), "number-too-fine", "unit_price"),
        (line("1e12", 1), "number-too-large", "quantity"),
        (line("NaN", 1), "number-too-large", "quantity"),
        (line(1, 1, percent=101), "discount-percent-out-of-range", "discount_percent"),
        (line(1, 1, percent=-1), "discount-percent-out-of-range", "discount_percent"),
        (line(1, 1, amount=-1), "discount-negative", "discount_amount"),
        (line(1, 1, rate=101), "tax-rate-out-of-range", "tax_rate"),
    ],
)
def test_impossible_figures_name_their_field(bad, code, field):
    with pytest.raises(BadInput) as error:
        totals([bad])
    assert (error.value.code, error.value.field) == (code, field)


@pytest.mark.parametrize(
    ("work", "code"),
    [
        (lambda: totals([line(1, 10, amount=11)]), "discount-over-line"),
        (lambda: totals([line(1, 10)], discount_amount=Decimal(11)), "discount-over-total"),
        (lambda: totals([], discount_amount=Decimal(1)), "discount-over-total"),
        (lambda: totals([line("999999999999", "999999999999")]), "amount-too-large"),
        (
            lambda: totals([line(1, 1, 13), line(1, 1, 6)], rounding=Rounding.PER_DOCUMENT),
            "rounding-needs-one-rate",
        ),
    ],
)
def test_rules_of_a_document(work, code):
    with pytest.raises(RuleBroken) as error:
        work()
    assert error.value.code == code


def test_an_empty_document_comes_to_nothing():
    document = totals([])
    assert (document.gross, document.lines, document.by_rate) == (0, (), ())


def test_currencies_without_cents():
    document = total_up([line(3, "33.5", 10)], currency="JPY", mode=RoundingMode.DOWN)
    assert (document.net, document.tax, document.gross) == (100, 10, 110)


LINES = st.builds(
    LinePrice,
    quantity=st.decimals(-1000, 1000, places=3),
    unit_price=st.decimals(0, 10000, places=4),
    tax_included=st.booleans(),
    tax_rate=st.sampled_from([Decimal(rate) for rate in ("0", "3", "6", "9", "13", "5.5")]),
    discount_percent=st.decimals(0, 100, places=2),
    optional=st.booleans(),
)
MODES = st.sampled_from([Rounding.PER_LINE_TAX, Rounding.PER_RATE_GROUP])
WAYS = st.sampled_from(list(RoundingMode))
PERCENTS = st.decimals(0, 100, places=2)
DOCUMENTS = {"lines": st.lists(LINES, max_size=12), "rounding": MODES, "mode": WAYS, "percent": PERCENTS}


@given(**DOCUMENTS)
def test_lines_add_up_to_the_document_and_net_and_tax_to_gross(lines, rounding, mode, percent):
    document = totals(lines, rounding=rounding, mode=mode, discount_percent=percent)
    counted = [part for part in document.lines if part.counted]
    for figure in ("net", "tax", "gross"):
        assert sum(getattr(part, figure) for part in counted) == getattr(document, figure)
        assert sum(getattr(part, figure) for part in document.by_rate) == getattr(document, figure)
    assert all(part.net + part.tax == part.gross for part in (*document.lines, *document.by_rate, document))
    assert sum(part.shared for part in counted) == document.discount


@given(**DOCUMENTS)
def test_a_credit_note_is_the_exact_mirror(lines, rounding, mode, percent):
    choices = {"rounding": rounding, "mode": mode, "discount_percent": percent}
    document, credit = totals(lines, **choices), totals(reverse(lines), **choices)
    assert (credit.net, credit.tax, credit.gross) == (-document.net, -document.tax, -document.gross)
    for one, other in zip(document.lines, credit.lines, strict=True):
        assert (one.net, one.tax, one.gross) == (-other.net, -other.tax, -other.gross)


@given(shuffled=st.randoms(use_true_random=False), **DOCUMENTS)
def test_the_order_of_lines_changes_no_total(shuffled, lines, rounding, mode, percent):
    other = list(lines)
    shuffled.shuffle(other)
    choices = {"rounding": rounding, "mode": mode, "discount_percent": percent}
    one, two = totals(lines, **choices), totals(other, **choices)
    assert (one.net, one.tax, one.gross, one.by_rate) == (two.net, two.tax, two.gross, two.by_rate)


@given(LINES, st.lists(st.integers(0, 1000), min_size=1, max_size=6))
def test_a_line_split_into_parts_sums_to_the_whole(whole, cuts):
    """Parts take the difference of running totals, so the last one takes what is left."""
    steps = [whole.quantity * place / (len(cuts)) for place in range(len(cuts))]
    running = [
        price_line(replace(whole, quantity=round(step, 6)), currency="CNY").gross for step in steps
    ] + [price_line(whole, currency="CNY").gross]
    parts = [after - before for before, after in pairwise([0, *running])]
    assert sum(parts) == price_line(whole, currency="CNY").gross


@given(st.integers(1, 10**7), st.sampled_from([13, 9, 6, 3, 1]))
def test_net_and_tax_within_a_gross_price_make_it_up(cents, rate):
    document = totals([line(1, Decimal(cents) / 100, rate, included=True)])
    assert document.net + document.tax == document.gross == cents
