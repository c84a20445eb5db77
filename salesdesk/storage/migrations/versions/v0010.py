"""Rows that left a scope wait until everything is read: they may come again by another one."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql(
        "CREATE TABLE departed (entity VARCHAR NOT NULL, row_id BLOB NOT NULL, "
        "CONSTRAINT pk_departed PRIMARY KEY (entity, row_id))"
    )
