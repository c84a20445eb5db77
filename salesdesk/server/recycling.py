"""Customers nobody speaks with go back to the pool by themselves, where the company wants it so."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Engine, exists, func, or_, select
from sqlalchemy.orm import Session

from salesdesk.domain import pool
from salesdesk.domain.pool import PoolRules, Standing, returns_on
from salesdesk.protocol.setting_ids import id_of_setting
from salesdesk.server.engine import ask, change
from salesdesk.server.pool import hand_over
from salesdesk.server.rows import Row, table_of
from salesdesk.server.scopes import read_directory
from salesdesk.server.staging import Stage, Work
from salesdesk.storage.queries.open_amounts import OPEN

NOBODY: Final = UUID(int=0)
"""Who did it where no person did."""
_AT_ONCE: Final = 100
_HOUR: Final = timedelta(hours=1)


def recycle(engine: Engine, now: datetime) -> int:
    """Give customers back to the pool whose time is over; return how many.

    In small transactions: whoever works with one of the owners waits for no more than a hundred rows.
    """
    rules, zone = ask(engine, lambda session: _settings(session.connection()))
    if not rules.recycles:
        return 0
    today = now.astimezone(zone).date()
    done, after = 0, UUID(int=0)
    while ids := ask(engine, partial(_next, rules=rules, now=now, after=after)):
        done += change(engine, partial(_give_back, ids=ids, rules=rules, zone=zone, now=now, today=today))
        after = ids[-1]
    return done


def _settings(connection: Connection) -> tuple[PoolRules, ZoneInfo]:
    settings = table_of("company_settings")
    wanted = {name: id_of_setting(name) for name in (pool.SETTING, "time_zone")}
    living = settings.c.deleted_at.is_(None) & settings.c.id.in_(wanted.values())
    told = {row.key: row.value for row in connection.execute(select(settings).where(living))}
    return pool.read(told.get(pool.SETTING)), ZoneInfo(str(told.get("time_zone") or "Asia/Shanghai"))


def _next(session: Session, *, rules: PoolRules, now: datetime, after: UUID) -> Sequence[UUID]:
    """Return the next customers that may have been silent for too long, by id."""
    customers = table_of("customers").c
    asked = select(customers.id).where(_may_be_silent(rules, now), customers.id > after)
    return session.connection().scalars(asked.order_by(customers.id).limit(_AT_ONCE)).all()


def _may_be_silent(rules: PoolRules, now: datetime) -> ColumnElement[bool]:
    customers, quotes = table_of("customers").c, table_of("quotes").c
    shortest = min(
        days for days in (rules.days, rules.days_a, rules.days_b, rules.days_c) if days is not None
    )
    since = now - timedelta(days=shortest) + 24 * _HOUR
    silent = or_(customers.last_contact_at.is_(None), customers.last_contact_at < since)
    new = func.coalesce(customers.claimed_at, customers.created_at) >= since
    quoted = exists().where(
        quotes.customer_id == customers.id,
        quotes.deleted_at.is_(None),
        quotes.is_current.is_(True),
        quotes.status.in_(OPEN),
    )
    return customers.deleted_at.is_(None) & customers.owner_id.is_not(None) & silent & ~new & ~quoted


def _give_back(
    session: Session,
    *,
    ids: Sequence[UUID],
    rules: PoolRules,
    zone: ZoneInfo,
    now: datetime,
    today: date,
) -> int:
    """Look again at rows that are locked now, and give back those that are due."""
    connection = session.connection()
    work = Work(connection, read_directory(connection), now.astimezone(UTC))
    work.read({"customers": ids})
    done = 0
    for row_id in ids:
        stage = Stage(work)
        row = stage.get("customers", row_id)
        if row is not None and row["deleted_at"] is None and row["owner_id"] is not None:
            due = returns_on(rules, standing(row, has_open_quote=_has_open_quote(stage, row_id)), zone)
            if due is not None and due <= today:
                hand_over(stage, row, None, by=NOBODY)
                stage.keep()
                done += 1
    work.stamp_and_save()
    return done


def standing(row: Row, *, has_open_quote: bool) -> Standing:
    """Return what decides about a customer."""
    names = ("grade", "created_at", "claimed_at", "last_contact_at", "protected_until")
    told: dict[str, Any] = {name: row[name] for name in names}
    return Standing(**told, has_open_quote=has_open_quote)


def _has_open_quote(stage: Stage, customer: UUID) -> bool:
    return any(
        quote["deleted_at"] is None and quote["is_current"] and quote["status"] in OPEN
        for quote in stage.beneath("quotes", [customer])
    )
