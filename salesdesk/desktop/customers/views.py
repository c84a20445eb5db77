"""The views the list of customers comes with."""

from typing import Any, Final

from salesdesk.desktop.customers.wanted import BY_CLASS, DUE, MINE, Wanted
from salesdesk.desktop.widgets.saved_views import BuiltIn


def _view(name: str, **wanted: Any) -> BuiltIn:
    return BuiltIn(name, f"customers.view.{name}", Wanted(**wanted).kept())


VIEWS: Final = (
    _view("all"),
    _view("mine", owner=MINE),
    _view("class_a", grade="A"),
    _view("silent", silent="30", sort="last_contact"),
    _view("neglected", silent=BY_CLASS, sort="last_contact"),
    _view("due", follow_up=DUE, sort="next_follow_up"),
)
