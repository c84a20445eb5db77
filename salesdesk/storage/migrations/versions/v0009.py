"""A conflict says when the other person wrote."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql("ALTER TABLE conflict ADD COLUMN written_at BIGINT")
