"""Nothing readable reaches the disk: canaries are put everywhere, and the whole profile is searched for them.

A search that finds nothing proves nothing by itself; so the same search must find them in a plain database,
and in the temporary files that SQLite writes when it is allowed to.
"""

import base64
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Table, insert, text
from sqlalchemy.types import Boolean, Date, Enum, Integer, LargeBinary, String

from salesdesk.security.kdf import KdfCost, KdfCosts
from salesdesk.services import accounts, customers
from salesdesk.services.accounts import NewWorkspace
from salesdesk.settings import Places
from salesdesk.storage import backup
from salesdesk.storage.base import Base, Id, Json, Moment, Scaled
from salesdesk.storage.tables import every_table

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PASSWORD = "sieben bunte Kraniche"
CHEAP = KdfCosts(KdfCost(32, 1, 1), KdfCost(64, 1, 1))
CANARY = "Kanarienvogel4711"
CHINESE = "金丝雀四七一一号"
ROWS = 3_000


def disguises(word: str) -> set[bytes]:
    """The forms in which a text may lie on a disk; base64 at each of its three phases."""
    plain = word.encode()
    forms = {plain, word.encode("utf-16-le"), word.encode("utf-16-be"), plain.hex().encode()}
    forms |= {plain.hex().upper().encode(), plain.lower(), plain.upper()}
    for phase in range(3):
        coded = base64.b64encode(b"\0" * phase + plain)
        forms.add(coded[4 if phase else 0 : -4])
    return forms


FORMS = disguises(CANARY) | disguises(CHINESE) | {PASSWORD.encode()}


def hits(folder: Path) -> list[str]:
    """The files under `folder` that hold a canary."""
    return [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(form in path.read_bytes() for form in FORMS)
    ]


def hits_in_open_files() -> list[str]:
    """Open files of this process that have no name any more and hold a canary; SQLite's temporary ones do."""
    found = []
    for link in Path("/proc/self/fd").glob("*") if sys.platform == "linux" else ():
        try:
            name = link.readlink().name
            content = link.read_bytes() if "etilqs" in name else b""
        except OSError:
            continue
        if any(form in content for form in FORMS):
            found.append(name)
    return found


def value_for(column: Any) -> Any:
    """A value for a column, with a canary wherever text can be."""
    kind = column.type
    values = {
        Id: uuid4,
        Moment: lambda: NOW,
        Scaled: lambda: Decimal(1),
        Json: lambda: {"note": CHINESE, CANARY: CANARY},
        LargeBinary: CANARY.encode,
        Date: lambda: date(2026, 11, 23),
        Boolean: lambda: True,
        Enum: lambda: next(iter(kind.enums)),
        String: lambda: f"{CANARY} {CHINESE} {column.name} {uuid4()}",
        Integer: lambda: 7,
    }
    return next((make() for known, make in values.items() if isinstance(kind, known)), 7)


def row_for(table: Table) -> dict[str, Any]:
    return {column.name: value_for(column) for column in table.columns}


@pytest.fixture
def temporary(tmp_path, monkeypatch) -> Path:
    """A temporary folder that nobody else uses."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(folder))
    return folder


@pytest.fixture
def made(tmp_path, temporary) -> Iterator[NewWorkspace]:
    made = accounts.create_workspace(
        Places(tmp_path / "workspace"),
        password=PASSWORD,
        language="zh",
        name=CHINESE,
        company=CANARY,
        now=NOW,
        keyring=accounts.no_keyring,
        costs=CHEAP,
    )
    yield made
    made.workspace.close()


def fill_every_table(made: NewWorkspace) -> int:
    """Put canaries into every text column of every table; return how many columns."""
    every_table()
    columns = 0
    with closing(made.workspace.database.engine.connect()) as connection:
        connection.exec_driver_sql("SELECT 1")
        connection.rollback()
        connection.connection.execute("PRAGMA foreign_keys=OFF")
        connection.connection.execute("PRAGMA ignore_check_constraints=ON")
        for table in Base.metadata.sorted_tables:
            connection.execute(insert(table).prefix_with("OR REPLACE"), [row_for(table) for _ in range(3)])
            columns += sum(isinstance(column.type, String | Json) for column in table.columns)
        connection.commit()
        connection.connection.execute("PRAGMA ignore_check_constraints=OFF")
        connection.connection.execute("PRAGMA foreign_keys=ON")
    return columns


def work_hard(made: NewWorkspace) -> None:
    """Search index, a sort larger than the cache, a temporary table, VACUUM, a proven copy, a kept file."""
    database = made.workspace.database
    for number in range(20):
        customers.add_customer(database, {"name": f"{CANARY}{CHINESE}{number}", "note": CHINESE * 50})
    with database.engine.execution_options(rw=True).begin() as connection:
        connection.execute(text("CREATE TABLE heap (body TEXT)"))
        bodies = [{"body": f"{(number * 7919) % ROWS} {CANARY} {CHINESE}" * 8} for number in range(ROWS)]
        connection.execute(text("INSERT INTO heap VALUES (:body)"), bodies)
        connection.execute(text("CREATE TEMP TABLE spare AS SELECT body FROM heap ORDER BY body DESC"))
    with closing(database.engine.raw_connection()) as connection:
        connection.execute("PRAGMA cache_size=10")
        cursor = connection.execute("SELECT body FROM heap ORDER BY substr(body, 3), body")
        cursor.fetchone()
        assert hits_in_open_files() == []
        cursor.close()
        connection.execute("VACUUM")
    backup.make(database.engine, made.workspace.places.backups, reason="canary")
    made.workspace.files.put(f"{CANARY} {CHINESE}".encode() * 100)


def test_no_canary_is_found_in_a_profile_that_was_used(made, tmp_path):
    work_hard(made)
    assert fill_every_table(made) > 100
    assert hits(tmp_path) == []
    made.workspace.close()
    assert hits(tmp_path) == []


CHILD = """
import faulthandler, logging, os, sys
from datetime import UTC, datetime
from pathlib import Path
from sqlalchemy import text
from salesdesk.security import crash, redaction
from salesdesk.security.kdf import KdfCost, KdfCosts
from salesdesk.services import accounts, customers
from salesdesk.settings import Places

now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
cheap = KdfCosts(KdfCost(32, 1, 1), KdfCost(64, 1, 1))
places, password, canary, end = Places(Path(sys.argv[1])), *sys.argv[2:5]
redaction.start_log(places.logs)
stop = crash.watch_faults(places.logs)
sys.excepthook = lambda kind, error, trace: crash.keep_report(places.logs, error, now)
workspace = accounts.unlock(places, password, now=now, keyring=accounts.no_keyring, costs=cheap)
customers.add_customer(workspace.database, {"name": canary})
logging.getLogger("salesdesk.test").warning("saved %s", canary)
logging.getLogger("elsewhere").warning("saved " + canary)
try:
    customers.add_customer(workspace.database, {"name": canary, "email": canary})
except Exception as error:
    logging.getLogger("salesdesk.test").error("refused %s", error, exc_info=error)
engine = workspace.database.engine.execution_options(rw=True)
with engine.begin() as connection:
    connection.exec_driver_sql("PRAGMA cache_size=10")  # so that uncommitted pages reach the log
    connection.execute(text("CREATE TABLE half (body TEXT)"))
    connection.execute(text("INSERT INTO half VALUES (:body)"), [{"body": canary * 100}] * 500)
    print("ready", flush=True)
    if end == "killed":
        sys.stdin.read()
    elif end == "crashed":
        faulthandler._sigsegv()
    else:
        private = canary
        connection.execute(text("INSERT INTO nowhere VALUES (:body)"), {"body": private})
"""


@pytest.mark.parametrize("end", ["killed", "crashed", "failed"])
def test_no_canary_is_found_after_a_violent_end(made, tmp_path, temporary, end):
    places = made.workspace.places
    made.workspace.close()
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(places.profile), PASSWORD, f"{CANARY} {CHINESE}", end],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert child.stdout.readline() == b"ready\n"
    if end == "killed":
        child.send_signal(signal.SIGKILL)
    child.communicate()
    assert places.database.with_name("salesdesk.db-wal").exists() or end == "failed"
    written = {path.name.split("-")[0] for path in places.logs.iterdir() if path.stat().st_size}
    assert written == {"killed": {"salesdesk.log"}, "crashed": {"salesdesk.log", "faults.txt"}}.get(
        end, {"salesdesk.log", "failure"}
    )
    assert hits(tmp_path) == []
    again = accounts.unlock(places, PASSWORD, now=NOW, keyring=accounts.no_keyring, costs=CHEAP)
    with closing(again.database.engine.connect()) as connection:
        found = connection.execute(
            text("SELECT count(*) FROM customers WHERE name LIKE :name"), {"name": f"{CANARY}%"}
        )
        assert found.scalar_one() == 1
    again.close()


def test_the_search_finds_a_canary_in_a_plain_database(tmp_path):
    with closing(sqlite3.connect(tmp_path / "plain.db")) as connection:
        connection.execute("CREATE TABLE t (a)")
        connection.execute("INSERT INTO t VALUES (?)", (CHINESE,))
        connection.commit()
    assert hits(tmp_path) == ["plain.db"]


@pytest.mark.parametrize("form", sorted(FORMS))
def test_the_search_finds_every_disguise(tmp_path, form):
    (tmp_path / "file").write_bytes(b"\xff\0 " + form + b" \xff")
    assert hits(tmp_path) == ["file"]


def test_the_search_finds_what_sqlite_writes_when_it_may_use_temporary_files(tmp_path, temporary):
    """The control of `temp_store`: the same sort, in an encrypted database, with FILE."""
    with closing(sqlcipher.connect(str(tmp_path / "sorted.db"))) as connection:
        connection.execute("PRAGMA key=\"x'" + "ab" * 48 + "'\"")
        connection.execute("PRAGMA temp_store=FILE")
        connection.execute("PRAGMA cache_size=10")
        connection.execute("CREATE TABLE heap (body TEXT)")
        bodies = [(f"{(number * 7919) % ROWS} {CANARY} {CHINESE}" * 8,) for number in range(ROWS)]
        connection.executemany("INSERT INTO heap VALUES (?)", bodies)
        cursor = connection.execute("SELECT body FROM heap ORDER BY substr(body, 3), body")
        cursor.fetchone()
        assert bool(hits_in_open_files()) == (sys.platform == "linux")
        cursor.close()
    assert hits(tmp_path) == []
