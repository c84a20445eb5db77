from datetime import UTC, date, datetime, timedelta

import pytest

from salesdesk import words
from salesdesk.domain.errors import BadInput
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.services import activities, customers, undo
from salesdesk.services.day_plan import plan_day
from salesdesk.services.day_plan_paper import print_plan
from salesdesk.services.day_plan_words import area_of, details_of
from salesdesk.services.day_tour import enter_tour

FRIDAY = date(2026, 11, 27)


def at(hour: int) -> datetime:
    """A moment of that Friday, by the wall in Shanghai."""
    return datetime(2026, 11, 27, hour - 8, tzinfo=UTC)


@pytest.fixture
def place(make_customer):
    return lambda name, district, **fields: make_customer(
        name, province="上海市", city="市辖区", district=district, **fields
    )


def test_visits_go_by_district_around_what_the_calendar_holds(database, place, make_customer, make_activity):
    ada, ben, cem = place("甲", "浦东新区"), place("乙", "徐汇区"), place("丙", "浦东新区")
    make_activity(cem, "visit", happens_at=at(15), minutes=90)
    make_activity(make_customer("丁"), "call", happens_at=at(9), minutes=30)
    make_activity(make_customer("戊"), "visit", happens_at=at(10), done_at=at(10))  # done is over
    plan = plan_day(database, [ada, ben, cem, ada], FRIDAY)
    hours = [(stop.name, stop.start / 60, stop.minutes, stop.agreed) for stop in plan.stops]
    assert hours == [("乙", 9.5, 60, False), ("甲", 13.75, 60, False), ("丙", 15, 90, True)]
    assert [each.customer_name for each in plan.others] == ["丁"]
    assert area_of(plan.stops[0]) == "上海市 · 徐汇区"


def test_what_is_agreed_by_another_wall_keeps_busy_at_its_hour_at_home(database, place, make_activity):
    """19:30 of Thursday in Chicago is 9:30 of Friday in Shanghai, and 9:00 of Friday is 23:00."""
    ada, ben = place("甲", "浦东新区"), place("乙", "浦东新区")
    evening, morning = datetime(2026, 11, 27, 1, 30, tzinfo=UTC), datetime(2026, 11, 27, 15, tzinfo=UTC)
    for begins in (evening, morning, evening + timedelta(days=1)):
        make_activity(ben, "call", happens_at=begins, minutes=60, zone="America/Chicago")
    plan = plan_day(database, [ada], FRIDAY)
    assert [stop.start / 60 for stop in plan.stops] == [10.5]
    assert [each.begins for each in plan.others] == [evening, morning]


def test_each_visit_knows_the_way_in_and_what_is_open(
    database, place, make_contact, make_activity, make_quote, today
):
    customer = place("甲", "浦东新区", street="世纪大道1号", grade="A", phone="021-1")
    make_contact(customer, "无号")
    make_contact(customer, "王芳", job_title="采购", phones=[{"number": "13800138000"}], is_primary=True)
    make_activity(customer, "task", "送样品", all_day_on=FRIDAY)
    make_activity(customer, "task", "以后", all_day_on=FRIDAY + timedelta(days=1))
    make_activity(customer, "call", "谈年框", outcome="agreed")
    make_quote(customer, status=QuoteStatus.SENT, valid_until=FRIDAY)
    make_quote(customer, status=QuoteStatus.REJECTED, valid_until=FRIDAY)
    [stop] = plan_day(database, [customer], FRIDAY).stops
    assert (stop.contact, stop.phone, stop.tasks) == ("王芳", "13800138000", ("送样品",))
    assert stop.address == "上海市浦东新区世纪大道1号"
    assert len(stop.quotes) == 1
    words.use("en")
    assert [text for _, text in details_of(stop, FRIDAY)][-1] == "23 Nov · Call · 谈年框 · Agreed"


def test_a_tour_goes_into_the_calendar_once_and_comes_back_as_one(database, place, make_activity, today):
    """What was to be done there by then gets the hour; a call stays as it is, and what is later too."""
    ada, ben, cem, dan = (place(name, "浦东新区") for name in "甲乙丙丁")
    late = make_activity(ada, "visit", all_day_on=today, done_at=None, minutes=90)
    task = make_activity(ada, "task", "送样品", all_day_on=FRIDAY)
    agreed = make_activity(ben, "visit", happens_at=at(15))
    call = make_activity(cem, "call", all_day_on=FRIDAY)
    far = make_activity(dan, "visit", all_day_on=FRIDAY + timedelta(days=7))
    before = {row: activities.activity(database, row) for row in (late, task, agreed, call, far)}
    plan = plan_day(database, [ada, ben, cem, dan], FRIDAY)
    assert enter_tour(database, plan, remind_before=15) == 3
    hours = {stop.name: (stop.start, stop.minutes) for stop in plan.stops}
    assert hours["甲"][1] == 90
    entered = plan_day(database, [ada, ben, cem, dan], FRIDAY)
    assert {stop.name: (stop.start, stop.minutes) for stop in entered.stops if stop.agreed} == hours
    assert [row for row, was in before.items() if activities.activity(database, row) != was] == [late]
    assert customers.customer(database, cem).next_follow_up == FRIDAY
    made = next(each for each in activities.activities_of(database, cem) if each.id != call)
    assert (made.kind, made.done_at, made.remind_before) == ("visit", None, 15)
    for again in (plan, entered):
        with pytest.raises(BadInput, match="day-plan-entered"):
            enter_tour(database, again)
    undo.undo(database)
    assert plan_day(database, [ada, ben, cem, dan], FRIDAY) == plan


def test_an_hour_that_was_taken_meanwhile_is_passed_over(database, place, make_customer, make_activity):
    ada, ben = place("甲", "浦东新区"), place("乙", "浦东新区")
    plan = plan_day(database, [ada, ben], FRIDAY)
    make_activity(make_customer("丙"), "call", happens_at=at(9), minutes=30)
    assert enter_tour(database, plan) == 1
    assert [(stop.name, stop.agreed) for stop in plan_day(database, [ada, ben], FRIDAY).stops] == [
        ("乙", True),
        ("甲", False),
    ]


def test_no_hour_that_is_over_goes_into_the_calendar(database, place, make_customer, clock, today):
    """A plan may stay in sight for long: past its first hour, and past its day."""
    plan = plan_day(database, [place("甲", "浦东新区"), place("乙", "浦东新区")], today)
    assert [stop.start for stop in plan.stops] == [13 * 60, 14 * 60 + 15]
    clock.forward(hours=2)
    assert enter_tour(database, plan) == 1
    clock.forward(days=1)
    with pytest.raises(BadInput, match="day-plan-past"):
        enter_tour(database, plan)


def test_what_cannot_be_planned_is_refused_with_the_way_out(database, make_customer, today):
    some = [make_customer(f"客户{n}") for n in range(13)]
    for ids, day, code in (
        ([], FRIDAY, "day-plan-empty"),
        (some, FRIDAY, "day-plan-long"),
        (some[:1], today - timedelta(days=1), "day-plan-past"),
    ):
        with pytest.raises(BadInput) as refused:
            plan_day(database, ids, day)
        assert refused.value.code == code


def test_a_day_that_has_begun_is_planned_from_now(database, make_customer, clock, today):
    """It is noon in Shanghai: nothing is put into the morning."""
    [stop] = plan_day(database, [make_customer("甲")], today).stops
    assert stop.start == 13 * 60
    clock.forward(hours=6)
    [stop] = plan_day(database, [make_customer("甲")], today).stops
    assert stop.start is None
    assert print_plan(database, plan_day(database, [stop.customer_id], today)).startswith(b"%PDF")
