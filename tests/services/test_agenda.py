from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from salesdesk.domain.narrowing import narrowed
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.services import activities, company, work_to_do
from salesdesk.services import agenda as agenda_service
from salesdesk.services.agenda import agenda
from salesdesk.services.quote_lines import QuoteLine
from salesdesk.storage.database import Step
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.tables.users import UserRow


def ids(lines) -> list:
    return [each.id for each in lines]


def test_the_agenda_knows_late_and_due_and_leaves_what_is_done_or_coming(
    database, make_customer, make_activity, today
):
    customer = make_customer()
    days = {n: make_activity(customer, "task", all_day_on=today + timedelta(days=n)) for n in (-1, 0, 1, 30)}
    done = make_activity(customer, "task", all_day_on=today)
    activities.finish_activity(database, done)
    found = agenda(database, today)
    assert (ids(found.late), ids(found.due)) == ([days[-1]], [days[0]])
    assert (found.late_count, found.due_count) == (1, 1)
    assert activities.due_count(database, today) == 2


def test_the_day_ends_where_the_company_is(database, make_activity, today):
    """23:30 in Shanghai is today there, although UTC has 15:30 and New York the morning."""
    late = make_activity(kind="task", happens_at=datetime(2026, 11, 23, 15, 30, tzinfo=UTC))
    assert ids(agenda(database, today).due) == [late]
    company.edit_profile(database, {"time_zone": "Asia/Tokyo"})
    assert agenda(database, today).due == ()


def test_the_agenda_knows_follow_ups_expiring_quotes_and_silent_customers(
    database, make_customer, make_quote, today
):
    due = make_customer("甲", next_follow_up=today)
    make_customer("乙", next_follow_up=today + timedelta(days=1))
    quote = make_quote(due, status=QuoteStatus.SENT, valid_until=today + timedelta(days=3))
    make_quote(due, valid_until=today + timedelta(days=3))  # a draft does not run out
    found = agenda(database, today)
    assert ids(found.due) == [due]
    assert [(row.id, row.gross) for row in found.expiring] == [(quote, 11300)]
    dear = make_customer("丙", grade="A")
    assert agenda(database, today).silent == ()  # new ones are not silent yet
    assert ids(agenda(database, today + timedelta(days=40)).silent) == [dear]


def silent(database, day) -> list[tuple[str, int]]:
    return [(each.name, each.allowed) for each in agenda(database, day).silent]


def test_each_class_has_its_own_longest_silence(database, make_customer, today):
    for grade in ("C", "B", "A", ""):
        make_customer(f"客户{grade}", grade=grade)
    days = {n: silent(database, today + timedelta(days=n)) for n in (7, 8, 15, 31)}
    assert days[7] == []
    assert days[8] == [("客户A", 7)]
    assert days[15] == [("客户A", 7), ("客户B", 14)]
    assert days[31] == [("客户A", 7), ("客户B", 14), ("客户C", 30)]
    company.edit_profile(database, {"silence_a": 0, "silence_b": 3})
    assert silent(database, today + timedelta(days=8)) == [("客户B", 3)]


def test_silence_is_counted_in_days_where_the_company_is(
    database, make_customer, make_activity, today, clock
):
    """20:00 UTC is the next day in Shanghai: 68 days of 30 are less than 8 of 7 in class A, 69 are more."""
    clock.forward(days=-100)
    a, c = make_customer("甲", grade="A"), make_customer("丙", grade="C")
    clock.forward(days=100)
    for customer, days, hour in ((a, 8, 4), (c, 69, 20)):
        moment = datetime.combine(today - timedelta(days=days), time(hour), UTC)
        make_activity(customer, "call", happens_at=moment, done_at=moment)
    assert silent(database, today) == [("甲", 7), ("丙", 30)]


def test_who_leads_hears_of_what_others_let_lie_and_of_nothing_else(database, make_activity, today):
    with database.write(Step.of_machine("hired")) as session:
        people = [UserRow(name="李明"), UserRow(name="王芳"), UserRow(name="赵总")]
        session.add_all(people)
        session.flush()
        li, wang, _zhao = people
        li.manager_id, wang.manager_id = database.me, li.id
        staff = [person.id for person in people]
    fresh, old, deep = (
        make_activity(kind="task", all_day_on=today - timedelta(days=n), owner_id=owner)
        for n, owner in ((3, staff[0]), (4, staff[0]), (9, staff[1]))
    )
    foreign = make_activity(kind="task", all_day_on=today - timedelta(days=9), owner_id=staff[2])
    mine = make_activity(kind="task", all_day_on=today - timedelta(days=9))
    found = agenda(database, today)
    assert set(ids(found.escalated)) == {old, deep}
    assert set(ids(found.late)) == {foreign, mine}
    assert found.late_count == 2
    assert fresh not in ids(found.late)
    company.edit_profile(database, {"escalate_days": 0})
    assert agenda(database, today).escalated == ()


def test_a_follow_up_with_an_appointment_of_its_own_is_asked_for_once(
    database, make_customer, make_activity, today
):
    customer = make_customer(next_follow_up=today)
    assert ids(agenda(database, today).due) == [customer]
    task = make_activity(customer, "task", all_day_on=today)
    assert ids(agenda(database, today).due) == [task]


def priced(amount) -> tuple[QuoteLine, ...]:
    return (QuoteLine(name="球阀", unit_price=Decimal(amount), tax_rate=Decimal(13)),)


def test_the_dearest_and_latest_come_first_whatever_their_currency(
    database, make_customer, make_activity, make_quote, today
):
    """A hundred thousand yen are not worth more than ten thousand yuan because they are more yen."""
    worth = {
        "大客户": ("CNY", 90_000),
        "小客户": ("CNY", 1_000),
        "中客户": ("CNY", 10_000),
        "日本": ("JPY", 100_000),
    }
    for name, (currency, amount) in worth.items():
        customer = make_customer(name)
        make_quote(customer, lines=priced(amount), currency=currency)
        make_activity(customer, "task", all_day_on=today - timedelta(days=1))
    late = make_activity(make_customer("拖"), "task", all_day_on=today - timedelta(days=60))
    dear = make_customer("甲", grade="A", next_follow_up=today - timedelta(days=1))
    found = agenda(database, today).late
    names = [getattr(each, "customer_name", None) or each.name for each in found]
    assert found[0].id == late
    assert names.index("大客户") < names.index("中客户") < names.index("小客户")
    assert names.index("大客户") < names.index("日本")
    assert names.index("甲") < names.index("小客户")
    assert dear in ids(found)


def test_what_is_best_of_many_is_shown_although_as_many_as_are_shown_come_earlier(
    database, make_customer, make_activity, make_quote, today, clock, monkeypatch
):
    """Whatever class, money or an agreed hour lifts is found behind them."""
    for module in (agenda_service, work_to_do):
        monkeypatch.setattr(module, "SHOWN", 10)
    plain = make_customer("平")
    for _ in range(11):
        make_activity(plain, "task", all_day_on=today - timedelta(days=2))
        make_activity(plain, "task", all_day_on=today)
    rich = make_customer("富")
    make_quote(rich)
    lifted = [
        make_customer("甲", grade="A"),
        make_customer("乙", grade="B"),
        rich,
        make_customer("丙", grade="C"),
    ]
    late = [make_activity(each, "task", all_day_on=today - timedelta(days=1)) for each in lifted]
    timed = make_activity(plain, "call", happens_at=clock.now + timedelta(hours=1))
    found = agenda(database, today)
    assert ids(found.late[:4]) == late
    assert (len(found.late), found.late_count) == (10, 15)
    assert (found.due[0].id, len(found.due)) == (timed, 10)


def test_a_part_of_the_day_is_found_by_district_class_or_pinyin(database, make_customer, today):
    place = {"city": "上海市", "district": "浦东新区"}
    wanted = make_customer("甲公司", grade="A", next_follow_up=today, **place)
    make_customer("乙公司", grade="B", next_follow_up=today, **place)
    make_customer("丙公司", grade="A", next_follow_up=today, city="上海市", district="徐汇区")
    for typed in ("pd a", "district 浦东 class A", "浦东 A级", "区:浦东 甲"):
        found = agenda(database, today, narrowed(typed))
        assert (ids(found.due), found.due_count) == ([wanted], 1), typed
    assert agenda(database, today, narrowed("", area="浦东新区")).due_count == 2


def test_a_birthday_is_told_for_a_week(database, make_customer, make_contact, today):
    customer = make_customer()
    for name, born in (
        ("今", date(1986, 11, 23)),
        ("周", date(1604, 11, 30)),
        ("远", date(1986, 12, 1)),
        ("昨", date(1986, 11, 22)),
    ):
        make_contact(customer, name, birthday=born)
    found = agenda(database, today).birthdays
    assert [(each.name, each.on, each.turns) for each in found] == [
        ("今", today, 40),
        ("周", date(2026, 11, 30), None),
    ]


def test_a_colleagues_customers_are_theirs_to_congratulate(database, make_customer, make_contact, today):
    with database.write(Step.of_machine("hired")) as session:
        li = UserRow(name="李明")
        session.add(li)
        session.flush()
        owner = li.id
    customer = make_customer()
    make_contact(customer, birthday=date(1986, 11, 23))
    assert len(agenda(database, today).birthdays) == 1
    with database.write(Step.of_machine("given")) as session:
        session.get_one(CustomerRow, customer).owner_id = owner
    assert agenda(database, today).birthdays == ()


@pytest.fixture
def regular(make_customer, make_quote, today):
    """A customer that bought 150, 108 and 60 days ago."""

    def make(**fields):
        customer = make_customer("老客户", **fields)
        for days in (150, 108, 60):
            bought = today - timedelta(days=days)
            make_quote(
                customer, status=QuoteStatus.ACCEPTED, today=bought, issued_on=bought, valid_until=today
            )
        return customer

    return make


def test_who_usually_buys_by_now_is_told_with_the_rhythm(database, regular, today):
    customer = regular()
    found = agenda(database, today).reorders
    assert [(each.customer_id, each.every, each.days, each.last.minor) for each in found] == [
        (customer, 42, 60, 11300)
    ]
    assert agenda(database, today - timedelta(days=20)).reorders == ()


def test_who_has_a_quote_or_a_day_agreed_is_not_asked_to_reorder(database, regular, make_quote, today):
    customer = regular(next_follow_up=today + timedelta(days=3))
    assert agenda(database, today).reorders == ()
    with database.write(Step.of_machine("edited")) as session:
        session.get_one(CustomerRow, customer).next_follow_up = None
    assert len(agenda(database, today).reorders) == 1
    make_quote(customer)
    assert agenda(database, today).reorders == ()
