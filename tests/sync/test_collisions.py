"""What a laptop is told of colleagues' customers, and that it holds none of them."""

from datetime import timedelta

import pytest

from salesdesk.domain.collisions import Clue
from salesdesk.protocol.sketches import KEY
from salesdesk.server import sketching as server_side
from salesdesk.services import collisions, contacts, customers, leads, undo
from salesdesk.storage.replica import scrubbing, sketching
from salesdesk.storage.tables.users import UserRow
from salesdesk.storage.undo import Step
from salesdesk.sync import client
from salesdesk.sync.state import Outcome
from tests.conftest import TODAY
from tests.storage.pages import plain_bytes

PHONE = "138 0013 8000"


@pytest.fixture
def han(laptop):
    return laptop("han")


def sketch_made(office, key=b"k" * KEY):
    """The server's job, a day later."""
    office.now += timedelta(days=1)
    assert server_side.renew(office.engine, office.now, key=key, rounds=1) is not None


def told(desk, **typed):
    return collisions.at_colleagues(desk.database, typed)


def _add(desk, name, **fields):
    made = customers.add_customer(desk.database, {"name": name} | fields)
    assert desk.sync().outcome is Outcome.DONE
    return made


def test_a_colleagues_customer_is_told_offline_and_nothing_of_it_is_held(office, li, han):
    row = _add(li, "深圳市鑫源机械有限公司", phone="0755-26001234")
    contacts.add_contact(li.database, row, {"name": "王芳", "phones": [{"number": PHONE}]})
    li.sync()
    sketch_made(office)
    assert told(han, phone=PHONE) == ()
    assert han.sync().outcome is Outcome.DONE
    han.link.cut = {"sync/session"}
    assert told(han, name="鑫源机械", phone=f"13900139000; {PHONE}") == (Clue.PHONE, Clue.NAME)
    assert told(han, name="宁波永固", phone="13900139000", email="a@b.example") == ()
    assert han.living("customers") == {}
    assert not any(word.encode() in plain_bytes(han.database) for word in ("鑫源", "26001234", "80013800"))


def test_customers_that_are_here_are_not_a_colleagues(office, li, han, laptop):
    row = _add(li, "鑫源机械", phone=PHONE)
    other = _add(li, "宁波永固", phone="13900139000")
    contacts.add_contact(li.database, row, {"name": "王芳", "emails": [{"address": "wang@xin.example"}]})
    li.sync()
    sketch_made(office)
    wang = laptop("wang")
    for desk in (li, han, wang):
        desk.sync()
    mine = {"name": "鑫源机械", "phone": PHONE, "email": "wang@xin.example"}
    assert told(han, **mine) == (Clue.PHONE, Clue.MAIL, Clue.NAME)
    assert told(li, **mine) == told(wang, **mine) == (), "Wang sees what Li has"
    customers.edit_customer(li.database, row, {"name": "鑫源泵业", "phone": "13700137000"})
    customers.remove_customers(li.database, [other])
    li.sync()
    assert told(li, **mine) == told(li, name="宁波永固", phone="13900139000") == (), "a sketch is a day old"


def test_what_a_colleague_has_as_well_is_told_by_what_is_not_ones_own(office, li, han):
    _add(li, "鑫源机械", phone=PHONE)
    _add(han, "鑫源机械", email="han@xin.example")
    sketch_made(office)
    li.sync()
    assert told(li, name="鑫源机械", phone=PHONE, email="han@xin.example") == (Clue.MAIL,)


def test_it_is_fetched_when_it_changed_and_an_idle_cycle_asks_once(office, li, han):
    _add(li, "鑫源机械", phone=PHONE)
    sketch_made(office)
    assert "sync/sketch" in (han.sync(), han.link.asked)[1]
    han.sync()
    han.link.asked.clear()
    assert han.sync().outcome is Outcome.DONE
    assert han.link.asked == ["sync/session"]
    _add(han, "常州恒力")
    assert "sync/sketch" not in han.link.asked
    assert told(han, phone=PHONE) == (Clue.PHONE,), "a cycle with something to send leaves it alone"
    _add(li, "宁波永固")
    sketch_made(office, b"another key.....")
    han.link.asked.clear()
    han.sync()
    assert han.link.asked.count("sync/sketch") == 1
    assert told(han, name="宁波永固", phone=PHONE) == (Clue.PHONE, Clue.NAME)


def test_rows_do_not_suffer_from_a_sketch_that_does_not_come(office, li, han):
    _add(li, "鑫源机械", phone=PHONE)
    sketch_made(office)
    han.link.cut = {"sync/sketch"}
    assert han.sync().outcome is Outcome.DONE
    assert told(han, phone=PHONE) == ()
    han.link.cut = set()
    han.sync()
    assert told(han, phone=PHONE) == (Clue.PHONE,)


def test_a_damaged_one_is_not_kept_and_not_asked_for_again(office, li, han, monkeypatch):
    _add(li, "鑫源机械", phone=PHONE)
    sketch_made(office)
    monkeypatch.setattr(server_side, "content", lambda _connection: b"damaged")
    han.sync()
    assert told(han, phone=PHONE) == ()
    han.link.asked.clear()
    han.sync()
    assert "sync/sketch" not in han.link.asked


def _bytes_of(desk):
    sketch, _ = desk.database.ask(sketching.kept)
    assert sketch.packed()[:600] in plain_bytes(desk.database)
    return sketch.packed()[:600]


def test_who_may_hold_none_any_more_keeps_no_byte_of_it(office, li, han, laptop):
    _add(li, "鑫源机械", phone=PHONE)
    admin = laptop("admin")
    admin.sync()
    sketch_made(office)
    han.sync()
    there = _bytes_of(han)
    with admin.database.write(Step("customer-edit", name="")) as session:
        session.get_one(UserRow, office.people["han"]).role = "stock"
    admin.sync()
    assert han.sync(consented=True).outcome is Outcome.DONE
    assert told(han, phone=PHONE) == ()
    assert not han.database.ask(scrubbing.is_due)
    assert there not in plain_bytes(han.database)


def test_a_company_that_turns_it_off_ends_it_everywhere(office, li, han, laptop):
    _add(li, "鑫源机械", phone=PHONE)
    admin = laptop("admin")
    admin.sync()
    sketch_made(office)
    han.sync()
    collisions.want_hints(admin.database, wanted=False)
    admin.sync()
    han.sync()
    assert not collisions.hints_wanted(han.database)
    assert told(han, phone=PHONE) == (), "as soon as the setting is here"
    assert server_side.renew(office.engine, office.now, key=b"k" * KEY, rounds=1) is None
    han.sync()
    assert han.database.ask(sketching.kept) is None
    undo.undo(admin.database)
    assert collisions.hints_wanted(admin.database)


def test_who_leaves_the_server_leaves_it_behind(office, li, han, monkeypatch):
    _add(li, "鑫源机械", phone=PHONE)
    sketch_made(office)
    han.sync()
    monkeypatch.setattr(client, "link_of", lambda _database: han.link)
    monkeypatch.setattr(type(han.link), "sign_out", lambda _link: None, raising=False)
    client.disconnect(han.database)
    assert told(han, phone=PHONE) == ()


def test_a_lead_at_the_stand_is_told_by_its_company_number_and_mail(office, li, han):
    _add(li, "鑫源机械", phone=PHONE)
    sketch_made(office)
    han.sync()
    typed = {"company": "深圳鑫源机械有限公司", "name": "王芳", "phone": PHONE, "email": ""}
    assert leads.at_colleagues(han.database, typed) == (Clue.PHONE, Clue.NAME)
    assert leads.at_colleagues(han.database, {"name": "鑫源机械"}) == (), "a person of that name is another"
    lead = leads.Lead(fields=typed)
    leads.capture_lead(han.database, None, lead, today=TODAY)
    assert leads.at_colleagues(han.database, typed) == ()
