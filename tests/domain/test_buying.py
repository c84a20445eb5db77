from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.buying import Bought, Goods, Share, buying_of

TODAY = date(2026, 11, 30)


def cny(on: date, net: int) -> Bought:
    return Bought(on, "CNY", net)


def test_a_year_is_compared_with_the_same_days_of_the_year_before():
    told = buying_of(
        [
            cny(date(2025, 12, 1), 300),  # the first day of the twelve months
            cny(TODAY, 300),
            cny(date(2025, 11, 30), 400),  # the last day of the months before
            cny(date(2024, 12, 1), 100),
            cny(date(2024, 11, 30), 9_000),  # before both
        ],
        [],
        TODAY,
    )
    assert (told.year, told.before, told.change) == (600, 500, 20)


def test_part_of_a_month_is_compared_with_the_same_part():
    told = buying_of([cny(date(2025, 11, 20), 100), cny(date(2025, 11, 10), 50)], [], date(2026, 11, 15))
    assert (told.year, told.before, told.change) == (0, 50, -100)


def test_who_never_bought_has_nothing_told():
    assert buying_of([], [], TODAY) is None


def test_nothing_is_compared_with_an_empty_year():
    assert buying_of([cny(TODAY, 100)], [], TODAY).change is None


def test_currencies_are_never_added():
    euros = [Bought(date(2026, 3, day), "EUR", 7) for day in (1, 2)]
    told = buying_of([*euros, cny(TODAY, 1_000)], [], TODAY)
    assert (told.currency, told.year, told.others) == ("EUR", 14, 1)
    assert told.last == TODAY


def test_of_currencies_as_frequent_the_latest_is_told():
    assert buying_of([cny(date(2026, 1, 1), 1), Bought(TODAY, "EUR", 1)], [], TODAY).currency == "EUR"


def test_the_next_purchase_follows_the_rhythm():
    days = [date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)]
    told = buying_of([cny(day, 1) for day in days], [], TODAY)
    assert (told.rhythm.every, told.next_on()) == (30, date(2026, 12, 1))


def goods(kind: str, net: int, on: date = TODAY, name: str = "") -> Goods:
    return Goods(on, "CNY", kind, name or kind, net)


def test_goods_are_told_by_their_share_under_their_latest_name():
    lines = [goods("a", 100, date(2026, 1, 5), "Old pump"), goods("a", 200, name="Pump"), goods("b", 100)]
    told = buying_of([cny(TODAY, 400)], lines, TODAY)
    assert told.mix == (Share("Pump", 75), Share("b", 25))


def test_goods_of_long_ago_count_only_where_there_are_no_others():
    old, new = goods("old", 900, date(2020, 1, 1)), goods("new", 100)
    assert buying_of([cny(TODAY, 1)], [old, new], TODAY).mix == (Share("new", 100),)
    assert buying_of([cny(TODAY, 1)], [old], TODAY).mix == (Share("old", 100),)


@given(
    st.lists(st.tuples(st.sampled_from("abcdefg"), st.integers(-50, 10_000))),
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
)
def test_shares_are_of_one_whole(lines, today):
    told = buying_of([cny(today, 1)], [goods(kind, net, today) for kind, net in lines], today)
    percents = [share.percent for share in told.mix]
    assert percents == sorted(percents, reverse=True)
    assert len(percents) <= 5
    if all(net >= 0 for _, net in lines):
        assert sum(percents) <= 103  # five shares, each rounded
