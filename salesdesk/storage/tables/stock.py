"""What lies where, what of it is promised or set aside, and how it came to be so.

The balance (`StockLevelRow`) is the server's: it follows from the other rows, and is the one place where
everybody meets. Its constraints are the last wall: whatever a program gets wrong, nothing is promised twice.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from salesdesk.storage.base import Fine, SyncedRow, living_index


class WarehouseRow(SyncedRow):
    """A place where goods lie."""

    __tablename__ = "warehouses"

    code: Mapped[str]
    name: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True)


class StockLevelRow(SyncedRow):
    """The balance of one product in one warehouse; its id follows from both."""

    __tablename__ = "stock_levels"
    __table_args__ = (
        CheckConstraint("on_hand >= 0", "on_hand"),
        CheckConstraint("reserved >= 0", "reserved"),
        CheckConstraint("allotted >= 0", "allotted"),
        CheckConstraint("reserved + allotted <= on_hand", "promised_once"),
        living_index("ix_stock_levels_product", "product_id", "warehouse_id"),
    )

    warehouse_id: Mapped[UUID]
    product_id: Mapped[UUID]
    on_hand: Mapped[Fine] = mapped_column(default=0)
    reserved: Mapped[Fine] = mapped_column(default=0)
    allotted: Mapped[Fine] = mapped_column(default=0)


class StockMovementRow(SyncedRow):
    """Goods that came (above zero) or went; the two rows of a transfer share `transfer_id`."""

    __tablename__ = "stock_movements"

    warehouse_id: Mapped[UUID]
    product_id: Mapped[UUID]
    kind: Mapped[str]
    quantity: Mapped[Fine]
    reason: Mapped[str] = mapped_column(default="")
    reference: Mapped[str] = mapped_column(default="")
    transfer_id: Mapped[UUID | None]


class AllotmentRow(SyncedRow):
    """Goods set aside for one laptop of a person, which may promise what is `remaining` without asking."""

    __tablename__ = "allotments"
    __table_args__ = (living_index("ix_allotments_product", "product_id", "holder_id"),)

    warehouse_id: Mapped[UUID]
    product_id: Mapped[UUID]
    holder_id: Mapped[UUID]
    device_id: Mapped[UUID | None]
    quantity: Mapped[Fine]
    remaining: Mapped[Fine]
    until: Mapped[date | None]
    occasion: Mapped[str] = mapped_column(default="")


class ReservationRow(SyncedRow):
    """A promise to a customer, on a quote; it is theirs who look after the quote.

    One that was made of an allotment names it, and needs nobody's answer.
    """

    __tablename__ = "stock_reservations"
    __table_args__ = (
        living_index("ix_stock_reservations_quote", "quote_id", "id"),
        living_index("ix_stock_reservations_product", "product_id", "id"),
    )

    quote_id: Mapped[UUID] = mapped_column(ForeignKey("quotes.id"))
    warehouse_id: Mapped[UUID]
    product_id: Mapped[UUID]
    owner_id: Mapped[UUID | None]
    allotment_id: Mapped[UUID | None]
    quantity: Mapped[Fine]
    state: Mapped[str] = mapped_column(default="provisional")
