"""A real encrypted workspace for each test, and factories: say only what the test is about."""

import gc
import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from _pytest.nodeid import NodeId
from hypothesis import HealthCheck, settings
from sqlalchemy import event, select

from salesdesk.domain.quotes import QuoteStatus
from salesdesk.protocol import codec
from salesdesk.protocol.entities import ENTITIES
from salesdesk.server import engine as server_engine
from salesdesk.server.engine import open_database
from salesdesk.server.schema import bring_up_to_date
from salesdesk.services import activities, contacts, customers, products, quote_lines, quotes
from salesdesk.settings import Places
from salesdesk.storage import engine as laptop_engine
from salesdesk.storage import journal, migrations, outbox
from salesdesk.storage.base import Base
from salesdesk.storage.changes import Told
from salesdesk.storage.database import Database
from salesdesk.storage.engine import make_engine
from tests.postgresql import Cluster

# What Python has compiled is kept, as it is for everybody: a hundred programs are started by these tests.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

settings.register_profile("battery", max_examples=2_000, deadline=None, print_blob=True)
settings.register_profile(
    "usual", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("usual")

pytest_plugins = ["tests.longest"]

HERE = Path(__file__).parent
LONG = frozenset({"battery", "journeys"})

KEYSPEC = "1f" * 48
TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # in Shanghai


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Long tests come first, behind whatever shuffled them: at the end all workers are at work still."""
    items.sort(key=lambda item: LONG.isdisjoint(item.path.relative_to(HERE).parts))
    if getattr(config.option, "loadgroup", False):
        _tell_groups(items)


def _tell_groups(items):
    """Say the group of each test in its id: what pytest-xdist 3.8 writes there, pytest 9.2 does not read."""
    for item in items:
        group = item.get_closest_marker("xdist_group")
        if group is not None and "@" not in item.nodeid:
            item._id = NodeId.parse(f"{item.nodeid}@{group.args[0]}")


def pytest_collection_finish():
    """What is loaded by now stays: no collection of garbage looks through it again."""
    gc.freeze()


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **stretch: float) -> datetime:
        self.now += timedelta(**stretch)
        return self.now


_ENGINES = (laptop_engine, server_engine)
_IN_EARNEST = {engine: engine._PRAGMAS for engine in _ENGINES}


@pytest.fixture(scope="session", autouse=True)
def no_hurry() -> Iterator[None]:
    """Nothing in this process waits for the disk, a third of its time: no power is cut here.

    The programs that tests start do wait, those of the power cuts (tests/battery) among them.
    """
    with pytest.MonkeyPatch.context() as patch:
        for engine in _ENGINES:
            patch.setattr(engine, "_PRAGMAS", (*engine._PRAGMAS, "synchronous=OFF"))
        patch.setattr(journal, "_sync", lambda _number: None)
        yield


@pytest.fixture
def in_earnest(monkeypatch) -> None:
    """Connections that are opened from here on wait for the disk, as everybody's do."""
    for engine in _ENGINES:
        monkeypatch.setattr(engine, "_PRAGMAS", _IN_EARNEST[engine])


@pytest.fixture(scope="session")
def template(tmp_path_factory) -> Path:
    """An empty workspace, made once and copied for each test."""
    places = Places(tmp_path_factory.mktemp("template"))
    places.make()
    engine = make_engine(places.database, KEYSPEC)
    migrations.bring_up_to_date(engine, places)
    Database(engine, clock=Clock()).close()
    return places.database


@pytest.fixture
def places(tmp_path) -> Places:
    places = Places(tmp_path / "profile")
    places.make()
    return places


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def today() -> date:
    return TODAY


@pytest.fixture
def database(template, places, clock) -> Iterator[Database]:
    shutil.copyfile(template, places.database)
    database = Database(make_engine(places.database, KEYSPEC), clock=clock)
    yield database
    database.close()


@pytest.fixture
def reopen(database, places, clock) -> Iterator[Callable[[], Database]]:
    """Open the same file again, as the next start of the program does."""
    opened: list[Database] = []

    def again() -> Database:
        database.close()
        opened.append(Database(make_engine(places.database, KEYSPEC), clock=clock))
        return opened[-1]

    yield again
    for one in opened:
        one.close()


@pytest.fixture
def told(database) -> Iterator[list[Told]]:
    """What subscribers were told since the test began."""
    news: list[Told] = []
    end = database.changes.subscribe(news.append)
    yield news
    end()


@pytest.fixture
def make_customer(database) -> Callable[..., UUID]:
    def make(name: str = "深圳鑫源机械有限公司", **fields: Any) -> UUID:
        return customers.add_customer(database, {"name": name, **fields})

    return make


@pytest.fixture
def make_contact(database, make_customer) -> Callable[..., UUID]:
    def make(customer: UUID | None = None, name: str = "王芳", **fields: Any) -> UUID:
        return contacts.add_contact(database, customer or make_customer(), {"name": name, **fields})

    return make


@pytest.fixture
def make_activity(database, make_customer) -> Callable[..., UUID]:
    def make(
        customer: UUID | None = None, kind: str = "call", subject: str = "谈年框", **fields: Any
    ) -> UUID:
        given = {"kind": kind, "subject": subject, **fields}
        return activities.log_activity(database, customer or make_customer(), given)

    return make


@pytest.fixture
def make_product(database) -> Callable[..., UUID]:
    made = 0

    def make(name: str = "球阀 DN50", **fields: Any) -> UUID:
        nonlocal made
        made += 1
        usual = {"code": f"P-{made:03}", "unit": "台", "unit_price": Decimal(100), "tax_rate": Decimal(13)}
        return products.add_product(database, {"name": name, **usual, **fields})

    return make


@pytest.fixture
def make_quote(database, make_customer) -> Callable[..., UUID]:
    usual = (quote_lines.QuoteLine(name="球阀 DN50", unit_price=Decimal(100), tax_rate=Decimal(13)),)

    def make(
        customer: UUID | None = None,
        *,
        lines: Sequence[quote_lines.QuoteLine] = usual,
        status: QuoteStatus = QuoteStatus.DRAFT,
        today: date = TODAY,
        **fields: Any,
    ) -> UUID:
        quote = quotes.draft_quote(database, customer or make_customer(), today=today, fields=fields)
        quote_lines.set_lines(database, quote, lines)
        if status is not QuoteStatus.DRAFT:
            quotes.move_quote(database, quote, QuoteStatus.SENT, today=today)
        if status not in {QuoteStatus.DRAFT, QuoteStatus.SENT}:
            quotes.move_quote(database, quote, status, today=today)
        return quote

    return make


@pytest.fixture
def plan_of(database) -> Callable[..., list[str]]:
    """The steps SQLite takes for a query: `plan_of(quotes.page, QuoteFilter(), 0, 10)`."""

    def plan(query: Callable[..., Any], *args: Any, **kwargs: Any) -> list[str]:
        asked: list[tuple[str, Any]] = []

        def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
            asked.append((statement, parameters))

        event.listen(database.engine, "before_cursor_execute", note)
        database.ask(query, *args, **kwargs)
        event.remove(database.engine, "before_cursor_execute", note)
        with database.engine.connect() as connection:
            steps = [
                step
                for statement, parameters in asked
                for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            ]
        return [step.detail for step in steps]

    return plan


@pytest.fixture
def content(database) -> Callable[[], str]:
    """The hash of all living rows as people see them: stamps left out, order of no account."""

    def living(session) -> str:
        rows = []
        for entity, spec in ENTITIES.items():
            table = Base.metadata.tables[entity]
            for row in session.execute(select(table).where(table.c.deleted_at.is_(None))).mappings():
                fields = {name: row[name] for name in (*spec.fields, *spec.derived)}
                rows.append((entity, row["id"].hex, codec.encode(fields)))
        return hashlib.sha256(msgspec.json.encode(sorted(rows))).hexdigest()

    return lambda: database.ask(living)


@pytest.fixture
def acts(database) -> Callable[[], list]:
    """All acts that wait, but for the one that made the workspace."""
    return lambda: database.ask(outbox.oldest, 100_000)[1:]


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """A PostgreSQL of this run's own."""
    cluster = Cluster()
    yield cluster
    cluster.remove()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_address(request, tmp_path) -> Iterator[str]:
    """The address of an empty database, on each of the two kinds."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'server.db'}"
        return
    cluster: Cluster = request.getfixturevalue("postgresql")
    name = cluster.new_database()
    yield cluster.address(name)
    cluster.drop(name)


@pytest.fixture(scope="session")
def sqlite_server(tmp_path_factory) -> Path:
    """A server's database without anybody in it, to be copied."""
    path = tmp_path_factory.mktemp("server") / "template.db"
    _make_server_tables(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_server(postgresql) -> str:
    """The same on PostgreSQL, by its name."""
    name = postgresql.new_database()
    _make_server_tables(postgresql.address(name))
    return name


def _make_server_tables(address: str) -> None:
    engine = open_database(address)
    bring_up_to_date(engine)
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_address(request, tmp_path) -> Iterator[str]:
    """The address of a server's database with its tables, on each of the two kinds."""
    if request.param == "sqlite":
        path = tmp_path / "server.db"
        shutil.copyfile(request.getfixturevalue("sqlite_server"), path)
        yield f"sqlite:///{path}"
        return
    cluster: Cluster = request.getfixturevalue("postgresql")
    name = cluster.new_database(request.getfixturevalue("postgresql_server"))
    yield cluster.address(name)
    cluster.drop(name)
