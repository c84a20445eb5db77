"""A part of the demo: a server of its own and two laptops that come into step with it, and disagree once."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from salesdesk import words
from salesdesk.services import customers, demo, inbox
from salesdesk.services.accounts import Workspace
from salesdesk.settings import ROOT, Places
from salesdesk.storage.database import utc_now
from salesdesk.sync import client
from salesdesk.sync.state import Cycle, Replica

_PASSWORD: Final = "demo-demo-demo"  # noqa: S105 - the sample people's, on the server and nowhere else
_PATIENCE: Final = 60


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """Run a server with sample people for a while; give its address. Its log lies beside its data."""
    folder.mkdir(parents=True)
    command = [sys.executable, "-m", "salesdesk.server", "--demo", "--port", "0", "--data", str(folder)]
    with (folder / "log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(  # noqa: S603 - our own program
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True
        )
        try:
            yield _address_of(process)
        finally:
            process.terminate()
            process.communicate(timeout=_PATIENCE)


def _address_of(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("{"):
            told: dict[str, str] = json.loads(line)
            return told["listening"]
    message = "the server did not start"
    raise RuntimeError(message)


@dataclass(frozen=True)
class Laptop:
    """One person's workspace that has come to the server."""

    workspace: Workspace

    def sync(self) -> Cycle:
        """Go through one cycle."""
        ended = client.sync_once(Replica(self.workspace.database, self.workspace.files))
        client.check_done(ended)
        return ended


@dataclass(frozen=True)
class Seen:
    """What the two laptops came to: rows each has, acts sent, and what they disagreed about."""

    salesperson: int
    manager: int
    pushed: int
    pulled: int
    conflicts: int


def two_laptops(folder: Path) -> Seen:
    """A salesperson who worked alone comes to the server; the manager sees it; both change one field."""
    with server(folder / "server") as address:
        first, second = laptop(folder / "li"), laptop(folder / "wang")
        try:
            demo.import_file(first.workspace.database, demo.FILES[0])
            connect(first, address, "li")
            sent = first.sync()
            connect(second, address, "wang")
            got = second.sync()
            told = _disagree(first, second)
            return Seen(_count(first), _count(second), sent.tally.pushed, got.tally.pulled, told)
        finally:
            for one in (first, second):
                one.workspace.close()


def laptop(folder: Path) -> Laptop:
    """Make an empty workspace in a folder."""
    return Laptop(demo.make_demo(Places(folder), language=words.language(), now=utc_now()))


def connect(one: Laptop, address: str, login: str) -> None:
    """Sign in as one of the sample people."""
    database = one.workspace.database
    client.connect(database, address, login=login, password=_PASSWORD, device_name=f"demo {login}")


def _disagree(first: Laptop, second: Laptop) -> int:
    """Let both change one field without having seen the other; return how many conflicts there are."""
    listing = customers.listing(first.workspace.database, customers.CustomerFilter())
    customer = listing.page(0, 1)[0].id
    customers.edit_customer(second.workspace.database, customer, {"note": "请本周回访"})
    second.sync()
    customers.edit_customer(first.workspace.database, customer, {"note": "已约周四"})
    first.sync()
    return inbox.counts(first.workspace.database).conflicts


def _count(laptop: Laptop) -> int:
    return customers.listing(laptop.workspace.database, customers.CustomerFilter()).count()
