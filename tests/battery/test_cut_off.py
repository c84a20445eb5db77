"""Migration, copy and repair are cut off at any point: what is left is the old or the new, and whole."""

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from salesdesk.domain.errors import StorageError
from salesdesk.services import customers
from salesdesk.services.checks import check
from salesdesk.settings import Places
from salesdesk.storage import backup, journaling, migrations, restoring
from salesdesk.storage.database import Database, utc_now
from salesdesk.storage.engine import make_engine

KEYSPEC = "1f" * 48
KEY = bytes(range(32))
RELEASED = sorted((Path(__file__).parent.parent / "data").glob("workspace-*.db"))
_KILLED_AT = """
import os, pathlib, signal, sys
from sqlalchemy import event
from salesdesk.settings import Places
from salesdesk.storage import migrations
from salesdesk.storage.engine import make_engine

places = Places(pathlib.Path(sys.argv[1]))
engine = make_engine(places.database, "1f" * 48)
left = [int(sys.argv[2])]

def count(*_):
    left[0] -= 1
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(engine, "before_cursor_execute", count)
event.listen(engine, "commit", count)
migrations.bring_up_to_date(engine, places)
"""
_BUSY = """
import pathlib, sys
from salesdesk.settings import Places
from salesdesk.storage import backup, restoring
from salesdesk.storage.database import utc_now
from salesdesk.storage.engine import make_engine

places = Places(pathlib.Path(sys.argv[1]))
print("ready", flush=True)
if sys.argv[2] == "copy":
    engine = make_engine(places.database, "1f" * 48)
    while True:
        backup.make(engine, places.backups, reason="busy")
else:
    restoring.repair(places, "1f" * 48, bytes(range(32)), utc_now())
"""


@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.stem)
def test_a_migration_killed_at_any_statement_leaves_the_old_or_the_new(released, tmp_path, goes_on):
    points = 0
    for point in range(1, 10_000):
        places = Places(tmp_path / str(point))
        places.make()
        shutil.copyfile(released, places.database)
        done = subprocess.run(
            [sys.executable, "-c", _KILLED_AT, str(places.profile), str(point)], check=False
        )
        assert done.returncode in {0, -signal.SIGKILL}
        engine = make_engine(places.database, KEYSPEC)
        with engine.connect() as connection:
            assert backup.damage(connection.connection.driver_connection) == []
        migrations.bring_up_to_date(engine, places)
        database = Database(engine)
        assert customers.listing(database, customers.CustomerFilter()).count() == 2
        assert check(database) == []
        database.close()
        shutil.rmtree(places.profile)
        points += 1
        if done.returncode == 0 or not goes_on():
            break
    print(f"{released.stem}: killed at {points} points")  # noqa: T201 - the count of a long run


def _killed(places, what, seconds):
    command = [sys.executable, "-c", _BUSY, str(places.profile), what]
    child = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert child.stdout.readline() == b"ready\n"
    time.sleep(seconds)  # the moment of the kill is the point of it
    child.send_signal(signal.SIGKILL)
    child.stdout.close()
    child.wait()


def test_a_copy_that_has_its_name_is_whole_whenever_the_program_is_killed(
    database, make_customer, places, goes_on, dice
):
    for _ in range(20):
        make_customer()
    seen = set()
    while goes_on():
        _killed(places, "copy", dice.random() * 0.6)
        for copy in set(backup.copies(places.backups)) - seen:
            assert restoring._is_whole(copy, KEYSPEC)
            seen.add(copy)


def test_a_repair_that_is_killed_leaves_the_old_or_the_repaired(
    database, make_customer, places, tmp_path, goes_on, dice
):
    journaling.keep(database, places.journal, KEY, violent=False)
    backup.make(database.engine, places.backups, reason="begin", now=database.clock())
    for n in range(200):
        make_customer(f"客户 {n}")
    database.close()
    places.database.write_bytes(b"broken" * 10_000)
    kept, ends = tmp_path / "kept", {"broken": 0, "repaired": 0}
    shutil.copytree(places.profile, kept)
    while goes_on():
        shutil.rmtree(places.profile)
        shutil.copytree(kept, places.profile)
        _killed(places, "repair", dice.random() * 0.5)
        broken = places.database.read_bytes().startswith(b"broken")
        ends["broken" if broken else "repaired"] += 1
        if broken:
            restoring.repair(places, KEYSPEC, KEY, utc_now())
        opened = Database(make_engine(places.database, KEYSPEC))
        journaling.keep(opened, places.journal, KEY, violent=True)
        assert customers.listing(opened, customers.CustomerFilter()).count() == 200
        assert check(opened) == []
        opened.close()
    print(f"repairs killed: {ends}")  # noqa: T201 - the count of a long run


def test_the_disk_is_full_at_any_point(database, places, goes_on, dice):
    """Pages of the database run out, or bytes of the journal: it says so, and goes on once there is room."""
    journaling.keep(database, places.journal, KEY, violent=False)
    made = full = 0
    while goes_on():
        refused = _room_for_pages(database, dice) if dice.random() < 0.5 else _room_for_bytes(database, dice)
        made, full = made + refused[0], full + refused[1]
        assert customers.listing(database, customers.CustomerFilter()).count() == made
        customers.add_customer(database, {"name": "again"})
        made += 1
        assert check(database) == []
    assert full
    assert [entry.last for _, entry in database.journal.entries()][-1] == made + 1


def _room_for_pages(database, dice):
    """Add customers until the database may not grow any more."""

    def limit(pages):
        with database.engine.connect() as connection:
            raw = connection.connection.driver_connection
            here = raw.execute("PRAGMA page_count").fetchone()[0]
            raw.execute(f"PRAGMA max_page_count={here + pages if pages else 0xFFFFFFFE}")

    database.engine.dispose()  # the limit belongs to a connection: let there be one only
    limit(dice.randrange(1, 8))
    try:
        return _until_full(database)
    finally:
        limit(0)


def _room_for_bytes(database, dice):
    """Add customers until the journal has no room."""
    journal, left = database.journal, dice.randrange(40, 6_000)
    real = journal._file

    class Small:
        def __getattr__(self, name):
            return getattr(real, name)

        def write(self, data):
            nonlocal left
            if left <= 0:
                raise OSError(28, "no room")
            part = data[: max(left, 0)]
            left -= len(data)
            return real.write(part)

    journal._file = Small()
    try:
        return _until_full(database)
    finally:
        journal._file = real


def _until_full(database):
    made = 0
    for n in range(200):
        try:
            customers.add_customer(database, {"name": f"客户 {n}", "note": "长" * 400})
        except StorageError as error:
            if error.code != "disk-full":
                raise
            return made, 1
        made += 1
    return made, 0
