"""The company's own fields as columns of a file may mean them: known by their names, read by their kinds."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from sqlalchemy.orm import Session

from salesdesk.domain import custom_fields as rules
from salesdesk.domain.custom_fields import CustomField, FieldKind, Stored
from salesdesk.domain.errors import BadInput
from salesdesk.integrations.table_file import Column
from salesdesk.services.imports.fields import Field, Value
from salesdesk.storage.queries import custom_fields as queries

OWN: Final = "own"
"""The entity of own fields as keys of columns name it: `own.<key>`, as in exports."""
_VALUES: Final[Mapping[FieldKind, Value]] = {
    FieldKind.TEXT: Value.LINE,
    FieldKind.NUMBER: Value.NUMBER,
    FieldKind.DAY: Value.DAY,
    FieldKind.CHOICE: Value.LINE,
    FieldKind.YES: Value.YES_NO,
}


def own_fields(session: Session) -> tuple[Field, ...]:
    """Return the fields in use in their order; a choice that stands somewhere may come in, offered or not."""
    return tuple(
        _field(_with_known(session, one) if one.kind is FieldKind.CHOICE else one)
        for one in queries.fields_of(session, "customers")
    )


def named_alike(columns: tuple[Column, ...], own: tuple[Field, ...]) -> dict[int, str]:
    """Return the columns that are called as own fields are, by place.

    Of columns of one name the last are the own fields, in their order: so they stand in our exports, behind
    a field of the program's that happens to be called the same.
    """
    given = {column.name for column in columns}
    bare = ((column.name, _AGAIN.sub("", column.name)) for column in columns)
    names = [_whole(first if first in given else name) for name, first in bare]
    found: dict[int, str] = {}
    for field in reversed(own):
        places = (at for at in reversed(range(len(names))) if names[at] in field.words and at not in found)
        place = next(places, None)
        if place is not None:
            found[place] = field.key
    return found


def stored(field: Field, value: Any) -> Stored:
    """Return what was read from a cell as it is kept; raises BadInput where it is not of the field's kind."""
    assert field.own is not None
    return rules.store(field.own, value)


def with_remedy(error: BadInput, field: Field) -> BadInput:
    """Return what is wrong with a cell so that it says what may stand there: which choices, yes or no."""
    own = field.own
    if own is None or error.code != "choice-unknown":
        return error
    if own.kind is FieldKind.YES:
        return BadInput("own-yes-unknown", field=field.key, **error.values)
    offered = " · ".join(own.choices[:_TOLD])
    return BadInput("own-choice-unknown", field=field.key, choices=offered, **error.values)


_AGAIN: Final = re.compile(r" \(\d+\)\Z")  # how a name is told apart that comes again
_TOLD: Final = 12  # choices that are told to who wrote another


def _with_known(session: Session, field: CustomField) -> CustomField:
    known = {choice.casefold() for choice in field.choices}
    more = [word for word in queries.known_words(session, field.id) if word.casefold() not in known]
    return replace(field, choices=(*field.choices, *more))


def _field(own: CustomField) -> Field:
    words = (own.label, own.label_en, own.key, f"{OWN}.{own.key}")
    return Field(f"{OWN}.{own.key}", _VALUES[own.kind], tuple(filter(None, map(_whole, words))), own=own)


def _whole(header: str) -> str:
    """Return a name as it is compared, with what stands in brackets: "Price (EU)" is not "Price (US)"."""
    return re.sub(r"[\W_]+", "", header.casefold())
