"""The first shape of the database, as SalesDesk 0.1 made it. Never edited: a change is another revision."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    statements = Path(__file__).with_name("v0001.sql").read_text(encoding="utf-8").split(";\n")
    for statement in filter(str.strip, statements):
        op.get_bind().exec_driver_sql(statement)
