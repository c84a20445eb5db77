"""Many new rows at once: values go to the driver as tuples, without a statement being built for each."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, Table

Bind = Callable[[Any], Any] | None


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that name every column of the table."""
    if not rows:
        return
    columns = _columns(table, connection.dialect)
    names = ", ".join(f'"{name}"' for name, _ in columns)
    places = ", ".join("?" * len(columns))
    by_column = zip(*map(itemgetter(*(name for name, _ in columns)), rows), strict=True)
    bound = (map(bind, some) if bind else some for some, (_, bind) in zip(by_column, columns, strict=True))
    values = list(zip(*bound, strict=True))
    connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({places})", values)  # noqa: S608


@cache
def _columns(table: Table, dialect: Dialect) -> list[tuple[str, Bind]]:
    return [
        (column.name, column.type.dialect_impl(dialect).bind_processor(dialect)) for column in table.columns
    ]
