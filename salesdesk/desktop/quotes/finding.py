"""What the editor of a quote asks while one types. All of it runs on workers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from salesdesk import formats
from salesdesk.desktop.quotes.line_columns import price_text
from salesdesk.desktop.widgets.picker import Suggestion
from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.money import RoundingMode, from_minor
from salesdesk.domain.price_chain import ChainStep, price_chain
from salesdesk.domain.price_rules import PriceStep, StepKind
from salesdesk.domain.pricing import LinePrice, price_line
from salesdesk.domain.quotes import may_edit
from salesdesk.services import contacts, customers, products, quote_lines, quotes
from salesdesk.services.customers import CustomerFilter
from salesdesk.services.products import ProductFilter
from salesdesk.services.quotes import QuoteDetail, QuoteLine
from salesdesk.storage.database import Database

_HITS: Final = 8


def find_customers(database: Database, text: str) -> list[Suggestion]:
    """Return customers by characters, pinyin, initials or part of a phone number; the best first."""
    page = customers.listing(database, CustomerFilter(text=text)).page(0, _HITS)
    detail = [
        " · ".join(part for part in (each.short_name or each.name_en, each.city) if part) for each in page
    ]
    return [
        Suggestion(each.name, each.id, told, "building-2") for each, told in zip(page, detail, strict=True)
    ]


def find_products(database: Database, text: str) -> list[Suggestion]:
    """Return products by code, name, pinyin or initials; one whose code is typed whole comes first."""
    wanted = ProductFilter(text=text, active=True)
    page = products.listing(database, wanted).page(0, _HITS)
    exact = text.strip().casefold()
    page.sort(key=lambda each: each.code.casefold() != exact)
    return [
        Suggestion(
            each.name,
            each.id,
            f"{each.code} · {formats.SYMBOLS.get(each.currency, each.currency)}"
            f"{price_text(each.unit_price, each.currency)}",
            "package",
        )
        for each in page
    ]


def people_of(database: Database, customer_id: UUID) -> list[tuple[UUID | None, str]]:
    """Return the contacts of a customer as (id, name and title)."""
    found = contacts.contacts_of(database, customer_id)
    named: list[tuple[UUID | None, str]] = [
        (each.id, " · ".join(part for part in (each.name, each.job_title) if part)) for each in found
    ]
    return [(None, "–"), *named]


def priced_line(
    database: Database, kept: QuoteLine, product_id: UUID, *, currency: str, day: date
) -> QuoteLine:
    """Return a line for a product, keeping how many, the discount and the note of the line it stands in."""
    fresh = quote_lines.line_for(database, product_id, currency=currency, quantity=kept.quantity, day=day)
    names = ("id", "quantity", "discount_percent", "discount_amount", "optional", "section", "note")
    return replace(fresh, **{name: getattr(kept, name) for name in names})


def coded_line(
    database: Database, kept: QuoteLine, text: str, *, currency: str, day: date
) -> QuoteLine | None:
    """Return a line for the product whose code was typed, or None."""
    found = products.product_of_code(database, text) or products.product_of_code(database, text.upper())
    return priced_line(database, kept, found, currency=currency, day=day) if found is not None else None


def repriced(database: Database, line: QuoteLine, *, currency: str, day: date) -> QuoteLine:
    """Return the line at the price for its quantity, unless somebody has given it another price."""
    listed = str(line.price_chain[-1].get("unit_price", "")) if line.price_chain else ""
    if line.product_id is None or not listed or Decimal(listed) != line.unit_price:
        return line
    fresh = priced_line(database, line, line.product_id, currency=currency, day=day)
    return (
        replace(line, unit_price=fresh.unit_price, price_chain=fresh.price_chain)
        if fresh.price_chain
        else line
    )


@dataclass(frozen=True, slots=True)
class PriceStory:
    """How the price of a line came about, and what this customer was last offered."""

    key: int
    steps: tuple[ChainStep, ...]
    last: QuoteLine | None


def price_story(database: Database, detail: QuoteDetail, key: int, line: QuoteLine) -> PriceStory:
    """Return the story of one line."""
    last = None
    if line.product_id is not None and may_edit(detail.status):
        last = quote_lines.last_price(database, detail.customer_id, line.product_id, detail.currency)
    try:
        steps = _steps(line, detail.currency, detail.rounding_mode)
    except SalesDeskError:  # the line itself is refused where it is typed
        steps = ()
    return PriceStory(key, steps, last)


def _steps(line: QuoteLine, currency: str, mode: RoundingMode) -> tuple[ChainStep, ...]:
    price = LinePrice(
        quantity=line.quantity,
        unit_price=line.unit_price,
        tax_included=line.tax_included,
        tax_rate=line.tax_rate,
        discount_percent=line.discount_percent,
        discount_amount=from_minor(line.discount_amount, currency),
    )
    listed = [Decimal(str(step["unit_price"])) for step in line.price_chain if "unit_price" in step]
    given = [PriceStep(StepKind.LIST_PRICE, "", None, each) for each in listed]
    if listed and listed[-1] != line.unit_price:
        given.append(PriceStep(StepKind.MANUAL_AMOUNT, "", None, line.unit_price))
    totals = price_line(price, currency=currency, mode=mode)
    return tuple(price_chain(price, totals, currency=currency, mode=mode, given=tuple(given)))


def write_lines(
    database: Database, quote_id: UUID, before: Sequence[QuoteLine], after: Sequence[QuoteLine]
) -> list[UUID | None]:
    """Save the lines as the smallest step that leads there, so that undo can name it; return their ids."""
    added = [at for at, line in enumerate(after) if line.id is None]
    kept = [line for line in after if line.id is not None]
    ids = [line.id for line in after]
    gone = [line for line in before if line.id not in ids]
    moved = None if added or gone else _moved([line.id for line in before], ids)
    if len(added) == 1 and kept == list(before):
        quote_lines.add_line(database, quote_id, after[added[0]], at=added[0])
    elif len(gone) == 1 and not added and kept == [line for line in before if line is not gone[0]]:
        quote_lines.remove_line(database, quote_id, _known(gone[0].id))
    elif moved is not None and sorted(map(repr, before)) == sorted(map(repr, after)):
        quote_lines.move_line(database, quote_id, _known(after[moved].id), moved)
    else:
        quote_lines.set_lines(database, quote_id, after)
    return [line.id for line in quotes.quote(database, quote_id).lines]


def _moved(before: Sequence[UUID | None], after: Sequence[UUID | None]) -> int | None:
    """Return where the one line that was moved stands now."""
    for at, line in enumerate(after):
        rest = [each for each in after if each != line]
        if rest == [each for each in before if each != line] and before[at] != line:
            return at
    return None


def _known(line_id: UUID | None) -> UUID:
    if line_id is None:
        raise ValueError(line_id)
    return line_id
