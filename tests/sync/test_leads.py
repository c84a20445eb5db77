"""Leads of a stand come to the server whole: customer, person, talk, answers and the picture."""

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from salesdesk.services import leads, show_letters, shows, undo
from salesdesk.services.leads import Lead
from salesdesk.storage import outbox
from salesdesk.sync.state import Outcome
from tests.conftest import TODAY
from tests.sync.office import same_rows

WANG = {"company": "深圳鑫源机械有限公司", "name": "王五", "phone": "13800138000"}
KINDS = ("customers", "contacts", "activities", "captures", "attachments", "thumbnails", "trade_shows")


@pytest.fixture
def photo() -> bytes:
    written = BytesIO()
    Image.new("RGB", (800, 500), "navy").save(written, format="PNG")
    return written.getvalue()


def _in_step(office, *desks) -> None:
    for desk in desks:
        ended = desk.sync()
        assert ended.outcome is Outcome.DONE, ended
        assert ended.tally.problems == 0
        assert desk.database.ask(outbox.pending) == 0
    assert [same_rows(office, desk) for desk in desks] == [[] for _ in desks]


def _make_show(database) -> shows.Show:
    fields = {"name": "上海泵阀展", "starts_on": TODAY, "ends_on": TODAY + timedelta(days=2)}
    return shows.show(database, shows.add_show(database, fields))


def test_a_lead_taken_offline_is_whole_on_another_laptop(office, laptop, photo):
    manager, li = laptop("wang"), laptop("li")
    show = _make_show(manager.database)
    _in_step(office, manager, li)
    assert shows.current(li.database, None, TODAY).name == show.name
    kept = leads.keep_photo(li.files, photo)
    taken = leads.capture_lead(li.database, show, Lead(fields=WANG, grade="A", photo=kept), today=TODAY)
    _in_step(office, li, manager)
    assert all(li.living(kind).keys() == manager.living(kind).keys() for kind in KINDS)
    (seen,) = shows.captures(manager.database, show.id)
    assert (seen.id, seen.company, seen.grade, seen.photo) == (taken.id, WANG["company"], "A", kept.sha256)
    undo.undo(li.database)
    _in_step(office, li, manager)
    assert shows.captures(manager.database, show.id) == []


def test_a_card_typed_later_for_somebody_known_comes_along_with_its_picture(office, laptop, photo):
    manager, li = laptop("wang"), laptop("li")
    show = _make_show(manager.database)
    _in_step(office, manager, li)
    known = leads.capture_lead(li.database, show, Lead(fields=WANG), today=TODAY).customer_id
    kept = leads.keep_photo(li.files, photo)
    waiting = leads.capture_lead(li.database, show, Lead(photo=kept), today=TODAY)
    _in_step(office, li, manager)
    leads.type_lead(li.database, waiting.id, show, Lead(fields=WANG, customer_id=known), today=TODAY)
    _in_step(office, li, manager)
    assert {lead.customer_id for lead in shows.captures(manager.database, show.id)} == {known}
    assert leads.to_type(manager.database) == []


def test_letters_of_the_company_reach_everybody(office, laptop):
    manager, li = laptop("wang"), laptop("li")
    show_letters.add_template(manager.database, {"name": "邀请", "body": "{姓名}您好"})
    _in_step(office, manager, li)
    assert show_letters.templates(li.database)[0].body == "{姓名}您好"
