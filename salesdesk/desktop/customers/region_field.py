"""Province, city and district in one line: chosen by a few letters, or kept as they are typed."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.widgets.fields.record import RecordField
from salesdesk.desktop.widgets.picker import Suggestion
from salesdesk.domain import regions
from salesdesk.domain.addresses import town
from salesdesk.domain.regions import PARTS, Region
from salesdesk.services import customers
from salesdesk.storage.database import Database
from salesdesk.words import language, say

NOWHERE: Final = ("", "", "")
_OFTEN: Final = 12


class RegionField(RecordField):
    """Its value is (province, city, district), each a text; NOWHERE if none is given."""

    def __init__(self, desk: Desk, key: str, *, quiet: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(
            key,
            desk.background,
            partial(find_places, desk.database),
            quiet=quiet,
            placeholder_key="customer.region.hint",
            parent=parent,
        )

    def value(self) -> tuple[str, str, str]:
        province, city, district = super().value() or NOWHERE
        return province, city, district

    def show_value(self, value: Any) -> None:
        """Show a place: its three parts, a Suggestion whose value they are, or nothing."""
        parts = value.value if isinstance(value, Suggestion) else value or NOWHERE
        super().show_value(Suggestion(in_words(parts), tuple(parts)) if any(parts) else None)

    def commit(self) -> bool:
        text = self.line.text().strip()
        if text != in_words(self.value()):
            parts = ("", text, "") if text else NOWHERE
            self.line.setModified(False)
            self.show_value(parts)
            self.committed.emit(parts)
        return True

    def _write_down(self) -> None:
        """A chosen place is said from its largest part on."""
        if self._shown is not None:
            self._shown = Suggestion(in_words(self._shown.value), self._shown.value)
        super()._write_down()

    def _left(self) -> None:
        """Whoever goes on takes what is offered, as with Enter; where nothing is, it stays as typed."""
        if self._popup.isVisible():
            self._list.take()
        elif self._answered < self._asked:
            self._hurried = True
        else:
            self.commit()


def in_words(parts: Sequence[str]) -> str:
    """Return province, city and district in one line; a municipality is said once, and no row like 市辖区."""
    province, city, district = parts
    return " ".join(dict.fromkeys(part for part in (province, town(province, city), district) if part))


def find_places(database: Database, text: str) -> list[Suggestion]:
    """Return the places that may be meant, those where one has customers first. For a worker.

    A name in capitals is mostly that of a place abroad: it comes first as it is typed, unless a place here is
    called exactly so.
    """
    often = {name for part in PARTS[:2] for name in customers.known_values(database, part)[:_OFTEN]}
    found = regions.suggest(text, often=often)
    if not found:
        return []
    lines = [_suggestion(path) for path in found]
    typed = Suggestion(say("customer.region.typed", text=text), ("", text, ""), icon="pencil")
    abroad = text[:1].isupper() and not regions.is_called(found[0], text)
    return [typed, *lines] if abroad else [*lines, typed]


def _suggestion(path: Sequence[Region]) -> Suggestion:
    place, above = path[-1], " ".join(region.name for region in path[:-1])
    name = place.name
    if language() == "en" and place.english:
        name = say("customer.region.both", name=place.name, english=place.english)
    return Suggestion(name, regions.columns(tuple(path)), above, "map-pin")
