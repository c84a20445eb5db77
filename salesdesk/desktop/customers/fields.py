"""Which fields of a customer stand where in the drawer, told as data."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from salesdesk.desktop.customers.account_field import AccountField
from salesdesk.desktop.customers.region_field import RegionField
from salesdesk.desktop.customers.words import GRADES, KINDS, SOURCES
from salesdesk.desktop.quotes.finding import find_customers
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.widgets.fields.choice import ChoiceField
from salesdesk.desktop.widgets.fields.dates import DateField
from salesdesk.desktop.widgets.fields.field import Field
from salesdesk.desktop.widgets.fields.record import RecordField
from salesdesk.desktop.widgets.fields.tags import TagsField
from salesdesk.desktop.widgets.fields.text import LongTextField, TextField

_CHOICES: Final = {"kind": KINDS, "grade": GRADES, "source": SOURCES}
FACTS: Final = ("next_follow_up", "grade", "phone", "email", "tags")
GROUPS: Final = (
    (
        "basics",
        ("name", "name_en", "short_name", "kind", "grade", "source", "referrer_id", "industry", "tags"),
    ),
    ("reach", ("phone", "email", "website")),
    ("address", ("region", "street", "district", "city", "province", "postcode", "country")),
    ("more", ("currency", "next_follow_up", "note")),
)
INVOICE: Final = ("invoice_title", "tax_id", "invoice_address", "invoice_phone", "bank_name", "bank_account")


def quiet_fields(names: Sequence[str], desk: Desk) -> list[tuple[str, Field]]:
    """Return the fields of these names, in this order, as a form takes them."""
    return [(name, _field(name, desk)) for name in names]


def _field(name: str, desk: Desk) -> Field:
    key = f"customer.field.{name}"
    if name in _CHOICES:
        return ChoiceField(key, _CHOICES[name], quiet=True)
    if name in _OWN_KIND:
        return _OWN_KIND[name](desk, key)
    return TextField(key, quiet=True, required=name == "name", placeholder_key="customer.unset")


_OWN_KIND: Final[dict[str, Callable[[Desk, str], Field]]] = {
    "next_follow_up": lambda desk, key: DateField(
        key, desk.today, quiet=True, placeholder_key="log.next.hint"
    ),
    "region": lambda desk, key: RegionField(desk, key, quiet=True),
    "referrer_id": lambda desk, key: RecordField(
        key, desk.background, partial(find_customers, desk.database), quiet=True
    ),
    "tags": lambda _, key: TagsField(key, quiet=True),
    "note": lambda _, key: LongTextField(key, quiet=True, placeholder_key="customer.unset", lines=3),
    "bank_account": lambda _, key: AccountField(key, quiet=True, placeholder_key="customer.unset"),
}
