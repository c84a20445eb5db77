"""A third value in the place of mine and theirs, typed into a field of its kind."""

from collections.abc import Callable
from datetime import date
from typing import Final

from salesdesk.desktop.inbox.lines import Change
from salesdesk.desktop.inbox.values import choices_of, kind_of, label_key
from salesdesk.desktop.widgets.fields.choice import ChoiceField
from salesdesk.desktop.widgets.fields.dates import BirthdayField, DateField
from salesdesk.desktop.widgets.fields.field import Field
from salesdesk.desktop.widgets.fields.figures import NumberField
from salesdesk.desktop.widgets.fields.tags import TagsField
from salesdesk.desktop.widgets.fields.text import LongTextField, TextField
from salesdesk.domain.contacts import ContactRole
from salesdesk.domain.customers import CustomerKind, Grade, Lifecycle, Source
from salesdesk.protocol.entities import ENTITIES, Kind

_LONG: Final = frozenset(
    {"note", "body", "description", "terms", "payment_terms", "delivery_terms", "outcome"}
)
_OFFERED: Final = {
    ("customers", "kind"): CustomerKind,
    ("customers", "lifecycle"): Lifecycle,
    ("customers", "grade"): Grade,
    ("customers", "source"): Source,
    ("contacts", "role"): ContactRole,
}


def can_be_typed(entity: str, field: str) -> bool:
    """Say whether a third value can be given here. What changes by a step of its own cannot be typed."""
    spec = ENTITIES.get(entity)
    if spec is None or spec.guard_of(field) is not None or field in ("deleted_at", "currency"):
        return False
    if choices_of(entity, field):
        return (entity, field) in _OFFERED
    kinds = (Kind.TEXT, Kind.DAY, Kind.FIGURE, Kind.YES)
    return kind_of(entity, field) in kinds or (entity, field) == ("customers", "tags")


def field_for(change: Change, today: Callable[[], date]) -> Field:
    """Return a field that holds what stands now, ready to be typed over."""
    key, kind = label_key(change.entity, change.field), kind_of(change.entity, change.field)
    choices = _OFFERED.get((change.entity, change.field))
    field: Field
    if choices is not None:
        prefix = choices_of(change.entity, change.field)
        field = ChoiceField(key, [(choice.value, f"{prefix}.{choice.value}") for choice in choices])
    elif kind is Kind.YES:
        field = ChoiceField(key, [(True, "inbox.value.yes"), (False, "inbox.value.no")])
    elif kind is Kind.DAY:
        field = (BirthdayField if change.field == "birthday" else DateField)(key, today)
    elif kind is Kind.FIGURE:
        field = NumberField(key)
    elif kind is Kind.JSON:
        field = TagsField(key, [])
    else:
        field = LongTextField(key, lines=4) if change.field in _LONG else TextField(key)
    field.show_value(change.theirs)
    return field
