"""Every question about stock, as far as this device knows: what the server said, and what waits for it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.domain import stock
from salesdesk.domain.errors import NotFound
from salesdesk.domain.stock import Balance
from salesdesk.protocol import codec
from salesdesk.storage.base import Base
from salesdesk.storage.queries.values import filled
from salesdesk.storage.tables.products import ProductRow
from salesdesk.storage.tables.replication import OutboxRow
from salesdesk.storage.tables.stock import AllotmentRow, ReservationRow, StockLevelRow, WarehouseRow

Place = tuple[UUID, UUID]
"""A warehouse and a product."""


@dataclass(frozen=True, slots=True)
class Level:
    """One product in one warehouse. `waiting` is what this device changed and the server has not said yet."""

    warehouse_id: UUID
    warehouse: str
    told: Balance
    waiting: Balance

    @property
    def now(self) -> Balance:
        """What it comes to, as far as is known here."""
        return self.told + self.waiting


@dataclass(frozen=True, slots=True)
class Allotment:
    """Goods set aside for this laptop."""

    id: UUID
    warehouse_id: UUID
    product_id: UUID
    quantity: Decimal
    remaining: Decimal
    until: date | None
    occasion: str


@dataclass(frozen=True, slots=True)
class Reservation:
    """A promise on a quote; `provisional` until the server has said yes."""

    id: UUID
    warehouse_id: UUID
    product_id: UUID
    allotment_id: UUID | None
    quantity: Decimal
    state: str


def levels(session: Session, product_id: UUID) -> list[Level]:
    """Return where a product is kept, or is about to be, by the names of the warehouses."""
    living = select(StockLevelRow).where(
        StockLevelRow.product_id == product_id, StockLevelRow.deleted_at.is_(None)
    )
    told = {
        row.warehouse_id: Balance(row.on_hand, row.reserved, row.allotted) for row in session.scalars(living)
    }
    waits = {
        warehouse: change
        for (warehouse, product), change in waiting(session).items()
        if product == product_id
    }
    names = warehouses(session)
    found = [
        Level(row_id, names[row_id], told.get(row_id, stock.EMPTY), waits.get(row_id, stock.EMPTY))
        for row_id in names
        if row_id in told or row_id in waits
    ]
    return sorted(found, key=lambda level: (level.warehouse, level.warehouse_id))


def warehouses(session: Session) -> dict[UUID, str]:
    """Return the names of the warehouses."""
    living = select(WarehouseRow.id, WarehouseRow.name).where(WarehouseRow.deleted_at.is_(None))
    return {row.id: row.name for row in session.execute(living.order_by(WarehouseRow.name))}


def balance(session: Session, place: Place) -> Balance:
    """Return the balance of a product in a warehouse as far as is known here."""
    level = session.get(StockLevelRow, stock.level_id(*place))
    told = Balance(level.on_hand, level.reserved, level.allotted) if level else stock.EMPTY
    return told + waiting(session).get(place, stock.EMPTY)


def waiting(session: Session) -> dict[Place, Balance]:
    """Return what the acts that wait for the server change, worked out as the server will."""
    acts = select(OutboxRow).where(OutboxRow.entity.in_(stock.BOOKED)).order_by(OutboxRow.mseq.desc())
    now: dict[tuple[str, UUID], dict[str, Any]] = {}
    before: dict[tuple[str, UUID], dict[str, Any] | None] = {}
    for act in session.scalars(acts):
        key = act.entity, act.row_id
        if key not in now:
            row = _row(session, *key)
            if row is None:
                continue
            now[key] = before[key] = row
        was = before[key] or {}
        before[key] = None if act.base is None else was | codec.decode(act.entity, act.base)
    changes: dict[Place, Balance] = {}
    for (kind, row_id), row in now.items():
        change = stock.worth(kind, row) - stock.worth(kind, before[kind, row_id])
        place = row["warehouse_id"], row["product_id"]
        changes[place] = changes.get(place, stock.EMPTY) + change
    return changes


def _row(session: Session, entity: str, row_id: UUID) -> dict[str, Any] | None:
    table = Base.metadata.tables[entity]
    found = session.execute(select(table).where(table.c.id == row_id)).mappings().one_or_none()
    return None if found is None else dict(found)


def allotment(session: Session, allotment_id: UUID) -> AllotmentRow:
    """Return a living allotment, or raise NotFound."""
    row = session.get(AllotmentRow, allotment_id)
    if row is None or row.deleted_at is not None:
        raise NotFound("record-gone")
    return row


def allotments(session: Session, device_id: UUID, product_id: UUID | None = None) -> list[Allotment]:
    """Return what is left of the goods set aside for a laptop, the first to end first."""
    mine = select(AllotmentRow).where(
        AllotmentRow.deleted_at.is_(None), AllotmentRow.device_id == device_id, AllotmentRow.remaining > 0
    )
    if product_id is not None:
        mine = mine.where(AllotmentRow.product_id == product_id)
    rows = session.scalars(mine.order_by(AllotmentRow.until, AllotmentRow.id))
    return [filled(Allotment, row) for row in rows]


def reservation(session: Session, reservation_id: UUID) -> ReservationRow:
    """Return a living promise, or raise NotFound."""
    row = session.get(ReservationRow, reservation_id)
    if row is None or row.deleted_at is not None:
        raise NotFound("record-gone")
    return row


def promised(session: Session, quote_id: UUID) -> list[tuple[str, str, Decimal, str]]:
    """Return what is promised on a quote: in which state, the product, how much, in which unit."""
    mine = (
        select(ReservationRow.state, ProductRow.name, func.sum(ReservationRow.quantity), ProductRow.unit)
        .join(ProductRow, ProductRow.id == ReservationRow.product_id)
        .where(ReservationRow.quote_id == quote_id, ReservationRow.deleted_at.is_(None))
        .group_by(ReservationRow.state, ProductRow.id)
        .order_by(ProductRow.sort_key, ProductRow.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(mine)]


def reservations(session: Session, quote_id: UUID) -> list[Reservation]:
    """Return what is promised on a quote, in the order in which it was."""
    mine = select(ReservationRow).where(
        ReservationRow.quote_id == quote_id, ReservationRow.deleted_at.is_(None)
    )
    return [filled(Reservation, row) for row in session.scalars(mine.order_by(ReservationRow.id))]
