"""What lies in the warehouses, what of it is promised, and who may promise the rest.

`on_hand` is there; of it `reserved` is promised to customers, and `allotted` is set aside for one device at a
show, which may promise it without asking. What is left is `available`; only the server promises of that.

A balance is never set. It is the sum of what its rows are worth: movements, promises, allotments. So whatever
is made, changed, removed or taken back moves the balance by the difference, and the ledger always adds up.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Any, Final
from uuid import UUID, uuid5

from salesdesk.domain import fields
from salesdesk.domain.errors import BadInput, RuleBroken
from salesdesk.domain.pricing import LARGEST_NUMBER, QUANTITY_PLACES

_NOTHING: Final = Decimal(0)
Fields = Mapping[str, Any]


class Movement(StrEnum):
    """Why goods came or went; of a transfer there are two, one in each warehouse."""

    RECEIVE = "receive"
    ISSUE = "issue"
    ADJUST = "adjust"
    TRANSFER = "transfer"


class Promise(StrEnum):
    """Where a promise to a customer stands: `provisional` until the server has said yes."""

    PROVISIONAL = "provisional"
    RESERVED = "reserved"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Balance:
    """So much of one product in one warehouse, or a change of it."""

    on_hand: Decimal = _NOTHING
    reserved: Decimal = _NOTHING
    allotted: Decimal = _NOTHING

    @property
    def available(self) -> Decimal:
        """What may still be promised."""
        return self.on_hand - self.reserved - self.allotted

    def __add__(self, other: "Balance") -> "Balance":
        """Return both together."""
        return Balance(
            self.on_hand + other.on_hand, self.reserved + other.reserved, self.allotted + other.allotted
        )

    def __sub__(self, other: "Balance") -> "Balance":
        """Return the change that leads from `other` to this."""
        return Balance(
            self.on_hand - other.on_hand, self.reserved - other.reserved, self.allotted - other.allotted
        )


EMPTY: Final = Balance()


def _of_promise(row: Fields) -> Balance:
    return EMPTY if row["state"] == Promise.RELEASED else Balance(reserved=row["quantity"])


_WORTH: Final[Mapping[str, Callable[[Fields], Balance]]] = {
    "stock_movements": lambda row: Balance(on_hand=row["quantity"]),
    "stock_reservations": _of_promise,
    "allotments": lambda row: Balance(allotted=row["remaining"]),
}
BOOKED: Final = frozenset(_WORTH)
"""The kinds of rows that make up a balance."""


def worth(kind: str, row: Fields | None) -> Balance:
    """Return what a row adds to the balance of its product and warehouse; a removed one adds nothing."""
    if row is None or row["deleted_at"] is not None:
        return EMPTY
    return _WORTH[kind](row)


def level_id(warehouse: UUID, product: UUID) -> UUID:
    """Return the id of the one balance of a product in a warehouse, whoever makes it."""
    return uuid5(warehouse, product.hex)


def together(balances: Iterable[Balance]) -> Balance:
    """Return the sum of some balances."""
    return sum(balances, EMPTY)


def book(now: Balance, change: Balance) -> Balance:
    """Return the balance after a change.

    Raises:
        RuleBroken: `stock-short` (available, wanted): it would be promised twice, or was never there.
        BadInput: `number-too-large`.
    """
    after = now + change
    if min(after.available, after.reserved, after.allotted) < 0:
        raise RuleBroken("stock-short", available=now.available, wanted=-change.available)
    if after.on_hand >= LARGEST_NUMBER:
        raise BadInput("number-too-large", field="quantity", limit=LARGEST_NUMBER)
    return after


def check_left(quantity: Decimal, left: Decimal, to: Decimal) -> None:
    """Raise RuleBroken unless what is left of an allotment may become `to`: less, or up to all of it."""
    if not 0 <= to <= quantity:
        raise RuleBroken("allotment-short", left=left, wanted=left - to)


def taken(left: Decimal, wanted: Decimal, *, until: date | None, today: date) -> Decimal:
    """Return what is left of an allotment after so much was promised to a customer.

    Raises:
        RuleBroken: `allotment-over` after its last day, `allotment-short` where less is left.
    """
    if until is not None and today > until:
        raise RuleBroken("allotment-over", until=until)
    if wanted > left:
        raise RuleBroken("allotment-short", left=left, wanted=wanted)
    return left - wanted


def quantity(value: object, field: str = "quantity") -> Decimal:
    """Return a quantity above zero."""
    found = fields.number(value, field, places=QUANTITY_PLACES, largest=LARGEST_NUMBER)
    if found == 0:
        raise BadInput("quantity-zero", field=field)
    return found


def _signed(value: object) -> Decimal:
    if not isinstance(value, Decimal | int):
        return quantity(value)
    return quantity(abs(value)).copy_sign(Decimal(value))


def _as_given(value: object) -> object:
    return value


_PLACE: Final = {"warehouse_id": _as_given, "product_id": _as_given}
Rules = Mapping[str, Callable[[Any], object]]
_WAREHOUSE: Final[Rules] = {
    "code": partial(fields.required, field="code"),
    "name": partial(fields.required, field="name"),
    "is_active": bool,
}
_MOVEMENT: Final[Rules] = {
    **_PLACE,
    "kind": partial(fields.choice, kind=Movement, field="kind"),
    "quantity": _signed,
    "reason": partial(fields.line, field="reason"),
    "reference": partial(fields.line, field="reference"),
}
_ALLOTMENT: Final[Rules] = {
    **_PLACE,
    "holder_id": _as_given,
    "device_id": _as_given,
    "quantity": quantity,
    "until": _as_given,
    "occasion": partial(fields.line, field="occasion"),
}
_RESERVATION: Final[Rules] = {
    **_PLACE,
    "quote_id": _as_given,
    "owner_id": _as_given,
    "allotment_id": _as_given,
    "quantity": quantity,
}
WAREHOUSE_FIELDS: Final = frozenset(_WAREHOUSE)
MOVEMENT_FIELDS: Final = frozenset(_MOVEMENT)
ALLOTMENT_FIELDS: Final = frozenset(_ALLOTMENT)
RESERVATION_FIELDS: Final = frozenset(_RESERVATION)


def check_warehouse(given: Fields, *, new: bool = False) -> dict[str, object]:
    """Return a warehouse's fields tidied. Raise BadInput, naming the first that is wrong."""
    return _tidied(given, _WAREHOUSE, ("code", "name") if new else ())


def check_movement(given: Fields, *, new: bool = False) -> dict[str, object]:
    """Return a movement's fields tidied: what is received adds, what is issued takes, a correction says why.

    Raises:
        BadInput: a field is wrong or missing; `field` names it.
    """
    told = _tidied(given, _MOVEMENT, ("warehouse_id", "product_id", "kind", "quantity") if new else ())
    kind, figure = told.get("kind"), told.get("quantity")
    signs = {Movement.RECEIVE: 1, Movement.ISSUE: -1}
    if kind in signs and isinstance(figure, Decimal) and figure * signs[Movement(str(kind))] < 0:
        raise BadInput("movement-backwards", field="quantity")
    if kind is Movement.ADJUST and not told.get("reason"):
        raise BadInput("field-required", field="reason")
    return told


def check_allotment(given: Fields, *, new: bool = False) -> dict[str, object]:
    """Return an allotment's fields tidied. Raise BadInput, naming the first that is wrong."""
    return _tidied(given, _ALLOTMENT, ("warehouse_id", "product_id", "holder_id", "quantity") if new else ())


def check_reservation(given: Fields, *, new: bool = False) -> dict[str, object]:
    """Return a promise's fields tidied. Raise BadInput, naming the first that is wrong."""
    return _tidied(given, _RESERVATION, ("warehouse_id", "product_id", "quote_id", "quantity") if new else ())


def _tidied(given: Fields, rules: Rules, needed: Iterable[str]) -> dict[str, object]:
    fields.known(given, rules)
    for name in needed:
        if given.get(name) in (None, ""):
            raise BadInput("field-required", field=name)
    return {name: rules[name](value) for name, value in given.items()}
