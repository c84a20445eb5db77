"""Buyer and seller as they stand on a quote: written down when it is saved, untouched by later edits."""

from dataclasses import asdict
from typing import Any, Final

import msgspec
from sqlalchemy.orm import Session

from salesdesk.storage.queries import company, customers
from salesdesk.storage.queries.company import CompanyProfile
from salesdesk.storage.tables.contacts import ContactRow
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.tables.quotes import QuoteRow

_BUYER: Final = [
    "name",
    "name_en",
    "phone",
    "email",
    "country",
    "province",
    "city",
    "district",
    "street",
    "postcode",
    "tax_id",
    "invoice_title",
    "bank_name",
    "bank_account",
    "invoice_address",
    "invoice_phone",
]
_SELLER: Final = [
    "name",
    "name_en",
    "address",
    "address_en",
    "phone",
    "email",
    "website",
    "tax_id",
    "bank_name",
    "bank_account",
    "logo",
    "terms_en",
]


def write_parties(session: Session, quote: QuoteRow) -> None:
    """Write buyer and seller down as they are now. A person who left the customer leaves the quote."""
    contact = session.get(ContactRow, quote.contact_id) if quote.contact_id else None
    if contact is not None and (contact.deleted_at or contact.customer_id != quote.customer_id):
        contact = quote.contact_id = None
    quote.buyer = buyer_of(customers.one(session, quote.customer_id), contact)
    quote.seller = seller_of(company.profile(session))


def buyer_of(customer: CustomerRow, contact: ContactRow | None) -> dict[str, Any]:
    """Return the customer's letterhead, with `contact` {name, job_title, phone, email} or None."""
    person = None
    if contact is not None:
        person = {
            "name": contact.name,
            "job_title": contact.job_title,
            "phone": contact.phones[0]["number"] if contact.phones else "",
            "email": contact.emails[0]["address"] if contact.emails else "",
        }
    return {name: getattr(customer, name) for name in _BUYER} | {"contact": person}


def seller_of(profile: CompanyProfile) -> dict[str, Any]:
    """Return the company's letterhead."""
    told = msgspec.to_builtins(asdict(profile))
    return {name: told[name] for name in _SELLER}
