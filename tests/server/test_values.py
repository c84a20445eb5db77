"""A value no field can hold is refused, and delays nobody, whatever kind of row and field it is sent for."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
import sqlcipher3.dbapi2 as sqlite
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError

from salesdesk.protocol import codec
from salesdesk.protocol.entities import ENTITIES, Kind
from salesdesk.protocol.messages import pack
from salesdesk.protocol.scopes import COMPANY, PERSONAL, SHARED, STOCK, STOCKED, owned_by, private_to
from salesdesk.protocol.uniting import PART_OF, UNITE
from salesdesk.server import rows, values
from salesdesk.server.engine import change
from salesdesk.storage.base import new_id
from salesdesk.storage.references import references
from tests.server.laptops import NOON, Office

DEEP: list = []
for _ in range(500):
    DEEP = [DEEP]
WRONG = (
    *(None, True, 5, -1, 1.5, 2**31, 2**63, 2**70, -(2**70)),
    *("", "foo", "a\0b", "9" * 400, "2026-13-01", "2026-01-01T00:00:00"),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"),
    *("NaN", "Infinity", "1e999999", "1e-999999", "0.12345678901", "99999999999999999999"),
    *([], ["a"], [2**70], {}, {"a": [1]}, {"a": 2**70}, DEEP),
)
_PLAIN = {
    Kind.TEXT: "a",
    Kind.WHOLE: 1,
    Kind.FIGURE: Decimal(1),
    Kind.YES: False,
    Kind.DAY: date(2026, 11, 23),
    Kind.MOMENT: NOON,
    Kind.JSON: [],
}
_TOLD = {
    ("users", "role"): "salesperson",
    ("quotes", "status"): "draft",
    ("quotes", "currency"): "CNY",
    ("held_acts", "entity"): "customers",
    ("held_acts", "kind"): "edit",
    ("held_acts", "state"): "waiting",
    ("stock_levels", "reserved"): Decimal(0),
    ("stock_levels", "allotted"): Decimal(0),
}
GUARDED = [
    (entity.name, guarded, guard) for entity in ENTITIES.values() for guarded, guard in entity.guarded.items()
]
_MADE_HERE = {"scope_id", "deleted_at"}


@pytest.fixture
def office(engine):
    return Office(engine)


class Crowd:
    """A row of each kind on the server, and the laptops whose people may change them."""

    def __init__(self, office):
        self.office = office
        self.li, self.admin, self.chen = (office.laptop(name) for name in ("li", "admin", "chen"))
        self.made = {entity: new_id() for entity in rows.ORDER}
        self.made["users"] = office.people["li"]
        every = [(entity, self._row(entity)) for entity in rows.ORDER if entity != "users"]
        change(office.engine, lambda session: rows.save(session.connection(), every))

    def _row(self, entity):
        scope = self._scope(entity)
        stamps = {"id": self.made[entity], "scope_id": scope, "seq": 1, "version": 1}
        return rows.new(entity, self.patch(entity)) | stamps | {"created_at": NOON, "edited_at": NOON}

    def _scope(self, entity):
        if entity in (*SHARED, *STOCKED):
            return COMPANY if entity in SHARED else STOCK
        return private_to(self.li.caller.user) if entity in PERSONAL else owned_by(self.li.caller.user)

    def laptop(self, entity):
        return self.admin if entity in SHARED else self.chen if entity in STOCKED else self.li

    def patch(self, entity):
        """What a new row of a kind may say."""
        told = {name: _PLAIN.get(kind, uuid4()) for name, kind in ENTITIES[entity].fields.items()}
        told |= {name: self.made[above] for name, above in references(entity).items() if name in told}
        return {name: _TOLD.get((entity, name), told[name]) for name in told.keys() - _MADE_HERE}

    def send(self, laptop, sent):
        """Push what rows of these kinds are to be, each as a group of its own."""
        return self.push(laptop, [self._act(laptop, entity, patch, new) for entity, patch, new in sent])

    def push(self, laptop, groups):
        """Push the groups, and behind them one that nobody could object to."""
        innocent = {"page": "customers", "name": "A", "definition": {}}
        reply = laptop.push(*groups, laptop.act("saved_views", new_id(), patch=innocent))
        assert len(reply.results) == len(groups) + 1, reply
        assert reply.results[-1].status == "applied"
        pack(reply)
        for page in laptop.pull():
            pack(page)
        return reply.results[:-1]

    def _act(self, laptop, entity, patch, new):
        base = None if new else dict.fromkeys(patch)
        patch = codec.plain(self.patch(entity)) | patch if new else patch
        return laptop.act(entity, new_id() if new else self.made[entity], base=base, patch=patch)


@pytest.fixture
def crowd(office):
    return Crowd(office)


usual = settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
wrong = {"place": st.integers(0, 30), "value": st.sampled_from(WRONG), "new": st.booleans()}


def _send_everywhere(crowd, place, value, new):
    """Send a value for a field of each kind of row."""
    for laptop in (crowd.li, crowd.admin, crowd.chen):
        mine = [entity for entity in rows.ORDER if crowd.laptop(entity) is laptop]
        fields = {entity: sorted(ENTITIES[entity].fields) for entity in mine}
        crowd.send(laptop, [(e, {names[place % len(names)]: value}, new) for e, names in fields.items()])


@usual
@given(**wrong)
def test_a_value_of_any_kind_in_any_field_delays_nobody(crowd, place, value, new):
    _send_everywhere(crowd, place, value, new)


@usual
@given(value=st.sampled_from(WRONG), part=st.sampled_from(["from", "to", "carried"]))
def test_a_value_of_any_kind_in_any_order_delays_nobody(crowd, value, part):
    sent = [
        (entity, _order(crowd, entity, guarded, guard, part, value)) for entity, guarded, guard in GUARDED
    ]
    ids = dict.fromkeys(("merge_id", "loser_id"), str(uuid4()))
    odd = ({"merge_id": value}, ids | {"seen": value}, ids | {"loser_id": value}, {PART_OF: value})
    sent += [("customers", {"command": UNITE, "args": args}) for args in odd]
    for laptop in (crowd.li, crowd.admin, crowd.chen):
        mine = [(entity, order) for entity, order in sent if crowd.laptop(entity) is laptop]
        crowd.push(laptop, [laptop.act(entity, crowd.made[entity], **order) for entity, order in mine])


def _order(crowd, entity, guarded, guard, part, value):
    """A command with one thing in it that is not as it should be."""
    now = crowd.office.rows(entity)[crowd.made[entity]][guarded]
    args = {**codec.plain({"from": now, "to": now}), part: value}
    args |= dict.fromkeys(guard.carries, value) if part == "carried" else {}
    return {"command": guard.command, "args": args}


def test_what_cannot_be_stored_is_refused_alone_though_no_check_knew_it(crowd, monkeypatch):
    """The second net: what a bind refuses, what the driver refuses, what the database refuses."""
    monkeypatch.setattr(values, "typed", lambda _, plain: dict(plain))
    monkeypatch.setattr(values, "check_complete", lambda *_: None)
    monkeypatch.setattr(values, "is_storable", lambda _: True)
    odd = ({"is_pinned": "foo"}, {"position": 2**70}, {"name": {"a": 1}}, {"created_at": "foo"})
    results = crowd.send(crowd.li, [("saved_views", patch, True) for patch in odd])
    assert {(result.status, result.code) for result in results} == {("rejected", "act-unreadable")}


def test_a_full_disk_refuses_nothing(office, monkeypatch):
    li = office.laptop("li")
    act = li.act("customers", new_id(), patch={"name": "A", "owner_id": li.caller.user})

    def full(*_):
        raise OperationalError("INSERT", {}, sqlite.OperationalError("database or disk is full"))

    with monkeypatch.context() as patch:
        patch.setattr(rows, "save", full)
        with pytest.raises(OperationalError):
            li.push(act)
    assert [result.status for result in li.push(act).results] == ["applied"]


def test_an_act_that_nobody_could_hand_on_is_not_kept(office):
    """Also not what a newer program might mean: it would be in every page."""
    li, deep, large = office.laptop("li"), {"tags": DEEP}, {"colour": 2**70}
    times = (NOON.replace(tzinfo=None), NOON.replace(year=1))
    odd = [li.act("customers", new_id(), patch={"name": "A"} | more) for more in (deep, large)]
    odd += [li.act("customers", new_id(), patch={"name": "A"}, made_at=at) for at in times]
    *results, last = li.push(*odd, li.act("customers", new_id(), patch={"name": "B"})).results
    assert [(result.status, result.code) for result in results] == [("rejected", "act-unreadable")] * 4
    assert last.status == "applied"
    pack(li.pull())


def test_a_refusal_names_the_row_and_the_field(office):
    li = office.laptop("li")
    patch = {"page": "customers", "name": "A", "definition": {}, "position": "first"}
    result = li.do("saved_views", new_id(), patch=patch)
    assert (result.code, result.values) == ("act-unreadable", {"entity": "saved_views", "field": "position"})
