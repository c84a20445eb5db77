"""What a lesson begins with: its customer, and what is there already and shall not count.

What is made here is the program's own: undo passes over it.
"""

from typing import Any, Final
from uuid import UUID

from salesdesk.domain.customers import check_customer
from salesdesk.services import activities, customers, imports, inbox
from salesdesk.services.customers import CustomerFilter
from salesdesk.services.practice.sight import FILE, Facts
from salesdesk.storage.database import Database
from salesdesk.storage.queries import customers as queries
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.undo import Step

_NEW: Final = ("宁波海川物流有限公司", "苏州明远电子有限公司", "西安秦风重工有限公司", "厦门鹭江食品有限公司")
_FOLLOWED: Final = "杭州清源水务有限公司"
_SHARED: Final = "成都锦江制药设备有限公司"
_SOUGHT: Final = "深圳鑫源精密机械股份有限公司"
_FRESH: Final[dict[str, Any]] = {"grade": "C", "next_follow_up": None, "website": ""}
_SHORT: Final = slice(2, 4)
"""Where in these names the part lies by which people call them: 海川."""


def capture(database: Database) -> Facts:
    """Find a name that is not taken yet."""
    free = (name for number in range(1, 1_000) for name in _numbered(number))
    name = next(one for one in free if _named(database, one) is None)
    return {"name": name, "short": name[_SHORT]}


def _numbered(number: int) -> list[str]:
    return [name if number == 1 else f"{name}（{number}）" for name in _NEW]


def follow_up(database: Database) -> Facts:
    """Have a customer, without a day to come back to."""
    found = _ready(database, _FOLLOWED, {"grade": "B", "next_follow_up": None})
    known = activities.activities_of(database, found)
    return _about(found, _FOLLOWED) | {"activities": " ".join(str(one.id) for one in known)}


def importing(database: Database) -> Facts:
    """Note the imports there have been."""
    there = imports.recent(database, frozenset(imports.Kind))
    return {"file": FILE.name, "batches": " ".join(str(one.id) for one in there)}


def conflict(database: Database) -> Facts:
    """Have a customer of grade C, and the network gone."""
    found = _ready(database, _SHARED, _FRESH)
    settled = inbox.conflicts(database, settled=True, row_id=found)
    known = " ".join(str(one.id) for one in settled)
    return _about(found, _SHARED) | {"conflicts": known, "network": "offline"}


def finding(database: Database) -> Facts:
    """Have the customer that is to be found."""
    return _about(_ready(database, _SOUGHT, {}), _SOUGHT)


def _about(customer: UUID, name: str) -> dict[str, str]:
    return {"customer": str(customer), "name": name, "short": name[_SHORT]}


def _named(database: Database, name: str) -> UUID | None:
    found = customers.listing(database, CustomerFilter(text=name)).page(0, 20)
    return next((one.id for one in found if one.name == name), None)


def _ready(database: Database, name: str, fields: dict[str, Any]) -> UUID:
    """Return the customer of this name, made if it is not there, with these fields as they are to be."""
    row_id = _named(database, name)
    with database.write(Step.of_machine("practice-made")) as session:
        if row_id is None:
            row = CustomerRow(**check_customer({"name": name}, new=True), owner_id=database.me)
            session.add(row)
        else:
            row = queries.one(session, row_id)
        for field, value in fields.items():
            setattr(row, field, value)
        session.flush()
        return row.id
