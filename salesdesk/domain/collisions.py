"""By what one would notice that a colleague has a customer already: number, mail, tax number, name.

Stricter than `matching`: whoever is told sees no name to judge by, so what is only alike is not told at all.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from salesdesk.domain import names
from salesdesk.domain.matching import Party

SETTING: Final = "collision_hints"
"""The company's setting; `False` turns the hints off."""
_LEAST_HAN: Final = 2
_LEAST_LATIN: Final = 3
"""A shorter name is borne by many."""


class Clue(StrEnum):
    """What two records share; the words are `collision.clue.<value>`."""

    TAX_ID = "tax_id"
    PHONE = "phone"
    MAIL = "mail"
    NAME = "name"


def are_wanted(setting: object) -> bool:
    """Tell from the value of SETTING whether the company wants the hints: yes, unless it said no."""
    return setting is not False


def clues(party: Party) -> dict[str, Clue]:
    """Return what a customer or a contact is recognised by, as texts that are equal wherever they are met.

    A company's name counts by its core, without legal form and place; the name of a person does not count.
    """
    found = {f"tax:{party.tax_id}": Clue.TAX_ID} if party.tax_id else {}
    found |= {f"phone:{phone}": Clue.PHONE for phone in sorted(party.phones)}
    found |= {f"mail:{mail}": Clue.MAIL for mail in sorted(party.mails)}
    if not party.person:
        found |= {f"name:{core}": Clue.NAME for core in _cores(party)}
    return found


def _cores(party: Party) -> Iterator[str]:
    cores = (party.core or names.core_name(party.name), *map(names.core_name, party.other_names))
    for core in cores:
        if len(core) >= (_LEAST_HAN if names.has_han(core) else _LEAST_LATIN):
            yield core
