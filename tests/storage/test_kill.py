"""The process is killed while it writes: what it had told us was saved is there, whole, and work goes on."""

import signal
import subprocess
import sys

from salesdesk.services import customers
from salesdesk.services.checks import check
from salesdesk.storage import outbox
from salesdesk.storage.database import Database
from salesdesk.storage.engine import make_engine

KEYSPEC = "1f" * 48
_PROGRAM = """
import pathlib, sys
from salesdesk.services import contacts, customers
from salesdesk.storage.database import Database
from salesdesk.storage.engine import make_engine

database = Database(make_engine(pathlib.Path(sys.argv[1]), sys.argv[2]))
n = 0
while True:
    customer = customers.add_customer(database, {"name": f"客户 {n}"})
    contacts.add_contact(database, customer, {"name": "王芳"})
    customers.edit_customer(database, customer, {"city": "深圳"})
    n += 1
    print(n, flush=True)
"""


def test_no_acknowledged_write_is_lost_by_a_kill(database, places):
    database.close()
    for round_ in range(1, 4):
        child = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, places.database, KEYSPEC], stdout=subprocess.PIPE, text=True
        )
        acknowledged = [int(child.stdout.readline()) for _ in range(5 * round_)]
        child.send_signal(signal.SIGKILL)
        acknowledged += [int(line) for line in child.stdout.read().split()]
        child.stdout.close()
        child.wait()
        opened = Database(make_engine(places.database, KEYSPEC))
        wanted = customers.CustomerFilter(city="深圳")
        saved = customers.listing(opened, wanted).count()
        customers.remove_customers(opened, customers.listing(opened, customers.CustomerFilter()).ids())
        assert saved >= acknowledged[-1]
        assert check(opened) == []
        assert opened.ask(outbox.pending) >= 3 * acknowledged[-1]
        opened.close()
