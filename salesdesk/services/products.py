"""What a person does with products and their prices."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from salesdesk.domain import fields as rules
from salesdesk.domain.errors import BadInput, RuleBroken
from salesdesk.domain.products import Price, check_price, check_product
from salesdesk.domain.products import price_for as best_price
from salesdesk.services.listings import Listing
from salesdesk.storage import outbox
from salesdesk.storage.database import Database
from salesdesk.storage.queries import products as queries
from salesdesk.storage.queries.products import (
    GROUPS,
    SORTS,
    ProductDetail,
    ProductFilter,
    ProductPrice,
    ProductSummary,
    TaxRate,
)
from salesdesk.storage.tables.products import ProductPriceRow, ProductRow, TaxRateRow
from salesdesk.storage.undo import Step

__all__ = [
    "GROUPS",
    "SORTS",
    "Price",
    "ProductDetail",
    "ProductFilter",
    "ProductPrice",
    "ProductSummary",
    "TaxRate",
    "add_product",
    "add_tax_rate",
    "categories",
    "edit_each",
    "edit_product",
    "edit_products",
    "listing",
    "price_for",
    "product",
    "product_of_code",
    "remove_products",
    "set_prices",
    "tax_rates",
]


def listing(database: Database, wanted: ProductFilter) -> Listing[ProductSummary]:
    """Return the products of a filter, to be read page by page."""
    return Listing(
        database,
        wanted,
        count=queries.count,
        page=queries.page,
        ids=queries.ids,
        groups=queries.groups,
    )


def product(database: Database, product_id: UUID) -> ProductDetail:
    """Return all fields of a product with its further prices, or raise NotFound."""
    return database.ask(queries.detail, product_id)


def product_of_code(database: Database, code: str) -> UUID | None:
    """Return the living product of a code."""
    return database.ask(queries.by_code, rules.line(code, "code"))


def categories(database: Database) -> list[str]:
    """Return the categories in use, in order."""
    return database.ask(queries.categories)


def add_product(database: Database, fields: Mapping[str, object]) -> UUID:
    """Add a product. Raise BadInput naming the field that is wrong, RuleBroken if the code is taken."""
    given: dict[str, Any] = check_product(fields, new=True)
    with database.write(Step("product-add", name=given["name"])) as session:
        _check_code(session, given["code"], None)
        row = ProductRow(**given)
        session.add(row)
        session.flush()
        return row.id


def edit_product(database: Database, product_id: UUID, changes: Mapping[str, object]) -> None:
    """Change some fields. Quotes that carry the product keep what they say."""
    given: dict[str, Any] = check_product(changes)
    name = database.ask(queries.one, product_id).name
    with database.write(Step("product-edit", name=given.get("name", name))) as session:
        row = queries.one(session, product_id)
        if "code" in given:
            _check_code(session, given["code"], product_id)
        for field, value in given.items():
            setattr(row, field, value)


def edit_products(database: Database, ids: Sequence[UUID], changes: Mapping[str, object]) -> int:
    """Make the same change to many; return how many it changed."""
    given = check_product(changes)
    if "code" in given:
        raise BadInput("field-unknown", field="code")
    with database.write(Step("products-edit", n=len(ids))) as session:
        return outbox.set_fields(session, "products", ids, given)


def edit_each(database: Database, changes: Mapping[UUID, Mapping[str, object]]) -> int:
    """Change fields of many products, each its own way, as one step; return how many changed.

    Products that are gone are left out. Raise as `edit_products`.
    """
    given = {row_id: check_product(fields) for row_id, fields in changes.items()}
    if any("code" in fields for fields in given.values()):
        raise BadInput("field-unknown", field="code")
    with database.write(Step("products-edit", n=len(given))) as session:
        return outbox.set_each(session, "products", given)


def remove_products(database: Database, ids: Sequence[UUID]) -> int:
    """Remove products and their prices; quotes keep their lines. Return how many."""
    with database.write(Step("products-remove", n=len(ids))) as session:
        outbox.hide_of(session, "product_prices", "product_id", ids)
        return outbox.hide_of(session, "products", "id", ids)


def set_prices(database: Database, product_id: UUID, prices: Sequence[Price]) -> None:
    """Put these further prices in the place of the old ones."""
    with database.write(Step("product-prices", name=database.ask(queries.one, product_id).name)) as session:
        row = queries.one(session, product_id)
        kept = {
            price: old for old in queries.price_rows(session, product_id) if (price := _price(old)) in prices
        }
        for old in queries.price_rows(session, product_id):
            if old not in kept.values():
                old.deleted_at = database.clock()
        for price in dict.fromkeys(prices):
            if price not in kept:
                session.add(_price_row(row.id, price))


def _price(row: ProductPriceRow) -> Price:
    return Price(
        currency=row.currency,
        unit_price=row.unit_price,
        tax_included=row.tax_included,
        min_quantity=row.min_quantity,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )


def _price_row(product_id: UUID, price: Price) -> ProductPriceRow:
    check_price(price)
    return ProductPriceRow(
        product_id=product_id,
        currency=price.currency,
        unit_price=price.unit_price,
        tax_included=price.tax_included,
        min_quantity=price.min_quantity,
        valid_from=price.valid_from,
        valid_until=price.valid_until,
    )


def price_for(
    database: Database, product_id: UUID, *, currency: str, quantity: Decimal, day: date
) -> Price | None:
    """Return the price to ask for so much on that day, or None where nobody set one in that currency."""
    return database.ask(asked_price, product_id, currency=currency, quantity=quantity, day=day)


def asked_price(
    session: Session, product_id: UUID, *, currency: str, quantity: Decimal, day: date
) -> Price | None:
    """Return the price to ask; for other services, inside their transaction."""
    row = queries.one(session, product_id)
    listed = Price(currency=row.currency, unit_price=row.unit_price, tax_included=row.tax_included)
    further = [_price(price) for price in queries.price_rows(session, product_id)]
    return best_price([listed, *further], currency, quantity, day)


def tax_rates(database: Database, day: date) -> list[TaxRate]:
    """Return the tax rates that hold on a day, the highest first."""
    return database.ask(queries.tax_rates, day)


def add_tax_rate(
    database: Database,
    *,
    code: str,
    name: str,
    rate: Decimal,
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> UUID:
    """Add a tax rate in percent, for the days it holds."""
    given: dict[str, Any] = check_product({"code": code, "tax_rate": rate})
    with database.write(Step("tax-rate-add", name=name or code)) as session:
        row = TaxRateRow(
            code=given["code"],
            name=name,
            rate=given["tax_rate"],
            valid_from=valid_from,
            valid_until=valid_until,
        )
        session.add(row)
        session.flush()
        return row.id


def _check_code(session: Session, code: str, product_id: UUID | None) -> None:
    taken = queries.by_code(session, code)
    if taken is not None and taken != product_id:
        raise RuleBroken("product-code-taken", product_code=code)
