"""P5: a CSV of 100,000 customers: read, checked against duplicates, written undoably; beside the raw inserts.

The raw limit is the very rows of that import, of the tables of customers, people, search and keys, given to
the driver as tuples in one transaction. What the import does besides (reading, checking, acts for the server)
is its own affair, and so counted against it.
"""

import json
import re
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import event

from salesdesk.services import imports, undo
from salesdesk.storage.engine import WRITER_CACHE
from tests.bench.figures import tell
from tests.bench.made_up import make, workspace, write_customers
from tests.bench.memory import peak_mb

COUNT = 100_000
RAW = ("customers", "contacts", "search_docs", "search_marks", "search_text", "match_keys")


def carry_out(database: Any, file: Path) -> imports.ImportResult:
    return imports.carry_out(database, imports.plan(database, imports.inspect(file, database=database)))


def measured(folder: Path) -> None:
    """Import in a process of its own, so that the peak is that of the import."""
    file = write_customers(folder / "customers.csv", COUNT)
    with workspace() as opened:
        began = time.perf_counter()
        result = carry_out(opened.database, file)
        took = time.perf_counter() - began
        created, peak = result.count(imports.Outcome.CREATED), peak_mb()
        began = time.perf_counter()
        undo.undo(opened.database)
        undone = time.perf_counter() - began
    json.dump({"ms": took * 1000, "undo": undone * 1000, "created": created, "peak": peak}, sys.stdout)


def raw(folder: Path) -> float:
    """Return the milliseconds the same rows take when the driver is given them as they are."""
    given: list[tuple[str, Any]] = []

    def note(_conn: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        into = re.match(r"INSERT (?:OR IGNORE )?INTO (\w+)", statement)
        if many and into and into[1] in RAW:
            given.append((statement, list(values)))

    with workspace() as opened:
        event.listen(opened.database.engine, "before_cursor_execute", note)
        carry_out(opened.database, write_customers(folder / "customers.csv", COUNT))
    fresh = make(folder / "raw")
    with closing(fresh.database.engine.raw_connection()) as connection:
        driver = connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        driver.execute(f"PRAGMA cache_size=-{WRITER_CACHE}")
        began = time.perf_counter()
        driver.execute("BEGIN IMMEDIATE")
        for statement, values in given:
            driver.executemany(statement, values)
        driver.execute("COMMIT")
        took = time.perf_counter() - began
        driver.execute("PRAGMA foreign_keys=ON")
    fresh.close()
    return took * 1000


def main() -> None:
    with TemporaryDirectory() as folder:
        program = f"from tests.bench.import_customers import *; measured(Path({folder!r}))"
        run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        told = json.loads(run.stdout)
        limit = raw(Path(folder))
    good = told["ms"] <= 8 * limit and told["peak"] <= 350 and told["created"] == COUNT
    target = "<= 8 x, peak <= 350 MB"
    tell("P5", "import of 100,000", told["ms"], baseline=limit, target=target, met=good, peak=told["peak"])
    met = told["undo"] <= 8 * limit
    tell("P5", "its undo", told["undo"], baseline=limit, target="<= 8 x", met=met, peak=told["peak"])


if __name__ == "__main__":
    main()
