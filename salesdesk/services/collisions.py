"""Whether a colleague may know a customer already, told on the laptop without any of their data.

It hints and stops nobody. There is nothing to tell without a server, for who sees all customers anyway, and
where the company has turned it off.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from salesdesk.domain.collisions import SETTING, Clue
from salesdesk.domain.matching import Party
from salesdesk.protocol.sketches import RATE
from salesdesk.services.company import put_setting
from salesdesk.services.lead_writing import SEVERAL
from salesdesk.storage.database import Database
from salesdesk.storage.replica import collisions as queries
from salesdesk.storage.searchable import customer_party
from salesdesk.storage.undo import Step

__all__ = ["IN_A_THOUSAND", "Clue", "at_colleagues", "hints_wanted", "want_hints"]
IN_A_THOUSAND: Final = round(RATE * 1_000)
"""So many of a thousand values that nobody has are told by mistake, at most."""


def at_colleagues(database: Database, fields: Mapping[str, str]) -> tuple[Clue, ...]:
    """Return by what a colleague may know who is typed, the surest first: `name`, `phone`, `email`, `tax_id`.

    See IN_A_THOUSAND for how often it is wrong.
    """
    typed = {name: fields.get(name, "").strip() for name in ("name", "phone", "email", "tax_id")}
    if not any(typed.values()):
        return ()
    found = database.ask(queries.at_colleagues, _party(typed))
    return tuple(clue for clue in Clue if clue in found)


def _party(typed: Mapping[str, str]) -> Party:
    """Return what is typed as it is compared; a field may hold several numbers or addresses."""
    party = customer_party(typed)
    for name in ("phone", "email"):
        for part in SEVERAL.split(typed[name]):
            more = customer_party({name: part.strip()})
            party = replace(party, phones=party.phones | more.phones, mails=party.mails | more.mails)
    return party


def hints_wanted(database: Database) -> bool:
    """Return whether the company wants the hints; it does unless it said no."""
    return database.ask(queries.hints_wanted)


def want_hints(database: Database, wanted: bool) -> None:  # noqa: FBT001 - the value of a setting
    """Turn the hints on or off for the whole company; laptops forget what they hold with their next sync."""
    with database.write(Step("company-edit")) as session:
        put_setting(session, SETTING, wanted)
