"""The shape of the database, brought up to what this program knows.

A new database is made from the tables as they are and stamped; an older one is copied, proven, and taken
through Alembic's revisions, each in one transaction; a newer one is refused. Alembic is imported only when
there is something to do.
"""

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, text

from salesdesk.domain.errors import StorageError
from salesdesk.settings import Places
from salesdesk.storage import backup
from salesdesk.storage.base import Base
from salesdesk.storage.tables import every_table

HEAD: Final = "0010"
"""The newest revision. Revisions are numbered, so that a larger one is a newer one."""


def bring_up_to_date(engine: Engine, places: Places) -> None:
    """Make the tables of a new database, or change those of an older one.

    Raises:
        StorageError: `database-newer` (a newer program has used it), or the disk refuses.
    """
    every_table()
    writer = engine.execution_options(rw=True)
    with writer.begin() as connection:
        found = _revision(connection)
        if found is None:
            _make(connection)
            return
        newer = found > HEAD and StorageError("database-newer", version=_last_program(connection) or found)
    if newer:
        raise newer
    if found < HEAD:
        backup.make(engine, places.backups, reason=f"before-{HEAD}")
        _upgrade(writer)


def _revision(connection: Connection) -> str | None:
    """Return the revision of the database, or None if it is new and empty."""
    tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
    if "alembic_version" in tables:
        return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar())
    if tables:
        raise StorageError("database-foreign")
    return None


def _make(connection: Connection) -> None:
    Base.metadata.create_all(connection)
    connection.execute(
        text(
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
            "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
        )
    )
    connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})


def _last_program(connection: Connection) -> str | None:
    found = connection.scalar(text("SELECT value FROM meta WHERE key = 'program'"))
    return None if found is None else str(found)


def _upgrade(writer: Engine) -> None:
    from alembic import command  # noqa: PLC0415 - half a second, and only when the shape has changed
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    with writer.begin() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
