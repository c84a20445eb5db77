"""The full-text index, and the keys by which two records may turn out to be one. Both are made again at will.

A record of any kind has one row in `search_docs`. `place` is its number in the full-text table: the kind in
the upper bits, so that one kind is a range, then a count that grows with every change, so that the greatest
is the freshest. `sort_key` is that of the name: a found list is put into order without a look at the records
(the beginning of a crowd is met along `ix_search_docs_customers`). What else there is to know lies in
`search_marks`, so that the whole of `search_docs` stays in the cache.
A mark's `home` and `title` are the customer it belonged to and the name it bore when it was indexed, `keys`
(packed 64-bit numbers) the record's in `match_keys`.
"""

from typing import Final

from sqlalchemy import BigInteger, Column, Connection, Index, Integer, LargeBinary, String, Table, event, text

from salesdesk.storage.base import Base, Id

KINDS: Final = {"customers": 1, "contacts": 2, "products": 3, "quotes": 4, "activities": 5}
"""The kinds of records that are found, and the number of each in `place`; the numbers are for ever."""
_SHIFT: Final = 40
_FIRST, _END = KINDS["customers"] << _SHIFT, KINDS["customers"] + 1 << _SHIFT
OF_CUSTOMERS: Final = f"+place >= {_FIRST} AND +place < {_END}"
"""Which entries are of customers, as their index says it: SQLite uses it where a query has the same words.

The plus keeps it from going through the entries by place instead.
"""

search_docs: Final = Table(
    "search_docs",
    Base.metadata,
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("row_id", Id(), nullable=False, unique=True),
    Column("sort_key", String, nullable=False),
    Index("ix_search_docs_customers", "sort_key", "row_id", sqlite_where=text(OF_CUSTOMERS)),
)
search_marks: Final = Table(
    "search_marks",
    Base.metadata,
    Column("row_id", Id(), primary_key=True),
    Column("home", Id()),
    Column("title", String, nullable=False),
    Column("keys", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
match_keys: Final = Table(
    "match_keys",
    Base.metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("row_id", Id(), primary_key=True),
    Column("kind", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# No copy of the text is kept; `related` is what a record is found by in lists although it is not its own:
# the people of a customer, the customer of a quote. Pinyin is typed from its first letters on, so prefixes of
# two and three letters have lists of their own; one letter alone asks `head` for a whole term.
_CREATE: Final = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_text USING fts5("
    "head, letters, han, digits, related, content='', contentless_delete=1, prefix='2 3', "
    "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co'\")"
)
_FLUSH: Final = "INSERT INTO search_text(search_text, rank) VALUES ('hashsize', 8388608)"
"""So many bytes are gathered before a segment is written: an import makes few of them."""


def range_of(entity: str) -> tuple[int, int]:
    """Return the first and last `place` a kind may use."""
    return KINDS[entity] << _SHIFT, (KINDS[entity] + 1 << _SHIFT) - 1


def create_full_text(connection: Connection) -> None:
    """Create the full-text table, which is SQLite's own and unknown to SQLAlchemy."""
    connection.exec_driver_sql(_CREATE)
    connection.exec_driver_sql(_FLUSH)


@event.listens_for(search_docs, "after_create")
def _create_with_docs(_table: Table, connection: Connection, **_: object) -> None:
    if connection.dialect.name == "sqlite":
        create_full_text(connection)


@event.listens_for(search_docs, "before_drop")
def _drop_with_docs(_table: Table, connection: Connection, **_: object) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DROP TABLE IF EXISTS search_text")
