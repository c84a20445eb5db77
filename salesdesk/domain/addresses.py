"""An address in the order of its reader: Chinese from large to small, English from small to large."""

from dataclasses import dataclass
from typing import Final

from salesdesk.domain import regions

_LATIN_LIMIT: Final = 0x2E80


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """The parts as typed. `country` is ISO 3166, two letters; "" and CN are China."""

    province: str = ""
    city: str = ""
    district: str = ""
    street: str = ""
    postcode: str = ""
    country: str = "CN"
    recipient: str = ""
    phone: str = ""


def chinese_lines(address: Address) -> list[str]:
    """Return up to four lines: place, street, postcode, and the recipient with the phone last."""
    lines = [_place(address), address.street, address.postcode, _person(address)]
    return [line for line in lines if line]


def in_chinese(address: Address) -> str:
    """Return one line, 广东省深圳市南山区科技路1号; what the street repeats of the place is said once."""
    return "".join(part for part in _parts(address) if not address.street.startswith(part)) + address.street


def english_lines(address: Address, *, country: str = "") -> list[str]:
    """Return the lines of an English envelope. `country` is the name to print last, "" at home.

    Chinese places are shown by their English names where the list has them, others as typed.
    """
    province, city, district = _english_names(address)
    town = ", ".join(part for part in (city, province if province != city else "") if part)
    lines = [
        _person(address),
        ", ".join(part for part in (address.street, district) if part),
        " ".join(part for part in (town, address.postcode) if part),
        country,
    ]
    return [line for line in lines if line]


def in_english(address: Address, *, country: str = "") -> str:
    """Return one line, small to large: 1 Keji Road, Nanshan District, Shenzhen, Guangdong 518000."""
    return ", ".join(english_lines(address, country=country))


def is_chinese(text: str) -> bool:
    """Return whether a text holds Chinese characters, and so wants the Chinese order."""
    return any(ord(sign) >= _LATIN_LIMIT for sign in text)


def _place(address: Address) -> str:
    return "".join(_parts(address))


def _parts(address: Address) -> list[str]:
    """Return province, city and district, each once: a city may be named as its province."""
    named = dict.fromkeys((address.province, address.city, address.district))
    return [part for part in named if part and not _is_hidden(part)]


def town(province: str, city: str) -> str:
    """Return the city one names: the municipality where the list has a row that stands for no place."""
    return province if not city or _is_hidden(city) else city


def _is_hidden(name: str) -> bool:
    return name in {"市辖区", "县"} or name.endswith("直辖县级行政区划")


def _person(address: Address) -> str:
    return " ".join(part for part in (address.recipient, address.phone) if part)


def _english_names(address: Address) -> tuple[str, str, str]:
    path = regions.find(address.province, address.city, address.district)
    known = {
        name: region.english for region in path for name in (region.name, region.short) if region.english
    }
    typed = (address.province, address.city, address.district)
    shown = [known.get(name, "" if _is_hidden(name) else name) for name in typed]
    return shown[0], shown[1], shown[2]
