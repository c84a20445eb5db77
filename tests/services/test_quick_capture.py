from datetime import UTC, date, datetime

import pytest

from salesdesk.services import activities, quick_capture

MONDAY = date(2026, 11, 30)


@pytest.fixture
def xinyuan(make_customer, make_contact):
    customer = make_customer("深圳鑫源精密机械有限公司")
    make_contact(customer, "王芳")
    return customer


def written(database, text, which=0):
    line = quick_capture.read(database, text, MONDAY)
    return activities.activity(database, quick_capture.save(database, line, line.customers[which]))


def test_a_line_becomes_a_visit_at_its_hour_in_the_companys_zone(database, xinyuan):
    found = written(database, "明天下午3点拜访鑫源谈年框")
    assert (found.customer_id, found.kind, found.subject) == (xinyuan, "visit", "谈年框")
    assert (found.happens_at, found.done_at) == (datetime(2026, 12, 1, 7, 0, tzinfo=UTC), None)


def test_a_person_leads_to_their_company(database, xinyuan):
    found = written(database, "电话 王芳 催款 12月5日")
    assert (found.customer_id, found.contact_name, found.all_day_on) == (xinyuan, "王芳", date(2026, 12, 5))


def test_without_a_day_it_has_happened(database, xinyuan, clock):
    found = written(database, "xinyuan call 报价太高")
    assert (found.kind, found.subject, found.done_at) == ("call", "报价太高", clock.now)


def test_nobody_is_found_by_two_letters_or_by_what_is_no_name(database, xinyuan):
    assert quick_capture.read(database, "xy 明天", MONDAY).customers == ()
    assert quick_capture.read(database, "明天 买咖啡", MONDAY).customers == ()
