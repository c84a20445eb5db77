"""Workspaces full of made-up rows, put there on the shortest way: no acts, no undo, the index made once."""

import csv
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from salesdesk.services import accounts
from salesdesk.services.accounts import Workspace
from salesdesk.settings import Places
from salesdesk.storage import indexing
from salesdesk.storage.base import Base, new_id
from salesdesk.storage.database import Database, utc_now
from salesdesk.storage.derived import derive
from salesdesk.storage.recorder import defaults_of
from salesdesk.storage.rows import insert_rows
from tests.bench.children import ROOT
from tests.bench.made_up import CHEAP, PASSWORD, customers, make

KEPT = ROOT / "build" / "filled"
LONG_AGO = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
LIFECYCLES = {"潜在": "potential", "意向": "interested", "成交": "closed"}
SEED_QUOTES = 1_000


@contextmanager
def filled(count: int, *, quotes: int = 0) -> Iterator[Path]:
    """Give a profile of so many customers and quotes; its password is PASSWORD."""
    kept = KEPT / f"{count}-{quotes}-{_digest()}"
    if not kept.exists():
        _make(kept, count, quotes)
    with TemporaryDirectory() as folder:
        yield Path(shutil.copytree(kept, Path(folder) / "profile"))


def unlocked(profile: Path) -> Workspace:
    """Open such a profile."""
    return accounts.unlock(Places(profile), PASSWORD, now=utc_now(), keyring=accounts.no_keyring, costs=CHEAP)


def _make(kept: Path, count: int, quotes: int) -> None:
    with TemporaryDirectory() as folder:
        profile = Path(folder) / "profile"
        with closing(make(profile)) as opened:
            fill(opened.database, count, quotes)
        shutil.copytree(profile, kept)


def _digest() -> str:
    """Return what changes with all that decides how a workspace is made."""
    parts = [*(ROOT / "salesdesk" / "storage").rglob("*.py"), *(ROOT / "salesdesk" / "domain").glob("*.py")]
    parts += [Path(__file__), Path(__file__).with_name("made_up.py")]
    return sha256(b"".join(path.read_bytes() for path in sorted(parts))).hexdigest()[:16]


def fill(database: Database, count: int, quotes: int = 0) -> None:
    """Put customers with a person each, and quotes, into an empty workspace."""
    writer = database.engine.execution_options(rw=True)
    with Session(writer) as session, session.begin():
        ids = _add_customers(session, database.me, count)
        indexing.rebuild(session)
        if quotes:
            _add_quotes(session, ids, quotes)
    with writer.connect() as connection:
        connection.exec_driver_sql("ANALYZE")


def _add_customers(session: Session, me: UUID, count: int) -> list[UUID]:
    rows, people = [], []
    for given in customers(count):
        code, name, person, mobile, phone, email, province, city, _, street, postcode, trade, *rest = given
        row = row_of(
            "customers",
            external_id=code,
            name=name,
            phone=phone,
            email=email,
            province=province,
            city=city,
            street=street,
            postcode=postcode,
            industry=trade,
            grade=rest[0],
            lifecycle=LIFECYCLES[rest[1]],
            owner_id=me,
        )
        rows.append(row)
        phones = [{"label": "mobile", "number": mobile, "e164": f"+86{mobile}"}]
        people.append(row_of("contacts", customer_id=row["id"], name=person, phones=phones, is_primary=True))
    insert_rows(session.connection(), Base.metadata.tables["customers"], rows)
    insert_rows(session.connection(), Base.metadata.tables["contacts"], people)
    return [row["id"] for row in rows]


def row_of(table: str, **fields: Any) -> dict[str, Any]:
    stamps = {"id": new_id(), "scope_id": "company", "version": 1}
    row = defaults_of(Base.metadata.tables[table]) | stamps
    row |= {"created_at": LONG_AGO, "edited_at": LONG_AGO} | fields
    return row | derive(table, row)


def _add_quotes(session: Session, customer_ids: list[UUID], count: int) -> None:
    """Insert some quotes, and have the database multiply them with its indexes put aside."""
    rows = [_quote(number, customer_ids[number * 7 % len(customer_ids)]) for number in range(SEED_QUOTES)]
    connection = session.connection()
    asked = (
        "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'quotes' AND type = 'index' AND sql IS NOT NULL"
    )
    indexes = connection.exec_driver_sql(asked).all()
    for name, _ in indexes:
        connection.exec_driver_sql(f"DROP INDEX {name}")
    insert_rows(connection, Base.metadata.tables["quotes"], rows)
    connection.exec_driver_sql(_MULTIPLY.format(**_columns()), (count // SEED_QUOTES - 1,))
    for _, sql in indexes:
        connection.exec_driver_sql(sql)


def _quote(number: int, customer: UUID) -> dict[str, Any]:
    own = new_id()
    gross = 10_000 + number * 7_919 % 9_000_000
    return row_of(
        "quotes",
        id=own,
        root_id=own,
        customer_id=customer,
        number=f"Q-2026-A7K{number:04d}",
        title="",
        status=("draft", "sent", "accepted", "rejected")[number % 4],
        currency="CNY",
        language="zh",
        rounding="per_line_tax",
        issued_on=date(2026, 11, 1 + number % 28),
        valid_until=date(2026, 12, 1 + number % 28),
        net=gross,
        gross=gross,
        buyer={},
        seller={},
    )


_INDEXES = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'quotes' AND sql <> ''"
_MULTIPLY = """
WITH RECURSIVE times(k) AS (VALUES (1) UNION ALL SELECT k + 1 FROM times WHERE k < ?)
INSERT INTO quotes ({names}) SELECT {values} FROM quotes CROSS JOIN times
"""


def _columns() -> dict[str, str]:
    """Return the columns, and what each is in a copy."""
    own = "unhex(printf('%08x', k) || substr(hex(quotes.id), 9))"
    anew = {
        "id": own,
        "root_id": own,
        "number": "number || printf('%04d', k)",
        "gross": "gross + k * 13",
        "issued_on": "date(issued_on, '-' || (k % 900) || ' days')",
        "valid_until": "date(valid_until, '-' || (k % 900) || ' days')",
    }
    names = Base.metadata.tables["quotes"].columns.keys()
    return {"names": ", ".join(names), "values": ", ".join(anew.get(name, name) for name in names)}


def write_customers(path: Path, count: int) -> Path:
    """Write other customers than `fill` has made, as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["公司名称", "手机", "城市"])
        for number, row in enumerate(customers(count)):
            writer.writerow([f"{row[1]}{number}", row[3], row[7]])
    return path
