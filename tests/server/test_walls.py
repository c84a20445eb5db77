"""The database's own wall: where the policy fails, PostgreSQL still shows nobody a colleague's row."""

import random
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import ProgrammingError

from salesdesk.protocol.messages import Cursor, PullRequest, RepairRequest
from salesdesk.protocol.scopes import COMPANY, POOL, STOCK, owned_by, private_to
from salesdesk.protocol.wire import BUCKETS
from salesdesk.server import schema, walls
from salesdesk.server.engine import ask, change, open_database
from salesdesk.server.failures import CannotStart
from salesdesk.server.policy import Directory, Role
from salesdesk.server.rows import ORDER, new, table_of
from salesdesk.server.scopes import read_directory
from salesdesk.server.tables import UnknownData
from tests.server.laptops import NOON, Office


@pytest.fixture
def engine(postgresql, postgresql_server):
    name = postgresql.new_database(postgresql_server)
    engine = open_database(postgresql.address(name))
    yield engine
    engine.dispose()
    postgresql.drop(name)


@pytest.fixture
def office(engine):
    return Office(engine)


def seen(engine, user, entity="customers"):
    """The scopes of the rows that are there for a person, by the wall alone."""

    def read(session):
        connection = session.connection()
        walls.read_as(connection, user)
        return set(connection.scalars(select(table_of(entity).c.scope_id)))

    return ask(engine, read)


def kept(engine, user):
    """The rows of which something unknown is there for a person, by the wall alone."""

    def read(session):
        walls.read_as(session.connection(), user)
        return set(session.scalars(select(UnknownData.row_id)))

    return ask(engine, read)


def _put_everywhere(engine, entity, places) -> None:
    """A row of a kind in each of these scopes, and something unknown beside each."""

    def put(session):
        rows = [
            _filled(entity) | {"id": uuid4(), "scope_id": scope, "seq": 1, "version": 1} for scope in places
        ]
        session.connection().execute(text("SET LOCAL session_replication_role = replica"))
        session.connection().execute(insert(table_of(entity)), rows)
        beside = [{"entity": entity, "row_id": row["id"], "fields": {}} for row in rows]
        session.execute(insert(UnknownData), beside)

    change(engine, put)


def _filled(entity):
    """What a row needs that nobody says."""
    row = new(
        entity, {"created_at": NOON, "edited_at": NOON} | ({"role": "stock"} if entity == "users" else {})
    )
    for column in table_of(entity).columns:
        if row.get(column.name) is None and not column.nullable:
            row[column.name] = _something(column)
    return row


def _something(column):
    try:
        kind = column.type.python_type
    except NotImplementedError:
        kind = None
    if kind is str:
        return uuid4().hex
    if kind in (int, bool):
        return 0 if kind is int else False
    name = type(column.type).__name__
    return {"Id": uuid4(), "Moment": NOON, "Scaled": 0, "Json": {}, "Day": NOON.date()}.get(name, NOON.date())


def _everywhere(office):
    people = office.people.values()
    return [COMPANY, POOL, STOCK, *map(owned_by, people), *map(private_to, people)]


@pytest.mark.parametrize("entity", ORDER)
def test_wall_and_policy_agree_on_every_kind_of_row_and_role(office, engine, entity):
    _put_everywhere(engine, entity, _everywhere(office))
    directory = ask(engine, lambda session: read_directory(session.connection()))
    for user in office.people.values():
        allowed = set(directory.scopes_of(user)) if directory.sees(user, entity) else set()
        assert seen(engine, user, entity) == allowed & set(_everywhere(office)), (entity, user)
        assert len(kept(engine, user)) == len(allowed & set(_everywhere(office))), (entity, user)


def test_wall_and_policy_agree_on_who_reports_to_whom(engine):
    """Any company: circles of managers, people who left, people who were deleted."""
    for seed in range(12):
        chance = random.Random(seed)
        ids = [uuid4() for _ in range(9)]
        rows = [
            new("users", {"name": str(n), "role": chance.choice(list(Role)).value})
            | {"id": one, "scope_id": COMPANY, "seq": 1, "version": 1, "created_at": NOON, "edited_at": NOON}
            | {"manager_id": chance.choice([None, *ids]), "is_active": chance.random() < 0.8}
            | {"deleted_at": NOON if chance.random() < 0.1 else None}
            for n, one in enumerate(ids)
        ]

        def put(session, rows=rows):
            for entity in ("customers", "users"):
                session.execute(table_of(entity).delete())
            session.execute(insert(table_of("users")), rows)

        change(engine, put)
        _put_everywhere(engine, "customers", [POOL, *map(owned_by, ids)])
        directory = ask(engine, lambda session: read_directory(session.connection()))
        for user in ids:
            allowed = {s for s in directory.scopes_of(user) if s == POOL or s.startswith("owner:")}
            assert seen(engine, user) == allowed, (seed, user)


@pytest.fixture
def off(monkeypatch):
    """The policy lets everybody hold everything."""

    def take_away(office):
        every = _everywhere(office)
        monkeypatch.setattr(Directory, "scopes_of", lambda *_: every)
        monkeypatch.setattr(Directory, "sees", lambda *_: True)

    return take_away


def _pulled(office, laptop):
    asked = dict.fromkeys(_everywhere(office), Cursor())
    page = office.exchange.pull(laptop.caller, PullRequest(session=laptop.session, cursors=asked))
    return {block.scope for block in page.blocks if block.entity == "customers"}, page


def test_without_the_policy_nothing_of_others_is_pulled(office, off):
    han, li = office.laptop("han"), office.laptop("li")
    li.add_customer()
    han.add_customer()
    off(office)
    assert _pulled(office, han)[0] == {owned_by(han.caller.user)}


def test_without_the_policy_nothing_of_others_is_compared_or_repaired(office, off):
    han, li = office.laptop("han"), office.laptop("li")
    li.add_customer()
    off(office)
    asked = dict.fromkeys([owned_by(li.caller.user)], Cursor(9))
    request = PullRequest(session=han.session, cursors=asked, digests=True)
    page = office.exchange.pull(han.caller, request)
    assert set(page.digests[owned_by(li.caller.user)].values()) == {0}
    wanted = RepairRequest(
        session=han.session, scope=owned_by(li.caller.user), entity="customers", buckets=[7] * BUCKETS
    )
    assert office.exchange.repair(han.caller, wanted).rows is None


def test_without_the_policy_a_departure_from_others_is_not_told(office, off):
    admin, han, li = (office.laptop(name) for name in ("admin", "han", "li"))
    row = li.add_customer()
    args = {"from": li.caller.user, "to": office.people["wang"]}
    admin.do("customers", row, command="customer.reassign", args=args)
    off(office)
    asked = {owned_by(li.caller.user): Cursor(1)}
    page = office.exchange.pull(han.caller, PullRequest(session=han.session, cursors=asked))
    assert page.departures == []


def test_what_a_newer_program_says_of_a_row_is_shown_to_whom_the_row_is(office, engine):
    admin, li = office.laptop("admin"), office.laptop("li")
    row = li.add_customer(colour="red")
    who = office.people
    assert [kept(engine, who[name]) for name in ("li", "wang", "qian")] == [{row}] * 3
    assert [kept(engine, who[name]) for name in ("han", "chen")] == [set()] * 2
    args = {"from": who["li"], "to": who["han"]}
    admin.do("customers", row, command="customer.reassign", args=args)
    assert (kept(engine, who["han"]), kept(engine, who["li"])) == ({row}, set())


def test_fields_of_a_newer_program_still_travel(office):
    li, second = office.laptop("li"), office.laptop("li")
    row = li.add_customer(colour="red")
    second.pull()
    assert second.held["customers", row]["unknown"] == {"colour": "red"}


def test_without_both_it_is_shown(office, off, monkeypatch):
    """The control."""
    han, li = office.laptop("han"), office.laptop("li")
    li.add_customer()
    off(office)
    monkeypatch.setattr(walls, "read_as", lambda *_: None)
    assert owned_by(li.caller.user) in _pulled(office, han)[0]


def test_whoever_does_not_say_who_they_are_sees_nothing(office, engine):
    office.laptop("li").add_customer()
    for who in ("", "nobody", str(uuid4())):
        assert seen(engine, who) == set()


def test_who_somebody_was_is_forgotten_with_the_transaction(office, postgresql):
    """The same connection goes to somebody else next."""
    li = office.laptop("li")
    li.add_customer()
    with office.engine.connect() as connection:
        with connection.begin():
            walls.read_as(connection, li.caller.user)
        with connection.begin():
            assert connection.scalar(text("SELECT current_setting('salesdesk.person', true)")) == ""
            assert connection.scalar(text("SELECT current_user")) == "salesdesk"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE customers SET name = 'x'",
        "DELETE FROM customers",
        "SELECT * FROM accounts",
        "SELECT * FROM tokens",
        "SELECT * FROM audit",
        "SELECT * FROM sketches",
        "UPDATE unknown_data SET fields = '{}'",
        "CREATE TABLE mine (id int)",
        "ALTER TABLE customers DISABLE ROW LEVEL SECURITY",
    ],
)
def test_a_reader_may_do_nothing_else(office, statement):
    with office.engine.connect() as connection, connection.begin():
        walls.read_as(connection, office.people["admin"])
        with pytest.raises(ProgrammingError):
            connection.execute(text(statement))


def test_a_login_that_may_not_make_the_role_is_told_what_to_do(postgresql, engine):
    postgresql.run("CREATE ROLE plain LOGIN")
    name = postgresql.new_database()
    try:
        postgresql.run(f"ALTER DATABASE {name} OWNER TO plain")
        postgresql.run("GRANT ALL ON SCHEMA public TO plain", name)
        address = postgresql.address(name).replace("salesdesk@", "plain@")
        server = open_database(address)
        with pytest.raises(CannotStart, match="server-role-missing"):
            schema.bring_up_to_date(server)
        postgresql.run(f"GRANT {walls.READER} TO plain")
        schema.bring_up_to_date(server)
        server.dispose()
    finally:
        postgresql.drop(name)
        postgresql.run("DROP OWNED BY plain CASCADE")
        postgresql.run("DROP ROLE plain")


def test_the_walls_are_told_by_psycopg_too(office, postgresql):
    """Not by our program at all."""
    li = office.laptop("li")
    li.add_customer()
    url = office.engine.url
    dsn = f"host=127.0.0.1 port={postgresql.port} user=salesdesk dbname={url.database}"
    with psycopg.connect(dsn) as connection:
        connection.execute(f"SET ROLE {walls.READER}")
        connection.execute(f"SET salesdesk.person = '{office.people['han']}'")
        assert connection.execute("SELECT count(*) FROM customers").fetchone() == (0,)
        connection.execute(f"SET salesdesk.person = '{office.people['wang']}'")
        assert connection.execute("SELECT count(*) FROM customers").fetchone() == (1,)
