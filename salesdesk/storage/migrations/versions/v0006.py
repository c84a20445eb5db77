"""The sketch of colleagues' customers: it comes from the server, is small, and is never sent."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql(
        "CREATE TABLE sketches (name BLOB NOT NULL, content BLOB NOT NULL, kept_at BIGINT NOT NULL, "
        "CONSTRAINT pk_sketches PRIMARY KEY (name))"
    )
