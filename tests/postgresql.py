"""A real PostgreSQL for tests: a cluster in a temporary folder, on a free port, that nobody else sees."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from itertools import count
from pathlib import Path

import psycopg

_NO_HURRY = {"fsync": "off", "full_page_writes": "off"}
_QUIET = {"unix_socket_directories": "", "listen_addresses": "127.0.0.1", "shared_buffers": "64MB"}
_SETTINGS = _QUIET | {"max_connections": 200}


def _programs() -> Path:
    """The newest PostgreSQL of Debian's, or the one on the path."""
    of_debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    return (of_debian[-1] if of_debian else Path(shutil.which("initdb") or "initdb")).parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cluster:
    """One running PostgreSQL; `new_database` gives the address of an empty database.

    A `durable` one waits for the disk at each commit, as it does where it is in earnest.
    """

    def __init__(self, *, durable: bool = False, standby_of: "Cluster | None" = None) -> None:
        self._first = standby_of
        self._settings = _SETTINGS | ({} if durable else _NO_HURRY)
        self.folder = Path(tempfile.mkdtemp(prefix="salesdesk-postgresql-"))
        self._user = {}
        if os.geteuid() == 0:  # PostgreSQL refuses to be run by root
            self._user = {"user": "postgres", "group": "postgres", "extra_groups": []}
            shutil.chown(self.folder, "postgres", "postgres")
        self._numbers = count(1)
        self._initialize()
        self.start()

    def _initialize(self) -> None:
        if self._first is not None:
            self._follow(self._first)
            return
        options = ["-U", "salesdesk", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        command = [_programs() / "initdb", "-D", self.folder / "data", *options]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.folder, **self._user)

    def _follow(self, first: "Cluster") -> None:
        """Copy a running one, and take over from then on what it commits."""
        options = ["-D", self.folder / "data", "-R", "-X", "stream", "-c", "fast", "--no-sync"]
        source = ["-h", "127.0.0.1", "-p", str(first.port), "-U", "salesdesk"]
        command = [_programs() / "pg_basebackup", *options, *source]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.folder, **self._user)

    def wait_for_standby(self) -> None:
        """Let no commit be answered from now on that the standby has not on its disk."""
        self.run("ALTER SYSTEM SET synchronous_standby_names = '*'")
        self.run("SELECT pg_reload_conf()")
        until = time.monotonic() + 30
        while not self.run("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'"):
            assert time.monotonic() < until, (self.folder / "log").read_text()
            time.sleep(0.02)

    def promote(self) -> None:
        """Let a standby be the first one from now on."""
        assert self.run("SELECT pg_promote(true, 30)") == [(True,)]

    def start(self) -> None:
        """Start it, after `stop` on the same port."""
        self.port = getattr(self, "port", None) or free_port()
        settings = self._settings | {"port": self.port}
        command = [_programs() / "postgres", "-D", self.folder / "data"]
        command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stderr=log, stdout=log, cwd=self.folder, **self._user)
        self._await()

    def _await(self) -> None:
        until = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(self._dsn("postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                assert self._process.poll() is None, (self.folder / "log").read_text()
                assert time.monotonic() < until, (self.folder / "log").read_text()
                time.sleep(0.02)
            else:
                return

    def _dsn(self, database: str) -> str:
        return f"host=127.0.0.1 port={self.port} user=salesdesk dbname={database}"

    def address(self, database: str) -> str:
        return f"postgresql+psycopg://salesdesk@127.0.0.1:{self.port}/{database}"

    def run(self, statement: str, database: str = "postgres") -> list[tuple]:
        """Run a statement outside any transaction and return its rows."""
        with psycopg.connect(self._dsn(database), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def new_database(self, template: str = "template1") -> str:
        name = f"test_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self, *, at_once: bool = False) -> None:
        """Stop it: cleanly, or as a crash does."""
        self._process.send_signal(signal.SIGQUIT if at_once else signal.SIGINT)
        self._process.wait(timeout=30)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder)
