"""Commands: what changes by a rule, not by setting a field. Each is carried out on what the server has."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from salesdesk.domain.errors import RuleBroken
from salesdesk.domain.quotes import LOST, QuoteStatus, Standing, check_move
from salesdesk.domain.stock import Promise, check_left
from salesdesk.protocol.entities import ENTITIES
from salesdesk.protocol.messages import Act
from salesdesk.server import allotments, pool
from salesdesk.server.policy import Role
from salesdesk.server.rows import Row
from salesdesk.server.staging import Stage


@dataclass(frozen=True, slots=True)
class Order:
    """One command on the row it is about; `args` are typed values."""

    act: Act
    row: Row
    args: Mapping[str, Any]
    by: UUID
    instead_of: UUID | None = None
    """Who gave it, where it was held and somebody else accepts it."""


class Overtaken(Exception):
    """Somebody else moved the row first: `field` is not what the command started from."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class Held(Exception):
    """The author may not write this row (any more): somebody who may is to decide. `scope` is whose."""

    def __init__(self, scope: str) -> None:
        super().__init__(scope)
        self.scope = scope


Run = Callable[[Stage, Order], None]


def starts_right(order: Order, field: str) -> bool:
    """Return whether there is something to do.

    Raises:
        Overtaken: the row is neither where the command starts nor where it leads.
    """
    now = order.row[field]
    if now == order.args.get("to") and now != order.args.get("from"):
        return False
    if now != order.args.get("from"):
        raise Overtaken(field)
    return True


def _move_quote(stage: Stage, order: Order) -> None:
    """Take a quote to its next state. Whether its validity had passed was judged where the clock is known."""
    row, to = order.row, QuoteStatus(order.args["to"])
    if not starts_right(order, "status"):
        return
    standing = Standing(
        status=QuoteStatus(row["status"]),
        valid_until=None if to is not QuoteStatus.EXPIRED else row["valid_until"],
        is_current=row["is_current"] or to is QuoteStatus.SUPERSEDED,
        missing=() if _has_lines(stage, row) else ("lines",),
    )
    check_move(standing, to, today=row["valid_until"].max)
    carried = ENTITIES["quotes"].guarded["status"].carries
    told = {name: order.args[name] for name in carried if name in order.args}
    stage.put("quotes", row | told | {"status": to.value}, by=order.by)
    if to in LOST:
        _release_all(stage, order)


def _release_all(stage: Stage, order: Order) -> None:
    """Let go of what was promised on a quote."""
    for promise in stage.beneath("stock_reservations", [order.row["id"]]):
        if promise["deleted_at"] is None and promise["state"] != Promise.RELEASED:
            stage.put("stock_reservations", promise | {"state": Promise.RELEASED.value}, by=order.by)


def _has_lines(stage: Stage, quote: Row) -> bool:
    lines = stage.beneath("quote_lines", [quote["id"]])
    return any(line["deleted_at"] is None and not line["optional"] for line in lines)


def _reassign(stage: Stage, order: Order) -> None:
    """Give a customer to another person or to the pool; of two who take one from it the first has it."""
    row, to = order.row, order.args["to"]
    if row["owner_id"] is not None and order.args.get("from") is None and row["owner_id"] != to:
        raise RuleBroken("customer-taken", name=row["name"], by=stage.work.directory.name(row["owner_id"]))
    if not starts_right(order, "owner_id"):
        return
    person = stage.work.directory.people.get(to) if to else None
    if to and (person is None or not person.is_active):
        raise RuleBroken("owner-unknown")
    pool.hand_over(stage, row, to, by=order.by)


def _protect(stage: Stage, order: Order) -> None:
    if starts_right(order, "protected_until"):
        pool.protect(stage, order.row, order.args["to"], by=order.by)


def _promote(stage: Stage, order: Order) -> None:
    """Change a person's role, manager, or whether they still work here."""
    directory = stage.work.directory
    if directory.people[order.by].role is not Role.ADMINISTRATOR:
        raise RuleBroken("not-allowed")
    told = {name: order.args[name] for name in ("manager_id", "is_active") if name in order.args}
    role = Role(order.args.get("to") or order.row["role"])
    stage.put("users", order.row | told | {"role": role.value}, by=order.by)


def _take(stage: Stage, order: Order) -> None:
    """Take goods out of an allotment, or put them back: for the laptop that has them, and no other.

    What was recalled is not there any more: what was sold of it has to be found among the rest. What is done
    after the last day recalls it.
    """
    row, to = order.row, order.args["to"]
    if order.act.device_id != row["device_id"] and order.instead_of != row["holder_id"]:
        raise RuleBroken("allotment-elsewhere")
    if row["deleted_at"] is not None:
        return
    made_at = min(order.act.made_at, stage.work.now)  # a clock may be ahead
    if allotments.is_over(stage.work.connection, row["until"], made_at):
        allotments.recall(stage, row, by=order.by)
        return
    if not starts_right(order, "remaining"):
        return
    check_left(row["quantity"], row["remaining"], to)
    stage.put("allotments", row | {"remaining": to}, by=order.by)


def _release(stage: Stage, order: Order) -> None:
    """Let a promise go, or hold it again."""
    to = Promise.RELEASED if order.args["to"] == Promise.RELEASED else Promise.RESERVED
    if order.row["state"] != to:
        stage.put("stock_reservations", order.row | {"state": to.value}, by=order.by)


COMMANDS: Final[Mapping[str, tuple[str, Run]]] = {
    "quote.move": ("quotes", _move_quote),
    "customer.reassign": ("customers", _reassign),
    "customer.protect": ("customers", _protect),
    "user.promote": ("users", _promote),
    "stock.take": ("allotments", _take),
    "stock.release": ("stock_reservations", _release),
}
"""The kind of row each command is about, and what it does. `held.decide` is the journal's own."""
