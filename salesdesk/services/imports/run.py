"""What all rows of one plan share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from salesdesk.services.imports.inspection import Inspection
from salesdesk.services.imports.outcomes import Outcomes
from salesdesk.services.imports.work import Work

_LISTS: Final = {
    "mobile": "phones",
    "phone": "phones",
    "phone_home": "phones",
    "fax": "phones",
    "email": "emails",
}
_COMPOSED: Final = {"family_name": "name", "given_name": "name"}


@dataclass(frozen=True, slots=True)
class Run:
    """The session that is asked, the file, and what gathers: work to do, outcomes of rows.

    `coming` are customers of files that are imported before this one, by number and by compared name.
    """

    session: Session
    inspection: Inspection
    work: Work
    outcomes: Outcomes
    me: UUID
    coming: Mapping[str, UUID] = field(default_factory=dict)


def stored_fields(inspection: Inspection, entity: str) -> tuple[str, ...]:
    """Return the stored fields of an entity that columns of the file give."""
    fields = [inspection.field(key) for key in inspection.mapping.values()]
    given = {field.name for field in fields if field.entity == entity}
    if entity == "contact":
        given = {_LISTS.get(name) or _COMPOSED.get(name) or name for name in given}
    if entity == "product":
        given = {"is_active" if name == "is_discontinued" else name for name in given} | {"code", "currency"}
    return tuple(sorted(given))


def key_of(inspection: Inspection, entity: str) -> str:
    """Return the field of an entity by which rows are matched, "" if another entity's is."""
    owner, _, name = inspection.key.partition(".")
    return name if owner == entity else ""
