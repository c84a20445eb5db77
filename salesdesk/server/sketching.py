"""The sketch of customers that their owners' colleagues may not see: by it a laptop notices whom they know.

One for the whole company. Whoever holds it passes over what customers on their own laptop bear as well; one
for each person would cost as many times as much and tell no less. Customers in the pool are not in it: all
who sell see them. Nor are removed ones, nor those that became part of another: what came of them lies there.

A job makes it, at most once a day, under a new key each time. It lies in the database, so that all processes
give out the same bytes; one of them makes it, the others see that it was begun.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Engine, Select, Table, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from salesdesk.domain.collisions import SETTING, are_wanted, clues
from salesdesk.protocol.setting_ids import id_of_setting
from salesdesk.protocol.sketches import ROUNDS, name_of, sketch_of
from salesdesk.protocol.wire import heads_hash
from salesdesk.server.engine import ask, change
from salesdesk.server.rows import table_of
from salesdesk.server.tables import Scope, SketchRow
from salesdesk.storage.searchable import contact_party, customer_party

EVERY: Final = timedelta(days=1)
"""A sketch is kept for so long; longer where no customer of anybody has changed."""
_GIVEN_UP: Final = timedelta(hours=1)
"""Whoever began one and is not done by then was cut off."""
_THE_ONE: Final = 1
_OWNED: Final = "owner:%"
_AT_ONCE: Final = 500
_NAMES: Final = ("kind", "name", "name_en", "short_name")
_CUSTOMER: Final = (*_NAMES, "phone", "invoice_phone", "email", "tax_id", "country")
_CONTACT: Final = ("phones", "emails")


def name(connection: Connection) -> bytes:
    """Return the name of the sketch there is now, or b""."""
    return connection.scalar(select(SketchRow.name).where(SketchRow.id == _THE_ONE)) or b""


def content(connection: Connection) -> bytes:
    """Return the sketch there is now, packed, or b""."""
    return connection.scalar(select(SketchRow.content).where(SketchRow.id == _THE_ONE)) or b""


def renew(
    engine: Engine,
    now: datetime,
    *,
    key: bytes,
    rounds: int = ROUNDS,
    go_on: Callable[[], None] = lambda: None,
) -> int | None:
    """Make a new sketch if it is time, and return of how many values; None if it was not.

    Where the company does not want any, the one there is goes. `key` is KEY bytes of chance, used once.
    `go_on` is called often, and may raise to end it.
    """
    heads = change(engine, partial(_claim, now=now))
    if heads is None:
        return None
    values = set(_values(engine, go_on))
    packed = sketch_of(values, key=key, rounds=rounds, go_on=go_on).packed()
    made = {"name": name_of(packed), "content": packed, "heads": heads, "built_at": now}
    change(engine, lambda session: _put(session, made | {"claimed_at": None}, now))
    return len(values)


def _claim(session: Session, now: datetime) -> bytes | None:
    """Return what stands for the state of all customers, if this process is to make a sketch of them now."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    empty = {"id": _THE_ONE, "name": b"", "content": b"", "heads": b""}
    session.execute(dialect.insert(SketchRow).on_conflict_do_nothing(), empty)
    row = session.scalars(select(SketchRow).where(SketchRow.id == _THE_ONE).with_for_update()).one()
    if not _are_wanted(session.connection()):
        row.name = row.content = row.heads = b""
        row.built_at = row.claimed_at = None
        return None
    if row.claimed_at is not None and now - row.claimed_at < _GIVEN_UP:
        return None
    if row.built_at is not None and now - row.built_at < EVERY:
        return None
    heads = _heads(session.connection())
    if row.name and row.heads == heads:
        return None
    row.claimed_at = now
    return heads


def _put(session: Session, made: Mapping[str, Any], now: datetime) -> None:
    """Keep what was made, unless somebody turned it off meanwhile, or took it for given up."""
    mine = (SketchRow.id == _THE_ONE) & (SketchRow.claimed_at == now)
    session.execute(update(SketchRow).where(mine).values(made))


def _are_wanted(connection: Connection) -> bool:
    settings = table_of("company_settings").c
    living = (settings.id == id_of_setting(SETTING)) & settings.deleted_at.is_(None)
    return are_wanted(connection.scalar(select(settings.value).where(living)))


def _heads(connection: Connection) -> bytes:
    owned = select(Scope.id, Scope.head_seq).where(Scope.id.like(_OWNED))
    return heads_hash({row.id: row.head_seq for row in connection.execute(owned)})


def _values(engine: Engine, go_on: Callable[[], None]) -> Iterator[str]:
    """Give what all owned customers and the people there are recognised by, read in short transactions."""
    customers, contacts = table_of("customers"), table_of("contacts")
    wanted = select(customers.c.id, *(customers.c[column] for column in _CUSTOMER))
    for row in _all(engine, customers, wanted, go_on):
        yield from clues(customer_party(row))
    people = select(contacts.c.id, *(contacts.c[column] for column in _CONTACT))
    people = people.join(customers, customers.c.id == contacts.c.customer_id)
    for row in _all(engine, contacts, people.where(customers.c.deleted_at.is_(None)), go_on):
        yield from clues(contact_party(row))


def _all(
    engine: Engine, table: Table, wanted: Select[Any], go_on: Callable[[], None]
) -> Iterator[dict[str, Any]]:
    wanted = wanted.where(table.c.deleted_at.is_(None), table.c.scope_id.like(_OWNED))
    after = UUID(int=0)
    while rows := ask(engine, partial(_slice, table=table, wanted=wanted, after=after)):
        go_on()
        yield from rows
        after = rows[-1]["id"]


def _slice(session: Session, table: Table, wanted: Select[Any], after: UUID) -> list[dict[str, Any]]:
    some = wanted.where(table.c.id > after).order_by(table.c.id).limit(_AT_ONCE)
    return [dict(row._mapping) for row in session.connection().execute(some)]  # noqa: SLF001 - its public name
