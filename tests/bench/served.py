"""A server in processes of its own, on SQLite or a durable PostgreSQL, and devices that are signed in."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from salesdesk.protocol.messages import NewDevice
from salesdesk.security.signing import SigningKey
from salesdesk.server import accounts, devices, schema
from salesdesk.server.accounts import Passwords
from salesdesk.server.engine import change, open_database
from salesdesk.server.parts import now
from tests.bench.children import ROOT
from tests.bench.made_up import PASSWORD
from tests.bench.memory import peak_of, share_of
from tests.bench.tokens import Token
from tests.postgresql import Cluster

DATABASES = ("SQLite", "PostgreSQL")
_CHEAP = {"memory": 8, "passes": 1, "lanes": 1}


@dataclass
class Served:
    """A running server. `database` is its address, `process` the one that was started."""

    url: str
    database: str
    folder: Path
    process: subprocess.Popen

    @property
    def seal(self) -> bytes:
        """Under whose seal it speaks."""
        return SigningKey.kept_in(self.folder / "keys" / "seal").public

    def peak_mb(self) -> float:
        """Return the peak memory of its largest process."""
        return max(map(peak_of, self._family()))

    def total_mb(self) -> float:
        """Return what all its processes have now, what they share counted once."""
        return round(sum(map(share_of, self._family())), 1)

    def _family(self) -> list[int]:
        own = self.process.pid
        children = Path(f"/proc/{own}/task/{own}/children")
        return [own, *map(int, children.read_text().split())] if children.exists() else [own]


@contextmanager
def databases(kind: str) -> Iterator[tuple[Path, str]]:
    """Give a folder for a server's files and the address of an empty database."""
    with TemporaryDirectory() as folder:
        if kind == "SQLite":
            yield Path(folder), f"sqlite:///{Path(folder) / 'server.db'}"
            return
        cluster = Cluster(durable=True)
        try:
            yield Path(folder), cluster.address(cluster.new_database())
        finally:
            cluster.remove()


@contextmanager
def opened(database: str) -> Iterator[Engine]:
    """Give a server's database with its tables, before or while it is served."""
    engine = open_database(database)
    try:
        schema.bring_up_to_date(engine)
        yield engine
    finally:
        engine.dispose()


@contextmanager
def serving(folder: Path, database: str, *options: str) -> Iterator[Served]:
    """Give a server that is ready."""
    command = [sys.executable, "-m", "salesdesk.server", "--port", "0", "--data", str(folder), *options]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"SALESDESK_DATABASE": database, "SALESDESK_ADMIN_PASSWORD": PASSWORD}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=log, text=True
        )
        try:
            told = process.stdout.readline()
            assert told, (folder / "log").read_text()
            yield Served(json.loads(told)["listening"], database, folder, process)
        except BaseException:
            sys.stderr.write(_amiss(folder / "log"))
            raise
        finally:
            process.terminate()
            process.wait(60)
            process.stdout.close()


def _amiss(log: Path) -> str:
    """Return the last lines of a server's log that tell of something amiss."""
    lines = [line for line in log.read_text().splitlines() if '"INFO"' not in line]
    return "\n".join(["the server said:", *lines[-40:], ""])


def hire(engine: Engine, logins: Sequence[str]) -> dict[str, UUID]:
    """Let salespeople sign in with PASSWORD; return their ids."""
    password = Passwords(**_CHEAP).hash(PASSWORD)

    def add(session: Session) -> dict[str, UUID]:
        return {
            login: accounts.add(session, login, password, name=login, role="salesperson", now=now())
            for login in logins
        }

    return change(engine, add)


def equip(engine: Engine, users: Sequence[UUID]) -> list[Token]:
    """Give each person a device that is signed in."""

    def issue(session: Session) -> list[Token]:
        found = []
        for user in users:
            asked = NewDevice(device=uuid4(), device_name="bench", app="0")
            devices.register(session, user, asked, now())
            found.append(Token(user, asked.device, devices.issue(session, user, asked.device, now()).token))
        return found

    return change(engine, issue)
