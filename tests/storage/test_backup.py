import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from salesdesk.domain.errors import StorageError
from salesdesk.services import customers
from salesdesk.storage import backup, restoring
from salesdesk.storage.database import Database
from salesdesk.storage.engine import make_engine

KEYSPEC = "1f" * 48
NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)


def test_a_copy_opens_with_the_same_key_and_holds_everything(database, make_customer, places, clock):
    customer = make_customer("鑫源")
    copy = backup.make(database.engine, places.backups, reason="test", now=NOW)
    make_customer("later")
    opened = Database(make_engine(copy, KEYSPEC), clock=clock)
    assert opened.ask(lambda s: customers.queries.detail(s, customer)).name == "鑫源"
    assert customers.listing(opened, customers.CustomerFilter()).count() == 1
    opened.close()


def test_a_copy_is_encrypted_and_alone_in_its_folder(database, make_customer, places):
    make_customer("Canary Trading")
    copy = backup.make(database.engine, places.backups, reason="test", now=NOW)
    assert [path.name for path in places.backups.iterdir()] == [copy.name]
    assert b"Canary" not in copy.read_bytes()
    assert backup.made_at(copy) == NOW


def test_work_goes_on_while_a_copy_is_made(database, make_customer, places, monkeypatch):
    counts = backup._counts

    def write_meanwhile(connection):
        found = counts(connection)
        make_customer()
        return found

    monkeypatch.setattr(backup, "_counts", write_meanwhile)
    monkeypatch.setattr(backup, "_prove", lambda *_: None)
    copy = backup.make(database.engine, places.backups, reason="test", now=NOW)
    opened = Database(make_engine(copy, KEYSPEC))
    assert customers.listing(opened, customers.CustomerFilter()).count() == 0  # the state it began with
    opened.close()


@pytest.mark.parametrize("place", [5_000, 9_000, 30_000, -100])
def test_a_flipped_bit_is_found(database, make_customer, places, monkeypatch, place):
    """The copy is damaged after it was written and before it is proven: it gets no name."""
    prove = backup._prove

    def damage_first(engine, path, counts):
        data = bytearray(path.read_bytes())
        data[place] ^= 1
        path.write_bytes(data)
        prove(engine, path, counts)

    make_customer()
    monkeypatch.setattr(backup, "_prove", damage_first)
    with pytest.raises(StorageError):
        backup.make(database.engine, places.backups, reason="test", now=NOW)
    assert list(places.backups.iterdir()) == []


def test_a_copy_that_lacks_rows_is_not_kept(database, places, monkeypatch):
    copy = backup._copy
    monkeypatch.setattr(backup, "_copy", lambda *given: copy(*given) | {"customers": 1})
    with pytest.raises(StorageError, match="copy-unproven"):
        backup.make(database.engine, places.backups, reason="test", now=NOW)
    assert backup.copies(places.backups) == []


def test_the_business_goes_on_after_a_failed_copy(database, make_customer, places, monkeypatch):
    monkeypatch.setattr(backup, "_settle", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(OSError, match="full"):
        backup.make(database.engine, places.backups, reason="test", now=NOW)
    assert make_customer()


def _pretend(folder, at):
    path = folder / f"{at:%Y%m%dT%H%M%S}-test{backup.SUFFIX}"
    path.touch()
    return path


def test_thinning_keeps_all_of_two_days_then_days_weeks_and_months(places):
    for half_hours in range(0, 48 * 400, 5):
        _pretend(places.backups, NOW - timedelta(minutes=30 * half_hours))
    backup.thin(places.backups, now=NOW)
    kept = [backup.made_at(copy) for copy in backup.copies(places.backups)]
    days = {(NOW.date() - at.date()).days for at in kept}
    assert sum(NOW - at <= timedelta(days=2) for at in kept) == 20
    assert set(range(7)) <= days
    assert 300 < max(days) < 366
    assert len(kept) < 50


def test_thinning_never_takes_the_newest(places):
    only = _pretend(places.backups, NOW - timedelta(days=4_000))
    assert backup.thin(places.backups, now=NOW) == []
    assert backup.copies(places.backups) == [only]


def test_what_is_put_back_is_on_the_disk_before_it_takes_the_name(database, places, clock, monkeypatch):
    backup.make(database.engine, places.backups, reason="x", now=clock())
    database.close()
    happened = []
    monkeypatch.setattr(restoring, "sync_file", lambda path: happened.append(path.name))
    monkeypatch.setattr(Path, "replace", lambda path, _: happened.append(f"{path.name} named"))
    restoring.put_back(places, KEYSPEC, clock())
    fresh = f"{places.database.name}.new"
    assert happened.index(fresh) < happened.index(f"{fresh} named")


def test_a_damaged_file_is_found_damaged(database, make_customer, places, tmp_path):
    make_customer()
    database.close()
    broken = tmp_path / "broken.db"
    shutil.copyfile(places.database, broken)
    data = bytearray(broken.read_bytes())
    data[20_000] ^= 0x80
    broken.write_bytes(data)
    with make_engine(broken, KEYSPEC).connect() as connection:
        assert backup.damage(connection.connection.driver_connection)
        connection.engine.dispose()
