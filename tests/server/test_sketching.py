"""The sketch of colleagues' customers: what is in it, who gets it, when it is made anew."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from salesdesk.domain.collisions import SETTING, clues
from salesdesk.protocol.messages import SketchReply, SketchRequest
from salesdesk.protocol.setting_ids import id_of_setting
from salesdesk.protocol.sketches import KEY, name_of, read_sketch
from salesdesk.protocol.wire import heads_hash
from salesdesk.server import jobs, sketching
from salesdesk.server.engine import ask, change
from salesdesk.server.failures import Refused
from salesdesk.server.tables import SketchRow
from salesdesk.storage.base import new_id
from salesdesk.storage.searchable import customer_party
from tests.server.laptops import NOON, Office
from tests.server.running import Device, new_customer

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def office(engine):
    return Office(engine)


def renew(office, key=b"k" * KEY, **more):
    return sketching.renew(office.engine, office.now, key=key, rounds=1, **more)


def sketch_of(laptop):
    """The sketch as a laptop gets it that asks for it."""
    named = laptop.begin().sketch
    reply = laptop.office.exchange.sketch(laptop.caller, SketchRequest(session=laptop.session))
    assert name_of(reply.content) == named
    return read_sketch(reply.content)


def known(sketch, **fields):
    """By what a sketch knows somebody."""
    return {str(clue) for text, clue in clues(customer_party(fields)).items() if text in sketch}


def test_a_colleagues_customer_is_known_by_what_was_written_of_it_and_of_its_people(office):
    li, han = office.laptop("li"), office.laptop("han")
    row = li.add_customer("深圳市鑫源机械有限公司", phone="0755-26001234", tax_id="91440300MA5DA1234X")
    person = {"customer_id": row, "name": "王芳", "phones": [{"number": "13800138000"}]}
    li.do("contacts", new_id(), patch=person | {"emails": [{"address": "Wang@Xinyuan.example"}]})
    assert renew(office) == 5
    sketch = sketch_of(han)
    typed = {"name": "鑫源机械", "phone": "138 0013 8000", "email": "wang@xinyuan.example"}
    assert known(sketch, **typed, tax_id="91440300ma5da1234x") == {"name", "phone", "mail", "tax_id"}
    assert known(sketch, name="宁波永固", phone="13900139000") == set()


def test_what_is_in_the_pool_removed_or_part_of_another_is_not_in_it(office):
    li, han = office.laptop("li"), office.laptop("han")
    pooled, removed = (li.add_customer(name, phone=f"1380013800{n}") for n, name in enumerate("甲乙"))
    kept, lost = li.add_customer("宁波永固", phone="13900139000"), li.add_customer("宁波永固泵业")
    person = {"customer_id": removed, "name": "王芳", "phones": [{"number": "13700137000"}]}
    li.do("contacts", new_id(), patch=person)
    owner = {"from": li.caller.user, "to": None}
    assert li.do("customers", pooled, command="customer.reassign", args=owner).status == "applied"
    li.do("customers", removed, base={"deleted_at": None}, patch={"deleted_at": NOON})
    merge = {"merge_id": str(new_id()), "loser_id": str(lost), "sides": {}, "seen": {}, "values": {}}
    merged = li.do("customers", kept, command="customer.merge", args=merge)
    assert merged.status == "conflict", "the name of the one that is kept stands"
    renew(office)
    sketch = sketch_of(han)
    for phone in ("13800138000", "13800138001", "13700137000"):
        assert known(sketch, name="", phone=phone) == set(), phone
    assert known(sketch, name="宁波永固泵业") == set()
    assert known(sketch, name="宁波永固", phone="13900139000") == {"name", "phone"}


def test_who_sees_all_or_adds_none_gets_none(office):
    office.laptop("li").add_customer()
    renew(office)
    for name, gets in (("han", True), ("wang", True), ("qian", False), ("chen", False), ("admin", False)):
        laptop = office.laptop(name)
        assert bool(laptop.begin().sketch) is gets, name
        if not gets:
            with pytest.raises(Refused, match="not-found"):
                sketch_of(laptop)


def test_it_is_made_anew_once_a_day_under_another_key_if_anything_changed(office):
    li, han = office.laptop("li"), office.laptop("han")
    li.add_customer()
    assert renew(office) == 1
    first = han.begin().sketch
    office.now += DAY
    assert renew(office) is None, "nothing has changed"
    li.add_customer("宁波永固", phone="13900139000")
    office.now += HOUR
    assert renew(office, b"another key.....") == 3
    assert han.begin().sketch != first
    assert sketch_of(han).key == b"another key....."
    li.add_customer("常州恒力")
    office.now += DAY - HOUR
    assert renew(office) is None, "it is not a day old"


def test_who_has_it_hears_no_more_of_it_and_who_has_another_is_told(office):
    office.laptop("li").add_customer()
    renew(office)
    han = office.laptop("han")
    han.pull()
    named = han.begin().sketch
    heads = {scope: cursor.seq for scope, cursor in han.cursors.items()}
    said = [han.begin(cursors_hash=heads_hash(heads, held)) for held in (named, b"", b"another.")]
    assert [(reply.scopes is None, reply.sketch) for reply in said] == [
        (True, b""),
        (True, named),
        (False, named),
    ]
    admin = office.laptop("admin")
    admin.do("company_settings", id_of_setting(SETTING), patch={"key": SETTING, "value": False})
    renew(office)
    han.pull()
    heads = {scope: cursor.seq for scope, cursor in han.cursors.items()}
    reply = han.begin(cursors_hash=heads_hash(heads, named))
    assert (reply.scopes, reply.sketch) == (heads, b""), "none is to be held any more"


def test_one_process_makes_it_and_the_others_see_that(office):
    office.laptop("li").add_customer()
    others = []

    def meanwhile():
        others.append(renew(office, b"o" * KEY))

    assert renew(office, go_on=meanwhile) == 1
    assert set(others) == {None}
    assert sketch_of(office.laptop("han")).key == b"k" * KEY


def test_one_that_was_cut_off_is_begun_again_an_hour_later(office):
    office.laptop("li").add_customer()

    def cut_off():
        raise InterruptedError

    with pytest.raises(InterruptedError):
        renew(office, go_on=cut_off)
    assert renew(office) is None
    office.now += HOUR
    assert renew(office) == 1


def test_a_company_that_wants_none_has_none(office):
    admin, han = office.laptop("admin"), office.laptop("han")
    office.laptop("li").add_customer()
    renew(office)
    setting = id_of_setting(SETTING)
    admin.do("company_settings", setting, patch={"key": SETTING, "value": False})
    assert renew(office) is None
    assert han.begin().sketch == b""
    assert ask(office.engine, lambda session: session.scalar(select(SketchRow.content))) == b""
    admin.do("company_settings", setting, base={"value": False}, patch={"value": True})
    assert renew(office) == 1
    assert han.begin().sketch


def test_one_that_was_turned_off_while_it_was_made_is_not_kept(office):
    admin, han = office.laptop("admin"), office.laptop("han")
    office.laptop("li").add_customer()

    def turned_off():
        patch = {"key": SETTING, "value": False}
        admin.do("company_settings", id_of_setting(SETTING), patch=patch)
        renew(office)

    renew(office, go_on=turned_off)
    assert han.begin().sketch == b""


def test_it_is_given_out_over_the_wire_to_who_may_have_it(server, device):
    user, parts = server.add("han"), server.parts
    colleague = Device(server.url)
    colleague.sign_in("han")
    colleague.push(colleague.session().session, new_customer(colleague, user, phone="13800138000"))
    over = threading.Event()
    over.set()
    jobs._renew_sketch(parts, over)
    assert device.session().sketch == b"", "the server is being stopped"
    change(parts.engine, lambda db: db.query(SketchRow).delete())
    jobs._renew_sketch(parts, threading.Event())
    session = device.session()
    reply = device.post("/sync/sketch", SketchRequest(session=session.session), SketchReply)
    assert name_of(reply.content) == session.sketch
    assert known(read_sketch(reply.content), name="鑫源机械", phone="13800138000") == {"name", "phone"}
    assert device.post("/sync/sketch", SketchRequest(session="?"), SketchReply).code == "session-over"
    change(parts.engine, lambda db: db.query(SketchRow).delete())
    asked = SketchRequest(session=session.session)
    assert device.post("/sync/sketch", asked, SketchReply).code == "not-found"
    colleague.http.close()
