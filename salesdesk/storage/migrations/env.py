"""Runs the revisions over the connection it is given, inside the transaction that is open on it."""

from alembic import context

from salesdesk.storage.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
