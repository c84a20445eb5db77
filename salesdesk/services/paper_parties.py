"""Seller and buyer on paper, from what was written down when the quote was saved."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from salesdesk.documents.quote_paper import Party
from salesdesk.domain.addresses import Address, in_chinese, is_chinese

_SELLER: Final = (
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
)
_PLACE: Final = ("province", "city", "district", "street", "postcode")
_HOME: Final = {"", "CN"}
Snapshot = Mapping[str, Any]


def seller_party(seller: Snapshot) -> Party:
    """Return the seller; what the company has not said is left out."""
    return Party(**{name: str(seller.get(name) or "") for name in _SELLER})


def buyer_party(buyer: Snapshot) -> Party:
    """Return the buyer; the contact's phone and mail go before the company's."""
    contact: Snapshot = buyer.get("contact") or {}
    return Party(
        name=buyer.get("name", ""),
        name_en=buyer.get("name_en", ""),
        address=address_of(buyer) or buyer.get("invoice_address", ""),
        contact=contact.get("name", ""),
        phone=contact.get("phone") or buyer.get("phone", ""),
        email=contact.get("email") or buyer.get("email", ""),
        tax_id=buyer.get("tax_id", ""),
    )


def address_of(parts: Snapshot) -> str:
    """Return an address on one line: Chinese ones from large to small, others from small to large."""
    address = Address(**{name: str(parts.get(name) or "").strip() for name in _PLACE})
    chinese = in_chinese(address)
    if is_chinese(chinese):
        return chinese
    country = str(parts.get("country") or "")
    abroad = "" if country in _HOME else country_name(country)
    town = " ".join(part for part in (address.postcode, address.city) if part)
    small_first = dict.fromkeys((address.street, address.district, town, address.province, abroad))
    return ", ".join(part for part in small_first if part)


@cache
def country_name(code: str) -> str:
    """Return the English name of a country by its ISO 3166 code, or the code itself."""
    from babel import Locale  # noqa: PLC0415 - heavy, and only for buyers abroad

    return str(Locale("en").territories.get(code, code))
