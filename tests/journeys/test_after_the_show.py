"""After the show: three laptops, their manager, one server over HTTP, and everything that may come between.

Encrypted workspaces, the real client, a real server that listens, on SQLite and PostgreSQL. Only the network
is played with.
"""

import shutil
from uuid import UUID

import pytest

from salesdesk.domain.errors import SyncFailed
from salesdesk.protocol.messages import PushRequest
from salesdesk.server import devices
from salesdesk.services import contacts, customers, inbox, quote_lines, quotes, search
from salesdesk.storage import outbox
from salesdesk.storage.base import new_id
from salesdesk.storage.database import Database, utc_now
from salesdesk.storage.engine import make_engine
from salesdesk.storage.replica import outgoing
from salesdesk.sync import client, cycle
from salesdesk.sync.http import HttpLink
from salesdesk.sync.link import Offline
from salesdesk.sync.state import Cycle, Outcome, Replica
from tests.conftest import KEYSPEC, TODAY
from tests.server.running import PASSWORD, Running


class Laptop:
    """One person's workspace and the way to the server."""

    def __init__(self, database: Database, url: str) -> None:
        self.database = database
        self.url = url
        self.cut: set[str] = set()

    def connect(self, login: str) -> None:
        client.connect(self.database, self.url, login=login, password=PASSWORD, device_name=login)

    def sync(self, *, meanwhile=lambda name: None) -> Cycle:
        link = Played(client.link_of(self.database), self.cut, meanwhile)
        try:
            return cycle.run(Replica(self.database), link, consented=True)
        finally:
            link.close()

    def customers(self) -> set[UUID]:
        listing = customers.listing(self.database, customers.CustomerFilter())
        return {one.id for one in listing.page(0, 1_000)}


class Played:
    """The real link; `cut` names questions that never arrive, "lost push" an answer that gets lost."""

    def __init__(self, link: HttpLink, cut: set[str], meanwhile) -> None:
        self.link, self.cut, self.meanwhile = link, cut, meanwhile

    def call(self, name, message, answer):
        self.meanwhile(name)
        if name in self.cut:
            raise Offline("network")
        said = self.link.call(name, message, answer)
        if isinstance(message, PushRequest) and "lost push" in self.cut:
            self.cut.discard("lost push")
            raise Offline("network")
        return said

    def ahead(self, name, message):
        """What is cut, lost or counted is asked for by `call`."""

    def use(self, token):
        self.link.use(token)

    def wait(self, since):
        self.link.wait(since)

    def close(self):
        self.link.close()


@pytest.fixture
def server(database_address, tmp_path):
    running = Running(database_address, tmp_path / "server")
    running.add("wang", "manager", name="王经理")
    for login, name in (("li", "李雷"), ("han", "韩梅梅")):
        running.add(login, name=name, manager="wang")
    yield running
    running.stop()


@pytest.fixture
def laptop(server, template, tmp_path, clock):
    opened = []

    def make() -> Laptop:
        path = tmp_path / f"laptop-{len(opened)}.db"
        shutil.copyfile(template, path)
        opened.append(Database(make_engine(path, KEYSPEC), clock=clock))
        with opened[-1].absorb() as absorbed:  # as if each had made a workspace of its own
            outgoing.become_device(absorbed, new_id(), "")
        return Laptop(opened[-1], server.url)

    yield make
    for database in opened:
        database.close()


def _show(laptop: Laptop) -> list[UUID]:
    """A day at the stand without a network: leads, their people, a quote."""
    leads = [customers.add_customer(laptop.database, {"name": f"展会客户 {n}"}) for n in range(5)]
    for lead in leads:
        contacts.add_contact(laptop.database, lead, {"name": "王芳"})
    quote = quotes.draft_quote(laptop.database, leads[0], today=TODAY)
    quote_lines.set_lines(laptop.database, quote, [quote_lines.QuoteLine(name="球阀")])
    return leads


def _come_back(li: Laptop) -> None:
    """The network comes back, is cut, loses an answer: nothing is lost, nothing is done twice."""
    li.connect("li")
    li.cut = {"sync/push"}
    assert li.sync().outcome is Outcome.OFFLINE
    li.cut = {"lost push"}
    assert li.sync().outcome is Outcome.OFFLINE
    assert li.sync().outcome is Outcome.DONE
    assert li.database.ask(outbox.pending) == 0


def _see(leads: list[UUID], han: Laptop, wang: Laptop) -> None:
    """The manager sees and finds the leads, a colleague does not."""
    wang.connect("wang")
    han.connect("han")
    wang.sync()
    han.sync()
    assert set(leads) <= wang.customers()
    assert han.customers() == set()
    assert search.search(wang.database, "zhkh")


def _disagree(lead: UUID, li: Laptop, wang: Laptop) -> None:
    """Two people change one field: the later one is told, and chooses."""
    customers.edit_customer(wang.database, lead, {"note": "大客户"})
    wang.sync()
    customers.edit_customer(li.database, lead, {"note": "小客户"})
    li.sync()
    (conflict,) = inbox.conflicts(li.database)
    assert (conflict.theirs, conflict.mine, conflict.by) == ("大客户", "小客户", "王经理")
    inbox.take_mine(li.database, [conflict.id])
    li.sync()
    wang.sync()
    assert customers.customer(wang.database, lead).note == "小客户"


def _change_hands(lead: UUID, li: Laptop, han: Laptop, wang: Laptop) -> None:
    """A customer changes hands in the middle of the author's session: what was written is held for Han."""

    def give_away(name: str) -> None:
        if name == "sync/push" and lead not in han.customers():
            customers.edit_customer(wang.database, lead, {"owner_id": han.database.me})
            wang.sync()
            han.sync()

    customers.edit_customer(li.database, lead, {"city": "深圳市"})
    li.sync(meanwhile=give_away)
    assert lead not in li.customers()
    assert lead in han.customers()
    assert inbox.counts(li.database).with_others == 1
    han.sync()
    (held,) = inbox.held(han.database)
    inbox.decide(han.database, [held.id], accept=True)
    han.sync()
    assert customers.customer(han.database, lead).city == "深圳市"


def _steal(server: Running, li: Laptop) -> None:
    """The laptop is stolen: the server turns it away."""
    devices.set_state(server.parts.engine, li.database.device_id, "suspended", now=utc_now())
    server.parts.access.forget(li.database.device_id)
    assert li.sync().outcome is Outcome.SUSPENDED
    with pytest.raises(SyncFailed):
        li.connect("li")


def test_after_the_show(server, laptop):
    li, han, wang = laptop(), laptop(), laptop()
    leads = _show(li)
    _come_back(li)
    _see(leads, han, wang)
    _disagree(leads[1], li, wang)
    _change_hands(leads[2], li, han, wang)
    _steal(server, li)
    for _ in range(2):
        wang.sync()
        han.sync()
    for one in (wang, han):
        tally = one.sync().tally
        assert (tally.pushed, tally.pulled, tally.gone) == (0, 0, 0)
