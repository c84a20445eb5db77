"""Lessons look at the workspace: they hear of the very thing they asked for, and of nothing else."""

from datetime import timedelta
from uuid import UUID

from salesdesk.services import customers, inbox, practice
from salesdesk.services.practice import Sight

NOWHERE = Sight()


def go_on(database, run, sight=NOWHERE):
    return practice.look(database, run, sight)


def test_conflict(database, today):
    run = practice.begin(database, "conflict")
    customer = UUID(run.facts["customer"])
    customers.edit_customer(database, customer, {"grade": "A"})
    run = go_on(database, run)
    assert run.step == 1
    customers.edit_customer(database, customer, {"next_follow_up": today + timedelta(days=4)})
    run = go_on(database, run)
    assert run.step == 2
    run = go_on(database, practice.reconnect(database, run))
    assert run.step == 3
    both = inbox.conflicts(database, row_id=customer)
    assert {(one.field, one.by) for one in both} == {("grade", "Zhao Min"), ("next_follow_up", "Zhao Min")}
