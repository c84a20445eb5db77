"""What the rows of a file put into the company's own fields of customers, beside what stands there now."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from salesdesk.domain.custom_fields import CustomField, Stored, value_id, value_of
from salesdesk.services.imports.outcomes import Untaken
from salesdesk.services.imports.run import Run
from salesdesk.services.imports.work import OwnValue, Work
from salesdesk.storage import outbox
from salesdesk.storage.queries import custom_fields as queries
from salesdesk.storage.queries.custom_fields import Standing

_SLICE: Final = 2_000


class OwnValues:
    """Sorts what a file holds for own fields, a batch at a time."""

    def __init__(self, run: Run) -> None:
        self._run = run
        given = (run.inspection.field(key) for key in run.inspection.mapping.values())
        self._fields = {field.name: field.own for field in given if field.own is not None}
        self._standing: Mapping[UUID, Standing] = {}
        self._later: dict[UUID, Stored] = {}  # what rows that come again have brought, by the id of the value

    def prepare(self, customers: Collection[UUID]) -> None:
        """Ask what stands in the fields of customers that are known."""
        if self._fields:
            self._standing = standing(self._run.session, customers, self._fields.values())

    def sort(self, row: int, customer: UUID, scope: str, given: Mapping[str, Stored]) -> bool:
        """Take what a row gives; say whether anything of a customer changes. A new one has no `scope`."""
        if not given:
            return False
        fields = {self._fields[name]: value for name, value in given.items()}
        found = changes(row, customer, scope, fields, self._standing)
        self._run.work.own += found
        self._run.work.own_known += len(found) if scope else 0
        return bool(found)

    def again(self, row: int, first: int, whose: tuple[UUID, str], given: Mapping[str, Stored]) -> bool:
        """Take what a row that comes again brings, and tell what it says otherwise than the first one."""
        customer, scope = whose
        firsts = {one.field.id: one.after for one in self._run.work.own_of(first) if one.customer == customer}
        more: dict[str, Stored] = {}
        for name, stored in given.items():
            field = self._fields[name]
            place = value_id(customer, field.id)
            stands = self._later.get(place) or firsts.get(field.id) or self._stands(place)
            kept, said = value_of(field, stands), value_of(field, stored)
            if kept in (None, "", [], ()):
                more[name] = self._later[place] = stored
            elif kept != said:
                self._run.outcomes.untaken.append(Untaken(row, first, f"own.{name}", kept, said, field))
        return self.sort(row, customer, scope, more)

    def _stands(self, place: UUID) -> Stored:
        before, gone = self._standing.get(place, (None, None))
        return _NOTHING if before is None or gone else before


def standing(
    session: Session, customers: Collection[UUID], fields: Iterable[CustomField]
) -> Mapping[UUID, Standing]:
    """Return what stands in fields of customers now, by the id of the value."""
    return queries.standing(session, customers, [field.id for field in fields])


def changes(
    row: int,
    customer: UUID,
    scope: str,
    given: Mapping[CustomField, Stored],
    known: Mapping[UUID, Standing],
) -> list[OwnValue]:
    """Return what has to be written so that the fields of a customer hold what is given."""
    found: list[OwnValue] = []
    for field, after in given.items():
        before, gone = known.get(value_id(customer, field.id), (None, None))
        stands = _NOTHING if before is None or gone else before
        if value_of(field, stands) != value_of(field, after):
            found.append(OwnValue(row, customer, scope, field, before, after, gone))
    return found


_NOTHING: Final = Stored()


def moved(session: Session, values: Sequence[OwnValue], customer: UUID, scope: str) -> list[OwnValue]:
    """Return what a row gave for a new customer as what it changes of another one instead."""
    if not values:
        return []
    given = {one.field: one.after for one in values}
    return changes(values[0].row, customer, scope, given, standing(session, [customer], given))


def write(session: Session, work: Work, tell: Callable[[int], None]) -> None:
    """Write the values on the road for many rows, and let go of them; of two rows for one the last counts."""
    last = {(one.customer, one.field.id): place for place, one in enumerate(work.own) if one.scope}
    rest = [
        one
        for place, one in enumerate(work.own)
        if not one.scope or last[one.customer, one.field.id] == place
    ]
    work.own.clear()
    for first in range(0, len(rest), _SLICE):
        some = rest[first : first + _SLICE]
        creates = [_creation(one) for one in some if one.before is None]
        updates = [_change(one, one.before) for one in some if one.before is not None]
        outbox.bulk(session, "custom_values", creates=creates, updates=updates)
        tell(len(some))


def _creation(value: OwnValue) -> dict[str, Any]:
    about = {"customer_id": value.customer, "field_id": value.field.id}
    row = {"id": value_id(value.customer, value.field.id), **about, **_parts(value.after)}
    return row | ({"scope_id": value.scope} if value.scope else {})


def _change(value: OwnValue, before: Stored) -> tuple[UUID, dict[str, Any], dict[str, Any]]:
    was = {**_parts(before), "deleted_at": value.deleted_at}
    becomes = {**_parts(value.after), "deleted_at": None}
    names = [name for name, held in was.items() if held != becomes[name]]
    base, patch = ({name: held[name] for name in names} for held in (was, becomes))
    return value_id(value.customer, value.field.id), base, patch


def _parts(value: Stored) -> dict[str, Any]:
    return {"words": value.words, "number": value.number, "day": value.day}
