from datetime import timedelta

import pytest

from salesdesk.domain.quotes import QuoteStatus
from salesdesk.services import activities, company, customers, quotes
from salesdesk.services.agenda import agenda
from salesdesk.services.stalled import IdleCustomer, UnansweredQuote
from salesdesk.storage.database import Step
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.tables.users import UserRow


@pytest.fixture
def later(database, clock):
    """Return what a day asks for, so many days later."""

    def find(days: int):
        clock.forward(days=days)
        return agenda(database, clock.now.date())

    return find


def stalled(found) -> list[tuple[str, int, int]]:
    return [(getattr(each, "name", None) or each.number, each.days, each.allowed) for each in found.stalled]


def listed(database, clock) -> set[str]:
    wanted = customers.CustomerFilter(idle_at=clock.now)
    return {row.name for row in customers.listing(database, wanted).page(0, 20)}


def test_each_stage_has_its_own_patience(database, make_customer, clock, later):
    for name, stage in (("潜", "potential"), ("意", "interested"), ("成", "closed")):
        make_customer(name, lifecycle=stage)
    assert stalled(later(14)) == []
    assert stalled(later(1)) == [("意", 15, 14)]
    assert listed(database, clock) == {"意"}
    assert stalled(later(76)) == [("意", 91, 14), ("成", 91, 90)]
    company.edit_profile(database, {"idle_interested": 0, "idle_potential": 30})
    assert stalled(later(0)) == [("潜", 91, 30), ("成", 91, 90)]
    assert listed(database, clock) == {"潜", "成"}


def test_whatever_gets_on_or_is_to_come_counts(
    database, make_customer, make_activity, make_quote, later, clock
):
    """A step of any kind, an activity that is planned however late, a quote that is sent or decided."""
    one = {name: make_customer(name, lifecycle="interested") for name in "甲乙丙丁戊己"}
    customers.edit_customer(database, one["甲"], {"next_follow_up": clock.now.date() + timedelta(days=90)})
    make_activity(one["乙"], "visit", happens_at=clock.now + timedelta(days=60))
    task = make_activity(one["丙"], "task", all_day_on=clock.now.date())
    quote = make_quote(one["戊"], status=QuoteStatus.SENT)
    clock.forward(days=10)
    activities.finish_activity(database, task)
    make_quote(one["丁"], status=QuoteStatus.SENT)
    quotes.move_quote(database, quote, QuoteStatus.REJECTED, today=clock.now.date())
    assert stalled(later(6)) == [("己", 16, 14)]
    assert listed(database, clock) == {"己"}


def test_a_quote_nobody_reacts_to_is_told_until_somebody_does(
    database, make_customer, make_quote, make_activity, later, clock, today
):
    customer = make_customer("甲")
    until = today + timedelta(days=60)
    make_quote(customer, status=QuoteStatus.SENT, valid_until=until)
    clock.forward(days=1)
    newer = make_quote(customer, status=QuoteStatus.SENT, valid_until=until, today=today)
    soon = make_quote(make_customer("乙"), status=QuoteStatus.SENT, valid_until=today + timedelta(days=12))
    assert stalled(later(7)) == []
    found = later(1)
    [line] = found.stalled
    assert (line.id, line.days, line.allowed) == (newer, 8, 7)  # the newest speaks for all of them
    assert [each.id for each in found.expiring] == [soon]  # that it ends is the stronger reason
    make_activity(customer, "call")
    assert later(0).stalled == ()
    assert isinstance(later(8).stalled[0], UnansweredQuote)
    company.edit_profile(database, {"idle_quote": 0})
    assert not any(isinstance(each, UnansweredQuote) for each in later(0).stalled)


def test_nobody_stands_there_twice_and_the_stronger_reason_names_the_other(make_customer, later):
    for grade in "AC":
        make_customer(f"客户{grade}", grade=grade, lifecycle="interested")
    found = later(40)
    [silent] = found.silent  # 40 of 7 days are more than 40 of 14
    assert (silent.name, silent.stage, silent.within) == ("客户A", "interested", 14)
    [idle] = found.stalled  # and 40 of 14 more than 40 of 30
    assert isinstance(idle, IdleCustomer)
    assert (idle.name, idle.days, idle.silence) == ("客户C", 40, 30)


def test_a_colleagues_customers_are_theirs_to_get_on_with(database, make_customer, later):
    with database.write(Step.of_machine("hired")) as session:
        li = UserRow(name="李明")
        session.add(li)
        session.flush()
        owner = li.id
    customer = make_customer(lifecycle="interested")
    assert len(later(15).stalled) == 1
    with database.write(Step.of_machine("given")) as session:
        session.get_one(CustomerRow, customer).owner_id = owner
    assert later(0).stalled == ()
