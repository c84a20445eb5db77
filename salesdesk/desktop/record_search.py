"""What the palette finds among the records: a few of each kind, or those opened last."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.widgets.picker import Suggestion
from salesdesk.services import search, stars
from salesdesk.services.search import Hit
from salesdesk.services.stars import Starred
from salesdesk.storage.database import Database
from salesdesk.words import say

_EACH: Final = 5
_RECENT: Final = 6
_STARRED: Final = 8
_ICONS: Final = {
    "customers": "building-2",
    "contacts": "user-round",
    "quotes": "file-text",
    "products": "package",
    "activities": "calendar-check",
}
_OF_CUSTOMER: Final = ("contacts", "activities")  # these are shown on the page of their customer


def find_records(database: Database, text: str) -> list[Suggestion]:
    """Return suggestions of Places under headings; for no text, what is starred and opened last.

    For a worker.
    """
    if text:
        return list(_grouped(search.search(database, text, _EACH)))
    kept = [_starred(one) for one in stars.starred(database)[:_STARRED]]
    found = [_suggestion(hit) for hit in search.recents(database, _RECENT)]
    recent = [one for one in found if one.value not in {star.value for star in kept}]
    return [*_headed("window.palette.starred", kept), *_headed("window.palette.recent", recent)]


def _headed(key: str, found: Sequence[Suggestion]) -> list[Suggestion]:
    return [Suggestion(say(key)), *found] if found else []


def _starred(one: Starred) -> Suggestion:
    return Suggestion(one.name, Place(one.entity, one.id), "", "star")


def note_opened(database: Database, place: Place) -> None:
    """Remember a record that was opened, if the place is one."""
    if place.id is not None and place.kind in search.KINDS:
        search.note_opened(database, place.kind, place.id)


def _grouped(hits: Sequence[Hit]) -> Iterator[Suggestion]:
    for kind, found in groupby(hits, key=lambda hit: hit.kind):
        yield Suggestion(say(f"window.palette.{kind}"))
        yield from map(_suggestion, found)


def _suggestion(hit: Hit) -> Suggestion:
    place = Place(hit.kind, hit.id)
    if hit.kind in _OF_CUSTOMER:
        place = Place("customers", hit.customer_id)
    return Suggestion(hit.title, place, hit.subtitle, _ICONS[hit.kind])
