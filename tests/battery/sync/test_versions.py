"""Programs of different versions: what one does not know it keeps and gives back, and never empties."""

import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from salesdesk.services import comments, customers, inbox, quotes, shared_views, views
from salesdesk.storage.replica import unknown
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.tables.quotes import IssuedPaperRow
from salesdesk.storage.tables.replication import UnknownDataRow
from salesdesk.storage.undo import Step
from tests.battery.sync import older, scripted
from tests.conftest import TODAY
from tests.server.running import Running
from tests.storage.pages import plain_bytes
from tests.test_architecture import ROOT

NEWEST = {"website": "quagmire.example", "next_follow_up": date(2026, 12, 1), "industry": "pumps"}
FIRST = {"website": "first.example", "industry": "first"}


@pytest.fixture
def path(tmp_path, template):
    def make(name: str):
        shutil.copyfile(template, tmp_path / name)
        return tmp_path / name

    return make


@pytest.fixture
def address(tmp_path):
    return f"sqlite:///{tmp_path / 'server.db'}"


@contextmanager
def newest_server(address, tmp_path):
    running = Running(address, tmp_path / "data")
    try:
        yield running
    finally:
        running.stop()


@contextmanager
def older_server(versions, address, tmp_path):
    command = [
        sys.executable,
        "-m",
        "tests.battery.sync.older",
        str(versions),
        "salesdesk.server",
        "--port",
        "0",
    ]
    command += ["--database", address, "--data", str(tmp_path / "data")]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | {"SALESDESK_ADMIN_PASSWORD": "correct horse battery"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield json.loads(process.stdout.readline())["listening"]
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        process.stdout.close()


def older_laptop(versions, path, url, login, *actions):
    """Let a laptop with an older program do something; return what it prints."""
    command = [sys.executable, "-m", "tests.battery.sync.older", str(versions), "tests.battery.sync.scripted"]
    done = subprocess.run(
        [*command, str(path), url, login, *actions], cwd=ROOT, check=True, stdout=subprocess.PIPE
    )
    return json.loads(done.stdout)


def field(database, customer, name):
    return database.ask(lambda session: getattr(session.get_one(CustomerRow, customer), name))


def issue(database, customer):
    """Write a quote and keep a paper of it: a kind of row that older programs do not know."""
    quote = quotes.draft_quote(database, customer, today=TODAY)
    with database.write(Step("quote-issue", name="")) as session:
        scope = session.get_one(CustomerRow, customer).scope_id
        about = {"language": "quagmire", "sha256": "a" * 64, "size": 1, "pages": 1, "file_id": "f" * 64}
        session.add(
            IssuedPaperRow(quote_id=quote, revision=1, made_at=datetime.now(UTC), scope_id=scope, **about)
        )


def share(database):
    """Let everybody have a view: likewise."""
    shared_views.share(database, views.add_view(database, "customers", "quagmire", {"grade": "A"}))


def kept_apart(database):
    return database.ask(lambda session: session.scalars(select(UnknownDataRow)).all())


@pytest.mark.parametrize("versions", [1, 2])
def test_an_older_laptop_keeps_what_it_does_not_know(versions, address, tmp_path, path):
    with newest_server(address, tmp_path) as server:
        server.add("wang", "manager")
        server.add("li", manager="wang")
        newest = scripted.begin(path("newest.db"), server.url, "wang")
        old = path("old.db")
        older_laptop(versions, old, server.url, "li", "add:Pumps GmbH", "sync")
        scripted.sync(newest)
        (customer,) = newest.ask(lambda session: session.scalars(select(CustomerRow.id)).all())
        customers.edit_customer(newest, customer, NEWEST)
        issue(newest, customer)
        share(newest)
        scripted.sync(newest)
        told = older_laptop(
            versions, old, server.url, "li", "sync", f"edit:{customer}=grade=A", "sync", "sync", "compare"
        )
        assert [cycle[0] for cycle in told["cycles"] if cycle] == ["done"] * 4
        assert told["cycles"][-1][2:5] == [0, 0, 0], "nothing moves any more"
        assert told["customers"][str(customer)]["website"] == ("" if versions > 1 else NEWEST["website"])
        scripted.sync(newest)
        assert field(newest, customer, "grade") == "A"
        for name, value in NEWEST.items():
            assert field(newest, customer, name) == value, "an older program emptied a newer field"
        upgraded = scripted.begin(old, server.url, "li")
        assert kept_apart(upgraded)
        assert scripted.sync(upgraded)[0] == "done"
        for name, value in NEWEST.items():
            assert field(upgraded, customer, name) == value
        assert len(upgraded.ask(lambda session: session.scalars(select(IssuedPaperRow)).all())) == 1
        assert [one.name for one in shared_views.shared_views(upgraded)] == ["quagmire"]
        assert kept_apart(upgraded) == []
        assert scripted.sync(upgraded, compares=True)[2:5] == [0, 0, 0]
        for database in (newest, upgraded):
            database.close()


def test_an_older_laptop_leaves_nothing_of_what_it_does_not_know(address, tmp_path, path):
    with newest_server(address, tmp_path) as server:
        server.add("wang", "manager")
        people = {name: server.add(name, manager="wang") for name in ("li", "han")}
        newest = scripted.begin(path("newest.db"), server.url, "wang")
        old = path("old.db")
        older_laptop(2, old, server.url, "li", "add:Pumps GmbH", "sync")
        scripted.sync(newest)
        (customer,) = newest.ask(lambda session: session.scalars(select(CustomerRow.id)).all())
        customers.edit_customer(newest, customer, NEWEST)
        comments.add_comment(newest, customer, "quagmire")
        scripted.sync(newest)
        older_laptop(2, old, server.url, "li", "sync")
        assert b"quagmire" in _bytes_of(old)
        customers.edit_customer(newest, customer, {"owner_id": people["han"]})
        scripted.sync(newest)
        older_laptop(2, old, server.url, "li", "sync", "sync")
        assert b"quagmire" not in _bytes_of(old)
        told = older_laptop(3, old, server.url, "li", "add:Late GmbH", "sync")
        assert told["cycles"][-1][:3] == ["outdated", 1, 0], "it may still hand in"
        newest.close()


def _bytes_of(path):
    database = scripted.Database(scripted.make_engine(path, scripted.KEYSPEC))
    try:
        return plain_bytes(database)
    finally:
        database.close()


def test_an_older_server_keeps_what_it_does_not_know(address, tmp_path, path):
    with newest_server(address, tmp_path) as server:
        server.add("li")
    first, second = path("first.db"), path("second.db")
    with older_server(3, address, tmp_path) as url:
        one = scripted.begin(first, url, "li")
        customer = customers.add_customer(one, {"name": "Pumps GmbH", **FIRST})
        assert scripted.sync(one)[0] == "done"
        customers.edit_customer(one, customer, NEWEST)
        assert scripted.sync(one)[4] == 0
        two = scripted.begin(second, url, "li")
        assert scripted.sync(two)[0] == "done"
        for database in (one, two):
            assert scripted.sync(database)[0] == "done"
            for name, value in NEWEST.items():
                assert field(database, customer, name) == value
        customers.edit_customer(two, customer, {"grade": "B"})
        scripted.sync(two)
        assert scripted.sync(one, compares=True)[3] == 0
        assert field(one, customer, "website") == NEWEST["website"]
        issue(one, customer)
        share(one)
        assert scripted.sync(one)[4] == 3, "a quote, its paper and a view wait for the update"
    with newest_server(address, tmp_path) as server:
        for database in (one, two):
            with database.absorb() as absorbed:
                scripted.client.identity.note(absorbed.session, server_url=server.url)
            assert [scripted.sync(database)[0] for _ in range(2)] == ["done", "done"]
            assert scripted.sync(database, compares=True)[2:5] == [0, 0, 0]
            assert len(database.ask(lambda session: session.scalars(select(IssuedPaperRow)).all())) == 1
            assert [view.name for view in shared_views.shared_views(database)] == ["quagmire"]
            assert inbox.problems(database) == []
            for name, value in (NEWEST | {"grade": "B"}).items():
                assert field(database, customer, name) == value
            database.close()
        with server.parts.engine.connect() as connection:
            row = connection.execute(select(CustomerRow.__table__)).mappings().one()
        assert {name: row[name] for name in NEWEST} == NEWEST


def test_the_older_program_is_older():
    """The control: without what came since, the definitions are smaller."""
    known = (
        "from tests.battery.sync import older; older.age(3); from salesdesk.protocol import entities as e;"
    )
    show = "print(len(e.ENTITIES), 'website' in e.ENTITIES['customers'].fields, e.SCHEMA)"
    said = subprocess.run([sys.executable, "-c", known + show], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    assert said.stdout.split() == [b"14", b"False", str(unknown.SCHEMA - 3).encode()]
    assert older.CAME[1]["customers"] > {"website", "next_follow_up"}
