from datetime import date
from decimal import Decimal

import pytest

from salesdesk.domain.errors import BadInput
from salesdesk.domain.taxes import TaxRate, check_rate, rates_on, tax_on_top, tax_within


@pytest.mark.parametrize(("rate", "share"), [(13, 11.5), (9, 8.3), (6, 5.7)])
def test_tax_is_the_difference_and_not_net_times_rate(rate, share):
    differing = sum(
        tax_within(gross, Decimal(rate)).tax
        != tax_on_top(tax_within(gross, Decimal(rate)).net, Decimal(rate)).tax
        for gross in range(1, 100_001)
    )
    assert round(differing / 1000, 1) == share


@pytest.mark.parametrize("rate", ["-1", "100.1", "NaN", "13.00001"])
def test_a_rate_out_of_range_is_refused(rate):
    with pytest.raises(BadInput):
        check_rate(Decimal(rate))


def test_rates_are_dated():
    old = TaxRate("goods", Decimal(16), date(2018, 5, 1), date(2019, 3, 31))
    new = TaxRate("goods", Decimal(13), date(2019, 4, 1))
    small = TaxRate("small", Decimal(3))
    assert rates_on([new, old, small], date(2019, 3, 31)) == [old, small]
    assert rates_on([new, old, small], date(2026, 1, 1)) == [new, small]


def test_of_two_rates_of_one_code_the_later_holds():
    first = TaxRate("small", Decimal(3), date(2009, 1, 1))
    cut = TaxRate("small", Decimal(1), date(2020, 3, 1), date(2027, 12, 31))
    assert rates_on([cut, first], date(2026, 6, 1)) == [cut]
    assert rates_on([cut, first], date(2028, 1, 1)) == [first]
