"""Two laptops of one person, both offline, tick off the same visit: there is one next visit."""

from salesdesk.services import activities, customers
from salesdesk.sync.state import Outcome
from tests.conftest import TODAY
from tests.sync.office import same_rows


def test_two_laptops_that_do_the_same_offline_make_one_next_visit(office, li, laptop):
    customer = customers.add_customer(li.database, {"name": "深圳鑫源机械有限公司"})
    fields = {"kind": "visit", "subject": "巡检", "all_day_on": TODAY, "repeats": "FREQ=WEEKLY"}
    visit = activities.log_activity(li.database, customer, fields)
    li.sync()
    second = laptop("li")
    second.sync()
    for desk in (li, second):
        activities.finish_activity(desk.database, visit)
    for desk in (li, second, li):
        assert desk.sync().outcome is Outcome.DONE
    for desk in (li, second):
        found = activities.activities_of(desk.database, customer)
        assert len([each for each in found if each.done_at is None]) == 1
    assert same_rows(office, li) == same_rows(office, second) == []
