"""What a server allows a device, and what it orders: leases, suspension with quarantine, and wiping."""

from datetime import timedelta

import pytest

from salesdesk.protocol.messages import Cursor, Refusal
from salesdesk.protocol.statements import Lease, Order, opened
from salesdesk.server import devices
from salesdesk.server.engine import change
from salesdesk.storage.base import new_id
from salesdesk.storage.database import utc_now
from salesdesk.storage.tables.company import CompanySettingRow
from tests.server.running import new_customer


@pytest.fixture
def order(server, device):
    """Put the device into a state, as an administrator does."""

    def to(state: str, **how) -> None:
        devices.set_state(server.parts.engine, device.id, state, now=utc_now(), **how)
        server.parts.access.forget(device.id)

    return to


@pytest.fixture
def told(server, device):
    """How the order for the device stands, as administrators see it."""

    def ask() -> str:
        [found] = [one for one in devices.every_device(server.parts.engine) if one.device == device.id]
        return found.told

    return ask


def test_whoever_comes_is_lent_thirty_days_under_the_seal_they_were_told(device):
    said = device.sign_in("li")
    lease = opened(said.seal, device.session().lease, Lease)
    assert (lease.device, lease.user, lease.role) == (device.id, said.user, "salesperson")
    assert lease.until - lease.issued_at == timedelta(days=30)


def test_a_lease_is_renewed_once_it_is_a_day_old(device):
    said = device.sign_in("li")
    until = int(opened(said.seal, device.session().lease, Lease).until.timestamp())
    assert device.session(lease_until=until).lease == b""
    assert device.session(lease_until=until - 86_460).lease != b""


def test_the_company_sets_how_long_it_lends(server, device):
    said = device.sign_in("li")

    def put(session) -> None:
        now = utc_now()
        stamps = {"scope_id": "company", "seq": 1, "version": 1, "created_at": now, "edited_at": now}
        session.add(CompanySettingRow(id=new_id(), key="lease_days", value=7, **stamps))

    change(server.parts.engine, put)
    lease = opened(said.seal, device.session().lease, Lease)
    assert lease.until - lease.issued_at == timedelta(days=7)


def test_a_longer_lease_that_was_shortened_is_given_back(server, device):
    said = device.sign_in("li")
    until = int(opened(said.seal, device.session().lease, Lease).until.timestamp())
    test_the_company_sets_how_long_it_lends(server, device)
    assert device.session(lease_until=until).lease != b""


def test_a_suspended_device_may_hand_in_what_waits_and_others_decide(server, device, order, told):
    user = device.sign_in("li").user
    device.session()
    order("suspended")
    assert told() == "ordered"
    session = device.session()
    assert (session.directive, session.scopes) == ("suspend", None)
    [result] = device.push(session.session, new_customer(device, user)).results
    assert result.status == "held"
    assert told() == "seen"


def test_a_suspended_device_gets_no_rows_and_no_files(device, order):
    device.sign_in("li")
    session = device.session()
    order("suspended")
    for said in (device.pull(session.session, {"company": Cursor()}), device.wait(b"")):
        assert said == Refusal(code="device-suspended")
    assert device.send("HEAD", f"/files/{'0' * 64}").status_code == 403


def test_an_order_is_under_the_seal_and_names_the_device(device, order):
    said = device.sign_in("li")
    order("wiped", at_once=True)
    session = device.session()
    wipe = opened(said.seal, session.order, Order)
    assert (session.directive, wipe.order, wipe.device, wipe.at_once) == ("wipe", "wipe", device.id, True)


def test_a_device_that_wiped_itself_says_so_and_is_a_stranger(device, order, told):
    device.sign_in("li")
    order("wiped")
    device.session()
    assert device.send("POST", "/devices/wiped").status_code == 204
    assert told() == "obeyed"
    assert device.session() == Refusal(code="token-ended")


def test_nobody_says_to_have_wiped_what_was_not_to_be_wiped(device, order):
    device.sign_in("li")
    assert device.send("POST", "/devices/wiped").status_code == 400
    order("suspended")
    assert device.send("POST", "/devices/wiped").status_code == 400
    assert device.session().directive == "suspend"


def test_a_device_that_may_work_again_does(device, order, told):
    user = device.sign_in("li").user
    order("suspended")
    device.session()
    order("active")
    session = device.session()
    assert session.directive == "ok"
    assert device.push(session.session, new_customer(device, user)).results[0].status == "applied"
    assert told() == ""
