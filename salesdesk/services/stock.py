"""What a person does with stock: one function each, one transaction each.

The server alone promises what everybody may sell. What is promised here is provisional until it has said yes,
unless it comes out of an allotment of this laptop: that holds at once, however long the laptop is offline.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from salesdesk.domain import stock as rules
from salesdesk.domain.errors import RuleBroken
from salesdesk.domain.stock import Balance, Movement, Promise
from salesdesk.storage.database import Database
from salesdesk.storage.queries import products, quotes
from salesdesk.storage.queries import stock as queries
from salesdesk.storage.queries.stock import Allotment, Level, Reservation
from salesdesk.storage.replica import identity
from salesdesk.storage.tables.quotes import QuoteRow
from salesdesk.storage.tables.stock import AllotmentRow, ReservationRow, StockMovementRow, WarehouseRow
from salesdesk.storage.undo import Step

__all__ = [
    "Allotment",
    "Balance",
    "Goods",
    "Level",
    "Picture",
    "Reservation",
    "add_warehouse",
    "adjust",
    "allot",
    "allotments",
    "give_back",
    "issue",
    "levels",
    "picture",
    "recall",
    "receive",
    "release",
    "reservations",
    "reserve",
    "take",
    "transfer",
    "warehouses",
]


@dataclass(frozen=True, slots=True)
class Goods:
    """So much of a product in one warehouse."""

    product_id: UUID
    warehouse_id: UUID
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Picture:
    """What is known of a product's stock, and as of when: the last time the server was there."""

    levels: list[Level]
    allotments: list[Allotment]
    as_of: datetime | None


def warehouses(database: Database) -> dict[UUID, str]:
    """Return the names of the warehouses, in their order."""
    return database.ask(queries.warehouses)


def levels(database: Database, product_id: UUID) -> list[Level]:
    """Return where a product is kept, and how much may be promised, as far as is known here."""
    return database.ask(queries.levels, product_id)


def allotments(database: Database, product_id: UUID | None = None) -> list[Allotment]:
    """Return what is left of the goods set aside for this laptop."""
    return database.ask(queries.allotments, database.device_id, product_id)


def reservations(database: Database, quote_id: UUID) -> list[Reservation]:
    """Return what is promised on a quote."""
    return database.ask(queries.reservations, quote_id)


def picture(database: Database, product_id: UUID) -> Picture:
    """Return all that is known here of the stock of a product."""
    return database.ask(_picture, database.device_id, product_id)


def _picture(session: Session, device_id: UUID, product_id: UUID) -> Picture:
    return Picture(
        queries.levels(session, product_id),
        queries.allotments(session, device_id, product_id),
        identity.moment(session, identity.SUCCESS),
    )


def add_warehouse(database: Database, code: str, name: str) -> UUID:
    """Add a warehouse. Raise BadInput naming the field that is wrong."""
    given: dict[str, Any] = rules.check_warehouse({"code": code, "name": name}, new=True)
    with database.write(Step("warehouse-add", name=given["name"])) as session:
        return _added(session, WarehouseRow(**given))


def receive(database: Database, goods: Goods, *, reference: str = "") -> UUID:
    """Note goods that came."""
    return _move(database, Movement.RECEIVE, goods, reference=reference)


def issue(database: Database, goods: Goods, *, reference: str = "") -> UUID:
    """Note goods that went; what is promised or set aside does not."""
    return _move(database, Movement.ISSUE, replace(goods, quantity=-goods.quantity), reference=reference)


def adjust(database: Database, goods: Goods, *, reason: str) -> UUID:
    """Correct what is there by so much, up or down, and say why."""
    return _move(database, Movement.ADJUST, goods, reason=reason)


def _move(database: Database, kind: Movement, goods: Goods, **said: str) -> UUID:
    given: dict[str, Any] = rules.check_movement(asdict(goods) | {"kind": kind} | said, new=True)
    with database.write(Step(f"stock-{kind}", name=_called(database, goods.product_id))) as session:
        _check(session, goods, Balance(on_hand=given["quantity"]))
        return _added(session, StockMovementRow(**given))


def transfer(database: Database, goods: Goods, *, into: UUID) -> None:
    """Bring goods from one warehouse to another."""
    rules.quantity(goods.quantity)
    both = replace(goods, quantity=-goods.quantity), replace(goods, warehouse_id=into)
    with database.write(Step("stock-transfer", name=_called(database, goods.product_id))) as session:
        _check(session, goods, Balance(on_hand=-goods.quantity))
        number = database.new_id()
        for one in both:
            session.add(StockMovementRow(**asdict(one), kind=Movement.TRANSFER, transfer_id=number))


def allot(
    database: Database, goods: Goods, holder_id: UUID, *, until: date | None = None, occasion: str = ""
) -> UUID:
    """Set goods aside for the laptop of a person; which one, the server says."""
    said = {"holder_id": holder_id, "until": until, "occasion": occasion}
    given: dict[str, Any] = rules.check_allotment(asdict(goods) | said, new=True)
    with database.write(Step("stock-allot", name=_called(database, goods.product_id))) as session:
        _check(session, goods, Balance(allotted=given["quantity"]))
        return _added(session, AllotmentRow(**given, remaining=given["quantity"]))


def recall(database: Database, allotment_id: UUID) -> None:
    """Take back what is left of an allotment: of a laptop that was lost, or whose show is over."""
    product_id = database.ask(queries.allotment, allotment_id).product_id
    with database.write(Step("stock-recall", name=_called(database, product_id))) as session:
        queries.allotment(session, allotment_id).deleted_at = database.clock()


def reserve(database: Database, quote_id: UUID, goods: Sequence[Goods]) -> list[UUID]:
    """Promise goods on a quote, all of them or none: provisional until the server has said yes.

    Raises:
        RuleBroken: `stock-short` (available, wanted, product), as far as is known here.
    """
    number = database.ask(quotes.one, quote_id).number
    with database.write(Step("stock-reserve", number=number)) as session:
        quote = quotes.one(session, quote_id)
        made = []
        for one in goods:
            _check(session, one, Balance(reserved=one.quantity))
            made.append(_promise(database, session, quote, one, Promise.PROVISIONAL))
        return made


def take(database: Database, allotment_id: UUID, quote_id: UUID, quantity: Decimal, *, today: date) -> UUID:
    """Promise goods on a quote out of what is set aside for this laptop: it holds at once, also offline.

    Raises:
        RuleBroken: `allotment-elsewhere`, `allotment-over`, `allotment-short` (left, wanted).
    """
    number = database.ask(quotes.one, quote_id).number
    with database.write(Step("stock-take", number=number)) as session:
        row = queries.allotment(session, allotment_id)
        _check_ours(database, row)
        row.remaining = rules.taken(row.remaining, rules.quantity(quantity), until=row.until, today=today)
        one = Goods(row.product_id, row.warehouse_id, quantity)
        quote = quotes.one(session, quote_id)
        return _promise(database, session, quote, one, Promise.RESERVED, allotment_id=row.id)


def give_back(database: Database, allotment_id: UUID) -> None:
    """Let everybody have what is left of the goods set aside for this laptop."""
    product_id = database.ask(queries.allotment, allotment_id).product_id
    with database.write(Step("stock-give-back", name=_called(database, product_id))) as session:
        row = queries.allotment(session, allotment_id)
        _check_ours(database, row)
        row.remaining = Decimal(0)


def release(database: Database, reservation_id: UUID) -> None:
    """Let a promise go."""
    quote_id = database.ask(queries.reservation, reservation_id).quote_id
    number = database.ask(quotes.one, quote_id).number
    with database.write(Step("stock-release", number=number)) as session:
        queries.reservation(session, reservation_id).state = Promise.RELEASED


def _promise(
    database: Database, session: Session, quote: QuoteRow, goods: Goods, state: Promise, **more: UUID
) -> UUID:
    said = {"quote_id": quote.id, "owner_id": database.me}
    given: dict[str, Any] = rules.check_reservation(asdict(goods) | said | more, new=True)
    return _added(session, ReservationRow(**given, state=state, scope_id=quote.scope_id))


def _check(session: Session, goods: Goods, change: Balance) -> None:
    """Raise RuleBroken where, as far as is known here, there is not enough."""
    session.info["recorder"].settle()  # what this step did so far counts
    try:
        rules.book(queries.balance(session, (goods.warehouse_id, goods.product_id)), change)
    except RuleBroken as broken:
        name = products.one(session, goods.product_id).name
        raise RuleBroken(broken.code, **broken.values, product=name) from None


def _check_ours(database: Database, row: AllotmentRow) -> None:
    if row.device_id != database.device_id:
        raise RuleBroken("allotment-elsewhere")


def _called(database: Database, product_id: UUID) -> str:
    return database.ask(products.one, product_id).name


def _added(session: Session, row: Any) -> UUID:
    session.add(row)
    session.flush()
    made: UUID = row.id
    return made
