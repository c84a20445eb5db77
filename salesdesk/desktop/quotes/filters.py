"""The chips above the list of quotes."""

from decimal import Decimal
from functools import partial
from typing import Final

from PySide6.QtWidgets import QWidget

from salesdesk.desktop.quotes.wanted import ALL_REVISIONS, read_worth
from salesdesk.desktop.quotes.words import CURRENCIES, status_text
from salesdesk.desktop.widgets.filter_bar import Filter, FilterBar, Options
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.words import say

_WORTHS: Final = ("10000", "100000", "1000000")
_NAMED: Final = {
    "expiring": tuple((days, f"quotes.expiring.{days}") for days in ("0", "7", "14", "30")),
    "revisions": ((ALL_REVISIONS, "quotes.revisions.all"),),
}


class QuoteFilters(FilterBar):
    """The filter bar of quotes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        chips = [
            Filter("status", "quotes.filter.status", _statuses),
            Filter("currency", "quotes.filter.currency", _currencies),
            Filter("worth", "quotes.filter.worth", _worths, read_worth),
            *(Filter(name, f"quotes.filter.{name}", partial(_named, name)) for name in _NAMED),
        ]
        super().__init__(chips, parent)


def _statuses() -> Options:
    return [(status.value, status_text(status)) for status in QuoteStatus]


def _worths() -> Options:
    return [(f">{figure}", say("quotes.worth.above", figure=Decimal(figure))) for figure in _WORTHS]


def _currencies() -> Options:
    return [(code, code) for code in CURRENCIES]


def _named(name: str) -> Options:
    return [(value, say(key)) for value, key in _NAMED[name]]
