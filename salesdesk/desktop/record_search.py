"""What the palette finds among the records: customers, quotes and products, a few of each."""

from typing import Final

from salesdesk import formats
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.widgets.picker import Suggestion
from salesdesk.domain.money import Money, minor_units
from salesdesk.services import customers, products, quotes
from salesdesk.services.customers import CustomerFilter, CustomerSummary
from salesdesk.services.products import ProductFilter, ProductSummary
from salesdesk.services.quotes import QuoteFilter, QuoteSummary
from salesdesk.storage.database import Database
from salesdesk.words import say

_EACH: Final = 5


def find_records(database: Database, text: str) -> list[Suggestion]:
    """Return suggestions of Places under a heading for each kind that has any. Asked on a worker."""
    return [
        *_under("window.palette.customers", _customers(database, text)),
        *_under("window.palette.quotes", _quotes(database, text)),
        *_under("window.palette.products", _products(database, text)),
    ]


def _under(key: str, found: list[Suggestion]) -> list[Suggestion]:
    return [Suggestion(say(key)), *found] if found else []


def _customers(database: Database, text: str) -> list[Suggestion]:
    page = customers.listing(database, CustomerFilter(text=text)).page(0, _EACH)
    return [_customer(each) for each in page]


def _customer(each: CustomerSummary) -> Suggestion:
    detail = " · ".join(part for part in (each.name_en, each.city) if part)
    return Suggestion(each.name, Place("customers", each.id), detail, "building-2")


def _quotes(database: Database, text: str) -> list[Suggestion]:
    page = quotes.listing(database, QuoteFilter(text=text)).page(0, _EACH)
    return [_quote(each) for each in page]


def _quote(each: QuoteSummary) -> Suggestion:
    gross = Money.of_minor(each.gross, each.currency)
    amount = formats.amount(gross.amount, each.currency, minor_units(each.currency))
    return Suggestion(f"{each.number}  {each.customer_name}", Place("quotes", each.id), amount, "file-text")


def _products(database: Database, text: str) -> list[Suggestion]:
    page = products.listing(database, ProductFilter(text=text)).page(0, _EACH)
    return [_product(each) for each in page]


def _product(each: ProductSummary) -> Suggestion:
    return Suggestion(each.name, Place("products", each.id), each.code, "package")
