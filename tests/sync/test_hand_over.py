"""A laptop that may not come to its server: what waits goes there in a file, and counts once."""

import hashlib
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from salesdesk.domain.errors import FileRefused, RuleBroken, StorageError
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.protocol.handing_over import unpacked
from salesdesk.protocol.messages import decode_act
from salesdesk.protocol.statements import Lease
from salesdesk.security.sealed_box import HEAD, seal
from salesdesk.security.signing import SigningKey
from salesdesk.server import devices, journal, taking_in
from salesdesk.server.engine import change
from salesdesk.server.tables import Audit, Device, StoredResult, Token
from salesdesk.server.taking_in import take_in
from salesdesk.services import contacts, customers, inbox, quote_lines, quotes, views
from salesdesk.services.hand_over import write_hand_over
from salesdesk.services.quote_lines import QuoteLine
from salesdesk.storage.replica import identity, lease
from salesdesk.sync.state import Outcome
from tests.conftest import TODAY
from tests.server.laptops import NOON, SEAL
from tests.sync.office import hand_out, same_rows

DAY = timedelta(days=1)


def sign_in(desk, seal=SEAL):
    """Give a laptop a token and the seal of its server, as signing in does."""
    token = str(desk.database.device_id)
    row = {"hash": devices.hash_of(token), "device_id": desk.database.device_id, "user_id": desk.database.me}
    made = Token(**row, issued_at=NOON, expires_at=NOON + devices.TOKEN_LASTS)
    change(desk.office.engine, lambda session: session.merge(made))
    facts = {identity.URL: "https://server", identity.TOKEN: token, identity.SEAL: seal.public.hex()}
    with desk.database.absorb() as absorbed:
        identity.note(absorbed.session, **facts)
    return desk


@pytest.fixture
def li(laptop):
    desk = sign_in(laptop("li"))
    desk.sync()
    return desk


@pytest.fixture
def wang(laptop):
    return laptop("wang")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "移交 2026-11-30.handover"


@pytest.fixture
def take(office, file):
    """Take the file in, on the day after."""
    return lambda key=SEAL: take_in(office.engine, key.boxes, file, NOON + 40 * DAY)


@pytest.fixture
def written(li, clock, file):
    """Li's lease is over; what she wrote before is in the file."""
    mine = SimpleNamespace(customer=customers.add_customer(li.database, {"name": "深圳鑫源机械"}))
    customers.edit_customer(li.database, mine.customer, {"note": "要年框合同"})
    clock.now += 31 * DAY
    mine.acts = write_hand_over(li.database, file)
    return mine


def everything(office):
    """All the server keeps about anything."""
    tables = (StoredResult, Device, Audit)
    with office.engine.connect() as connection:
        kept = {table.__tablename__: connection.execute(select(table)).all() for table in tables}
    return kept | {entity: office.rows(entity) for entity in ("customers", "held_acts", "saved_views")}


def refused(take, code, **how):
    with pytest.raises(FileRefused) as caught:
        take(**how)
    assert caught.value.code == code
    return caught.value


def decide(desk):
    desk.sync()
    held = [one.id for one in inbox.held(desk.database)]
    inbox.decide(desk.database, held, accept=True)
    desk.sync()


def test_who_looks_after_the_records_decides_and_then_it_is_there(office, wang, written, take):
    taken = take()
    assert (taken.name, taken.held, taken.known, taken.refused) == ("li", written.acts, 0, 0)
    assert written.customer not in office.rows("customers")
    decide(wang)
    row = office.rows("customers")[written.customer]
    assert (row["name"], row["note"]) == ("深圳鑫源机械", "要年框合同")


def test_all_that_was_done_with_a_new_customer_can_be_accepted_at_once(office, li, wang, clock, file, take):
    """Each step builds upon one that is not there before somebody has said yes."""
    customer = customers.add_customer(li.database, {"name": "深圳鑫源机械"})
    clock.now += timedelta(minutes=1)
    contact = contacts.add_contact(li.database, customer, {"name": "李雷"})
    clock.now += timedelta(minutes=1)
    quote = quotes.draft_quote(li.database, customer, today=TODAY)
    quote_lines.set_lines(li.database, quote, [QuoteLine(name="阀", unit_price=Decimal(9)) for _ in range(4)])
    clock.now += timedelta(minutes=1)
    quotes.move_quote(li.database, quote, QuoteStatus.SENT, today=TODAY)
    acts = write_hand_over(li.database, file)
    taken = take()
    assert (taken.held, taken.refused) == (acts, 0)
    decide(wang)
    assert contact in office.rows("contacts")
    assert (office.rows("quotes")[quote]["status"], office.rows("quotes")[quote]["gross"]) == ("sent", 3600)
    assert len(office.rows("quote_lines")) == 4
    assert inbox.problems(wang.database) == []
    li.sync()
    assert same_rows(office, li) == []
    assert inbox.counts(li.database).calling == 0


def test_the_same_file_once_more_changes_nothing(office, written, take):
    take()
    before = everything(office)
    again = take()
    assert (again.held, again.known) == (0, written.acts)
    assert everything(office) == before


def test_the_laptop_that_comes_after_all_doubles_nothing(office, li, wang, clock, written, take):
    take()
    office.now = clock.now
    assert li.sync().outcome is Outcome.DONE
    assert len(office.rows("held_acts")) == written.acts
    assert inbox.counts(li.database).with_others == written.acts
    decide(wang)
    li.sync()
    assert li.rows("customers")[written.customer]["note"] == "要年框合同"
    assert [row["name"] for row in office.rows("customers").values()] == ["深圳鑫源机械"]
    assert same_rows(office, li) == []


def test_a_file_that_comes_after_the_laptop_does_nothing(office, li, clock, written, take):
    office.now = clock.now
    li.sync()
    before = everything(office)
    taken = take()
    assert (taken.held, taken.done, taken.known) == (0, 0, written.acts)
    assert everything(office) == before
    assert office.rows("customers")[written.customer]["note"] == "要年框合同"


def test_who_writes_on_after_a_file_hands_in_the_rest_only(office, li, clock, written, take, file):
    take()
    office.now = clock.now
    li.link.cut = {"sync/push"}
    li.sync()  # the lease is good again; what waits is not sent
    customers.add_customer(li.database, {"name": "苏州恒泰阀门"})
    assert write_hand_over(li.database, file) == written.acts + 1
    taken = take()
    assert (taken.held, taken.known) == (1, written.acts)


def test_ones_own_affairs_need_nobodys_decision(office, li, clock, file, take):
    views.add_view(li.database, "customers", "我的大客户", {"text": "阀"})
    clock.now += 31 * DAY
    write_hand_over(li.database, file)
    taken = take()
    assert (taken.held, taken.done) == (0, 1)
    assert [row["name"] for row in office.rows("saved_views").values()] == ["我的大客户"]


def test_a_suspended_laptop_has_not_seen_its_order_by_a_file(office, li, written, take):
    devices.set_state(office.engine, li.database.device_id, "suspended", now=NOON + DAY)
    assert take().held == written.acts
    [device] = [one for one in everything(office)["devices"] if one.id == li.database.device_id]
    assert device.seen_at < device.ordered_at


def test_files_stay_and_are_told_of(li, clock, file, take):
    hand_out(li, b"%PDF a quote")
    clock.now += 31 * DAY
    write_hand_over(li.database, file)
    assert take().files == 1
    content = unpacked(SEAL.boxes.open(file.read_bytes()))
    assert content.files == [hashlib.sha256(b"%PDF a quote").hexdigest()]


def test_nothing_of_it_can_be_read_without_the_server(written, file):
    assert "鑫源".encode() not in file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.lists(
        st.text(st.characters(codec="utf-8", categories=["L"]), min_size=1), min_size=1, max_size=6
    )
)
def test_what_was_written_comes_out_as_it_waited(li, file, names):
    for name in names:
        customers.add_customer(li.database, {"name": name})
    acts = write_hand_over(li.database, file)
    told = unpacked(SEAL.boxes.open(file.read_bytes()))
    found = [decode_act(act) for group in told.groups for act in group]
    assert (len(found), told.token) == (acts, str(li.database.device_id))
    assert [act.patch["name"] for act in found[-len(names) :]] == [
        li.rows("customers")[act.row_id]["name"] for act in found[-len(names) :]
    ]
    assert [act.mseq for act in found] == list(range(found[0].mseq, found[0].mseq + acts))


@pytest.mark.parametrize("bend", [lambda box: box[:-1], lambda box: box[: HEAD + 9], lambda box: box + b"."])
def test_a_damaged_file_is_refused_and_changes_nothing(office, written, take, file, bend):
    before = everything(office)
    file.write_bytes(bend(file.read_bytes()))
    assert refused(take, "hand-over-damaged").values["file"] == file.name
    assert everything(office) == before


def test_a_file_of_something_else_is_refused(office, take, file):
    file.write_bytes(b"%PDF-1.7 a quote")
    refused(take, "hand-over-foreign")
    file.unlink()
    refused(take, "file-unreadable")


def test_a_file_for_another_server_is_refused(office, written, take):
    before = everything(office)
    refused(take, "hand-over-elsewhere", key=SigningKey(b"\3" * 32))
    assert everything(office) == before


def test_sealed_for_us_but_of_nobody_we_know(office, li, written, take, file):
    content = SEAL.boxes.open(file.read_bytes())
    bent = content.replace(str(li.database.device_id).encode(), b"0" * 36, 1)
    file.write_bytes(seal(SEAL.boxes.public, bent))
    before = everything(office)
    refused(take, "hand-over-stranger")
    file.write_bytes(seal(SEAL.boxes.public, b"\xc1 nothing of ours"))
    refused(take, "hand-over-damaged")
    assert everything(office) == before


def test_a_sign_in_that_expired_meanwhile_still_vouches_one_that_was_ended_does_not(
    office, li, written, take
):
    def put(**values):
        mine = Token.device_id == li.database.device_id
        change(office.engine, lambda session: session.execute(update(Token).where(mine).values(**values)))

    put(expires_at=NOON + DAY)
    assert take().held == written.acts
    put(ended_at=NOON)
    refused(take, "hand-over-stranger")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"incarnation": 1}, "hand-over-other-life"),
        ({"last_mseq": 0}, "hand-over-gap"),  # the server was put back from a backup
    ],
)
def test_what_does_not_go_on_where_the_server_is_has_to_come_itself(
    office, li, clock, file, take, values, code
):
    customers.add_customer(li.database, {"name": "早先已同步"})
    li.sync()
    customers.add_customer(li.database, {"name": "深圳鑫源机械"})
    write_hand_over(li.database, file)
    mine = Device.id == li.database.device_id
    change(office.engine, lambda session: session.execute(update(Device).where(mine).values(**values)))
    before = everything(office)
    assert refused(take, code).values["name"] == "li"
    assert everything(office) == before


def test_a_laptop_put_back_from_a_copy_hands_in_nothing_under_old_numbers(
    office, li, clock, file, take, new_places
):
    twin = sign_in(li.copy(new_places()))
    for desk, name in ((li, "深圳鑫源机械"), (twin, "苏州恒泰阀门")):
        customers.add_customer(desk.database, {"name": name})
    li.sync()
    write_hand_over(twin.database, file)
    twin.database.close()
    before = everything(office)
    refused(take, "hand-over-other-life")
    assert everything(office) == before


def test_many_go_in_several_steps_and_what_was_cut_off_between_two_goes_on(
    office, li, file, take, monkeypatch
):
    names = [f"客户{n}" for n in range(5)]
    for name in names:
        customers.add_customer(li.database, {"name": name})
    acts = write_hand_over(li.database, file)
    monkeypatch.setattr(taking_in, "_AT_ONCE", 2)
    push, steps = journal.take_safely, []

    def cut_off(*given):
        steps.append(given)
        if len(steps) == 2:
            raise KeyboardInterrupt
        return push(*given)

    monkeypatch.setattr(journal, "take_safely", cut_off)
    with pytest.raises(KeyboardInterrupt):
        take()
    taken = take()
    assert taken.held + taken.known == acts
    assert taken.known == 2
    assert sorted(row["patch"]["name"] for row in office.rows("held_acts").values()) == names


def test_without_a_server_or_with_nothing_waiting_there_is_no_file(laptop, li, file):
    with pytest.raises(RuleBroken, match="hand-over-nothing"):
        write_hand_over(li.database, file)
    with pytest.raises(RuleBroken, match="not-connected"):
        write_hand_over(laptop("han").database, file)
    assert not file.exists()


def test_a_lease_of_an_older_server_tells_no_key_and_that_is_said(li, clock, file):
    said = Lease(
        device=li.database.device_id, user=li.database.me, role="", issued_at=NOON, until=NOON + 30 * DAY
    )
    with li.database.absorb() as absorbed:
        identity.note(absorbed.session, **{lease.LEASE: SEAL.sign(said).hex()})
    customers.add_customer(li.database, {"name": "深圳鑫源机械"})
    with pytest.raises(RuleBroken, match="hand-over-no-key"):
        write_hand_over(li.database, file)
    assert not file.exists()


def test_a_place_that_cannot_be_written_is_said(li, tmp_path):
    customers.add_customer(li.database, {"name": "深圳鑫源机械"})
    for place, code in ((tmp_path, "file-is-folder"), (tmp_path / "away" / "file", "hand-over-unwritable")):
        with pytest.raises(StorageError, match=code):
            write_hand_over(li.database, place)
