"""Whoever is killed: a program that goes through a cycle, in a process that began clean."""

import multiprocessing
import os
import signal
from pathlib import Path

from sqlalchemy import Engine, event

from salesdesk.server.access import Caller
from salesdesk.server.engine import open_database
from salesdesk.server.exchange import Exchange
from salesdesk.server.files import Files as ServerFiles
from salesdesk.storage import journaling
from salesdesk.storage.database import Database
from salesdesk.storage.engine import make_engine
from salesdesk.storage.files import Files
from salesdesk.storage.tables import every_table
from salesdesk.sync import cycle
from salesdesk.sync.state import Replica
from tests.conftest import NOON, Clock
from tests.server.laptops import SEAL, Office
from tests.sync.office import KEYSPEC, PIECE, Desk, InProcess, files_of

KEY = bytes(range(32))
_STATEMENTS = ("before_cursor_execute", "commit")
_clean = multiprocessing.get_context("forkserver")
_clean.set_forkserver_preload([__name__])


class At:
    """Calls `how` at the n-th statement or commit of an engine; `count` tells how many there were."""

    def __init__(self, engine: Engine, number: int, how) -> None:
        self.engine, self.number, self.how, self.count = engine, number, how, 0
        for name in _STATEMENTS:
            event.listen(engine, name, self)

    def __call__(self, *_) -> None:
        self.count += 1
        if self.count == self.number:
            self.how()

    def end(self) -> None:
        for name in _STATEMENTS:
            event.remove(self.engine, name, self)


def journal_of(path: Path) -> Path:
    return path.with_name("outbox.log")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def run(server: Path, laptop: Path, caller: Caller, key: bytes, number: int) -> None:
    """Go through a cycle, as a start of the program does, and be killed at a statement of the laptop's."""
    every_table()
    office = Office.__new__(Office)
    office.engine = open_database(f"sqlite:///{server}")
    office.exchange = Exchange(office.engine, clock=lambda: NOON, seal=SEAL)
    office.files = ServerFiles(server.with_name("server-files"))
    database = Database(make_engine(laptop, KEYSPEC), clock=Clock())
    journaling.keep(database, journal_of(laptop), KEY, violent=True)
    At(database.engine, number, die)
    files = Files(files_of(database), key)
    cycle.run(Replica(database, files, piece=PIECE), InProcess(office, caller), consented=True)
    os._exit(0)


def cycle_killed_at(number: int, desk: Desk) -> bool:
    """Let a program go through a cycle of this laptop; return whether it was killed before its end."""
    server, laptop = (Path(engine.url.database) for engine in (desk.office.engine, desk.database.engine))
    child = _clean.Process(target=run, args=(server, laptop, desk.link.caller, desk.files_key, number))
    child.start()
    child.join(60)
    assert child.exitcode in {0, -signal.SIGKILL}
    return child.exitcode != 0
