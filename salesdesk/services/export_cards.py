"""The people of customers as address cards."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from salesdesk.domain import names
from salesdesk.integrations.table_writer import replacing
from salesdesk.integrations.vcard_writer import CardOut, write_card
from salesdesk.storage.database import Database
from salesdesk.storage.queries import exports

_HOME: Final = (
    *("name", "kind", "phone", "email", "website", "note"),
    *("country", "province", "city", "district", "street", "postcode"),
)


def write_cards(database: Database, path: Path, parts: Iterator[list[UUID]]) -> int:
    """Write the people of customers, who come in parts; a customer without any is a card too.

    Return how many cards were written.
    """
    written = 0
    with replacing(path) as fresh, fresh.open("xb") as stream:
        for some in parts:
            for card in _cards(database, some):
                write_card(stream, card)
                written += 1
    return written


def _cards(database: Database, ids: list[UUID]) -> Iterator[CardOut]:
    homes = {row["id"]: row for row in database.ask(exports.rows_of, "customers", ids, _HOME)}
    people: dict[UUID, list[Mapping[str, Any]]] = {}
    for row in database.ask(exports.rows_under, "contacts", "customer_id", ids, "sort_key"):
        people.setdefault(row["customer_id"], []).append(row)
    for customer_id, home in homes.items():
        if customer_id not in people:
            yield _company_card(home)
        yield from (_person_card(row, home) for row in people.get(customer_id, ()))


def _company_card(home: Mapping[str, Any]) -> CardOut:
    is_person = home["kind"] == "person"
    return CardOut(
        uid=str(home["id"]),
        name=home["name"],
        company="" if is_person else home["name"],
        phones=[("work", home["phone"])] if home["phone"] else (),
        mails=[("work", home["email"])] if home["email"] else (),
        website=home["website"],
        address=_address(home),
        note=home["note"],
    )


def _person_card(row: Mapping[str, Any], home: Mapping[str, Any]) -> CardOut:
    family, given = _parted(row["name"])
    return CardOut(
        uid=str(row["id"]),
        name=row["name"],
        family=family,
        given=given,
        company="" if home["kind"] == "person" else home["name"],
        department=row["department"],
        job_title=row["job_title"],
        phones=[(phone["label"], phone["number"]) for phone in row["phones"]],
        mails=[(mail["label"], mail["address"]) for mail in row["emails"]],
        wechat=row["wechat"],
        website=home["website"],
        address=_address(home),
        birthday=row["birthday"],
        note=row["note"],
    )


def _address(home: Mapping[str, Any]) -> tuple[str, str, str, str, str]:
    street = f"{home['district']}{home['street']}" if names.has_han(home["street"]) else home["street"]
    return street, home["city"], home["province"], home["postcode"], home["country"]


def _parted(name: str) -> tuple[str, str]:
    """Return family and given name: of a Chinese name the first character is the family's, unless two are."""
    if names.has_han(name):
        split = 2 if name[:2] in _LONG_FAMILY_NAMES and len(name) > 2 else 1  # noqa: PLR2004 - two characters
        return name[:split], name[split:]
    given, _, family = name.rpartition(" ")
    return family, given


_LONG_FAMILY_NAMES: Final = frozenset(
    "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 司徒 夏侯 端木 南宫 西门".split()  # noqa: SIM905
)
