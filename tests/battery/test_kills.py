"""The program is killed at any moment while it writes: nothing acknowledged is missing, nothing is half."""

import signal
import subprocess
import sys
import time

from salesdesk.services import customers, quotes
from salesdesk.services.checks import check
from salesdesk.services.quotes import QuoteFilter
from salesdesk.storage.database import Database
from salesdesk.storage.engine import make_engine

KEYSPEC = "1f" * 48
_WRITER = """
import pathlib, sys
from datetime import date
from decimal import Decimal
from salesdesk.services import customers, quote_lines, quotes, undo
from salesdesk.services.quotes import QuoteLine
from salesdesk.storage.database import Database
from salesdesk.storage.engine import make_engine

database = Database(make_engine(pathlib.Path(sys.argv[1]), sys.argv[2]))
early = len(sys.argv) > 3
lines = [QuoteLine(name=f"泵 {n}", quantity=Decimal(n), unit_price=Decimal("19.99"), tax_rate=Decimal(13))
         for n in range(1, 6)]
n = 0
while True:
    n += 1
    if early:
        print(n, flush=True)
    customer = customers.add_customer(database, {"name": f"客户 {n}"})
    quote = quotes.draft_quote(database, customer, today=date(2026, 11, 23))
    quote_lines.set_lines(database, quote, lines)
    quotes.edit_quote(database, quote, {"title": "whole"})
    undo.undo(database)
    undo.redo(database)
    if not early:
        print(n, flush=True)
"""


def _killed_after(seconds, path, *more):
    """Let the writer work for a while, kill it, and return the last round it told of."""
    command = [sys.executable, "-c", _WRITER, str(path), KEYSPEC, *more]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    told = [child.stdout.readline()]
    time.sleep(seconds)  # the moment of the kill is the point of it
    child.send_signal(signal.SIGKILL)
    told += child.stdout.read().splitlines()
    child.stdout.close()
    child.wait()
    return int(told[-1] or 0)


def _clear(path):
    opened = Database(make_engine(path, KEYSPEC))
    customers.remove_customers(opened, customers.listing(opened, customers.CustomerFilter()).ids())
    opened.close()


def test_no_acknowledged_round_is_lost_and_none_is_half(database, places, goes_on, dice):
    database.close()
    while goes_on():
        told = _killed_after(dice.random() * 0.4, places.database)
        opened = Database(make_engine(places.database, KEYSPEC))
        listing = quotes.listing(opened, QuoteFilter())
        whole = [one for one in listing.page(0, listing.count()) if one.title == "whole"]
        assert len(whole) >= told
        assert {one.gross for one in whole} <= {33883}  # 299.85 and 13 % on each line
        assert check(opened) == []
        opened.close()
        _clear(places.database)


def test_a_program_that_acknowledges_too_early_is_caught(database, places, dice):
    """The control: where a round is told before it is written, the kill shows it."""
    database.close()
    for _ in range(20):
        told = _killed_after(dice.random() * 0.05, places.database, "early")
        opened = Database(make_engine(places.database, KEYSPEC))
        listing = quotes.listing(opened, QuoteFilter())
        whole = sum(one.title == "whole" for one in listing.page(0, listing.count()))
        opened.close()
        if whole < told:
            return
        _clear(places.database)
    raise AssertionError("the kill never came between the word and the deed")
