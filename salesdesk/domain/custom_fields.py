"""Fields a company adds by itself: what kinds there are, what may stand in one, how it is typed and told.

What is stored is always text that people can read, with a figure or a day beside it where it is one, so that
it can be compared and put into order.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid5

from salesdesk.domain import fields
from salesdesk.domain.days import read_day
from salesdesk.domain.errors import BadInput, RuleBroken
from salesdesk.domain.figures import read_number

MOST: Final = 60
"""So many fields of its own a kind of record may have."""
MOST_CHOICES: Final = 200
_LABEL_LIMIT: Final = 60
_CHOICE_LIMIT: Final = 120
_PLACES: Final = 6
_LARGEST: Final = Decimal(10) ** 12
_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")
_YES: Final = frozenset("yes y true 1 x √ ✓ 是 对 有 on".split())  # noqa: SIM905 - one line
_NO: Final = frozenset("no n false 0 否 不 无 没有 off".split())  # noqa: SIM905 - one line
Value = str | Decimal | date | bool | None
"""What stands in a field: text or one of the choices, a figure, a day, yes or no; None for nothing."""


class FieldKind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    CHOICE = "choice"
    YES = "yes"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomField:
    """A field of a company's own; `key` names it in files and filters and never changes."""

    id: UUID
    entity: str
    key: str
    kind: FieldKind
    label: str
    label_en: str = ""
    choices: tuple[str, ...] = ()
    position: int = 0
    is_active: bool = True

    def called(self, language: str) -> str:
        """Return what the field is called in a language; the other one's name where it has none."""
        return (self.label_en or self.label) if language == "en" else (self.label or self.label_en)


@dataclass(frozen=True, slots=True)
class Stored:
    """A value as it is kept."""

    words: str = ""
    number: Decimal | None = None
    day: date | None = None


def value_id(record: UUID, field: UUID) -> UUID:
    """Return the id of what stands in a field of a record: one row, whoever writes it first."""
    return uuid5(record, field.hex)


def check_field(given: Mapping[str, object], *, new: bool = False) -> dict[str, object]:
    """Return what is said of a field, tidied.

    Raises:
        BadInput: `field` names what is wrong: no name, a kind that is not known, no or twice the same choice.
    """
    fields.known(given, _RULES)
    if new:
        given = {"kind": FieldKind.TEXT, "label": "", **given}
    checked = {name: _RULES[name](value) for name, value in given.items()}
    if checked.get("kind") == FieldKind.CHOICE and not checked.get("choices"):
        raise BadInput("choices-missing", field="choices")
    return checked


def check_change(kind: FieldKind, changes: Mapping[str, object]) -> None:
    """Raise BadInput where a change would make what stands in a field unreadable."""
    if changes.get("kind", kind) != kind:
        raise BadInput("field-kind-fixed", field="kind")
    if kind is FieldKind.CHOICE and "choices" in changes and not changes["choices"]:
        raise BadInput("choices-missing", field="choices")


def choices(value: object, field: str = "choices") -> list[str]:
    """Return choices tidied, each once; text is one choice a line.

    Raises:
        BadInput: `choice-twice` (value), or there are too many.
    """
    given = str(value or "").splitlines() if isinstance(value, str) else value
    found: dict[str, str] = {}
    for one in given if isinstance(given, Sequence) else ():
        choice = fields.line(one, field, limit=_CHOICE_LIMIT)
        if choice and choice.casefold() in found:
            raise BadInput("choice-twice", field=field, value=choice)
        if choice:
            found[choice.casefold()] = choice
    if len(found) > MOST_CHOICES:
        raise BadInput("choices-many", field=field, limit=MOST_CHOICES)
    return list(found.values())


def free_key(label: str, taken: Sequence[str]) -> str:
    """Return a key made of the letters of a label that no other field has."""
    stem = re.sub(r"[^a-z0-9]+", "_", label.casefold()).strip("_")[:32]
    stem = stem if _KEY.match(stem) else f"field_{stem}".strip("_")[:36]
    stem = stem if _KEY.match(stem) else "field"
    tried = (stem, *(f"{stem}_{number}" for number in range(2, MOST + 2)))
    return next(key for key in tried if key not in taken)


def check_count(known: int) -> None:
    """Raise RuleBroken (`fields-many`) where there is no room for another field."""
    if known >= MOST:
        raise RuleBroken("fields-many", limit=MOST)


def store(field: CustomField, value: Value) -> Stored:
    """Return a value as it is kept.

    Raises:
        BadInput: the value is not of the field's kind; `field` is its key.
    """
    if value in (None, "", False):
        return Stored()
    if field.kind is FieldKind.NUMBER:
        number = _figure(field, value)
        return Stored(f"{number:f}", number=number)
    if field.kind is FieldKind.DAY:
        if not isinstance(value, date):
            raise BadInput("date-unreadable", field=field.key, text=str(value))
        return Stored(value.isoformat(), day=value)
    if field.kind is FieldKind.YES:
        return Stored("yes")
    words = fields.line(value, field.key)
    return Stored(_choice(field, words) if field.kind is FieldKind.CHOICE else words)


def check_stored(given: Mapping[str, object], *, new: bool = False) -> dict[str, object]:  # noqa: ARG001 - as all checks
    """Return what is kept of a value, its words tidied and its figure within bounds; raise BadInput."""
    checked = dict(given)
    if "words" in given:
        checked["words"] = fields.line(given["words"], "words")
    if isinstance(number := given.get("number"), Decimal):
        fields.number(abs(number), "number", places=_PLACES, largest=_LARGEST)
    return checked


def value_of(field: CustomField, stored: Stored) -> Value:
    """Return what is kept as a value; a choice that is no longer offered is still what it was."""
    if field.kind is FieldKind.NUMBER:
        return stored.number
    if field.kind is FieldKind.DAY:
        return stored.day
    return stored.words == "yes" if field.kind is FieldKind.YES else stored.words


def read(field: CustomField, text: str, today: date) -> Value:
    """Return what was typed, or stands in a cell, as a value of the field.

    Raises:
        BadInput: it cannot be read as one; `field` is its key.
    """
    typed = fields.line(text, field.key)
    if not typed:
        return None
    if field.kind is FieldKind.NUMBER:
        return _figure(field, read_number(typed, field=field.key))
    if field.kind is FieldKind.DAY:
        return read_day(typed, today, past=True, field=field.key)
    if field.kind is FieldKind.YES:
        return _yes(field, typed)
    return _choice(field, typed) if field.kind is FieldKind.CHOICE else typed


def _figure(field: CustomField, value: object) -> Decimal:
    if not isinstance(value, Decimal | int) or isinstance(value, bool) or not Decimal(value).is_finite():
        raise BadInput("number-unreadable", field=field.key, text=str(value))
    number = Decimal(value)
    fields.number(abs(number), field.key, places=_PLACES, largest=_LARGEST)
    return number


def _choice(field: CustomField, typed: str) -> str:
    for choice in field.choices:
        if choice.casefold() == typed.casefold():
            return choice
    raise BadInput("choice-unknown", field=field.key, value=typed)


def _yes(field: CustomField, typed: str) -> bool:
    word = typed.casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise BadInput("choice-unknown", field=field.key, value=typed)


_RULES: Final[Mapping[str, Callable[[object], object]]] = {
    "kind": lambda value: fields.choice(value, FieldKind, "kind"),
    "label": lambda value: fields.required(fields.line(value, "label", limit=_LABEL_LIMIT), "label"),
    "label_en": lambda value: fields.line(value, "label_en", limit=_LABEL_LIMIT),
    "choices": choices,
    "is_active": bool,
}
FIELD_FIELDS: Final = frozenset(_RULES)
STORED_FIELDS: Final = frozenset({"words", "number"})
