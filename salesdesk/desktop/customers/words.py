"""What a customer's choices are called, and in which tone they are shown."""

from collections.abc import Mapping
from typing import Final

from salesdesk import formats
from salesdesk.desktop.theme.tokens import Tone
from salesdesk.domain.contacts import ContactRole
from salesdesk.domain.customers import CustomerKind, Grade, Lifecycle, Source
from salesdesk.domain.money import from_minor, minor_units
from salesdesk.services.customers import GROUPS, Amount
from salesdesk.words import say

LIFECYCLE_TONES: Final[Mapping[Lifecycle, Tone]] = {
    Lifecycle.POTENTIAL: "info",
    Lifecycle.INTERESTED: "warn",
    Lifecycle.CLOSED: "ok",
}
GRADE_TONES: Final[Mapping[Grade, Tone]] = {
    Grade.NONE: "plain",
    Grade.A: "violet",
    Grade.B: "info",
    Grade.C: "plain",
}
LIFECYCLES: Final = tuple((choice.value, f"customers.lifecycle.{choice}") for choice in Lifecycle)
GRADES: Final = tuple((choice.value, f"customers.grade.{choice or 'none'}") for choice in Grade)
SOURCES: Final = tuple((choice.value, f"customers.source.{choice or 'none'}") for choice in Source)
KINDS: Final = tuple((choice.value, f"customers.kind.{choice}") for choice in CustomerKind)
ROLES: Final = tuple((choice.value, f"customer.role.{choice or 'none'}") for choice in ContactRole)


GROUPED: Final = tuple((name, f"customers.group.{name}") for name in GROUPS)
"""What the list can be grouped by."""


def group_text(name: str, value: str) -> str:
    """Return what the group of a value is called; "" where it is open."""
    called = {"lifecycle": lifecycle_text, "source": source_text}.get(name)
    return called(value) if called is not None else value


def lifecycle_text(lifecycle: str) -> str:
    """Return how a stage is called."""
    return say(f"customers.lifecycle.{lifecycle}")


def source_text(source: str) -> str:
    """Return how a source is called; "" where it is not known."""
    return say(f"customers.source.{source}") if source else ""


def amounts_text(amounts: tuple[Amount, ...]) -> str:
    """Return amounts of several currencies, never added up: ¥64,000.00 + $1,200.00."""
    return " + ".join(amount_text(amount.minor, amount.currency) for amount in amounts)


def amount_text(minor: int, currency: str) -> str:
    """Return so many minor units of a currency as one reads them."""
    return formats.amount(from_minor(minor, currency), currency, minor_units(currency))
