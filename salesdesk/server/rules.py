"""What every act must keep to, whoever sent it: the same rule code that the laptop ran."""

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from salesdesk.domain import stock
from salesdesk.domain.activities import ACTIVITY_FIELDS, check_activity
from salesdesk.domain.attachments import FILE_FIELDS, THUMBNAIL_FIELDS, check_file, check_thumbnail
from salesdesk.domain.comments import COMMENT_FIELDS, check_comment
from salesdesk.domain.contacts import CONTACT_FIELDS, check_contact
from salesdesk.domain.custom_fields import FIELD_FIELDS, STORED_FIELDS, check_field, check_stored
from salesdesk.domain.customers import CUSTOMER_FIELDS, check_customer
from salesdesk.domain.errors import RuleBroken
from salesdesk.domain.mail_templates import TEMPLATE_FIELDS, check_template
from salesdesk.domain.money import RoundingMode, from_minor
from salesdesk.domain.pricing import LinePrice, total_up
from salesdesk.domain.products import PRODUCT_FIELDS, check_product
from salesdesk.domain.quotes import QuoteStatus, check_validity
from salesdesk.domain.shared_views import SHARED_VIEW_FIELDS, check_shared_view
from salesdesk.domain.shows import CAPTURE_FIELDS, SHOW_FIELDS, check_capture, check_show
from salesdesk.domain.taxes import Rounding
from salesdesk.protocol import scopes
from salesdesk.protocol.entities import ENTITIES
from salesdesk.protocol.scopes import PARENTS, PERSONAL, SHARED, STOCKED
from salesdesk.server.policy import Role
from salesdesk.server.rows import Row
from salesdesk.server.staging import Stage
from salesdesk.storage.references import references

Check = Callable[..., dict[str, object]]
_CHECKS: Final[Mapping[str, tuple[Check, frozenset[str]]]] = {
    "customers": (check_customer, CUSTOMER_FIELDS),
    "contacts": (check_contact, CONTACT_FIELDS),
    "activities": (check_activity, ACTIVITY_FIELDS),
    "comments": (check_comment, COMMENT_FIELDS),
    "attachments": (check_file, FILE_FIELDS),
    "thumbnails": (check_thumbnail, THUMBNAIL_FIELDS),
    "custom_fields": (check_field, FIELD_FIELDS),
    "custom_values": (check_stored, STORED_FIELDS),
    "trade_shows": (check_show, SHOW_FIELDS),
    "captures": (check_capture, CAPTURE_FIELDS),
    "mail_templates": (check_template, TEMPLATE_FIELDS),
    "products": (check_product, PRODUCT_FIELDS),
    "shared_views": (check_shared_view, SHARED_VIEW_FIELDS),
    "warehouses": (stock.check_warehouse, stock.WAREHOUSE_FIELDS),
    "stock_movements": (stock.check_movement, stock.MOVEMENT_FIELDS),
    "allotments": (stock.check_allotment, stock.ALLOTMENT_FIELDS),
    "stock_reservations": (stock.check_reservation, stock.RESERVATION_FIELDS),
}
_FIRST: Final = {"quotes": ("status", QuoteStatus.DRAFT), "held_acts": ("state", "waiting")}
"""The state in which a row begins; every later one takes a command."""
_DAYS: Final = frozenset({"starts_on", "ends_on"})
_MAY_STILL_CHANGE: Final = frozenset(
    {"status", "sent_at", "decided_at", "reason", "valid_until", "is_current"}
    | {"owner_id", "scope_id", "deleted_at"}
)
"""Fields of a quote that has gone out: what became of it, and whose it is. All else takes a revision."""


def check_fields(entity: str, fields: Mapping[str, Any], *, new: bool) -> dict[str, Any]:
    """Return the fields as they may be stored.

    Raises:
        BadInput: a value is not allowed; `field` names it.
        RuleBroken: a new row does not begin in its first state; `act-unreadable`, a role nobody knows.
    """
    first = _FIRST.get(entity)
    if new and first and fields.get(first[0], first[1]) != first[1]:
        raise RuleBroken("state-not-first", state=fields[first[0]])
    if entity == "users" and "role" in fields and fields["role"] not in set(Role):
        raise RuleBroken("act-unreadable", entity=entity, field="role")  # or nobody's could be told
    if entity not in _CHECKS:
        return dict(fields)
    check, known = _CHECKS[entity]
    said = {name: fields[name] for name in fields if name in known}
    if said.get("all_day_on") is not None:
        said.pop("happens_at", None)  # where the day is put among the moments, not a second time
    if entity == "trade_shows" and not new:  # its days are looked at together, by `check_whole`
        said = {name: value for name, value in said.items() if name not in _DAYS}
    return dict(fields) | check(said, new=new)


def check_whole(entity: str, fields: Mapping[str, Any], changed: Collection[str]) -> None:
    """Raise BadInput where a row as a whole makes no sense by a change: a show that ends before it begins."""
    if entity == "trade_shows" and _DAYS.intersection(changed):
        check_show({name: fields[name] for name in _DAYS})


def scope_of(stage: Stage, entity: str, row: Row, author: UUID) -> str:
    """Return the scope a row belongs into, whatever its author says.

    Raises:
        RuleBroken: what it lies beneath is not there.
    """
    if entity in SHARED:
        return scopes.COMPANY
    if entity in STOCKED:
        return scopes.STOCK
    if entity in PERSONAL:
        return scopes.private_to(author)
    if entity == "customers":
        return scopes.owned_by(row["owner_id"])
    above = PARENTS.get(entity)
    if above is None:
        return str(row["scope_id"])
    parent = stage.get(above[0], row[above[1]])
    if parent is None:
        raise RuleBroken("parent-gone", entity=above[0])
    return str(parent["scope_id"])


def check_references(stage: Stage, entity: str, fields: Mapping[str, Any]) -> None:
    """Raise RuleBroken (`parent-gone`) where a row that is named is not there."""
    for name, named in references(entity).items():
        if fields.get(name) is not None and stage.get(named, fields[name]) is None:
            raise RuleBroken("parent-gone", entity=named)


def settle_quotes(stage: Stage, by: UUID) -> None:
    """Work out the totals of every draft the group touched; the figures that were sent are not believed.

    Raises:
        BadInput: a quote could not be priced.
        RuleBroken: likewise, or `quote-not-draft`: the group changed what has gone out.
    """
    touched = {key[1] for key in stage.rows if key[0] == "quotes"}
    touched |= {row["quote_id"] for key, row in stage.rows.items() if key[0] == "quote_lines"}
    for quote_id in sorted(touched):
        quote = stage.get("quotes", quote_id)
        if quote is None or quote["deleted_at"] is not None:
            continue
        check_validity(issued_on=quote["issued_on"], valid_until=quote["valid_until"])
        if quote["status"] == QuoteStatus.DRAFT:
            _total(stage, quote, by)
        else:
            _check_gone_out(stage, quote)


def _check_gone_out(stage: Stage, quote: Row) -> None:
    """Raise RuleBroken where a quote that was no draft any more is another one now.

    It may go, and come back.
    """
    before = stage.work.known.get(("quotes", quote["id"]))
    if before is None or before["deleted_at"] is not None or before["status"] == QuoteStatus.DRAFT:
        return
    lines = (stage.rows[key] for key in stage.rows.naming("quote_lines", "quote_id", [quote["id"]]))
    own = [line for line in lines if line["quote_id"] == quote["id"]]
    fixed = ENTITIES["quotes"].fields.keys() - _MAY_STILL_CHANGE
    fixed -= {"customer_id"} if quote["id"] in stage.regrouped else set()
    if any(before[name] != quote[name] for name in fixed) or any(_is_another(stage, line) for line in own):
        raise RuleBroken("quote-not-draft", now=before["status"])


def _is_another(stage: Stage, line: Row) -> bool:
    before = stage.work.known.get(("quote_lines", line["id"]))
    fields = ENTITIES["quote_lines"].fields.keys() - {"scope_id"}
    return before is None or any(before[name] != line[name] for name in fields)


def _total(stage: Stage, quote: Row, by: UUID) -> None:
    lines = [row for row in stage.beneath("quote_lines", [quote["id"]]) if row["deleted_at"] is None]
    lines.sort(key=lambda row: (row["position"], row["id"]))
    totals = total_up(
        [_priced(row, quote["currency"]) for row in lines],
        currency=quote["currency"],
        rounding=Rounding(quote["rounding"]),
        mode=RoundingMode(quote["rounding_mode"]),
        discount_percent=quote["discount_percent"] or Decimal(0),
        discount_amount=from_minor(quote["discount_amount"] or 0, quote["currency"]),
    )
    for row, made in zip(lines, totals.lines, strict=True):
        _write_figures(stage, "quote_lines", row, (made.net, made.tax, made.gross), by)
    _write_figures(stage, "quotes", quote, (totals.net, totals.tax, totals.gross), by)


def _write_figures(stage: Stage, entity: str, row: Row, figures: tuple[int, int, int], by: UUID) -> None:
    net, tax, gross = figures
    if (row["net"], row["tax"], row["gross"]) != figures:
        stage.put(entity, row | {"net": net, "tax": tax, "gross": gross}, by=by)


def _priced(row: Row, currency: str) -> LinePrice:
    return LinePrice(
        quantity=row["quantity"],
        unit_price=row["unit_price"],
        tax_included=row["tax_included"],
        tax_rate=row["tax_rate"] or Decimal(0),
        discount_percent=row["discount_percent"] or Decimal(0),
        discount_amount=from_minor(row["discount_amount"] or 0, currency),
        optional=row["optional"],
    )
