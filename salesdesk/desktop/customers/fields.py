"""Which fields of a customer stand where in the drawer, told as data."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from salesdesk.desktop.customers.account_field import AccountField
from salesdesk.desktop.customers.words import GRADES, KINDS, SOURCES
from salesdesk.desktop.widgets.fields.choice import ChoiceField
from salesdesk.desktop.widgets.fields.dates import DateField
from salesdesk.desktop.widgets.fields.field import Field
from salesdesk.desktop.widgets.fields.tags import TagsField
from salesdesk.desktop.widgets.fields.text import LongTextField, TextField

_CHOICES: Final = {"kind": KINDS, "grade": GRADES, "source": SOURCES}
FACTS: Final = ("next_follow_up", "grade", "phone", "email", "tags")
GROUPS: Final = (
    ("basics", ("name", "name_en", "short_name", "kind", "grade", "source", "industry", "tags")),
    ("reach", ("phone", "email", "website")),
    ("address", ("street", "district", "city", "province", "postcode", "country")),
    ("more", ("currency", "next_follow_up", "note")),
)
INVOICE: Final = ("invoice_title", "tax_id", "invoice_address", "invoice_phone", "bank_name", "bank_account")


def quiet_fields(names: Sequence[str], today: Callable[[], date]) -> list[tuple[str, Field]]:
    """Return the fields of these names, in this order, as a form takes them."""
    return [(name, _field(name, today)) for name in names]


def _field(name: str, today: Callable[[], date]) -> Field:
    key = f"customer.field.{name}"
    if name in _CHOICES:
        return ChoiceField(key, _CHOICES[name], quiet=True)
    if name == "next_follow_up":
        return DateField(key, today, quiet=True, placeholder_key="log.next.hint")
    if name == "tags":
        return TagsField(key, quiet=True)
    if name == "note":
        return LongTextField(key, quiet=True, placeholder_key="customer.unset", lines=3)
    if name == "bank_account":
        return AccountField(key, quiet=True, placeholder_key="customer.unset")
    return TextField(key, quiet=True, required=name == "name", placeholder_key="customer.unset")
