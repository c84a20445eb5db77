"""What the list of products shows."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final, Self

from salesdesk.desktop.tables.columns import Order, SortKey, record_id
from salesdesk.desktop.widgets.saved_views import BuiltIn
from salesdesk.services.products import GROUPS, SORTS, ProductFilter

ACTIVE, ARCHIVED = "active", "archived"
_STATES: Final = {ACTIVE: True, ARCHIVED: False}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filter and order of the page; "" does not narrow. `state` is active or archived."""

    text: str = ""
    category: str = ""
    state: str = ""
    batch: str = ""
    group: str = ""
    sort: str = "name"
    descending: bool = False

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """Return what a saved view holds; what this program does not know is passed over."""
        known = {field.name: type(field.default) for field in fields(cls)}
        found = cls(**{name: kept[name] for name, kind in known.items() if type(kept.get(name)) is kind})
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
        """Whether a text, a category or an import leaves something out; archived products usually are."""
        return bool(self.text or self.category or self.batch or self.state == ARCHIVED)

    def sorted_by(self, order: Order) -> Self:
        """Return the same in another order."""
        return replace(self, sort=order[0].name, descending=order[0].descending) if order else self

    @property
    def arrangement(self) -> dict[str, Any]:
        """In what order, and in what groups."""
        return {"group": self.group, "sort": self.sort, "descending": self.descending}

    def asked(self) -> ProductFilter:
        """Return the question for the database."""
        return ProductFilter(
            text=self.text,
            category=self.category,
            active=_STATES.get(self.state),
            batch=record_id(self.batch),
            **self.arrangement,
        )


VIEWS: Final = (
    BuiltIn("active", "products.view.active", Wanted(state=ACTIVE).kept()),
    BuiltIn("archived", "products.view.archived", Wanted(state=ARCHIVED).kept()),
    BuiltIn("all", "products.view.all", Wanted().kept()),
)
