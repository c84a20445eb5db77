from datetime import date, datetime, time
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.day_plan import BEGINS, ENDS, Visit, day_to_plan, free_from, plan_visits

H = 60


def visit(number: int, district: str, city: str = "上海市", **fields) -> Visit:
    return Visit(customer=UUID(int=number), city=city, district=district, **fields)


def planned(visits, busy=(), **hours) -> list[tuple[int, str]]:
    found = plan_visits(visits, busy, **hours)
    return [
        (each.visit.customer.int, "" if each.start is None else f"{each.start // 60}:{each.start % 60:02}")
        for each in found
    ]


def test_districts_stay_together_and_those_of_a_city_follow_one_another():
    visits = [
        visit(1, "浦东"),
        visit(2, "南山", "深圳市"),
        visit(3, "徐汇"),
        visit(4, "浦东"),
        visit(5, "南山", "深圳市"),
    ]
    assert [number for number, _ in planned(visits)] == [1, 4, 3, 2, 5]


def test_there_is_a_way_between_and_noon_is_free():
    visits = [visit(1, "浦东"), visit(2, "浦东"), visit(3, "徐汇")]
    assert planned(visits) == [(1, "9:00"), (2, "10:15"), (3, "13:00")]


def test_what_is_in_the_calendar_is_left_free():
    assert planned([visit(1, "浦东"), visit(2, "浦东")], [(9 * H, 11 * H), (13 * H, 15 * H)]) == [
        (1, "11:00"),
        (2, "15:00"),
    ]


def test_an_agreed_hour_stays_and_its_district_gathers_around_it():
    visits = [visit(1, "徐汇"), visit(2, "浦东", at=15 * H), visit(3, "浦东"), visit(4, "浦东", minutes=30)]
    assert planned(visits) == [(1, "9:00"), (3, "13:45"), (2, "15:00"), (4, "16:15")]


def test_what_has_no_room_comes_last_without_an_hour():
    assert planned([visit(n, "浦东") for n in range(1, 4)], earliest=16 * H) == [
        (1, "16:00"),
        (2, ""),
        (3, ""),
    ]
    assert planned([visit(1, "浦东")], earliest=20 * H) == [(1, "")]


def test_in_the_evening_one_plans_the_next_day_to_work_on():
    friday = date(2026, 11, 27)
    assert day_to_plan(datetime.combine(friday, time(17, 0))) == friday
    assert day_to_plan(datetime.combine(friday, time(17, 1))) == date(2026, 11, 30)


def test_a_day_that_has_begun_is_planned_from_the_next_quarter():
    assert (free_from(0), free_from(10 * H + 1), free_from(10 * H + 15)) == (BEGINS, 10 * H + 15, 10 * H + 15)


spans = st.tuples(st.integers(8 * H, 19 * H), st.integers(1, 120)).map(lambda one: (one[0], one[0] + one[1]))
wishes = st.lists(st.tuples(st.sampled_from("甲乙丙"), st.sampled_from([30, 60, 90])), max_size=8)


@given(wishes, st.lists(spans, max_size=5))
def test_no_two_things_are_at_once(wanted, busy):
    visits = [visit(number, district, minutes=minutes) for number, (district, minutes) in enumerate(wanted)]
    found = plan_visits(visits, busy)
    assert sorted(each.visit.customer.int for each in found) == list(range(len(visits)))
    taken = [(each.start, each.start + each.visit.minutes) for each in found if each.start is not None]
    assert all(start >= BEGINS and end <= ENDS for start, end in taken)
    for at, (start, end) in enumerate(taken):
        assert all(start >= other[1] or end <= other[0] for other in (*busy, (12 * H, 13 * H), *taken[:at]))
