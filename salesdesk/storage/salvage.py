"""What can still be read of a damaged database: table by table, row by row around the damage."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, Select, Table, select, text
from sqlalchemy.exc import DatabaseError

from salesdesk.domain.errors import StorageError
from salesdesk.storage.base import Base
from salesdesk.storage.engine import make_engine
from salesdesk.storage.tables import every_table

_STEP: Final = 512
_PROBES: Final = 16
_GIVE_UP: Final = 2_048
"""After so many places without a row it is at its end, where the table cannot tell its last one."""


@dataclass(slots=True)
class ReadableTable:
    """One table of a damaged database. `unreadable` counts places where rows may have been, once read."""

    name: str
    columns: tuple[str, ...]
    _engine: Engine
    _table: Table
    unreadable: int = 0

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield every row that can be read."""
        known = _asked(self._engine, text(f'SELECT max(rowid) FROM "{self.name}"'))  # noqa: S608 - our table
        last = None if known is None else int(known[0][0] or 0)
        first, dead = 1, 0
        while (last is None and dead < _GIVE_UP) or (last is not None and first <= last):
            lost = self.unreadable
            yield from self._between(first, first + _STEP - 1)
            first += _STEP
            dead = dead + _STEP if self.unreadable == lost + _STEP else 0
            if last is None and self._ends_before(first):
                return

    def _ends_before(self, first: int) -> bool:
        """Return whether the table is known to have nothing from here on."""
        return _asked(self._engine, self._where(f"rowid >= {first}").limit(1)) == []

    def _between(self, first: int, last: int) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a stretch. Where a page in it is damaged, its halves are read."""
        found = _asked(self._engine, self._where(f"rowid BETWEEN {first} AND {last}"))
        if found is not None:
            yield from found
        elif first == last or self._is_dead(first, last):
            self.unreadable += last - first + 1
        else:
            middle = (first + last) // 2
            yield from self._between(first, middle)
            yield from self._between(middle + 1, last)

    def _is_dead(self, first: int, last: int) -> bool:
        """Return whether none of a few places of a whole stretch can be read: then the way is damaged."""
        if last - first + 1 < _STEP:
            return False
        places = range(first, last + 1, _STEP // _PROBES)
        return all(_asked(self._engine, self._where(f"rowid = {place}")) is None for place in places)

    def _where(self, condition: str) -> Select[Any]:
        return select(self._table).where(text(f"{self.name}.{condition}"))


def readable(path: Path, keyspec: str, names: tuple[str, ...]) -> Iterator[ReadableTable]:
    """Yield the tables of these names that a damaged database still has. Nothing is written to it.

    Raises:
        StorageError: `database-damaged`, not even its list of tables can be read.
    """
    every_table()
    engine = make_engine(path, keyspec)
    try:
        found = _asked(engine, text("SELECT name FROM sqlite_master WHERE type = 'table'"))
        if not found:
            raise StorageError("database-damaged")
        for name in names:
            if (name,) in found:
                table = Base.metadata.tables[name]
                yield ReadableTable(name, tuple(table.c.keys()), engine, table)
    finally:
        engine.dispose()


def _asked(engine: Engine, statement: Any) -> list[tuple[Any, ...]] | None:
    """Return the rows, or None if a page on the way is damaged. After damage a connection is of no use."""
    try:
        with closing(engine.connect()) as connection:
            return [tuple(row) for row in connection.execute(statement)]
    except (StorageError, DatabaseError, ValueError):
        engine.dispose()
        return None
