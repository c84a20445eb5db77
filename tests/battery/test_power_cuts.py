"""The power goes at any moment: what was acknowledged is there, whole, and the file is sound.

The same disk must show loss where SQLite is told to sync less, and broken files where it is told never to:
otherwise the rig proves nothing. Then it is the journal that brings back what the database lost.
"""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from salesdesk.domain.errors import StorageError
from salesdesk.services import customers, quotes
from salesdesk.services.checks import check
from salesdesk.services.quotes import QuoteFilter
from salesdesk.settings import Places
from salesdesk.storage import journaling, restoring
from salesdesk.storage.database import Database, utc_now
from salesdesk.storage.engine import make_engine
from tests.battery.power import moments, record

KEYSPEC = "1f" * 48
KEY = bytes(range(32))
ROUNDS = 25
_WORK = """
import os, pathlib, sys
from datetime import date
from decimal import Decimal
from sqlalchemy import event
from salesdesk.services import customers, quote_lines, quotes, undo
from salesdesk.services.quotes import QuoteLine
from salesdesk.settings import Places
from salesdesk.storage import journaling
from salesdesk.storage.database import Database
from salesdesk.storage.engine import make_engine

places, synchronous, rounds = Places(pathlib.Path(sys.argv[1])), sys.argv[2], int(sys.argv[3])
engine = make_engine(places.database, "1f" * 48)

@event.listens_for(engine, "connect")
def less(connection, _record):
    connection.execute(f"PRAGMA synchronous={synchronous}")
    connection.execute("PRAGMA wal_autocheckpoint=60")

database = Database(engine)
journaling.keep(database, places.journal, bytes(range(32)), violent=False)
lines = [QuoteLine(name=f"泵 {n}", quantity=Decimal(n), unit_price=Decimal("19.99"), tax_rate=Decimal(13))
         for n in range(1, 6)]
for n in range(1, rounds + 1):
    customer = customers.add_customer(database, {"name": f"客户 {n}"})
    quote = quotes.draft_quote(database, customer, today=date(2026, 11, 23))
    quote_lines.set_lines(database, quote, lines)
    quotes.edit_quote(database, quote, {"title": "whole"})
    undo.undo(database)
    undo.redo(database)
    os.write(2, f"ack {n}\\n".encode())
os._exit(0)
"""


@pytest.fixture
def recorded(database, places, tmp_path):
    """Let the program work on a disk that is watched; return what it did and what was there before."""
    journaling.keep(database, places.journal, KEY, violent=False)
    database.close()
    base = {path.name: path.read_bytes() for path in (places.database, places.journal)}

    def watch(synchronous):
        for name, content in base.items():
            (places.profile / name).write_bytes(content)
        for end in ("-wal", "-shm"):
            places.database.with_name(places.database.name + end).unlink(missing_ok=True)
        trace = tmp_path / "trace"
        events = record(_WORK, places.profile, trace, synchronous, str(ROUNDS))
        trace.unlink()
        assert sum(event.kind == "ack" for event in events) == ROUNDS
        return events, base

    return watch


def _lay_out(image, folder: Path) -> Places:
    shutil.rmtree(folder, ignore_errors=True)
    places = Places(folder)
    places.make()
    for name, content in image.items():
        (folder / name).write_bytes(content)
    return places


def _found(places, acknowledged) -> str:
    """Return what the next start finds: whole, lost or broken."""
    database = None
    try:
        engine = make_engine(places.database, KEYSPEC)
        database = Database(engine)
        journaling.keep(database, places.journal, KEY, violent=True)
        return "whole" if not check(database) and _rounds(database) >= acknowledged else "lost"
    except StorageError as error:
        return "lost" if error.code == "database-behind" else "broken"
    finally:
        engine.dispose()
        if database is not None:
            database.close()


def _rounds(database) -> int:
    """Return how many rounds are there, each of them whole."""
    listing = quotes.listing(database, QuoteFilter())
    whole = [one for one in listing.page(0, 1_000) if one.title == "whole"]
    assert {one.gross for one in whole} <= {33883}
    return len(whole)


def _points(events, dice, n):
    return sorted(dice.sample(range(len(events)), min(n, len(events))))


def test_no_power_cut_loses_what_was_acknowledged(recorded, tmp_path, goes_on, dice):
    events, base = recorded("FULL")
    seen: Counter[str] = Counter()
    while goes_on():
        for moment in moments(events, base, _points(events, dice, 4)):
            for image in moment.images(dice):
                seen[_found(_lay_out(image, tmp_path / "image"), moment.acknowledged)] += 1
    print(f"power cuts: {dict(seen)}")  # noqa: T201 - the count of a long run
    assert set(seen) == {"whole"}


@pytest.mark.parametrize(("synchronous", "harm"), [("NORMAL", "lost"), ("OFF", "broken")])
def test_a_database_that_syncs_less_is_caught_and_the_journal_makes_up_for_it(
    recorded, tmp_path, dice, synchronous, harm
):
    """The controls; and each image that harmed the database is made whole again by the journal."""
    events, base = recorded(synchronous)
    seen: Counter[str] = Counter()
    for moment in moments(events, base, _points(events, dice, 60)):
        for image in moment.images(dice):
            places = _lay_out(image, tmp_path / "image")
            found = _found(places, moment.acknowledged)
            seen[found] += 1
            if found != "whole" and seen["repaired"] < 4:
                restoring.repair(_lay_out(image, tmp_path / "image"), KEYSPEC, KEY, utc_now())
                assert _found(places, moment.acknowledged) == "whole"
                seen["repaired"] += 1
        if seen[harm] > 3 and seen["repaired"] == 4:
            break
    print(f"power cuts with {synchronous}: {dict(seen)}")  # noqa: T201 - the count of a long run
    assert seen[harm]
    assert seen["repaired"]


def test_the_work_of_a_round_is_what_the_rig_looks_for(database):
    assert _rounds(database) == 0
    assert customers.listing(database, customers.CustomerFilter()).count() == 0
