"""The whole way over HTTP, to a server that really listens."""

import hashlib
import shutil
from threading import Event

import pytest

from salesdesk.domain.errors import BadInput, RuleBroken, SyncFailed
from salesdesk.protocol.messages import Limits, Refusal, pack
from salesdesk.services import customers
from salesdesk.storage import meta, outbox
from salesdesk.storage.base import new_id
from salesdesk.storage.database import Database
from salesdesk.storage.engine import make_engine
from salesdesk.storage.files import Files
from salesdesk.storage.replica import laying_aside, outgoing
from salesdesk.sync import client, cycle
from salesdesk.sync.http import HttpLink, checked_url
from salesdesk.sync.link import Offline
from salesdesk.sync.state import Outcome, Replica
from salesdesk.sync.status import State
from tests.server.running import PASSWORD, Running
from tests.sync.office import KEYSPEC, hand_out


@pytest.fixture
def server(tmp_path):
    running = Running(f"sqlite:///{tmp_path / 'server.db'}", tmp_path / "data", wait_seconds=5)
    running.add("li")
    yield running
    running.stop()


@pytest.fixture
def workspace(template, new_places):
    opened = []

    def make() -> Database:
        places = new_places()
        shutil.copyfile(template, places.database)
        opened.append(Database(make_engine(places.database, KEYSPEC)))
        with opened[-1].absorb() as absorbed:
            outgoing.become_device(absorbed, new_id(), "")
        return opened[-1]

    yield make
    for database in opened:
        database.close()


def connect(database: Database, url: str, login: str = "li", password: str = PASSWORD):
    return client.connect(database, url, login=login, password=password, device_name="laptop")


def test_what_was_written_alone_reaches_a_second_laptop(server, workspace):
    first, second = workspace(), workspace()
    customer = customers.add_customer(first, {"name": "深圳鑫源机械有限公司"})
    assert connect(first, server.url).role == "salesperson"
    ended = client.sync_once(Replica(first))
    assert (ended.outcome, ended.tally.pushed, ended.tally.problems) == (Outcome.DONE, 1, 0)
    connect(second, server.url)
    client.sync_once(Replica(second))
    assert customers.customer(second, customer).name == "深圳鑫源机械有限公司"


def test_a_wrong_password_is_told(server, workspace):
    with pytest.raises(SyncFailed, match="sign-in-wrong"):
        connect(workspace(), server.url, password="wrong words entirely")


def test_a_workspace_stays_its_users(server, workspace):
    server.add("han")
    database = workspace()
    connect(database, server.url)
    client.disconnect(database)
    assert not client.is_connected(database)
    with pytest.raises((RuleBroken, SyncFailed)):
        connect(database, server.url, login="han")
    connect(database, server.url)
    assert client.sync_once(Replica(database)).outcome is Outcome.DONE


def test_whoever_leaves_has_what_a_first_copy_laid_aside(server, workspace):
    database = workspace()
    connect(database, server.url)
    with database.absorb() as absorbed:
        absorbed.session.connection().exec_driver_sql("DROP INDEX ix_customers_name")
        meta.put(absorbed.session, laying_aside.ASIDE, "1")
    client.disconnect(database)
    assert not laying_aside.is_aside(database)
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql(
            "SELECT 1 FROM sqlite_master WHERE name = 'ix_customers_name'"
        ).scalar()


def test_after_signing_out_the_server_asks_to_sign_in_again(server, workspace):
    database = workspace()
    connect(database, server.url)
    link = client.link_of(database)
    client.link_of(database).sign_out()
    link.close()
    assert client.sync_once(Replica(database)).outcome is Outcome.SIGNED_OUT


def test_agents_carry_a_change_to_one_another(server, workspace):
    databases = workspace(), workspace()
    agents, arrived = [], Event()
    for database in databases:
        connect(database, server.url)
        client.sync_once(Replica(database))
        agents.append(client.make_agent(Replica(database), lambda status: None))
    databases[1].changes.subscribe(lambda told: arrived.set() if told.touches("customers") else None)
    for agent in agents:
        agent.start()
    customers.add_customer(databases[0], {"name": "A"})
    assert arrived.wait(20)
    for agent in agents:
        agent.stop()
    assert databases[0].ask(outbox.pending) == 0
    assert agents[0].core.cycle is not None


def test_agents_carry_a_paper_to_one_another(server, workspace, tmp_path):
    """The row is heard of at once, and comes before its file: the other laptop asks again by itself."""
    arrived, desks, agents = Event(), [], []
    for number in range(2):
        database = workspace()
        connect(database, server.url)
        desks.append(Replica(database, Files(tmp_path / str(number), bytes([number]) * 32)))
        client.sync_once(desks[-1])
        agents.append(client.make_agent(desks[-1], lambda status: None))
    first, second = desks
    content = b"a paper" * 100_000
    name = second.files.kept_as(hashlib.sha256(content).hexdigest())
    second.database.changes.subscribe(lambda _told: arrived.set() if second.files.has(name) else None)
    for agent in agents:
        agent.start()
    hand_out(first, content)
    assert arrived.wait(30)
    for agent in agents:
        agent.stop()
    assert second.files.get(name) == content


def test_the_status_says_how_it_stands(server, workspace):
    database = workspace()
    told = []
    connect(database, server.url)
    agent = client.make_agent(Replica(database), told.append)
    agent.core.run(lambda: True)
    agent.stop()
    assert told[-1].state is State.CURRENT
    assert told[-1].last_success is not None


@pytest.mark.parametrize("url", ["http://desk.example.com", "ftp://localhost", "https://", "nothing at all"])
def test_an_address_that_is_none_or_not_secure_is_refused(url):
    with pytest.raises(BadInput):
        checked_url(url)


def test_this_machine_may_be_reached_without_https():
    assert checked_url("http://127.0.0.1:8000/") == "http://127.0.0.1:8000"
    assert checked_url("desk.example.com/salesdesk/") == "https://desk.example.com/salesdesk"


def test_nobody_there_is_offline():
    link = HttpLink("http://127.0.0.1:9")
    with pytest.raises(Offline):
        link.wait(b"")
    link.close()


class Counted(HttpLink):
    """A link whose questions are answered here, each with its own name."""

    def __init__(self, failing: str = "") -> None:
        super().__init__("http://127.0.0.1:9", "token")
        self.posted, self._failing = [], failing

    def _post(self, name, body):
        self.posted.append(name)
        if name == self._failing:
            raise Offline("network")
        return pack(Refusal(code=name))


ASKED = Refusal(code="a question")


def test_what_is_asked_ahead_is_asked_once():
    link = Counted()
    link.ahead("sync/pull", ASKED)
    assert link.call("sync/pull", ASKED, Refusal).code == "sync/pull"
    assert link.call("sync/pull", ASKED, Refusal).code == "sync/pull"
    assert link.posted == ["sync/pull"] * 2


@pytest.mark.parametrize(("name", "asked"), [("sync/push", ASKED), ("sync/pull", Refusal(code="another"))])
def test_an_answer_to_something_else_is_let_go(name, asked):
    link = Counted()
    link.ahead("sync/pull", ASKED)
    assert link.call(name, asked, Refusal).code == name
    assert link.posted == ["sync/pull", name]


def test_what_fails_ahead_fails_when_it_is_asked():
    link = Counted(failing="sync/pull")
    link.ahead("sync/pull", ASKED)
    with pytest.raises(Offline, match="network"):
        link.call("sync/pull", ASKED, Refusal)


def test_a_first_copy_is_fetched_ahead_page_by_page(server, workspace):
    """Each page is asked for once, and every row arrives."""
    first, second = workspace(), workspace()
    connect(first, server.url)
    for number in range(60):
        customers.add_customer(first, {"name": f"Customer {number}"})
    client.sync_once(Replica(first))
    server.parts.exchange._limits = Limits(rows=10)
    connect(second, server.url)
    ahead, asked = [], []
    link = client.link_of(second)
    post, link._post = link._post, lambda name, body: (asked.append(body), post(name, body))[1]
    begun, link.ahead = link.ahead, lambda name, message: (ahead.append(message), begun(name, message))[1]
    ended = cycle.run(Replica(second), link)
    link.close()
    assert (ended.outcome, ended.tally.pulled >= 60) == (Outcome.DONE, True)
    assert len(ahead) >= 5
    assert len(asked) == len(set(asked))
