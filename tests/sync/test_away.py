"""A laptop that was away longer than the server remembers: what is gone goes here too, nothing is lost."""

from datetime import timedelta
from itertools import count

import pytest

from salesdesk.server.retention import forget_old, keeping_time
from salesdesk.services import activities, contacts, customers, inbox, quotes, undo
from salesdesk.storage import checkup
from salesdesk.storage.replica import file_line
from salesdesk.storage.tables.users import UserRow
from salesdesk.storage.undo import Step
from salesdesk.sync.state import Outcome
from tests.storage.pages import plain_bytes
from tests.sync.office import hand_out, same_rows
from tests.sync.test_revocation import fill, give

AWAY = timedelta(days=200)


@pytest.fixture
def wang(laptop):
    return laptop("wang")


@pytest.fixture
def away(office, clock):
    """Let so much time pass that the server has forgotten what went."""

    def pass_by() -> None:
        office.now += AWAY
        clock.forward(days=AWAY.days)
        assert forget_old(office.engine, office.now - keeping_time(office.engine)) > 0

    return pass_by


def remove(desk, *some) -> None:
    desk.sync()
    customers.remove_customers(desk.database, list(some))
    assert desk.sync().outcome is Outcome.DONE


def hand_over(desk, customer, person) -> None:
    desk.sync()
    give(desk, customer, person)
    assert desk.sync().outcome is Outcome.DONE


def promote(admin, person, role) -> None:
    admin.sync()
    with admin.database.write(Step("customer-edit", name="")) as session:
        session.get_one(UserRow, admin.office.people[person]).role = role
    assert admin.sync().outcome is Outcome.DONE


def break_after(desk, name, goes) -> None:
    """Let so many requests of a name through, and no more."""
    left = [name] * goes
    desk.link.cut = set() if left else {name}

    def one_less(asked):
        if asked == name and left:
            left.pop()
        elif asked == name:
            desk.link.cut = {name}

    desk.link.before = one_less


def come_back(desk, **how):
    ended = desk.sync(**how)
    assert ended.outcome is Outcome.DONE
    assert same_rows(desk.office, desk) == []
    assert checkup.check(desk.database) == []
    return ended


def test_what_was_deleted_meanwhile_is_gone_and_what_was_written_is_sent(office, li, wang, away):
    kept, gone = fill(li.database, "Kept"), fill(li.database, "Gone")
    li.sync()
    remove(wang, gone)
    customers.edit_customer(li.database, kept, {"note": "from far away"})
    fresh = customers.add_customer(li.database, {"name": "met there"})
    away()
    ended = come_back(li)
    assert set(li.rows("customers")) == {kept, fresh}
    assert ended.tally.pushed > 0
    assert office.rows("customers")[kept]["note"] == "from far away"
    assert fresh in office.rows("customers")
    assert inbox.problems(li.database) == []
    ended = come_back(li)
    assert (ended.tally.pushed, ended.tally.pulled, ended.tally.gone, ended.tally.repaired) == (0, 0, 0, 0)


def test_what_was_written_about_a_row_that_is_gone_is_told(li, wang, away):
    gone = fill(li.database, "Gone")
    li.sync()
    remove(wang, gone)
    customers.edit_customer(li.database, gone, {"note": "they have moved"})
    contacts.add_contact(li.database, gone, {"name": "王芳"})
    activities.log_activity(li.database, gone, {"kind": "call", "subject": "angry"})
    away()
    come_back(li)
    assert li.rows("customers") == li.rows("contacts") == li.rows("activities") == {}
    told = {(problem.code, *problem.patch.values()) for problem in inbox.problems(li.database)}
    assert ("row-gone", "they have moved") in told
    assert {problem.code for problem in inbox.problems(li.database)} == {"row-gone", "parent-gone"}
    assert {problem.entity for problem in inbox.problems(li.database)} == {
        "customers",
        "contacts",
        "activities",
    }


def test_what_was_written_about_a_row_somebody_else_has_now_is_held_for_them(office, li, laptop, wang, away):
    given = fill(li.database, "Given")
    li.sync()
    hand_over(wang, given, "han")
    customers.edit_customer(li.database, given, {"note": "from far away"})
    away()
    come_back(li)
    assert [problem.status for problem in inbox.problems(li.database)] == ["held"]
    han = laptop("han")
    han.sync()
    inbox.decide(han.database, [one.id for one in inbox.held(han.database)], accept=True)
    han.sync()
    assert office.rows("customers")[given]["note"] == "from far away"


@pytest.mark.parametrize("role", ["salesperson", "manager"])
def test_no_byte_is_left_of_what_somebody_else_has_now(office, li, laptop, wang, away, role):
    """Not of what was deleted before it changed hands either, nor of what stood there when it was edited."""
    fill(li.database, "Serengeti")
    given = fill(li.database, "Zanzibar")
    former = contacts.add_contact(li.database, given, {"name": "Zanzibar Former"})
    li.sync()
    contacts.remove_contacts(li.database, [former])
    li.sync()
    hand_over(wang, given, "han")
    customers.edit_customer(li.database, given, {"note": "mine"})
    promote(laptop("admin"), "li", role)
    away()
    come_back(li)
    left = plain_bytes(li.database)
    assert b"Serengeti" in left
    assert b"anzibar" not in left
    assert all(row["deleted_at"] is None for row in li.rows("contacts").values())


def test_a_laptop_that_has_read_past_it_gets_the_ordinary_stream(office, li, wang, away):
    kept, gone = fill(li.database, "Kept"), fill(li.database, "Gone")
    li.sync()
    remove(wang, gone)
    li.sync()
    away()
    customers.edit_customer(wang.database, kept, {"note": "A"})
    wang.sync()
    li.sync()
    li.link.asked.clear()
    customers.edit_customer(wang.database, kept, {"note": "B"})
    wang.sync()
    assert come_back(li).tally.pulled == 1
    assert li.link.asked == ["sync/session", "sync/pull"]


@pytest.mark.parametrize("cut", ["sync/pull", "sync/repair"])
def test_the_line_may_break_at_any_moment(li, wang, away, cut):
    """Also when the daily comparison is not due: what is left to be compared is kept."""
    kept, gone = fill(li.database, "Kept"), fill(li.database, "Gone")
    li.sync()
    remove(wang, gone)
    away()
    for goes in count():
        break_after(li, cut, goes)
        if li.sync().outcome is Outcome.DONE:
            break
    assert goes > 1
    come_back(li)
    assert set(li.rows("customers")) == {kept}


def test_when_very_much_is_gone_a_person_is_asked_first(li, wang, away):
    gone = [customers.add_customer(li.database, {"name": f"客户{n}"}) for n in range(40)]
    kept = fill(li.database, "Kept")
    li.sync()
    remove(wang, *gone)
    away()
    for _ in range(2):
        ended = li.sync()
        assert ended.outcome is Outcome.CONSENT
        assert {row_id for _, row_id in ended.doomed} == set(gone)
        assert len(li.living("customers")) == 41
    come_back(li, consented=True)
    assert set(li.rows("customers")) == {kept}


def test_what_a_new_laptop_gave_away_before_it_was_ever_told_anything_goes(li, wang, laptop, away):
    """Its first copy does not tell of it: it never held what the copy would have to take away."""
    gone = fill(li.database, "Gone")
    li.sync()
    remove(wang, gone)
    away()
    second = laptop("li")
    given = customers.add_customer(second.database, {"name": "Given"})
    give(second, given, "wang")
    come_back(second)
    assert second.rows("customers") == {}


def test_a_file_of_which_nothing_is_known_any_more_is_not_asked_for_for_ever(office, li, laptop, away):
    hand_out(li, b"paper")
    li.sync()
    second = laptop("li")
    second.link.cut = {"files/get"}
    second.sync()
    quotes.remove_quotes(second.database, list(second.living("quotes")))
    second.sync()
    away()
    second.link.cut = set()
    come_back(second)
    assert second.database.ask(file_line.counts) == file_line.FileCounts()


def test_a_deletion_of_ones_own_can_still_be_taken_back(office, li, wang, away):
    gone, mine = fill(li.database, "Gone"), fill(li.database, "Mine")
    li.sync()
    remove(wang, gone)
    customers.remove_customers(li.database, [mine])
    away()
    come_back(li)
    undo.undo(li.database)
    come_back(li)
    assert office.rows("customers")[mine]["deleted_at"] is None
    assert set(li.living("customers")) == {mine}
