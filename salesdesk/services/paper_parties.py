"""Seller and buyer on paper, from what was written down when the quote was saved."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from salesdesk.documents.quote_paper import Party

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
_HAN: Final = re.compile("[\u3400-\u9fff]")
_NO_PLACE: Final = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
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
    names = ("province", "city", "district", "street")
    province, city, district, street = (str(parts.get(name) or "").strip() for name in names)
    country = str(parts.get("country") or "")
    abroad = "" if country in _HOME else country_name(country)
    if _HAN.search(province + city + district + street):
        large = dict.fromkeys(part for part in (province, city, district) if part not in _NO_PLACE)
        begun = [part for part in large if part and not street.startswith(part)]
        return "".join([*begun, street])
    town = " ".join(part for part in (str(parts.get("postcode") or "").strip(), city) if part)
    return ", ".join(part for part in dict.fromkeys((street, district, town, province, abroad)) if part)


@cache
def country_name(code: str) -> str:
    """Return the English name of a country by its ISO 3166 code, or the code itself."""
    from babel import Locale  # noqa: PLC0415 - heavy, and only for buyers abroad

    return str(Locale("en").territories.get(code, code))
