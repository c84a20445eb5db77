"""Finding records by what a person types. How terms are made is told in domain/search_terms.py."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    Subquery,
    bindparam,
    column,
    false,
    func,
    select,
    table,
    text,
)
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from salesdesk.domain import search_terms
from salesdesk.domain.search_terms import Asked
from salesdesk.storage.queries.window import WalkedJoin, ordered, page_of
from salesdesk.storage.tables.search import OF_CUSTOMERS, range_of, search_docs

FEW: Final = 2_000
"""Up to so many found ids are handed to SQLite one by one; beyond, it walks an index and tests each row."""
CROWD: Final = 8_000
"""More found customers are not put into order: the names of all are walked until a page is full."""
FIRST: Final = 800
"""So many of the first names are held against what is found while it is counted."""
_TEXT: Final = table("search_text", column("rowid"), column("search_text"))
_NOTHING: Final = '"0o0 0o0 0o0"'
_OWN: Final = "{head letters han digits}"


def expression(query: str) -> str:
    """Return a query as FTS5 understands it, or nothing if there is nothing to look for."""
    return _all(search_terms.asked(query))


def expressions(query: str) -> list[str]:
    """Return the query three times, best first: names that begin so, a record's own text, all of its text."""
    pieces = search_terms.asked(query)
    if not pieces:
        return []
    rest = [_piece(piece, alone=False) for piece in pieces[1:]]
    everywhere = _all(pieces)
    return [" AND ".join((_beginning(pieces[0]), *rest)), f"{_OWN} : ({everywhere})", everywhere]


def _all(pieces: Sequence[Asked]) -> str:
    return " AND ".join(_piece(piece, alone=place == 0) for place, piece in enumerate(pieces))


def _piece(asked: Asked, *, alone: bool) -> str:
    """Return what finds one piece. A letter alone finds names by their beginning, for too much has it.

    Behind another piece a letter begins a word, as in `acme p`.
    """
    if asked.is_han:
        ways = [f'"{" ".join(way)}"' for way in search_terms.ways_of_writing(asked.text)]
        return ways[0] if len(ways) == 1 else f"({' OR '.join(ways)})"
    word = asked.text[: search_terms.LETTERS]
    if asked.is_number:
        return f'("{search_terms.triples(asked.text)}" OR "{word}"*)'
    if asked.code:
        return f'(head : "{word}" OR "{asked.code}"*)'
    return f'"{word}"*' if len(word) > 1 or not alone else f'head : "{word}"'


def _beginning(asked: Asked) -> str:
    if asked.is_han:
        ways = [f'han : ^ "{" ".join(way)}"' for way in search_terms.ways_of_writing(asked.text)]
        return f"({' OR '.join(ways)})"
    word = asked.text[: search_terms.LETTERS]
    return f'head : "{word}"*' if len(word) > 1 else f'head : "{word}"'


def places(entity: str, wanted: str) -> Select[int]:
    """Return a select of the places of one kind that an FTS5 expression finds."""
    first, last = range_of(entity)
    found = select(_TEXT.c.rowid).where(_TEXT.c.search_text.op("MATCH")(wanted))
    return found.where(_TEXT.c.rowid.between(first, last))


@cache
def _asked_places() -> Select[int]:
    """Return `places` as a statement built once, with parameters; see `parameters`."""
    found = select(_TEXT.c.rowid).where(_TEXT.c.search_text.op("MATCH")(bindparam("wanted", type_=String())))
    return found.where(_TEXT.c.rowid.between(bindparam("first"), bindparam("last")))


def parameters(entity: str, wanted: str) -> dict[str, object]:
    """Return what the statements that are built once are asked with."""
    first, last = range_of(entity)
    return {"wanted": wanted or _NOTHING, "first": first, "last": last}


def matching(entity: str, text: str) -> Select[UUID]:
    """Return a select of the ids of an entity that are found by `text`."""
    wanted = expression(text)
    ids = select(search_docs.c.row_id)
    return ids.where(search_docs.c.place.in_(places(entity, wanted))) if wanted else ids.where(false())


def count(session: Session, entity: str, text: str) -> int:
    """Return how many records of an entity are found by `text`."""
    return session.connection().scalar(_counting(), parameters(entity, expression(text))) or 0


@cache
def _counting() -> Select[int]:
    return _asked_places().with_only_columns(func.count())


@cache
def page_by_name(*, descending: bool) -> Subquery:
    """Return a subquery of the ids of one page of what is found, by name.

    It is asked with `parameters`, `limit` and `offset`. What is found is walked and each name looked up.
    """
    walked = WalkedJoin(_TEXT, search_docs, search_docs.c.place == _TEXT.c.rowid)
    ids = _asked_places().with_only_columns(search_docs.c.row_id.label("id"), maintain_column_froms=True)
    return _page_by_name(ids.select_from(walked), descending=descending)


@cache
def page_along_names(*, descending: bool) -> Subquery:
    """Return a subquery like `page_by_name` for a crowd of customers: names are walked, and each tested."""
    ids = select(search_docs.c.row_id.label("id")).where(text(OF_CUSTOMERS))
    return _page_by_name(ids.where(_place().in_(_asked_places())), descending=descending)


def count_with_first(session: Session, text: str, *, descending: bool) -> tuple[int, int, str]:
    """Return how many customers are found, how many of them have one of the FIRST names, and their places.

    The places are a list in JSON. Both are learnt while what is found is walked once, which is most of the
    work.
    """
    given = parameters("customers", expression(text)) | {"some": FIRST}
    found, first = session.connection().execute(_counting_with_first(descending=descending), given).one()
    return found, first.count(",") + 1 if first else 0, f"[{first or ''}]"


@cache
def _counting_with_first(*, descending: bool) -> Select[int, str]:
    keys = ordered((search_docs.c.sort_key, search_docs.c.row_id), descending=descending)
    names = select(search_docs.c.place).where(text(OF_CUSTOMERS)).order_by(*keys)
    is_first = _TEXT.c.rowid.in_(names.limit(bindparam("some", type_=Integer())))
    theirs = func.group_concat(_TEXT.c.rowid).filter(is_first)
    return _asked_places().with_only_columns(func.count(), theirs)


@cache
def page_of_places(*, descending: bool) -> Subquery:
    """Return a subquery of the ids of one page of the places given as `places`, a list in JSON, by name."""
    given = func.json_each(bindparam("places", type_=String())).table_valued("value", name="given")
    ids = select(search_docs.c.row_id.label("id")).where(search_docs.c.place.in_(select(given.c.value)))
    return _page_by_name(ids, descending=descending)


def _place() -> UnaryExpression[Any]:
    """Return the place, with a plus that keeps SQLite from asking by it."""
    return UnaryExpression(search_docs.c.place, operator=custom_op("+"))


def _page_by_name(ids: Select[UUID], *, descending: bool) -> Subquery:
    return page_of(ids, (search_docs.c.sort_key, search_docs.c.row_id), descending=descending)


def too_many(session: Session, entity: str, text: str, some: int) -> bool:
    """Tell whether more than `some` records are found."""
    given = parameters(entity, expression(text)) | {"some": some + 1}
    return (session.connection().scalar(_counting_some(), given) or 0) > some


@cache
def _counting_some() -> Select[int]:
    some = _asked_places().limit(bindparam("some", type_=Integer())).subquery()
    return select(func.count()).select_from(some)


def narrowed(
    session: Session, ids: Select[UUID], id_column: InstrumentedAttribute[UUID], entity: str, text: str
) -> Select[UUID]:
    """Return `ids` without those that `text` does not find, told to SQLite so that it takes the short way."""
    if too_many(session, entity, text, FEW):
        return ids.where(_passing(id_column, entity, expression(text)))
    return ids.where(id_column.in_(session.scalars(matching(entity, text)).all()))


def _passing(id_column: InstrumentedAttribute[UUID], entity: str, wanted: str) -> ColumnElement[bool]:
    """Test one row against all places found; the plus keeps SQLite from turning the loop inside out."""
    mine = select(search_docs.c.place).where(search_docs.c.row_id == id_column)
    return mine.where(_place().in_(places(entity, wanted))).correlate(id_column.table).exists()


def found(session: Session, entity: str, query: str, limit: int) -> list[UUID]:
    """Return the best records of one kind: names that begin so first, the freshest first among equals."""
    ids: dict[UUID, None] = {}
    for wanted in expressions(query):
        given = parameters(entity, wanted) | {"limit": limit}
        ids.update(dict.fromkeys(session.connection().scalars(_newest(), given)))
        if len(ids) >= limit:
            break
    return list(ids)[:limit]


@cache
def _newest() -> Select[UUID]:
    limit = bindparam("limit", type_=Integer())
    newest = _asked_places().order_by(_TEXT.c.rowid.desc()).limit(limit).subquery()
    rows = select(search_docs.c.row_id).join(newest, newest.c.rowid == search_docs.c.place)
    return rows.order_by(search_docs.c.place.desc())
