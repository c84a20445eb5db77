"""Writes what later programs need to know of this release: the shape it makes, and a workspace of it.

Run before a release, while its newest revision is still the one that this program makes new workspaces with:
`.venv/bin/python packaging/make_release_files.py`.
"""

import shutil
import sys
import tempfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy import event

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from salesdesk.domain.quotes import QuoteStatus  # noqa: E402 - the path comes first
from salesdesk.services import contacts, customers, products, quote_lines, quotes  # noqa: E402
from salesdesk.settings import Places  # noqa: E402
from salesdesk.storage import migrations  # noqa: E402
from salesdesk.storage.database import Database  # noqa: E402
from salesdesk.storage.engine import make_engine  # noqa: E402

KEYSPEC = "1f" * 48  # as the tests open it
RELEASE = "0.1"
TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
VERSIONS = ROOT / "salesdesk" / "storage" / "migrations" / "versions"
WORKSPACE = ROOT / "tests" / "data" / f"workspace-{RELEASE}.db"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        places = Places(Path(folder))
        places.make()
        statements = make_workspace(places)
        (VERSIONS / f"v{migrations.HEAD}.sql").write_text(statements, encoding="utf-8")
        shutil.copyfile(places.database, WORKSPACE)
    print(f"v{migrations.HEAD}.sql and {WORKSPACE.name} are those of this program")


def make_workspace(places: Places) -> str:
    """Make a small workspace and return the statements that gave it its shape."""
    engine = make_engine(places.database, KEYSPEC)
    seen: list[str] = []

    def note(
        _connection: object, _cursor: object, statement: str, parameters: tuple[str, ...], *_: object
    ) -> None:
        if statement.lstrip().startswith(("CREATE", "ANALYZE", "INSERT")):
            values = ", ".join(f"'{value}'" for value in parameters)
            seen.append(statement.replace("?, ?, ?", values).replace(" IF NOT EXISTS", ""))

    event.listen(engine, "before_cursor_execute", note)
    migrations.bring_up_to_date(engine, places)
    event.remove(engine, "before_cursor_execute", note)
    database = Database(engine, clock=lambda: NOON)
    fill(database)
    database.close()
    return "".join(f"{tidy(each)};\n\n" for each in seen if "alembic_version" not in each).removesuffix("\n")


def tidy(statement: str) -> str:
    lines = [line.rstrip() for line in statement.strip().replace("\t", "    ").splitlines()]
    return "\n".join(line for line in lines if line)


def fill(database: Database) -> None:
    """Put in something of each kind; the last step can be undone."""
    customer = customers.add_customer(
        database,
        {"name": "深圳鑫源机械有限公司", "city": "深圳市", "tags": ["展会"]},
        contact={"name": "王芳"},
    )
    customers.add_customer(database, {"name": "Nordwind Trading GmbH", "country": "DE", "currency": "EUR"})
    contacts.add_contact(database, customer, {"name": "李雷", "phones": [{"number": "13800138000"}]})
    product = products.add_product(
        database,
        {
            "name": "球阀 DN50",
            "code": "V-050",
            "unit": "台",
            "unit_price": Decimal(100),
            "tax_rate": Decimal(13),
        },
    )
    quote = quotes.draft_quote(database, customer, today=TODAY)
    line = quote_lines.line_for(database, product, currency="CNY", quantity=Decimal(1), day=TODAY)
    quote_lines.set_lines(database, quote, [line])
    quotes.move_quote(database, quote, QuoteStatus.SENT, today=TODAY)
    customers.edit_customer(database, customer, {"grade": "A"})


if __name__ == "__main__":
    main()
