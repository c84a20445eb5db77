"""What the list of quotes shows: a filter and an order as a person means them.

Days are kept as "within a week", not as dates, so that a saved view is still true next week.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, Self

from salesdesk.desktop.quotes.words import CURRENCIES
from salesdesk.desktop.tables.columns import Order, SortKey
from salesdesk.desktop.widgets.saved_views import BuiltIn
from salesdesk.domain.errors import BadInput
from salesdesk.domain.figures import read_number
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.services.quotes import GROUPS, SORTS, QuoteFilter

_WITHIN: Final = ("0", "7", "14", "30")
ALL_REVISIONS: Final = "all"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filter of the page, all texts; "" does not narrow. `expiring` is a number of days ahead."""

    text: str = ""
    status: str = ""
    currency: str = ""
    worth: str = ""
    expiring: str = ""
    revisions: str = ""
    group: str = ""
    sort: str = "newest"
    descending: bool = True

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """Return what a saved view holds; what this program does not know is passed over."""
        known = {field.name: type(field.default) for field in fields(cls)}
        given = {name: kept[name] for name, kind in known.items() if type(kept.get(name)) is kind}
        found = cls(**given)
        found = found if found.sort in SORTS else replace(found, sort="newest", descending=True)
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
        return replace(self, group="", sort="newest", descending=True, revisions="") != type(self)()

    def sorted_by(self, order: Order) -> Self:
        """Return the same in another order."""
        return replace(self, sort=order[0].name, descending=order[0].descending) if order else self

    @property
    def arrangement(self) -> dict[str, Any]:
        """In what order, and in what groups."""
        return {"group": self.group, "sort": self.sort, "descending": self.descending}

    def asked(self, today: date) -> QuoteFilter:
        """Return the question for the database, seen from `today`."""
        known = {status.value for status in QuoteStatus}
        ahead = timedelta(days=int(self.expiring)) if self.expiring in _WITHIN else None
        return QuoteFilter(
            text=self.text,
            status=QuoteStatus(self.status) if self.status in known else None,
            currency=self.currency if self.currency in CURRENCIES else "",
            least=_figure(self.worth, ">"),
            most=_figure(self.worth, "<"),
            expiring_by=today + ahead if ahead is not None else None,
            superseded=self.revisions == ALL_REVISIONS,
            **self.arrangement,
        )


def read_worth(typed: str) -> str:
    """Return a bound as the filter keeps it: ">10000" for ">10k", "<=1.2万"; raise ValueError for others."""
    try:
        return f"{typed[0]}{read_number(typed[1:].removeprefix('=')):f}"
    except BadInput as error:
        raise ValueError(typed) from error


def _figure(worth: str, sign: str) -> Decimal | None:
    if not worth.startswith(sign):
        return None
    try:
        return read_number(worth[1:])
    except BadInput:
        return None


def _view(name: str, **wanted: Any) -> BuiltIn:
    return BuiltIn(name, f"quotes.view.{name}", Wanted(**wanted).kept())


VIEWS: Final = (
    _view("all"),
    _view("drafts", status=QuoteStatus.DRAFT.value),
    _view("waiting", status=QuoteStatus.SENT.value, sort="valid_until", descending=False),
    _view("expiring", expiring="7", sort="valid_until", descending=False),
    _view("accepted", status=QuoteStatus.ACCEPTED.value),
)
