"""Stock on the server, the one place where everybody meets: what a group did is booked when all is done.

The balances of what it touched are locked, one after another in one order, until the transaction ends. So the
last unit goes to whoever comes first, and the next one is told how much is left.
"""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from salesdesk.domain import stock
from salesdesk.domain.errors import RuleBroken
from salesdesk.domain.stock import Balance, Promise
from salesdesk.protocol.scopes import STOCK
from salesdesk.server import rows
from salesdesk.server.rows import Row
from salesdesk.server.staging import Stage
from salesdesk.server.tables import Device
from salesdesk.storage.tables.products import ProductRow

_SUMS: Final = ("on_hand", "reserved", "allotted")
Place = tuple[UUID, UUID]
"""A warehouse and a product."""


def begun(stage: Stage, entity: str, row: Row) -> dict[str, Any]:
    """Return what the server decides of a new row: a promise holds, an allotment is whole and of one laptop.

    Raises:
        RuleBroken: `allotment-no-device`, the person has none.
    """
    if entity == "stock_reservations":
        return {"state": Promise.RESERVED.value}
    if entity == "allotments":
        device = row["device_id"] or _laptop_of(stage, row["holder_id"])
        return {"device_id": device, "remaining": row["quantity"]}
    return {}


def _laptop_of(stage: Stage, user: UUID) -> UUID:
    """Return the newest laptop of a person: the same one should the act come again after a restore."""
    theirs = (Device.user_id == user) & (Device.state == "active")
    newest_first = select(Device.id).where(theirs).order_by(Device.registered_at.desc(), Device.id)
    found = stage.work.connection.scalar(newest_first.limit(1))
    if found is None:
        raise RuleBroken("allotment-no-device")
    return UUID(str(found))


def settle(stage: Stage, by: UUID) -> None:
    """Book what a group did.

    Raises:
        RuleBroken: `stock-short` (available, wanted, product); `parent-gone`: there is no such warehouse.
    """
    changes: dict[Place, Balance] = {}
    for (entity, row_id), row in stage.rows.items():
        if entity in stock.BOOKED:
            before = stage.work.known.get((entity, row_id))
            change = stock.worth(entity, row) - stock.worth(entity, before)
            place = row["warehouse_id"], row["product_id"]
            changes[place] = changes.get(place, stock.EMPTY) + change
    for place in sorted(changes):
        if changes[place] != stock.EMPTY:
            _book(stage, place, changes[place], by)


def _book(stage: Stage, place: Place, change: Balance, by: UUID) -> None:
    level = _level(stage, place)
    try:
        after = stock.book(Balance(*(level[name] for name in _SUMS)), change)
    except RuleBroken as broken:
        raise RuleBroken(broken.code, **broken.values, product=_called(stage, place[1])) from None
    fresh = {name: getattr(after, name) for name in _SUMS}
    stage.put("stock_levels", level | fresh, by=by)


def _level(stage: Stage, place: Place) -> Row:
    """Return a balance, locked. Of two who would make the same one, one waits at the warehouse."""
    warehouse, product = place
    key = "stock_levels", stock.level_id(warehouse, product)
    found = stage.get(*key)
    if found is None:
        if stage.get("warehouses", warehouse) is None:
            raise RuleBroken("parent-gone", entity="warehouses")
        del stage.work.known[key]
        found = stage.get(*key)
    if found is not None:
        return found
    made = rows.new("stock_levels", {"warehouse_id": warehouse, "product_id": product})
    stamps = {"id": key[1], "scope_id": STOCK, "seq": None, "version": 0, "created_at": stage.work.now}
    return made | stamps


def _called(stage: Stage, product: UUID) -> str:
    """Return what a product is called; nothing is locked for a name."""
    wanted = select(ProductRow.name, ProductRow.code).where(ProductRow.id == product)
    found = stage.work.connection.execute(wanted).one_or_none()
    return (found.name or found.code) if found else ""
