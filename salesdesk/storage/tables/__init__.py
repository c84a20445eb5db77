"""One file a noun."""

from importlib import import_module
from typing import Final

NOUNS: Final = (
    "activities",
    "attachments",
    "comments",
    "company",
    "contacts",
    "custom_fields",
    "customers",
    "held",
    "imports",
    "merges",
    "personal",
    "products",
    "quotes",
    "replication",
    "search",
    "shows",
    "statistics",
    "stock",
    "users",
)


def every_table() -> None:
    """Import every table, so that the metadata knows them all."""
    for noun in NOUNS:
        import_module(f"{__name__}.{noun}")


def relate_tables() -> None:
    """Have SQLAlchemy work out how the tables hang together, which the first query would have to wait for."""
    from sqlalchemy.orm import configure_mappers  # noqa: PLC0415 - this module is loaded by each table's own

    every_table()
    configure_mappers()
