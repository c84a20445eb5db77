"""One file a noun."""

from importlib import import_module
from typing import Final

NOUNS: Final = (
    "activities",
    "company",
    "contacts",
    "customers",
    "imports",
    "products",
    "quotes",
    "replication",
    "search",
    "statistics",
    "users",
)


def every_table() -> None:
    """Import every table, so that the metadata knows them all."""
    for noun in NOUNS:
        import_module(f"{__name__}.{noun}")
