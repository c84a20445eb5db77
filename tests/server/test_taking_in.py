"""A hand-over file on both kinds of database, also while the laptop comes by itself."""

import threading

import pytest

from salesdesk.protocol.handing_over import HandOver, packed
from salesdesk.security.sealed_box import seal
from salesdesk.server import devices
from salesdesk.server.engine import change
from salesdesk.server.tables import Token
from salesdesk.server.taking_in import take_in
from salesdesk.storage.base import new_id
from tests.server.laptops import NOON, SEAL, Office

MANY = 12


@pytest.fixture
def office(engine):
    return Office(engine)


@pytest.fixture
def li(office):
    laptop = office.laptop("li")
    whose = {"device_id": laptop.caller.device, "user_id": laptop.caller.user}
    lasts = {"issued_at": NOON, "expires_at": NOON + devices.TOKEN_LASTS}
    change(office.engine, lambda db: db.add(Token(hash=devices.hash_of("a token"), **whose, **lasts)))
    return laptop


@pytest.fixture
def waits(li):
    """New customers that wait on Li's laptop, each a step of its own."""
    said = {"kind": "company", "lifecycle": "potential", "owner_id": li.caller.user}
    return [[li.act("customers", new_id(), patch=said | {"name": f"客户{n}"})] for n in range(MANY)]


@pytest.fixture
def file(waits, tmp_path):
    file = tmp_path / "li.handover"
    told = HandOver(token="a token", incarnation=0, made_at=NOON, groups=waits, files=[])
    file.write_bytes(seal(SEAL.boxes.public, packed(told)))
    return file


def take(office, file):
    return take_in(office.engine, SEAL.boxes, file, NOON)


def test_what_waits_is_held_once(office, file):
    assert (take(office, file).held, take(office, file).known) == (MANY, MANY)
    assert len(office.rows("held_acts")) == MANY
    assert office.rows("customers") == {}


def test_taken_in_twice_at_once_while_the_laptop_comes_nothing_is_doubled(office, li, waits, file):
    start, told = threading.Barrier(3), []

    def carry() -> None:
        start.wait()
        told.append(take(office, file))

    def come() -> None:
        start.wait()
        for group in waits:
            li.push(group)

    works = [threading.Thread(target=work) for work in (carry, carry, come)]
    for work in works:
        work.start()
    for work in works:
        work.join()
    assert [one.held + one.done + one.known for one in told] == [MANY, MANY]
    names = [row["patch"]["name"] for row in office.rows("held_acts").values()]
    names += [row["name"] for row in office.rows("customers").values()]
    assert sorted(names) == sorted(f"客户{n}" for n in range(MANY))
