"""Customers change hands, go to the pool and come out of it, by the company's rules."""

from collections.abc import Sequence
from datetime import UTC, date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select

from salesdesk.domain import pool
from salesdesk.domain.errors import RuleBroken
from salesdesk.domain.pool import PoolRules
from salesdesk.protocol import scopes
from salesdesk.protocol.setting_ids import id_of_setting
from salesdesk.server.aliases import aliases_of
from salesdesk.server.rows import Row, table_of
from salesdesk.server.staging import Stage

_DAY: Final = timedelta(days=1)


def rules(stage: Stage) -> PoolRules:
    """Return the company's rules; without any there are no limits."""
    row = stage.get("company_settings", id_of_setting(pool.SETTING))
    return pool.read(row["value"] if row is not None and row["deleted_at"] is None else None)


def hand_over(stage: Stage, customer: Row, to: UUID | None, *, by: UUID) -> None:
    """Give a customer, with everything beneath and all that became part of it, to a person or the pool.

    Raises:
        RuleBroken: `pool-owned`, `pool-claims`: who takes it for themselves has enough.
    """
    if customer["owner_id"] is None and to == by:
        _check_claim(stage, to)
    now, scope = stage.work.now, scopes.owned_by(to)
    since = {"claimed_at": now, "released_at": None} if to else {"claimed_at": None, "released_at": now}
    fresh = customer | {"owner_id": to} | since
    if to is None:
        fresh["protected_until"] = None
    aliases = aliases_of(stage, customer["id"])
    for row in (fresh, *(alias | {"owner_id": to} for alias in aliases)):
        stage.move("customers", row, scope, by=by)
    _take_along(stage, [customer["id"], *(alias["id"] for alias in aliases)], scope, by)


def _take_along(stage: Stage, customers: Sequence[UUID], scope: str, by: UUID) -> None:
    moved = {"customers": list(customers)}
    for entity in scopes.AGGREGATE[1:]:
        above = moved[scopes.PARENTS[entity][0]]
        children = stage.beneath(entity, above) if above else []
        for child in children:
            stage.move(entity, child, scope, by=by)
        moved[entity] = [child["id"] for child in children]
    for held in stage.held_about([row_id for ids in moved.values() for row_id in ids]):
        stage.move("held_acts", held, scope, by=by)  # whoever has the row now decides


def _check_claim(stage: Stage, user: UUID) -> None:
    limits = rules(stage)
    if limits.owned is None and limits.claims is None:
        return
    stage.get("users", user)  # who claims twice at once waits here, and is counted right
    theirs = owned_by(stage, user)
    since = stage.work.now - _DAY
    claimed = sum(row["claimed_at"] is not None and row["claimed_at"] > since for row in theirs)
    pool.check_claim(limits, owned=len(theirs), claimed=claimed)


def owned_by(stage: Stage, user: UUID) -> list[Row]:
    """Return the living customers of a person, as this group sees them. Nothing is locked by counting."""
    table = table_of("customers")
    theirs = (table.c.scope_id == scopes.owned_by(user)) & table.c.deleted_at.is_(None)
    found = {
        row.id: stage.known("customers", row.id) or dict(row._mapping)  # noqa: SLF001 - its public name
        for row in stage.work.connection.execute(select(table).where(theirs))
    }
    found |= {row["id"]: row for row in stage.in_memory("customers", "owner_id", [user])}
    return [row for row in found.values() if row["owner_id"] == user and row["deleted_at"] is None]


def protect(stage: Stage, customer: Row, until: date | None, *, by: UUID) -> None:
    """Keep a customer from going back to the pool until a day, or no longer.

    Raises:
        RuleBroken: `pool-not-owned`, `pool-protected`, `pool-protect-days`.
    """
    owner = customer["owner_id"]
    if owner is None:
        raise RuleBroken("pool-not-owned")
    limits, today = rules(stage), stage.work.now.astimezone(UTC).date() + _DAY  # somewhere it is tomorrow
    others = [row for row in owned_by(stage, owner) if row["id"] != customer["id"]]
    protected = sum(row["protected_until"] is not None and row["protected_until"] >= today for row in others)
    pool.check_protection(limits, until, today=today, protected=protected)
    stage.put("customers", customer | {"protected_until": until}, by=by)
