"""The chips above the list of customers."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from salesdesk.desktop.customers.wanted import BY_CLASS, BY_STAGE, DUE, MINE, OPEN, OWN, THIS_WEEK
from salesdesk.desktop.customers.words import GRADES, LIFECYCLES, SOURCES
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.widgets.filter_bar import Filter, FilterBar, Options
from salesdesk.services import custom_fields, customers
from salesdesk.services.custom_fields import CustomField, FieldKind
from salesdesk.words import language, say

if TYPE_CHECKING:
    from salesdesk.services.imports import Batch

_CHOICES: Final = {
    "lifecycle": LIFECYCLES,
    "grade": GRADES,
    "source": SOURCES,
    "owner": ((MINE, "customers.view.mine"),),
    "follow_up": ((DUE, "customers.follow_up.due"), (THIS_WEEK, "customers.follow_up.week")),
    "silent": tuple((days, f"customers.silent.{days}") for days in (BY_CLASS, BY_STAGE, "7", "30", "90")),
}
_KNOWN: Final = {"tag": "tags", "region": "province"}
_ORDER: Final = ("lifecycle", "grade", "source", "tag", "region", "follow_up", "silent", "owner", "batch")


class CustomerFilters(FilterBar):
    """The filter bar of customers. Tags and regions in use are read in the background."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self._desk = desk
        self._in_use: dict[str, list[str]] = {name: [] for name in _KNOWN}
        self._batches: list[Batch] = []
        self._own: list[tuple[CustomField, list[str]]] = []
        self._usual = [Filter(name, f"customers.filter.{name}", self._options_of(name)) for name in _ORDER]
        super().__init__(self._usual, parent)

    def load(self) -> None:
        """Read which tags and regions are in use."""
        for name, field in _KNOWN.items():
            work = partial(customers.known_values, self._desk.database, field)
            self._desk.background.ask(work, owner=self, then=partial(self._in_use.__setitem__, name))
        own = partial(custom_fields.in_use, self._desk.database)
        self._desk.background.ask(own, owner=self, then=self._show_own)
        from salesdesk.services import imports  # noqa: PLC0415 - the list does without until it is filtered

        kinds = frozenset((imports.Kind.CUSTOMERS, imports.Kind.CONTACTS))
        recent = partial(imports.recent, self._desk.database, kinds)
        self._desk.background.ask(recent, owner=self, then=self._show_batches)

    def known(self, name: str) -> list[str]:
        """Return the tags or regions in use, as last read."""
        return self._in_use[name]

    def takes(self, name: str) -> bool:
        return name.startswith(OWN) or super().takes(name)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self._own:
            self._show_own(self._own)

    def _show_own(self, own: list[tuple[CustomField, list[str]]]) -> None:
        """Offer the company's own fields behind the others."""
        if own or self._own:
            self._own = own
            chips = [_own_chip(field, words) for field, words in own if words]
            self.offer([*self._usual, *chips])

    def _options_of(self, name: str) -> Callable[[], Options]:
        if name == "batch":
            return self._imports
        return partial(self._used, name) if name in _KNOWN else partial(_named, name)

    def _show_batches(self, batches: "list[Batch]") -> None:
        self._batches = batches
        self.retell()

    def _imports(self) -> Options:
        return [(str(one.id), one.title) for one in self._batches]

    def _used(self, name: str) -> Options:
        return [(value, value) for value in self._in_use[name]]


def _own_chip(field: CustomField, words: list[str]) -> Filter:
    shown = [(word, say("customer.own.yes") if field.kind is FieldKind.YES else word) for word in words]
    return Filter(f"{OWN}{field.id.hex}", field.called(language()), lambda: shown)


def _named(name: str) -> Options:
    return [(value or OPEN, say(key)) for value, key in _CHOICES[name]]
