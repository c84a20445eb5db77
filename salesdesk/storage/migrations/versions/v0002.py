"""What a second laptop needs: who changed a row, who reports to whom, held acts, how far scopes were read.

And the names of all customers in order, along which the beginning of a crowd of found ones is met.

The tables made anew were never filled before there was a server.
"""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    statements = Path(__file__).with_name("v0002.sql").read_text(encoding="utf-8").split(";\n")
    for statement in filter(str.strip, statements):
        op.get_bind().exec_driver_sql(statement)
