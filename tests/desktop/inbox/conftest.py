"""Li's window on a laptop that is in step with an office; Wang has a laptop of his own."""

import shutil
from dataclasses import replace

import pytest

from salesdesk.desktop.runtime.sync_agent import SyncAgent
from salesdesk.server.engine import open_database
from salesdesk.services import customers
from salesdesk.settings import Places
from salesdesk.storage.database import Database
from salesdesk.storage.engine import make_engine
from salesdesk.sync.state import Replica
from salesdesk.sync.status import State, Status
from tests.server.laptops import Office
from tests.sync.office import KEYSPEC
from tests.sync.office import Desk as Laptop


@pytest.fixture
def office(tmp_path):
    engine = open_database(f"sqlite:///{tmp_path / 'server.db'}")
    yield Office(engine, tmp_path / "server-files")
    engine.dispose()


@pytest.fixture
def li(office, database) -> Laptop:
    return Laptop(office, database, "li")


@pytest.fixture
def wang(office, template, clock, tmp_path):
    places = Places(tmp_path / "wang")
    places.make()
    shutil.copyfile(template, places.database)
    database = Database(make_engine(places.database, KEYSPEC), clock=clock)
    yield Laptop(office, database, "wang")
    database.close()


@pytest.fixture
def synced(desk, li):
    """Li's desk, as one that has a server."""
    sync = SyncAgent(Replica(li.database), desk.background, desk.changes)
    sync.look = lambda: None  # no agent runs here; how it stands is told by the test
    sync._show(Status(State.CURRENT))
    yield replace(desk, sync=sync)
    sync.close()


@pytest.fixture
def customer(li, wang):
    """A customer that both laptops have."""
    row_id = customers.add_customer(li.database, {"name": "深圳鑫源机械有限公司", "note": "at first"})
    li.sync()
    wang.sync()
    return row_id


@pytest.fixture
def clash(li, wang, customer):
    """Li and Wang changed the same two fields; Li came second."""
    customers.edit_customer(wang.database, customer, {"note": "from above", "city": "深圳市"})
    wang.sync()
    customers.edit_customer(li.database, customer, {"note": "from below", "city": "上海市"})
    li.sync()
    return customer
