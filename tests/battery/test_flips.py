"""A single bit turns over anywhere: it is noticed before anything is shown, or it changes nothing."""

import hashlib
import shutil
from collections import Counter

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from salesdesk.domain.errors import StorageError, VaultError
from salesdesk.security import keyslots, vault
from salesdesk.security.kdf import KdfCost, KdfCosts
from salesdesk.services import customers
from salesdesk.storage import backup, journaling, restoring
from salesdesk.storage.base import Base
from salesdesk.storage.database import Database, utc_now
from salesdesk.storage.engine import make_engine

KEYSPEC = "1f" * 48
KEY = bytes(range(32))
PASSWORD = "sieben bunte Kraniche"
CHEAP = KdfCosts(KdfCost(32, 1, 1), KdfCost(64, 1, 1))
NOTICED = (StorageError, VaultError, DatabaseError)


def _turn_a_bit(path, dice):
    data = bytearray(path.read_bytes())
    data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    path.write_bytes(data)


def _everything(engine):
    """Return a hash of every row of every table but the search index, which a repair makes anew."""
    with engine.connect() as connection:
        rows = [
            (name, sorted(map(repr, connection.execute(select(table)))))
            for name, table in sorted(Base.metadata.tables.items())
            if not name.startswith("search")
        ]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


@pytest.fixture
def filled(database, places):
    """A workspace with a proven copy, some work behind it, and a log that is not written back."""
    journaling.keep(database, places.journal, KEY, violent=False)
    for n in range(30):
        customers.add_customer(database, {"name": f"客户 {n}", "city": "深圳"})
    backup.make(database.engine, places.backups, reason="flips", now=database.clock())
    for n in range(10):
        customers.add_customer(database, {"name": f"后来 {n}"})
    return database


@pytest.fixture
def left(filled, places, tmp_path):
    """What a killed program leaves, to be laid out again and again."""
    kept = tmp_path / "left"
    shutil.copytree(places.profile, kept)
    whole = _everything(filled.engine)
    filled.close()

    def lay_out():
        shutil.rmtree(places.profile)
        shutil.copytree(kept, places.profile)
        return places

    return lay_out, whole


def _opened_content(places):
    """Open as the program does after a violent end, and read everything."""
    engine = make_engine(places.database, KEYSPEC)
    database = None
    try:
        database = Database(engine)
        journaling.keep(database, places.journal, KEY, violent=True)
        return _everything(engine)
    finally:
        engine.dispose()
        if database is not None:
            database.close()


@pytest.mark.parametrize("part", ["database", "log", "journal"])
def test_a_bit_in_what_is_opened_is_noticed_or_changes_nothing(left, dice, goes_on, part):
    lay_out, whole = left
    seen: Counter[str] = Counter()
    while goes_on():
        places = lay_out()
        log = places.database.with_name("salesdesk.db-wal")
        _turn_a_bit({"database": places.database, "log": log, "journal": places.journal}[part], dice)
        try:
            content = _opened_content(places)
        except NOTICED:
            seen["noticed"] += 1
        else:
            assert content == whole
            seen["harmless"] += 1
    print(f"bits in the {part}: {dict(seen)}")  # noqa: T201 - the count of a long run


@pytest.mark.parametrize("part", ["copy", "journal"])
def test_a_bit_in_what_is_repaired_from_is_noticed_or_changes_nothing(left, dice, goes_on, part):
    lay_out, whole = left
    seen: Counter[str] = Counter()
    while goes_on():
        places = lay_out()
        (copy,) = backup.copies(places.backups)
        _turn_a_bit({"copy": copy, "journal": places.journal}[part], dice)
        places.database.write_bytes(b"broken" * 1_000)
        places.database.with_name("salesdesk.db-wal").unlink()
        try:
            done = restoring.repair(places, KEYSPEC, KEY, utc_now())
        except NOTICED:
            seen["refused"] += 1
            continue
        told = done.replayed.held > 0 or done.blind
        assert told or _opened_content(places) == whole
        seen["told" if told else "made whole"] += 1
    print(f"bits in the {part}: {dict(seen)}")  # noqa: T201 - the count of a long run


@pytest.mark.parametrize("files", [1, 2])
def test_a_bit_in_the_key_slots_is_noticed_or_the_spare_opens(tmp_path, dice, goes_on, files):
    path = tmp_path / "keyslots.json"
    keys, _ = vault.create(path, PASSWORD, None, CHEAP)
    keyslots.refresh_spare(path)
    whole = path.read_bytes()
    while goes_on():
        for one in (path, keyslots.spare_of(path)):
            one.write_bytes(whole)
        for one in (path, keyslots.spare_of(path))[:files]:
            _turn_a_bit(one, dice)
        try:
            assert vault.open_with_password(path, PASSWORD, None, CHEAP) == keys
        except NOTICED:
            assert files == 2


def test_a_changed_row_is_what_these_tests_would_see(left):
    """The control: one letter in one row changes what is compared."""
    lay_out, whole = left
    places = lay_out()
    assert _opened_content(places) == whole
    database = Database(make_engine(places.database, KEYSPEC))
    customers.add_customer(database, {"name": "x"})
    assert _everything(database.engine) != whole
    database.close()
