"""Who a customer is by now: one that became part of another goes on under that one's name.

Laptops that do not know of it yet go on speaking of the old one. What they say finds its way here.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any
from uuid import UUID

from salesdesk.domain.custom_fields import value_id
from salesdesk.protocol.scopes import PARENTS
from salesdesk.server.rows import Row
from salesdesk.server.staging import Stage
from salesdesk.storage.references import references


def canonical(stage: Stage, customer_id: UUID) -> UUID:
    """Return the customer that one is part of by now; itself, if of none."""
    met: set[UUID] = set()
    while customer_id not in met:
        met.add(customer_id)
        row = stage.get("customers", customer_id)
        if row is not None and row["deleted_at"] is None:
            break
        merge = living_merge(stage, customer_id)
        if merge is None:
            break
        customer_id = merge["customer_id"]
    return customer_id


def living_merge(stage: Stage, loser: UUID) -> Row | None:
    """Return the merge by which a customer became part of another, unless they were parted again."""
    merges = stage.naming("customer_merges", "loser_id", [loser])
    return next((merge for merge in merges if merge["undone_at"] is None), None)


def aliases_of(stage: Stage, customer_id: UUID) -> list[Row]:
    """Return the customers that are part of one, at any depth, as far as the server still has them."""
    found: dict[UUID, Row] = {}
    wanted = [customer_id]
    while wanted:
        merges = stage.naming("customer_merges", "customer_id", wanted)
        ids = {merge["loser_id"] for merge in merges if merge["undone_at"] is None} - found.keys()
        rows = (stage.get("customers", row_id) for row_id in sorted(ids))
        fresh = {row["id"]: row for row in rows if row is not None}
        found |= fresh
        wanted = sorted(fresh)
    return list(found.values())


def value_now(stage: Stage, row: Row) -> Row:
    """Return what stands in an own field now: that of whom the customer is part of, if there is any."""
    now = canonical(stage, row["customer_id"])
    if now == row["customer_id"]:
        return row
    return stage.get("custom_values", value_id(now, row["field_id"])) or row


@cache
def naming_fields(entity: str) -> tuple[str, ...]:
    """Return the fields by which a kind of row names a customer."""
    if entity == "customers":
        return ("referrer_id",)
    named = {name for name, kind in references(entity).items() if kind == "customers"}
    above, column = PARENTS.get(entity, ("", ""))
    return tuple(sorted(named | ({column} if above == "customers" else set())))


def resolved(stage: Stage, entity: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields that name a customer as it is called by now; those that need no change are left out."""
    named = {name: fields[name] for name in naming_fields(entity) if fields.get(name) is not None}
    now = {name: canonical(stage, customer) for name, customer in named.items()}
    return {name: customer for name, customer in now.items() if customer != named[name]}
