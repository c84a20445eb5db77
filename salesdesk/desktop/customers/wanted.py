"""What the list of customers shows: a filter and an order as a person means them.

Days are kept as "30 days ago", not as dates, so that a saved view is still true next week.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Self, TypeVar
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from salesdesk.desktop.tables.columns import Order, SortKey, record_id
from salesdesk.domain.customers import Grade, Lifecycle, Source
from salesdesk.services.customers import GROUPS, SORTS, CustomerFilter

ChoiceT = TypeVar("ChoiceT", bound=StrEnum)
MINE: Final = "me"
OPEN: Final = "none"
OWN: Final = "own:"
_OWN_NAME: Final = re.compile(rf"{OWN}[0-9a-f]{{32}}\Z")
DUE, THIS_WEEK = "due", "week"
BY_CLASS: Final = "class"
BY_STAGE: Final = "stage"
_SILENT: Final = ("7", "30", "90")
_AHEAD: Final = {DUE: 0, THIS_WEEK: 7}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filter of the page, all texts; "" does not narrow. `none` finds those where the choice is open."""

    text: str = ""
    lifecycle: str = ""
    grade: str = ""
    source: str = ""
    tag: str = ""
    region: str = ""
    owner: str = ""
    follow_up: str = ""
    silent: str = ""
    batch: str = ""
    own: str = ""
    group: str = ""
    sort: str = "name"
    descending: bool = False

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """Return what a saved view holds; what this program does not know is passed over."""
        known = {field.name: type(field.default) for field in fields(cls)}
        given = {name: kept[name] for name, kind in known.items() if type(kept.get(name)) is kind}
        found = cls(**given)
        found = found if found.sort in SORTS else replace(found, sort="name")
        return found if found.group in GROUPS else replace(found, group="")

    def kept(self) -> dict[str, Any]:
        """Return plain values for a saved view: only what differs from everything."""
        plain = type(self)()
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value != getattr(plain, name)}

    @property
    def order(self) -> Order:
        """The order as the header shows it."""
        return (SortKey(self.sort, descending=self.descending),)

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return replace(self, group="", sort="name", descending=False) != type(self)()

    def sorted_by(self, order: Order) -> Self:
        """Return the same in another order."""
        return replace(self, sort=order[0].name, descending=order[0].descending) if order else self

    @property
    def arrangement(self) -> dict[str, Any]:
        """In what order, and in what groups."""
        return {"group": self.group, "sort": self.sort, "descending": self.descending}

    def asked(self, *, now: datetime, me: UUID) -> CustomerFilter:
        """Return the question for the database, seen from `now`."""
        today = now.astimezone().date()
        since = now - timedelta(days=int(self.silent)) if self.silent in _SILENT else None
        ahead = _AHEAD.get(self.follow_up)
        return CustomerFilter(
            text=self.text,
            lifecycle=_choice(Lifecycle, self.lifecycle),
            grade=_choice(Grade, self.grade),
            source=_choice(Source, self.source),
            tag=self.tag,
            province=self.region,
            owner=me if self.owner == MINE else None,
            batch=record_id(self.batch),
            own=tuple((UUID(name.removeprefix(OWN)), words) for name, words in own_chips(self.own).items()),
            no_contact_since=since,
            neglected_at=now if self.silent == BY_CLASS else None,
            idle_at=now if self.silent == BY_STAGE else None,
            follow_up_by=today + timedelta(days=ahead) if ahead is not None else None,
            **self.arrangement,
        )


def own_chips(own: str) -> dict[str, str]:
    """Return the filters by own fields, by the names of their chips: `own:` and the field's id."""
    return {name: words for name, words in parse_qsl(own) if _OWN_NAME.match(name)}


def own_of(chips: Mapping[str, str]) -> str:
    """Return those of the chips that are about own fields, as one text."""
    return urlencode(sorted((name, words) for name, words in chips.items() if name.startswith(OWN)))


def _choice(kind: type[ChoiceT], value: str) -> ChoiceT | None:
    if not value:
        return None
    plain = "" if value == OPEN else value
    return kind(plain) if plain in {choice.value for choice in kind} else None
