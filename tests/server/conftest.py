from collections.abc import Callable, Iterator

import pytest

from salesdesk.server import schema
from salesdesk.server.engine import open_database
from tests.server.running import Device, Running


@pytest.fixture
def engine(database_address):
    """The server's database, its tables made."""
    engine = open_database(database_address)
    schema.bring_up_to_date(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def serve(database_address, tmp_path) -> Iterator[Callable[..., Running]]:
    """Start servers on one database: `serve(sessions=1)`."""
    started: list[Running] = []

    def start(**settings) -> Running:
        started.append(Running(database_address, tmp_path / "data", **settings))
        return started[-1]

    yield start
    for one in started:
        one.stop()


@pytest.fixture
def server(serve) -> Running:
    return serve(wait_seconds=0.5)


@pytest.fixture
def device(server) -> Iterator[Device]:
    """Li's laptop, signed in."""
    server.add("li")
    device = Device(server.url)
    device.sign_in("li")
    yield device
    device.http.close()
