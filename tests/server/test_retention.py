"""What is forgotten, and that nobody misses it who was away longer than it was kept."""

from datetime import timedelta

import pytest
from sqlalchemy import func, inspect, select, text

from salesdesk.protocol.messages import Cursor, PullRequest
from salesdesk.protocol.scopes import owned_by
from salesdesk.server import feed, retention, schema
from salesdesk.server.engine import open_database
from salesdesk.server.retention import forget_old, keeping_time
from salesdesk.server.rows import load
from salesdesk.server.tables import DepartureRow, Scope, UnknownData
from salesdesk.storage.base import new_id
from tests.server.laptops import NOON, Office

AWAY = timedelta(days=200)


@pytest.fixture
def office(database_address):
    engine = open_database(database_address)
    yield Office(engine)
    engine.dispose()


@pytest.fixture
def li(office):
    return office.laptop("li")


def forget(office) -> int:
    return forget_old(office.engine, office.now - keeping_time(office.engine))


def remove(laptop, entity, row) -> None:
    result = laptop.do(entity, row, base={"deleted_at": None}, patch={"deleted_at": NOON})
    assert result.status == "applied", result


def give(office, row, to) -> None:
    args = {"from": office.rows("customers")[row]["owner_id"], "to": office.people[to]}
    assert (
        office.laptop("admin").do("customers", row, command="customer.reassign", args=args).status
        == "applied"
    )


def floor(office, name="li") -> int:
    with office.engine.connect() as connection:
        return connection.scalar(select(Scope.floor).where(Scope.id == owned_by(office.people[name])))


def departures(office) -> int:
    with office.engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(DepartureRow))


def test_a_deleted_row_is_forgotten_when_half_a_year_has_passed(office, li):
    row, kept = li.add_customer(), li.add_customer()
    remove(li, "customers", row)
    office.now += timedelta(days=179)
    assert forget(office) == 0
    office.now += timedelta(days=2)
    assert forget(office) == 1
    assert set(office.rows("customers")) == {kept}
    assert forget(office) == 0


def test_how_old_a_row_is_tells_the_servers_clock_alone(office, li):
    row = li.add_customer()
    li.do("customers", row, base={"deleted_at": None}, patch={"deleted_at": NOON - timedelta(days=4_000)})
    assert forget(office) == 0


def test_a_change_of_a_deleted_row_makes_it_young_again(office, li):
    row = li.add_customer()
    remove(li, "customers", row)
    office.now += timedelta(days=100)
    li.do("customers", row, base={"city": ""}, patch={"city": "深圳"})
    office.now += timedelta(days=100)
    assert forget(office) == 0


def test_long_leases_make_it_keep_everything_longer(office):
    assert keeping_time(office.engine) == timedelta(days=180)
    office.laptop("admin").do("company_settings", new_id(), patch={"key": "lease_days", "value": 120})
    assert keeping_time(office.engine) == timedelta(days=240)


def test_whoever_wrote_something_is_known_for_good(office):
    admin = office.laptop("admin")
    remove(admin, "users", office.people["han"])
    office.now += AWAY
    assert forget(office) == 0


def test_a_row_that_another_one_names_stays_until_that_is_gone_too(office, li):
    customer, contact, call = li.add_customer(), new_id(), new_id()
    li.do("contacts", contact, patch={"customer_id": customer, "name": "王芳"})
    patch = {
        "customer_id": customer,
        "contact_id": contact,
        "kind": "call",
        "subject": "A",
        "happens_at": NOON,
    }
    li.do("activities", call, patch=patch)
    remove(li, "contacts", contact)
    office.now += AWAY
    assert forget(office) == 0
    remove(li, "activities", call)
    remove(li, "customers", customer)
    office.now += AWAY
    assert forget(office) == 3
    assert office.rows("customers") == office.rows("contacts") == office.rows("activities") == {}


def test_what_a_newer_program_said_of_it_goes_along(office, li):
    row = li.add_customer(colour="red")
    remove(li, "customers", row)
    office.now += AWAY
    forget(office)
    with office.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(UnknownData)) == 0


def test_whoever_read_past_it_gets_the_ordinary_stream(office, li):
    gone, kept = li.add_customer("A"), li.add_customer("B")
    li.pull()
    remove(li, "customers", gone)
    li.pull()
    office.now += AWAY
    forget(office)
    place = li.cursors[owned_by(li.caller.user)].seq
    assert place == floor(office)
    li.do("customers", kept, base={"city": ""}, patch={"city": "深圳"})
    (page,) = li.pull()
    assert [len(block.values[0]) for block in page.blocks] == [1]


@pytest.mark.parametrize("how", ["deleted", "given away"])
def test_whoever_was_away_gets_the_scope_as_a_whole_and_notices(office, li, how):
    row, kept = li.add_customer("A"), li.add_customer("B")
    li.pull()
    if how == "deleted":
        remove(office.laptop("wang"), "customers", row)
    else:
        give(office, row, "han")
    office.now += AWAY
    forget(office)
    assert departures(office) == 0
    mine = owned_by(li.caller.user)
    assert li.cursors[mine].seq < floor(office)
    first, *others = li.pull()
    assert first.cursors[mine] == Cursor(0, floor(office))
    assert [block.entity for block in first.blocks if block.scope == mine] == []
    copied = [block for page in others for block in page.blocks if block.scope == mine]
    assert [block.values[block.columns.index("id")] for block in copied] == [[kept.bytes]]


def test_a_copy_that_took_too_long_is_begun_anew(office, li, monkeypatch):
    monkeypatch.setattr(feed, "COPIED_FROM", 3)
    rows = [li.add_customer(f"客户{n}") for n in range(9)]
    fresh = office.laptop("li")
    mine = owned_by(li.caller.user)
    asked = {mine: Cursor()}
    fresh._absorb(
        office.exchange.pull(fresh.caller, PullRequest(session=fresh.session, cursors=asked, limit=4))
    )
    assert fresh.cursors[mine].head == 9
    remove(li, "customers", rows[0])
    office.now += AWAY
    forget(office)
    pages = fresh.pull()
    assert [page.cursors[mine] for page in pages[:2]] == [Cursor(9), Cursor(0, 10)]
    assert fresh.cursors[mine] == Cursor(10)


def test_a_new_laptop_is_never_told_of_what_was_forgotten(office, li):
    row = li.add_customer()
    give(office, row, "han")
    remove(office.laptop("han"), "customers", row)
    office.now += AWAY
    assert forget(office) == 2
    fresh = office.laptop("li")
    (page,) = fresh.pull()
    assert page.departures == []


def test_much_goes_batch_by_batch(office, li, monkeypatch):
    monkeypatch.setattr(retention, "AT_ONCE", 3)
    rows = [li.add_customer(f"客户{n}") for n in range(8)]
    for row in rows[:7]:
        remove(li, "customers", row)
    last = floor(office)
    office.now += AWAY
    assert forget(office) == 7
    assert set(office.rows("customers")) == {rows[7]}
    assert floor(office) == 15 > last


def test_a_row_that_somebody_is_writing_is_left_for_the_next_time(office, li):
    if office.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    row = li.add_customer()
    remove(li, "customers", row)
    office.now += AWAY
    with office.engine.connect() as writer, writer.begin():
        load(writer, {"customers": [row]})
        assert forget(office) == 0
    assert forget(office) == 1


def test_older_tables_get_the_way_to_what_is_old(engine):
    names = ("ix_departures_left", "ix_customers_dead")
    with engine.execution_options(rw=True).begin() as connection:
        for name in names:
            connection.execute(text(f"DROP INDEX {name}"))
        connection.execute(text("UPDATE server_facts SET value = '3' WHERE key = 'schema'"))
    schema.bring_up_to_date(engine)
    seen = inspect(engine)
    for table, name in zip(("departures", "customers"), names, strict=True):
        assert name in {index["name"] for index in seen.get_indexes(table)}
