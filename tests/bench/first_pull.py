"""P7: the first pull of a person's customers, beside the raw inserts of the same rows.

Server and laptop are processes of their own on this machine. The raw limit is what that pull writes (rows,
search index, keys for duplicates), given to the driver as tuples in one transaction. A million rows are
pulled where SALESDESK_BENCH_LARGE is set.
"""

import json
import os
import re
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, event, insert, update

from salesdesk.protocol import scopes
from salesdesk.server import rows
from salesdesk.server.tables import Scope
from salesdesk.storage.base import new_id
from salesdesk.storage.derived import derive
from salesdesk.storage.engine import WRITER_CACHE
from tests.bench.children import ROOT
from tests.bench.figures import tell
from tests.bench.filled import LIFECYCLES
from tests.bench.made_up import customers, make
from tests.bench.replica import laptop
from tests.bench.served import databases, equip, hire, opened, serving
from tests.bench.tokens import Token

SMALL, COUNT, LARGE = 10_000, 100_000, 1_000_000
RAW = ("customers", "search_docs", "search_marks", "search_text", "match_keys")
BEGAN = datetime(2025, 1, 6, 1, 0, tzinfo=UTC)
AT_ONCE = 10_000
MINUTE = timedelta(seconds=61)


def stock(engine: Engine, user: UUID, count: int) -> None:
    """Give a person so many customers, each written by an act of its own."""
    scope = scopes.owned_by(user)
    with engine.execution_options(rw=True).begin() as connection:
        connection.execute(insert(Scope).values(id=scope, head_seq=0, floor=0))
        some: list[tuple[str, rows.Row]] = []
        for number, given in enumerate(customers(count), 1):
            some.append(("customers", _customer(number, given, user, scope)))
            if len(some) == AT_ONCE or number == count:
                rows.save(connection, some)
                some = []
        connection.execute(update(Scope).where(Scope.id == scope).values(head_seq=count))


def _customer(number: int, given: list[str], user: UUID, scope: str) -> rows.Row:
    code, name, _, mobile, phone, email, province, city, _, street, postcode, trade, *rest = given
    at = BEGAN + number * MINUTE
    fields = {
        "id": new_id(),
        "scope_id": scope,
        "seq": number,
        "version": 1,
        "created_at": at,
        "edited_at": at,
        "edited_by": user,
        "owner_id": user,
        "external_id": code,
        "name": name,
        "kind": "company",
        "mobile": mobile,
        "phone": phone,
        "email": email,
        "province": province,
        "city": city,
        "street": street,
        "postcode": postcode,
        "industry": trade,
        "grade": rest[0],
        "lifecycle": LIFECYCLES[rest[1]],
    }
    table = rows.table_of("customers")
    row = rows.new("customers", {name: value for name, value in fields.items() if name in table.c})
    return row | derive("customers", row)


def captured(folder: Path, url: str, token: Token) -> list[tuple[str, Any]]:
    """Pull once more, and return what was written."""
    given: list[tuple[str, Any]] = []

    def note(_conn: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        into = re.match(r"INSERT (?:OR IGNORE )?INTO (\w+)", statement)
        if many and into and into[1] in RAW:
            given.append((statement.partition(" ON CONFLICT")[0], list(values)))

    with laptop(folder, url, token) as own:
        event.listen(own.database.engine, "before_cursor_execute", note)
        own.sync()
    return given


def raw(folder: Path, given: list[tuple[str, Any]]) -> tuple[float, float]:
    """Return the ms the same rows take when the driver is given them as they are: by the clock, of work."""
    fresh = make(folder)
    with closing(fresh.database.engine.raw_connection()) as connection:
        driver = connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        driver.execute(f"PRAGMA cache_size=-{WRITER_CACHE}")
        worked, began = time.process_time(), time.perf_counter()
        driver.execute("BEGIN IMMEDIATE")
        for statement, values in given:
            driver.executemany(statement, values)
        driver.execute("COMMIT")
        took, worked = time.perf_counter() - began, time.process_time() - worked
        driver.execute("PRAGMA foreign_keys=ON")
    fresh.close()
    return took * 1000, worked * 1000


def pulled(folder: Path, url: str, token: Token) -> dict[str, float]:
    """Return what a laptop in a process of its own told of its first pull."""
    command = [sys.executable, "-m", "tests.bench.pulling", str(folder), url, *token.told()]
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    if run.returncode:
        raise RuntimeError(run.stderr)
    return json.loads(run.stdout)


def measure(count: int) -> float:
    """Measure one size and print its figures; return the rows a second."""
    with databases("SQLite") as (folder, database), TemporaryDirectory() as places:
        with opened(database) as engine:
            user = hire(engine, ["li"])["li"]
            stock(engine, user, count)
            first, second = equip(engine, [user, user])
        with serving(folder, database) as served:
            told = pulled(Path(places) / "first", served.url, first)
            server = served.peak_mb()
            limit = None
            if count < LARGE:
                given = captured(Path(places) / "second", served.url, second)
                limit = raw(Path(places) / "raw", given)
        _report(count, told, limit, server)
    return told["rows"] / told["ms"] * 1000


def _report(count: int, told: dict[str, float], limits: tuple[float, float] | None, server: float) -> None:
    name, peak, ms = f"first pull of {count:,}", told["peak"], told["ms"]
    limit, work = limits or (None, None)
    met = told["rows"] >= count and (limit is None or ms <= 2.2 * limit)
    tell("P7", name, ms, baseline=limit, target="<= 2.2 x", met=met, peak=peak)
    tell("P7", f"{name}: the laptop's work", told["cpu"], baseline=work, target="(told)", met=True, peak=peak)
    rate = told["rows"] / ms * 1000
    tell("P7", f"{name}: rows", rate, unit="rows/s", target="(told)", met=True, peak=peak)
    weight = told["bytes"] / told["rows"]
    tell("P7", f"{name}: wire", weight, unit="B/row", target="<= 100", met=weight <= 100, peak=peak)
    tell("P7", f"{name}: laptop", peak, unit="MB", target="<= 160", met=peak <= 160, peak=peak)
    tell("P7", f"{name}: server", server, unit="MB", target="<= 120", met=server <= 120, peak=server)


def main() -> None:
    measure(SMALL)
    rate = measure(COUNT)
    if os.environ.get("SALESDESK_BENCH_LARGE"):
        large = measure(LARGE)
        met = abs(large / rate - 1) <= 0.2
        tell(
            "P7", "a million at the same rate", large, unit="rows/s", baseline=rate, target="± 20 %", met=met
        )


if __name__ == "__main__":
    main()
