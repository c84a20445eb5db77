"""The lines of a quote, and what they come to. The domain works totals out anew with every change."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from salesdesk.domain import fields as rules
from salesdesk.domain.errors import BadInput, NotFound
from salesdesk.domain.money import RoundingMode, from_minor, to_minor
from salesdesk.domain.pricing import DocumentTotals, LinePrice, total_up
from salesdesk.domain.quotes import QuoteStatus, Standing, check_edit
from salesdesk.domain.taxes import Rounding
from salesdesk.services.products import asked_price
from salesdesk.storage.database import Database
from salesdesk.storage.queries import products
from salesdesk.storage.queries import quotes as queries
from salesdesk.storage.queries.quotes import QuoteDetail, QuoteLine
from salesdesk.storage.tables.quotes import QuoteLineRow, QuoteRow
from salesdesk.storage.undo import Step

__all__ = [
    "QuoteLine",
    "add_line",
    "last_price",
    "line_for",
    "move_line",
    "remove_line",
    "set_lines",
    "totals_of",
    "work_out",
]
_TYPED: Final = [
    "product_id",
    "code",
    "name",
    "spec",
    "unit",
    "quantity",
    "unit_price",
    "tax_included",
    "discount_percent",
    "discount_amount",
    "tax_rate",
    "price_chain",
    "optional",
    "section",
    "note",
]
_LINES: Final = ("code", "name", "spec", "unit", "section")


def work_out(
    lines: Sequence[QuoteLine],
    *,
    currency: str,
    rounding: Rounding = Rounding.PER_LINE_TAX,
    mode: RoundingMode = RoundingMode.HALF_UP,
    discount_percent: Decimal = Decimal(0),
    discount_amount: int = 0,
) -> DocumentTotals:
    """Return what lines come to, without saving them; amounts are minor units.

    Raises BadInput or RuleBroken for what no quote may hold.
    """
    return total_up(
        [_priced(line, currency) for line in lines],
        currency=currency,
        rounding=rounding,
        mode=mode,
        discount_percent=discount_percent,
        discount_amount=from_minor(discount_amount, currency),
    )


def totals_of(detail: QuoteDetail) -> DocumentTotals:
    """Return what a quote comes to as it stands on the screen, saved or not. Raises as `work_out`."""
    return work_out(
        detail.lines,
        currency=detail.currency,
        rounding=detail.rounding,
        mode=detail.rounding_mode,
        discount_percent=detail.discount_percent,
        discount_amount=detail.discount_amount,
    )


def _priced(line: QuoteLine, currency: str) -> LinePrice:
    return LinePrice(
        quantity=line.quantity,
        unit_price=line.unit_price,
        tax_included=line.tax_included,
        tax_rate=line.tax_rate,
        discount_percent=line.discount_percent,
        discount_amount=from_minor(line.discount_amount, currency),
        optional=line.optional,
    )


def set_lines(database: Database, quote_id: UUID, lines: Sequence[QuoteLine]) -> None:
    """Make these the lines of a draft, in this order; known ids are changed, missing ones removed."""
    step = Step("quote-lines", number=database.ask(queries.one, quote_id).number)
    with database.write(step) as session:
        write_lines(session, editable(session, quote_id), lines)


def add_line(database: Database, quote_id: UUID, line: QuoteLine, *, at: int | None = None) -> UUID:
    """Add a line, at the end or before position `at`; return its id."""
    with database.write(Step("line-add", name=line.name or line.code)) as session:
        quote = editable(session, quote_id)
        lines = [queries.line_of(row) for row in queries.line_rows(session, quote_id)]
        lines.insert(len(lines) if at is None else at, replace(line, id=None))
        ids = write_lines(session, quote, lines)
        return ids[len(ids) - 1 if at is None else at]


def move_line(database: Database, quote_id: UUID, line_id: UUID, to: int) -> None:
    """Put a line at another place; 0 is the first."""
    with database.write(Step("line-move", number=database.ask(queries.one, quote_id).number)) as session:
        quote = editable(session, quote_id)
        lines = [queries.line_of(row) for row in queries.line_rows(session, quote_id)]
        lines.insert(to, lines.pop(_place(lines, line_id)))
        write_lines(session, quote, lines)


def remove_line(database: Database, quote_id: UUID, line_id: UUID) -> None:
    """Take a line out of a draft."""
    lines = [queries.line_of(row) for row in database.ask(queries.line_rows, quote_id)]
    name = lines[_place(lines, line_id)].name
    with database.write(Step("line-remove", name=name)) as session:
        quote = editable(session, quote_id)
        kept = [queries.line_of(row) for row in queries.line_rows(session, quote_id) if row.id != line_id]
        write_lines(session, quote, kept)


def _place(lines: Sequence[QuoteLine], line_id: UUID) -> int:
    for place, line in enumerate(lines):
        if line.id == line_id:
            return place
    raise NotFound("line-gone")


def line_for(
    database: Database, product_id: UUID, *, currency: str, quantity: Decimal, day: date
) -> QuoteLine:
    """Return a line for a product at the price that holds; 0 where nobody set one in that currency."""
    return database.ask(_line_for, product_id, currency=currency, quantity=quantity, day=day)


def _line_for(
    session: Session, product_id: UUID, *, currency: str, quantity: Decimal, day: date
) -> QuoteLine:
    row = products.one(session, product_id)
    price = asked_price(session, product_id, currency=currency, quantity=quantity, day=day)
    blank = QuoteLine(
        product_id=row.id,
        code=row.code,
        name=row.name,
        spec=row.spec,
        unit=row.unit,
        quantity=quantity,
        tax_rate=row.tax_rate,
        tax_included=row.tax_included,
    )
    if price is None:
        return blank
    chain = {"step": "quantity" if price.min_quantity else "list", "unit_price": str(price.unit_price)}
    return replace(blank, unit_price=price.unit_price, tax_included=price.tax_included, price_chain=(chain,))


def last_price(database: Database, customer_id: UUID, product_id: UUID, currency: str) -> QuoteLine | None:
    """Return the newest line that offered this product to this customer, in a quote that went out."""
    return database.ask(queries.last_price, customer_id, product_id, currency)


def editable(session: Session, quote_id: UUID) -> QuoteRow:
    """Return the row of a quote that may be edited, or raise RuleBroken; for other services."""
    row = queries.one(session, quote_id)
    check_edit(Standing(status=QuoteStatus(row.status), is_current=row.is_current))
    return row


def write_lines(session: Session, quote: QuoteRow, lines: Sequence[QuoteLine]) -> list[UUID]:
    """Make these the lines of a quote and work out its totals; return their ids."""
    old = {row.id: row for row in queries.line_rows(session, quote.id)}
    rows = []
    for position, line in enumerate(lines):
        row = old.pop(line.id, None) if line.id else None
        if row is None:
            row = QuoteLineRow(quote_id=quote.id, scope_id=quote.scope_id)
            session.add(row)
        row.position = position
        for name, value in _tidy(line).items():
            setattr(row, name, value)
        rows.append(row)
    for gone in old.values():
        gone.deleted_at = session.info["recorder"].now
    total(quote, rows)
    session.flush()
    return [row.id for row in rows]


def _tidy(line: QuoteLine) -> dict[str, Any]:
    if line.discount_amount < 0:
        raise BadInput("discount-negative", field="discount_amount", amount=line.discount_amount)
    given = {name: getattr(line, name) for name in _TYPED}
    given |= {name: rules.line(given[name], name) for name in _LINES}
    return given | {"note": rules.text(line.note, "note"), "price_chain": [dict(s) for s in line.price_chain]}


def exchange(quote: QuoteRow, rows: Sequence[QuoteLineRow], before: str, *, kept: bool) -> None:
    """Keep discounts the amounts that were typed when the currency of a quote changes: 50.00 stays 50.

    With `kept` off the discount of the document is already one in the new currency.
    """
    if quote.currency != before:
        typed: list[QuoteRow | QuoteLineRow] = [*rows, quote] if kept else [*rows]
        for row in typed:
            amount = from_minor(row.discount_amount or 0, before)
            row.discount_amount = to_minor(amount, quote.currency, RoundingMode(quote.rounding_mode))


def total(quote: QuoteRow, rows: Sequence[QuoteLineRow]) -> None:
    """Work out the totals of a quote and of its lines."""
    totals = work_out(
        [queries.typed_line(row) for row in rows],
        currency=quote.currency,
        rounding=Rounding(quote.rounding),
        mode=RoundingMode(quote.rounding_mode),
        discount_percent=quote.discount_percent or Decimal(0),
        discount_amount=quote.discount_amount or 0,
    )
    quote.net, quote.tax, quote.gross = totals.net, totals.tax, totals.gross
    for row, line in zip(rows, totals.lines, strict=True):
        row.net, row.tax, row.gross = line.net, line.tax, line.gross


def total_again(session: Session, rows: Sequence[QuoteRow]) -> None:
    """Work out the totals of quotes whose lines were changed by other means."""
    for row in rows:
        total(row, queries.line_rows(session, row.id))
