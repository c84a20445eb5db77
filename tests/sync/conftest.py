"""An office whose people have laptops: each with a database of its own, the server in process."""

import shutil

import pytest

from salesdesk.server.engine import open_database
from salesdesk.settings import Places
from salesdesk.storage.database import Database
from salesdesk.storage.engine import make_engine
from tests.server.laptops import Office
from tests.sync.office import KEYSPEC, Desk


@pytest.fixture
def office(tmp_path):
    engine = open_database(f"sqlite:///{tmp_path / 'office.db'}")
    yield Office(engine, tmp_path / "server-files")
    engine.dispose()


@pytest.fixture
def new_places(tmp_path):
    made = 0

    def make() -> Places:
        nonlocal made
        made += 1
        places = Places(tmp_path / f"laptop-{made}")
        places.make()
        return places

    return make


@pytest.fixture
def laptop(office, template, clock, new_places):
    """A new laptop of a person, adopted and registered."""
    opened = []

    def make(name: str, elsewhere: Office | None = None) -> Desk:
        places = new_places()
        shutil.copyfile(template, places.database)
        database = Database(make_engine(places.database, KEYSPEC), clock=clock)
        opened.append(database)
        return Desk(elsewhere or office, database, name)

    yield make
    for database in opened:
        database.close()


@pytest.fixture
def li(laptop):
    return laptop("li")
