"""Finding records by what a person types. How terms are made is told in domain/search_terms.py."""

from typing import Final
from uuid import UUID

from sqlalchemy import Select, column, false, select, table

from salesdesk.domain import search_terms
from salesdesk.storage.tables.search import range_of, search_docs

_TEXT: Final = table("search_text", column("rowid"), column("search_text"))


def expression(query: str) -> str:
    """Return a query as FTS5 understands it, or nothing if there is nothing to look for."""
    return " AND ".join(_piece(asked) for asked in search_terms.asked(query))


def _piece(asked: search_terms.Asked) -> str:
    if asked.is_han:
        ways = [f'"{" ".join(way)}"' for way in search_terms.ways_of_writing(asked.text)]
        return ways[0] if len(ways) == 1 else f"({' OR '.join(ways)})"
    word = asked.text[: search_terms.LETTERS]
    if asked.is_number:
        return f'("{search_terms.triples(asked.text)}" OR "{word}"*)'
    return f'"{word}"*' if len(word) > 1 else f'head : "{word}"'


def matching(entity: str, text: str) -> Select[tuple[UUID]]:
    """Return a select of the ids of an entity that are found by `text`."""
    wanted = expression(text)
    ids = select(search_docs.c.row_id)
    if not wanted:
        return ids.where(false())
    first, last = range_of(entity)
    found = select(_TEXT.c.rowid).where(
        _TEXT.c.search_text.op("MATCH")(wanted), _TEXT.c.rowid.between(first, last)
    )
    return ids.where(search_docs.c.place.in_(found))
