"""What SQLite believes of our tables when it plans: always a large workspace, so that plans never change.

Without figures SQLite takes every equality for a narrow one, and would rather sort "the few" living rows than
walk an index that is in order. Real figures, gathered by ANALYZE, would make plans depend on the day.
"""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, Index, event

from salesdesk.storage.base import Base

_ROWS: Final = 1_000_000
_SHARE: Final = {
    "deleted_at": 1.0,
    "is_current": 0.5,
    "done_at": 0.5,
    "lifecycle": 0.3,
    "grade": 0.25,
    "status": 0.15,
}
"""What part of the rows one value has; of more than half SQLite believes no index is worth it."""
_FEW: Final = {"customer_id": 100_000, "quote_id": 200_000, "product_id": 100_000}
_USUAL: Final = 1_000
"""Of a column that is not named above there are so many different values."""
_PLANNED: Final = ("customers", "contacts", "activities", "products", "quotes")
_NARROW: Final = 6
_WIDE: Final = 24


def figures_of(index: Index) -> str:
    """Return the line of `sqlite_stat1`: rows, rows for each prefix of the columns, size of an entry."""
    left, figures = _ROWS, [_ROWS]
    for column in index.columns:
        different = _ROWS if column.name == "id" else _FEW.get(column.name, _USUAL)
        left = max(1, int(left * _SHARE.get(column.name, 1 / different)))
        figures.append(left)
    size = sum(_NARROW if column.name in _SHARE else _WIDE for column in index.columns)
    return f"{' '.join(map(str, figures))} sz={size}"


def believe(connection: Connection, indexes: Iterable[Index]) -> None:
    """Let SQLite plan with these figures of indexes that hold all rows of their tables."""
    for index in indexes:
        if index.table is not None and index.dialect_options["sqlite"]["where"] is None:
            line = index.table.name, index.name, figures_of(index)
            connection.exec_driver_sql("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", line)
    connection.exec_driver_sql("ANALYZE sqlite_master")  # and reads it again


@event.listens_for(Base.metadata, "after_create")
def _believe(_metadata: object, connection: Connection, **_: object) -> None:
    if connection.dialect.name != "sqlite":
        return
    connection.exec_driver_sql("ANALYZE sqlite_master")  # makes the table of figures, empty
    for table in _PLANNED:
        believe(connection, sorted(Base.metadata.tables[table].indexes, key=lambda index: str(index.name)))
