"""A workspace that cannot be opened as usual: repaired, read out, or looked at in its last copy."""

import csv
import os
import shutil
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from salesdesk.domain.errors import RuleBroken, StorageError, VaultError
from salesdesk.security.kdf import KdfCost, KdfCosts
from salesdesk.services import accounts, copies, customers, rescue, search
from salesdesk.services.checks import check
from salesdesk.settings import Places

PASSWORD = "sieben bunte Kraniche"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
CHEAP = {"keyring": accounts.no_keyring, "costs": KdfCosts(KdfCost(32, 1, 1), KdfCost(64, 1, 1))}
pytestmark = pytest.mark.xdist_group("rescue")  # on one worker: what all read takes long to make


@pytest.fixture
def places(tmp_path):
    return Places(tmp_path / "profile")


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A workspace with many customers, made once and copied for each test."""
    places = Places(tmp_path_factory.mktemp("kept") / "profile")
    made = accounts.create_workspace(
        places, password=PASSWORD, language="en", name="Fang", company="Xinyuan", now=NOW, **CHEAP
    ).workspace
    for n in range(300):
        customers.add_customer(made.database, {"name": f"客户 {n}", "note": "=1+1"})
    made.close()
    return places.profile


@pytest.fixture
def made(kept, places):
    shutil.copytree(kept, places.profile)
    made = _unlock(places)
    yield made
    made.close()


def _unlock(places):
    return accounts.unlock(places, PASSWORD, now=NOW, **CHEAP)


def _spoil(places, *, pages):
    data = bytearray(places.database.read_bytes())
    for page in pages:
        data[page * 4096 : page * 4096 + 64] = os.urandom(64)
    places.database.write_bytes(data)


def _names(database):
    listing = customers.listing(database, customers.CustomerFilter())
    return sorted(row.name for row in listing.page(0, 1_000))


def test_a_damaged_workspace_is_repaired_with_all_that_was_done_after_the_copy(made, places):
    copies.back_up(made.database, places)
    customers.add_customer(made.database, {"name": "后来"})
    before = _names(made.database)
    made.close()
    _spoil(places, pages=range(1, 8))
    opened = rescue.repair(places, PASSWORD, now=NOW, **CHEAP)
    assert _names(opened.database) == before
    assert (opened.repaired.replayed.changes, opened.repaired.replayed.held) == (1, 0)
    assert opened.repaired.made_at is not None
    assert check(opened.database) == []
    opened.close()
    again = _unlock(places)
    assert _names(again.database) == before
    again.close()


def test_an_older_file_put_in_the_place_is_told_and_repaired(made, places):
    made.database.close()
    older = places.database.read_bytes()
    made.close()
    opened = _unlock(places)
    for n in range(3):
        customers.add_customer(opened.database, {"name": f"后来 {n}"})
    before = _names(opened.database)
    opened.close()
    places.database.write_bytes(older)
    with pytest.raises(StorageError, match="database-behind") as refused:
        _unlock(places)
    assert refused.value.values["n"] == 3
    opened = rescue.repair(places, PASSWORD, now=NOW, **CHEAP)
    assert _names(opened.database) == before
    opened.close()


def test_an_emptied_file_is_damage_and_no_new_workspace(made, places):
    before = _names(made.database)
    made.close()
    places.database.write_bytes(b"")
    with pytest.raises(StorageError, match="database-damaged"):
        _unlock(places)
    opened = rescue.repair(places, PASSWORD, now=NOW, **CHEAP)
    assert _names(opened.database) == before
    opened.close()


def test_a_repair_needs_the_password(made, places):
    made.close()
    with pytest.raises(VaultError, match="wrong-password"):
        rescue.repair(places, "wrong", now=NOW, **CHEAP)


def test_what_can_be_read_is_written_table_by_table(made, places, tmp_path):
    made.close()
    with_all = rescue.export_readable(places, PASSWORD, tmp_path / "whole", now=NOW, **CHEAP)
    assert (with_all.rows["customers"], with_all.unreadable) == (300, 0)
    with (tmp_path / "whole" / "customers.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 300
    assert {row["note"] for row in rows} == {"'=1+1"}


def test_around_the_damage_all_is_read(made, places, tmp_path):
    made.close()
    whole, taken = places.database.read_bytes(), None
    for page in range(len(whole) // 4096 - 1, 0, -7):
        places.database.write_bytes(whole)
        _spoil(places, pages=[page])
        before = places.database.read_bytes()
        taken = rescue.export_readable(places, PASSWORD, tmp_path / "out", now=NOW, **CHEAP)
        assert places.database.read_bytes() == before
        if taken.rows["customers"] < 300:
            break
    assert 200 < taken.rows["customers"] < 300
    assert taken.unreadable >= 300 - taken.rows["customers"]


def test_where_nothing_can_be_read_it_says_so(made, places, tmp_path):
    made.close()
    _spoil(places, pages=[0])
    with pytest.raises(StorageError, match="database-damaged"):
        rescue.export_readable(places, PASSWORD, tmp_path / "out", now=NOW, **CHEAP)


def test_the_last_copy_can_be_looked_at_while_the_database_is_of_a_newer_program(made, places):
    copies.back_up(made.database, places)
    with made.database.engine.execution_options(rw=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    made.close()
    with pytest.raises(StorageError, match="database-newer"):
        _unlock(places)
    content = places.database.read_bytes()
    looked = rescue.open_copy(places, PASSWORD, now=NOW, **CHEAP)
    assert len(_names(looked.database)) == 300
    (hit,) = search.search(looked.database, "客户 299", limit=1)
    search.note_opened(looked.database, hit.kind, hit.id)
    with pytest.raises(RuleBroken, match="read-only"):
        customers.add_customer(looked.database, {"name": "neu"})
    looked.close()
    assert places.database.read_bytes() == content
    assert len(copies.backup.copies(places.backups)) == 1


def test_without_a_copy_there_is_nothing_to_look_at(made, places):
    made.close()
    with pytest.raises(StorageError, match="no-copy"):
        rescue.open_copy(places, PASSWORD, now=NOW, **CHEAP)
