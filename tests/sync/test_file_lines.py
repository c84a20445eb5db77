"""Files over real lines to a real server process: cut at any byte, killed, refused, and gone on with."""

import hashlib
import shutil
import socket
import threading
from contextlib import suppress
from dataclasses import replace
from itertools import count

import pytest

from salesdesk.domain.attachments import LARGEST
from salesdesk.domain.errors import Cancelled, SyncFailed
from salesdesk.protocol.files import PIECE, Progress
from salesdesk.server import schema
from salesdesk.server.accounts import Passwords, add_account
from salesdesk.server.engine import open_database
from salesdesk.storage.base import new_id
from salesdesk.storage.database import Database
from salesdesk.storage.engine import make_engine
from salesdesk.storage.files import Files
from salesdesk.storage.replica import outgoing
from salesdesk.sync import client
from salesdesk.sync.http import HttpLink
from salesdesk.sync.link import Offline, Refused
from salesdesk.sync.state import Outcome, Replica
from tests.conftest import NOON
from tests.server.running import CHEAP, PASSWORD, Killable
from tests.sync.office import KEYSPEC, hand_out

PAPER = hashlib.shake_256(b"paper").digest(30_000)
NAME = hashlib.sha256(PAPER).hexdigest()


class Cutting:
    """A line to a server that breaks after so many bytes, both ways counted."""

    def __init__(self, url: str) -> None:
        self._there = ("127.0.0.1", int(url.rpartition(":")[2]))
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._left, self._lock = 0, threading.Lock()
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._accept)
        self._thread.start()

    def let(self, left: int) -> None:
        """Let so many bytes through from now on, on new lines."""
        self._shut()
        self._left = left

    def _shut(self) -> None:
        for line in self._open:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()
        self._open.clear()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self._socket.accept()
                there = socket.create_connection(self._there)
                self._open += [here, there]
                for one, other in ((here, there), (there, here)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while some := one.recv(700):
                with self._lock:
                    some = some[: self._left]
                    self._left -= len(some)
                other.sendall(some)
                if not self._left:
                    break
        for line in (one, other):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._shut()
        self._thread.join(10)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("server")
    address = f"sqlite:///{folder / 'server.db'}"
    engine = open_database(address)
    schema.bring_up_to_date(engine)
    for login in ("li", "han"):
        add_account(engine, login, PASSWORD, Passwords(**CHEAP), name=login, role="salesperson", now=NOON)
    engine.dispose()
    server = Killable(address, folder / "data")
    yield server
    server.kill()


class OfPerson:
    """A laptop of a person, connected."""

    def __init__(self, database: Database, files: Files, url: str, login: str) -> None:
        self.database, self.files = database, files
        self.replica = Replica(database, files)
        client.connect(database, url, login=login, password=PASSWORD, device_name="laptop")

    def link(self, url: str) -> HttpLink:
        token = client.link_of(self.database)._session.headers["Authorization"].removeprefix("Bearer ")
        return HttpLink(url, token, silence=5)

    def living(self, _entity: str) -> dict:
        return {}


@pytest.fixture
def laptop(server, template, new_places):
    opened, numbers = [], count(1)

    def make(login: str) -> OfPerson:
        places = new_places()
        shutil.copyfile(template, places.database)
        database = Database(make_engine(places.database, KEYSPEC))
        opened.append(database)
        with database.absorb() as absorbed:
            outgoing.become_device(absorbed, new_id(), "")
        return OfPerson(database, Files(places.files, bytes([next(numbers)]) * 32), server.url, login)

    yield make
    for database in opened:
        database.close()


@pytest.fixture
def line(server):
    line = Cutting(server.url)
    yield line
    line.close()


def test_an_upload_over_a_line_that_breaks_at_every_kind_of_byte(laptop, line, server):
    li, paper = laptop("li"), PAPER[::-1]
    name = hashlib.sha256(paper).hexdigest()
    straight, steps = li.link(server.url), 0
    for cut in count(100, 631):
        there = straight.file_progress(name)
        if there.whole:
            break
        line.let(cut)
        link = li.link(line.url)
        with suppress(Offline):
            link.send_piece(name, there.done, len(paper), paper[there.done : there.done + 7_000])
        link.close()
        assert straight.file_progress(name).done >= there.done
        steps += 1
    assert steps > 5
    straight.close()


def test_a_download_over_a_line_that_breaks_at_every_kind_of_byte(laptop, line, server):
    li = laptop("li")
    hand_out(li, PAPER)
    assert client.sync_whole(li.replica).outcome is Outcome.DONE
    came, parts = b"", 0
    for cut in count(300, 97):
        line.let(cut)
        link = li.link(line.url)
        with suppress(Offline):
            piece = link.fetch_piece(NAME, len(came), 4_000)
            assert piece.total == len(PAPER)
            assert PAPER[len(came) :].startswith(piece.content)
            came += piece.content
            parts += 0 < len(piece.content) < 4_000
        link.close()
        if len(came) == len(PAPER):
            break
    assert parts > 3, "less than was asked for came, and counted"


def test_a_server_killed_amid_a_large_file_has_it_whole_in_the_end(laptop, server, monkeypatch):
    li, second = laptop("li"), laptop("li")
    li.replica = replace(li.replica, piece=50_000)
    large = hashlib.shake_256(b"large").digest(1_500_000)
    sha256 = hand_out(li, large)
    progress, sent = li.link(server.url), []

    def killing(self, name, place, size, piece, send=HttpLink.send_piece):
        sent.append(place)
        if len(sent) in {3, 9}:
            server.kill()
        return send(self, name, place, size, piece)

    with monkeypatch.context() as patched:
        patched.setattr(HttpLink, "send_piece", killing)
        for done in (100_000, 350_000):
            assert client.sync_once(li.replica).outcome is Outcome.OFFLINE
            server.start()
            assert progress.file_progress(sha256) == Progress(done, whole=False)
            with li.database.absorb() as absorbed:  # two seconds are over
                absorbed.session.connection().exec_driver_sql("UPDATE file_queue SET asked_at = 0")
    ended = client.sync_whole(li.replica)
    assert (ended.outcome, ended.tally.sent) == (Outcome.DONE, 1)
    assert progress.file_progress(sha256).whole
    client.sync_whole(second.replica)
    assert second.files.get(second.files.kept_as(sha256)) == large
    progress.close()


def test_what_the_server_refuses_is_told_by_its_code(laptop, server):
    li = laptop("li")
    link = li.link(server.url)
    with pytest.raises(Refused, match="not-found"):
        link.fetch_piece("0" * 64, 0, 100)
    with pytest.raises(Refused, match="request-too-large"):
        link.send_piece("0" * 64, 0, LARGEST + 1, b"!")
    with pytest.raises(Refused, match="file-offset"):
        link.send_piece("1" * 64, 5, 10, b"!")
    with pytest.raises(Refused, match="upload-damaged"):
        link.send_piece("2" * 64, 0, 1, b"!")
    link.use("nobody's")
    with pytest.raises(Refused, match="token-ended"):
        link.file_progress(NAME)
    link.close()


def test_a_paper_is_fetched_when_somebody_waits_for_it(laptop):
    li, second = laptop("li"), laptop("li")
    sha256 = hand_out(li, b"on demand" * 40_000)
    client.sync_whole(li.replica)
    client.sync_once(Replica(second.database))  # the rows alone
    heard = []
    content = client.fetch_file(second.replica, sha256, 360_000, lambda *far: heard.append(far))
    assert content == b"on demand" * 40_000
    assert heard[0] == (0, 360_000)
    assert heard[-1] == (360_000, 360_000)
    assert len(heard) > 3
    assert second.files.get(second.files.kept_as(sha256)) == content


def test_whoever_changes_their_mind_is_not_kept_waiting(laptop):
    li, second = laptop("li"), laptop("li")
    sha256 = hand_out(li, b"cancelled" * 90_000)
    client.sync_whole(li.replica)
    client.sync_once(Replica(second.database))

    def tired(done, _size):
        if done > 300_000:
            raise Cancelled

    with pytest.raises(Cancelled):
        client.fetch_file(second.replica, sha256, 810_000, tired)
    assert second.files.parts.size(second.files.kept_as(sha256)) == PIECE
    assert client.sync_whole(second.replica).tally.fetched > 0


def test_why_a_paper_cannot_be_had_is_said(laptop, server):
    li, han = laptop("li"), laptop("han")
    sha256 = hand_out(li, b"of Li alone")
    client.sync_whole(li.replica)
    with pytest.raises(SyncFailed, match="file-not-there"):
        client.fetch_file(han.replica, sha256, 11, lambda *_: None)
    server.kill()
    try:
        with pytest.raises(SyncFailed, match="file-away"):
            client.fetch_file(li.replica, "0" * 64, 11, lambda *_: None)
    finally:
        server.start()
