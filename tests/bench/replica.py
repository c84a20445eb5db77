"""A laptop with a real encrypted workspace and a real line to a server, whose bytes are counted."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from salesdesk.storage.database import Database
from salesdesk.storage.replica import adopting, identity, outgoing
from salesdesk.sync import cycle
from salesdesk.sync.http import HttpLink
from salesdesk.sync.state import Cycle, Outcome, Replica
from tests.bench.made_up import make
from tests.bench.tokens import Token


class Line(HttpLink):
    """The program's own line, which counts requests and bytes, heads of messages too."""

    def __init__(self, url: str, token: str) -> None:
        super().__init__(url, token)
        self._session.hooks["response"].append(self._count)
        self.begin()

    def begin(self) -> None:
        """Begin to count anew."""
        self.requests = self.sent = self.received = 0

    def _count(self, reply: Any, **_: Any) -> None:
        request = reply.request
        line = f"{request.method} {request.path_url} HTTP/1.1\r\nHost: 127.0.0.1:00000\r\n"
        self.requests += 1
        self.sent += len(line) + _size(request.headers) + len(request.body or b"")
        body = int(reply.headers.get("Content-Length", 0))
        self.received += len("HTTP/1.1 200 OK\r\n") + _size(reply.headers) + body

    def bare(self) -> None:
        """Ask for what costs the server nothing but to answer: whether it is well."""
        self._session.get(f"{self._url}/health", timeout=10).close()


def _size(headers: Any) -> int:
    return sum(len(name) + len(value) + 4 for name, value in headers.items()) + 2


class Laptop:
    """One workspace that belongs to a person of the server."""

    def __init__(self, database: Database, url: str, token: Token, seal: bytes) -> None:
        self.database, self.url = database, url
        self.line = Line(url, token.token)
        with database.absorb() as absorbed:
            outgoing.become_device(absorbed, token.device, token.token)
        with database.absorb() as absorbed:
            adopting.adopt(absorbed, token.user)
            facts = {identity.URL: url, identity.TOKEN: token.token, identity.SEAL: seal.hex()}
            identity.note(absorbed.session, **facts)
        self.replica = Replica(database)

    def sync(self) -> Cycle:
        """Go through a cycle, which has to go well."""
        ended = cycle.run(self.replica, self.line)
        assert ended.outcome is Outcome.DONE, ended
        return ended


@contextmanager
def laptop(folder: Path, url: str, token: Token, seal: bytes = b"") -> Iterator[Laptop]:
    """Give a laptop that has not seen the server yet; without its seal it is lent nothing."""
    with closing(make(folder)) as workspace:
        opened = Laptop(workspace.database, url, token, seal)
        yield opened
        opened.line.close()
