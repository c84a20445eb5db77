"""Lessons look at the workspace: they hear of the very thing they asked for, and of nothing else."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from salesdesk.domain.errors import RuleBroken
from salesdesk.services import (
    activities,
    checks,
    comments,
    company,
    customers,
    demo,
    imports,
    inbox,
    practice,
    undo,
)
from salesdesk.services.customers import CustomerFilter
from salesdesk.services.practice import FILE, LESSONS, Sight
from salesdesk.storage.replica import identity
from salesdesk.words import say

NOWHERE = Sight()


@pytest.fixture
def look(database):
    """Look how far a lesson is, and return how many steps are done."""

    def steps_done(run, sight=NOWHERE) -> int:
        return practice.look(database, run, sight).step

    return steps_done


@pytest.fixture
def begin(database):
    def begin_at(name: str, step: int = 0, **facts: str):
        run = practice.begin(database, name)
        kept = run.plain() | {"step": step, "facts": {**run.facts, **facts}}
        return practice.Run.read(kept, database)

    return begin_at


def customer_of(run) -> UUID:
    return UUID(run.facts["customer"])


# what the program makes for a lesson


@pytest.mark.parametrize("name", [one.name for one in LESSONS])
def test_nothing_is_done_before_a_person_does_it_and_undo_passes_over_what_was_made(database, look, name):
    for _ in range(2):  # begun again it is the same
        run = practice.begin(database, name)
        assert look(run) == 0
        assert undo.next_undo(database) is None
    assert checks.check(database) == []


def test_a_lesson_begun_again_leaves_no_second_customer(database):
    for _ in range(3):
        for name in ("follow_up", "conflict", "find"):
            practice.begin(database, name)
    assert customers.listing(database, CustomerFilter()).count() == 3


def test_a_lesson_about_new_customers_never_asks_for_one_that_is_there(database):
    names = set()
    for _ in range(9):
        names.add(name := practice.begin(database, "capture").facts["name"])
        customers.add_customer(database, {"name": name})
    assert len(names) == 9


# capture


def test_only_the_customer_that_was_asked_for_counts(database, begin, look):
    run = begin("capture")
    customers.add_customer(database, {"name": f"{run.facts['name']} Ningbo"})
    customers.add_customer(database, {"name": run.facts["short"]})
    assert look(run) == 0
    customers.add_customer(database, {"name": run.facts["name"]})
    assert look(run) == 1


def test_only_a_visit_there_tomorrow_counts(database, begin, look, today, make_customer):
    run = begin("capture")
    asked = customers.add_customer(database, {"name": run.facts["name"]})

    def note(where, kind, days) -> int:
        fields = {"kind": kind, "subject": "谈年框", "all_day_on": today + timedelta(days=days)}
        activities.log_activity(database, where, fields)
        return look(run)

    assert note(asked, "call", 1) == note(asked, "visit", 2) == note(make_customer(), "visit", 1) == 1
    assert note(asked, "visit", 1) == 2


# follow-up


def test_an_appointment_from_before_the_lesson_does_not_count(database, begin, look, today):
    there = customer_of(begin("follow_up"))
    visit = {"kind": "visit", "subject": "看泵房", "all_day_on": today + timedelta(days=7)}
    activities.log_activity(database, there, visit)
    run = begin("follow_up")
    assert look(run) == 0
    activities.log_activity(database, there, visit)
    assert look(run) == 1


def test_only_the_call_that_was_late_can_be_put_off(database, begin, look, today):
    run = begin("follow_up", 1)
    later = {"all_day_on": today + timedelta(days=1)}
    activities.edit_activity(database, UUID(run.facts["task"]), later)
    activities.edit_activity(database, UUID(run.facts["call"]), {"all_day_on": today})
    assert look(run) == 1
    activities.finish_activity(database, UUID(run.facts["call"]))
    assert look(run) == 1
    activities.reopen_activity(database, UUID(run.facts["call"]))
    activities.edit_activity(database, UUID(run.facts["call"]), later)
    assert look(run) == 2


def test_an_outcome_needs_words_and_a_day_to_come(database, begin, look, today):
    run = begin("follow_up", 3)
    there, task = customer_of(run), UUID(run.facts["task"])
    customers.edit_customer(database, there, {"next_follow_up": today + timedelta(days=3)})
    assert look(run) == 3  # nothing was said
    activities.log_activity(database, there, {"kind": "note", "subject": "记一笔"})
    assert look(run) == 3  # a note is no talk
    activities.finish_activity(database, task, outcome="已签收", next_follow_up=today)
    assert look(run) == 3  # today is not a day to come
    customers.edit_customer(database, there, {"next_follow_up": today + timedelta(days=1)})
    assert look(run) == 4


# import


def test_only_this_file_and_only_this_import_count(database, begin, look, tmp_path):
    demo.import_file(database, FILE)
    undo.undo(database)
    demo.import_file(database, FILE)
    run = begin("import")
    assert look(run) == 0  # it was imported before
    demo.import_file(database, demo.FILES[0])
    assert look(run) == 0
    undo.undo(database)
    demo.import_file(database, FILE)
    found = practice.look(database, run, NOWHERE)
    assert found.step == 1
    customers.remove_customers(database, [customers.listing(database, CustomerFilter()).page(0, 1)[0].id])
    assert look(found) == 1  # one customer less is not the import taken back
    undo.undo(database)
    undo.undo(database)
    assert look(found) == 2


def test_the_file_holds_one_customer_that_the_demo_has(database):
    demo.import_file(database, demo.FILES[0])
    before = customers.listing(database, CustomerFilter()).count()
    result = demo.import_file(database, FILE)
    assert result.count(imports.Outcome.CREATED) == 3
    assert customers.listing(database, CustomerFilter()).count() == before + 3


# conflict


@pytest.fixture
def clash(database, today):
    """Change both fields of the lesson's customer, bring the network back, and return the run."""

    def until_clash():
        run = practice.begin(database, "conflict")
        day = today + timedelta(days=4)
        customers.edit_customer(database, customer_of(run), {"grade": "A"})
        customers.edit_customer(database, customer_of(run), {"next_follow_up": day})
        run = practice.look(database, run, NOWHERE)
        assert run.step == 2
        return practice.look(database, practice.reconnect(database, run), NOWHERE)

    return until_clash


def test_the_colleagues_values_stand_and_ours_are_in_the_inbox(database, clash, today):
    run = clash()
    assert run.step == 3
    there = customer_of(run)
    told = {one.field: (one.base, one.theirs, one.mine) for one in inbox.conflicts(database, row_id=there)}
    days = (today + timedelta(days=7), today + timedelta(days=4))
    assert told == {"grade": ("C", "B", "A"), "next_follow_up": (None, *days)}
    assert {one.by for one in inbox.conflicts(database)} == {say("practice.colleague")}
    found = customers.customer(database, there)
    assert (found.grade, found.next_follow_up) == ("B", days[0])
    assert found.website  # what only the colleague changed is merged
    assert inbox.marked(database, "customers", [there]) == {there: "conflict"}
    assert say("practice.colleague") in {one.name for one in company.users(database)}
    assert checks.check(database) == []


def test_all_that_waited_has_gone_up_and_is_still_undoable(database, make_customer, clash):
    other = make_customer("无锡蓝湖自动化有限公司")
    customers.edit_customer(database, other, {"note": "已约周四"})
    clash()
    assert inbox.counts(database).waiting == 0
    undo.undo(database)  # the follow-up; the grade
    undo.undo(database)
    undo.undo(database)
    assert customers.customer(database, other).note == ""


def test_both_fields_are_to_be_decided_each_its_own_way(database, clash, look):
    run = clash()
    one, other = inbox.conflicts(database, row_id=customer_of(run))
    inbox.take_mine(database, [one.id])
    assert look(run) == 3
    inbox.keep_theirs(database, [other.id])
    assert look(run) == 4
    undo.undo(database)
    assert look(run) == 3


def test_conflicts_of_an_earlier_go_do_not_count(database, clash, look):
    run = clash()
    inbox.keep_theirs(database, [one.id for one in inbox.conflicts(database)])
    assert look(run) == 4
    again = clash()
    assert again.step == 3
    assert len(inbox.conflicts(database, row_id=customer_of(again))) == 2


def test_what_an_earlier_go_left_open_is_let_go(database, clash):
    clash()
    practice.begin(database, "conflict")
    assert inbox.counts(database).conflicts == 0
    assert len(inbox.conflicts(database, row_id=customer_of(clash()))) == 2


def test_what_was_decided_goes_up_as_well(database, clash):
    run = clash()
    inbox.take_mine(database, [one.id for one in inbox.conflicts(database)])
    assert inbox.counts(database).waiting == 1
    practice.send(database)
    assert inbox.counts(database).waiting == inbox.counts(database).conflicts == 0
    assert customers.customer(database, customer_of(run)).grade == "A"


def test_the_colleague_is_heard_in_the_timeline(database, clash):
    run = clash()
    assert any(one.who == say("practice.colleague") for one in customers.timeline(database, customer_of(run)))


def test_nobody_practises_where_people_work_in_earnest(database):
    run = practice.begin(database, "conflict")
    with database.absorb() as absorbed:
        identity.note(absorbed.session, server_url="https://crm.example.com", token="t")
    for work in (lambda: practice.begin(database, "find"), lambda: practice.reconnect(database, run)):
        with pytest.raises(RuleBroken, match="practice-in-earnest"):
            work()
    assert inbox.counts(database).conflicts == 0


# find


def test_what_stands_in_front_decides_about_finding(begin, look):
    run = begin("find")
    there = customer_of(run)
    assert look(run, Sight("customers", uuid4())) == 0
    assert look(run, Sight("quotes", there)) == 0
    assert look(run, Sight("customers", there)) == 1
    run = begin("find", 1)
    assert look(run, Sight("customers", None, {"grade": "B"})) == 1
    assert look(run, Sight("customers", None, {"grade": "A"})) == 2
    assert look(begin("find", 2), Sight("quotes")) == 3


# leaving in the middle


def test_a_lesson_is_kept_and_read_again_as_it_was(database, clash):
    run = clash()
    assert practice.Run.read(run.plain(), database) == run


@pytest.mark.parametrize(
    "change",
    [
        {"workspace": "another"},
        {"lesson": "juggling"},
        {"step": 4},
        {"step": "1"},
        {"effort": None},
        {"facts": []},
    ],
)
def test_what_is_of_another_demo_or_no_lesson_is_not_read(database, change):
    kept = practice.begin(database, "conflict").plain() | change
    assert practice.Run.read(kept, database) is None
    assert practice.Run.read(None, database) is None


def test_a_lesson_whose_customer_is_gone_simply_waits(database, begin, look):
    for name in ("follow_up", "conflict"):
        for step in range(4):
            run = begin(name, step)
            customers.remove_customers(database, [customer_of(run)])
            assert look(run) == step
            undo.undo(database)


def test_comments_and_other_peoples_records_move_no_lesson(database, begin, look, make_customer, today):
    runs = [begin(one.name) for one in LESSONS]
    other = make_customer(grade="A", next_follow_up=today + timedelta(days=1))
    comments.add_comment(database, other, "年框价格已确认")
    activities.log_activity(database, other, {"kind": "call", "subject": "已通话"})
    assert [look(run) for run in runs] == [0] * len(LESSONS)
