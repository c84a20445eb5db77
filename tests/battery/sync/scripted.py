"""A laptop that does what it is told: `… -m tests.battery.sync.scripted DATABASE URL LOGIN ACTION…`.

It prints one JSON line: how each cycle ended, and its customers.
"""

import json
import sys
from pathlib import Path
from uuid import UUID

from salesdesk.protocol import codec
from salesdesk.services import customers
from salesdesk.storage.database import Database
from salesdesk.storage.engine import make_engine
from salesdesk.storage.replica import outgoing
from salesdesk.storage.tables import every_table
from salesdesk.sync import client
from salesdesk.sync.state import Replica
from tests.server.running import PASSWORD
from tests.sync.office import KEYSPEC, Desk


def begin(path: Path, url: str, login: str) -> Database:
    """Open a laptop's database; it signs in the first time."""
    every_table()
    database = Database(make_engine(path, KEYSPEC))
    if not client.is_connected(database):
        with database.absorb() as absorbed:
            outgoing.become_device(absorbed, database.new_id(), "")
        client.connect(database, url, login=login, password=PASSWORD, device_name="laptop")
    return database


def sync(database: Database, **how) -> list:
    """Go through a cycle; return how it ended and what moved."""
    ended = client.sync_once(Replica(database), consented=True, **how)
    tally = ended.tally
    return [ended.outcome.value, tally.pushed, tally.pulled, tally.repaired, tally.problems, ended.code]


def _do(database: Database, action: str) -> list:
    verb, _, rest = action.partition(":")
    if verb == "edit":
        row, field, value = rest.split("=")
        customers.edit_customer(database, UUID(row), {field: value})
    if verb == "add":
        customers.add_customer(database, {"name": rest})
    return sync(database, compares=verb == "compare") if verb in {"sync", "compare"} else []


if __name__ == "__main__":
    _, path, url, login, *actions = sys.argv
    database = begin(Path(path), url, login)
    cycles = [_do(database, action) for action in actions]
    rows = Desk.rows(type("Here", (), {"database": database})(), "customers")
    told = {str(row_id): codec.plain(row) for row_id, row in rows.items()}
    print(json.dumps({"cycles": cycles, "customers": told}))  # noqa: T201 - what it is for
    database.close()
