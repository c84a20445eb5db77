from salesdesk.domain.customers import Grade
from salesdesk.domain.urgency import (
    urgency_before,
    urgency_beyond,
    urgency_of_today,
    urgency_when_late,
    usual_amounts,
    value_of,
)


def test_amounts_are_counted_in_usual_ones_of_their_own_currency():
    """A million yen are as usual here as fifty thousand yuan: both count as one."""
    usual = usual_amounts(
        [{"CNY": 50_000_00}, {"CNY": 80_000_00, "JPY": 1_000_000}, {"CNY": 100}, {"JPY": 0}]
    )
    assert usual == {"CNY": 50_000_00, "JPY": 1_000_000}
    of = lambda **sums: value_of(Grade.NONE, sums, usual)  # noqa: E731
    assert of(CNY=50_000_00) == of(JPY=1_000_000) == 2
    assert of(CNY=50_000_00, JPY=1_000_000) > of(CNY=50_000_00)
    assert of(USD=10**9) == of() == of(CNY=-5) == 1


def test_class_and_money_both_make_a_customer_worth_more():
    usual = {"CNY": 100}
    assert value_of(Grade.A, {}, usual) > value_of(Grade.B, {}, usual) > value_of(Grade.C, {}, usual) > 1
    assert value_of(Grade.C, {"CNY": 10_000}, usual) > value_of(Grade.A, {}, usual)


def test_urgency_grows_with_the_days():
    assert urgency_when_late(7) == 2 * urgency_when_late(0)
    assert urgency_of_today(at_an_hour=True) > urgency_of_today(at_an_hour=False)
    assert (urgency_before(7, 7), urgency_before(0, 7)) == (1, 2)
    assert urgency_beyond(None, 7) == urgency_beyond(1000, 7) > urgency_beyond(14, 7) == 2
