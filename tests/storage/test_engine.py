"""The engine on real encrypted files: what it refuses, and what a person is told when the disk refuses."""

import shutil
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from salesdesk.domain.errors import BadInput, StorageError
from salesdesk.storage import engine as engine_module
from salesdesk.storage.engine import make_engine
from salesdesk.storage.tables.products import ProductRow
from salesdesk.storage.undo import Step

KEYSPEC = "0123456789abcdef" * 6


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "work.db"


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    engine = make_engine(path, KEYSPEC)
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT UNIQUE)"))
    yield engine
    engine.dispose()


def writing(engine: Engine) -> Any:
    return engine.execution_options(rw=True).begin()


def add(engine: Engine, body: str) -> None:
    with writing(engine) as connection:
        connection.execute(text("INSERT INTO notes (body) VALUES (:body)"), {"body": body})


def count(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(text("SELECT count(*) FROM notes")).scalar_one()


def fill(engine: Engine, *, most_pages: int = 1_000_000) -> None:
    with writing(engine) as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count={most_pages}")
        first = connection.exec_driver_sql("SELECT count(*) FROM notes").scalar_one()
        bodies = [{"body": f"{number} " + "x" * 2_000} for number in range(first, first + 300)]
        connection.execute(text("INSERT INTO notes (body) VALUES (:body)"), bodies)


def read_all(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT id, body FROM notes NOT INDEXED").fetchall()
        connection.exec_driver_sql("SELECT body FROM notes ORDER BY body").fetchall()


@pytest.mark.parametrize(
    "keyspec",
    ["", "secret", KEYSPEC[:-1], KEYSPEC + "0", KEYSPEC.upper(), KEYSPEC[:-1] + "\n", KEYSPEC + "\n"],
)
def test_a_keyspec_that_would_be_taken_for_a_passphrase_is_refused(path, keyspec):
    with pytest.raises(ValueError, match="96 hex"):
        make_engine(path, keyspec)


def test_a_plain_database_is_refused_and_left_alone(path):
    with sqlite3.connect(path) as plain:
        plain.execute("CREATE TABLE t (a)")
    plain.close()
    before = path.read_bytes()
    with pytest.raises(StorageError) as refused:
        make_engine(path, KEYSPEC)
    assert refused.value.code == "database-plain"
    assert path.read_bytes() == before


def test_an_old_sqlite_is_refused(path, monkeypatch):
    monkeypatch.setattr(sqlcipher, "sqlite_version_info", (3, 51, 2))
    with pytest.raises(StorageError) as refused:
        make_engine(path, KEYSPEC)
    assert refused.value.code == "sqlite-old"


def test_the_file_is_not_readable_without_the_key(engine, path):
    add(engine, "canary")
    head = path.read_bytes()[:16]
    assert head == bytes.fromhex(KEYSPEC[64:])  # the salt we gave, so the raw key was used as such
    with sqlite3.connect(path) as plain, pytest.raises(sqlite3.DatabaseError):
        plain.execute("SELECT * FROM notes")
    plain.close()


def test_a_wrong_key_reads_nothing_and_changes_nothing(engine, path):
    add(engine, "kept")
    engine.dispose()
    before = path.read_bytes()
    wrong = make_engine(path, "f" * 96)
    with pytest.raises(StorageError) as refused:
        count(wrong)
    wrong.dispose()
    assert refused.value.code == "database-damaged"
    assert path.read_bytes() == before


def test_every_pooled_connection_has_the_safe_settings(in_earnest, engine):
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "fullfsync": 1,
        "foreign_keys": 1,
        "temp_store": 2,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "busy_timeout": 5000,
        "mmap_size": 0,
    }
    connections = [engine.connect() for _ in range(6)]
    for connection in connections:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in wanted}
        assert found == wanted
        connection.close()


def test_whoever_writes_by_hand_has_the_large_cache_from_there_on(engine):
    with writing(engine) as writer:
        assert writer.exec_driver_sql("PRAGMA cache_size").scalar_one() == -16_384
    with engine.execution_options(rw=True, wide=True).begin() as writer:
        assert writer.exec_driver_sql("PRAGMA cache_size").scalar_one() == -65_536
    with writing(engine) as writer:
        assert writer.exec_driver_sql("PRAGMA cache_size").scalar_one() == -65_536


def test_a_writer_does_not_stop_readers(engine):
    with writing(engine), engine.connect() as reader:
        assert reader.exec_driver_sql("SELECT count(*) FROM notes").scalar_one() == 0


def test_a_second_writer_is_told_the_database_is_busy(engine):
    with writing(engine), engine.connect() as second:
        second.connection.execute("PRAGMA busy_timeout=0")
        with pytest.raises(StorageError) as busy:
            second.exec_driver_sql("DELETE FROM notes")
        second.connection.execute("PRAGMA busy_timeout=5000")
    assert busy.value.code == "database-busy"


def test_threads_write_and_read_together_without_loss(engine):
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda number: (add(engine, f"note {number}"), count(engine)), range(120)))
    assert count(engine) == 120


def test_a_full_disk_is_told_and_what_was_saved_stays(engine):
    fill(engine)
    before = count(engine)
    with pytest.raises(StorageError) as full:
        fill(engine, most_pages=1)  # SQLite raises it to the present size
    assert full.value.code == "disk-full"
    assert count(engine) == before


@pytest.mark.parametrize(("free", "code"), [(0, "disk-full"), (10**9, "disk-failed")])
def test_a_disk_too_full_for_a_log_is_told_as_full(tmp_path, monkeypatch, free, code):
    def fails(_connection, _keyspec):
        error = sqlcipher.OperationalError("disk I/O error")
        error.sqlite_errorcode = 10
        raise error

    monkeypatch.setattr(engine_module, "_prepare", fails)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=free))
    with pytest.raises(StorageError) as refused:
        make_engine(tmp_path / "a.db", KEYSPEC).connect()
    assert refused.value.code == code


def test_a_statement_that_is_wrong_keeps_its_own_error_and_hides_its_values(engine):
    add(engine, "canary-value")
    with pytest.raises(IntegrityError) as refused:
        add(engine, "canary-value")
    assert "canary-value" not in str(refused.value)


@pytest.mark.parametrize("place", [0.0, 0.3, 0.6, 0.95])
def test_a_flipped_bit_is_noticed_before_anything_is_shown(engine, path, place):
    fill(engine)
    engine.dispose()
    content = bytearray(path.read_bytes())
    content[int(len(content) * place) + 40] ^= 4
    path.write_bytes(content)
    broken = make_engine(path, KEYSPEC)
    with pytest.raises(StorageError) as damaged:
        read_all(broken)
    broken.dispose()
    assert damaged.value.code == "database-damaged"


def test_a_folder_that_is_not_there_is_told(tmp_path):
    engine = make_engine(tmp_path / "gone" / "work.db", KEYSPEC)
    with pytest.raises(StorageError) as refused:
        count(engine)
    assert refused.value.code == "disk-unwritable"


def test_the_key_is_in_no_error_and_no_representation(path):
    engine = make_engine(path, KEYSPEC)
    path.write_bytes(b"no database at all" * 400)
    with pytest.raises(StorageError) as refused:
        count(engine)
    assert KEYSPEC not in repr(refused.value) + repr(refused.value.__cause__) + repr(engine.url)


def test_a_figure_that_fits_no_column_is_told_as_it_is(database):
    with pytest.raises(BadInput, match="figure-too-large"), database.write(Step("x")) as session:
        session.add(ProductRow(code="1", name="x", unit_price=Decimal("1e30")))
