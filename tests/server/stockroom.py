"""A warehouse in an office, who keeps it, and what laptops want of it."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from salesdesk.domain.stock import level_id
from salesdesk.protocol.messages import PushReply, Result
from salesdesk.storage.base import new_id
from tests.server.laptops import Laptop, Office


@dataclass
class Stockroom:
    """One warehouse with so many of one product."""

    office: Office
    many: int
    clerk: Laptop = field(init=False)
    warehouse: UUID = field(init=False)
    product: UUID = field(init=False)

    def __post_init__(self) -> None:
        self.clerk = self.office.laptop("chen")
        self.warehouse = self.another_warehouse()
        self.product = self.another_product(self.many)

    def another_warehouse(self) -> UUID:
        row_id = new_id()
        patch = {"code": f"W-{row_id}", "name": "展馆"}
        assert self.clerk.do("warehouses", row_id, patch=patch).status == "applied"
        return row_id

    def another_product(self, many: int) -> UUID:
        row_id = new_id()
        patch = {"code": f"V-{row_id}", "name": "球阀"}
        assert self.clerk.do("products", row_id, patch=patch).status == "applied"
        assert self.move("receive", many, product=row_id).status == "applied"
        return row_id

    def _where(self, warehouse: UUID | None, product: UUID | None) -> dict[str, UUID]:
        return {"warehouse_id": warehouse or self.warehouse, "product_id": product or self.product}

    def movement(self, kind, quantity, *, by=None, warehouse=None, product=None, group=None, **more) -> bytes:
        row_id = more.pop("row_id", None) or new_id()
        said = {"kind": kind, "quantity": Decimal(quantity)} | more
        patch = self._where(warehouse, product) | said
        return (by or self.clerk).act("stock_movements", row_id, group=group, patch=patch)

    def move(self, kind: str, quantity: int, *, by: Laptop | None = None, **more) -> Result:
        (result,) = (by or self.clerk).push(self.movement(kind, quantity, by=by, **more)).results
        return result

    def quote(self, laptop: Laptop) -> UUID:
        """A quote of a new customer of whoever sits at a laptop."""
        row_id = new_id()
        patch = {
            "number": f"Q-{row_id}",
            "root_id": row_id,
            "customer_id": laptop.add_customer(),
            "currency": "CNY",
            "issued_on": date(2026, 11, 23),
            "valid_until": date(2026, 12, 23),
            "owner_id": laptop.caller.user,
        }
        assert laptop.do("quotes", row_id, patch=patch).status == "applied"
        return row_id

    def reservation(self, laptop, quote, quantity, *, group=None, row_id=None, product=None, **more) -> bytes:
        said = {"quote_id": quote, "quantity": Decimal(quantity), "owner_id": laptop.caller.user}
        patch = self._where(None, product) | said | more
        return laptop.act("stock_reservations", row_id or new_id(), group=group, patch=patch)

    def reserve(self, laptop: Laptop, quantity: int, **more) -> Result:
        return self.promise(laptop, self.quote(laptop), quantity, **more)

    def promise(self, laptop: Laptop, quote: UUID, quantity: int, **more) -> Result:
        (result,) = laptop.push(self.reservation(laptop, quote, quantity, **more)).results
        return result

    def allot(self, who: Laptop | UUID, quantity: int, *, by=None, row_id=None, **more) -> Result:
        holder = who if isinstance(who, UUID) else who.caller.user
        patch = self._where(None, None) | {"holder_id": holder, "quantity": Decimal(quantity)} | more
        return (by or self.clerk).do("allotments", row_id or new_id(), patch=patch)

    def allotted(
        self, who: Laptop, quantity: int, device: UUID | None = None, *, until: date | None = None
    ) -> UUID:
        row_id = new_id()
        result = self.allot(who, quantity, row_id=row_id, device_id=device, until=until)
        assert result.status == "applied"
        return row_id

    def sell(self, laptop: Laptop, allotment: UUID, before: int, after: int) -> PushReply:
        """Promise something out of an allotment, as a laptop does."""
        group, quote = new_id(), self.quote(laptop)
        args = {"from": Decimal(before), "to": Decimal(after)}
        take = laptop.act("allotments", allotment, group=group, command="stock.take", args=args)
        made = self.reservation(laptop, quote, before - after, group=group, allotment_id=allotment)
        return laptop.push([take, made])

    def balance(self, product: UUID | None = None, *, warehouse: UUID | None = None) -> tuple[int, int, int]:
        """What is there, promised, and set aside."""
        where = self._where(warehouse, product)
        row = self.office.rows("stock_levels")[level_id(where["warehouse_id"], where["product_id"])]
        return row["on_hand"], row["reserved"], row["allotted"]
