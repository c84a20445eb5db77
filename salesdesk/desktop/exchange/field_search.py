"""The fields a column may be taken for, found by typing: in either language, by pinyin, by other names."""

from collections.abc import Mapping, Sequence
from functools import cache

from salesdesk.desktop.widgets.picker import Suggestion
from salesdesk.domain import names
from salesdesk.services.imports import Field
from salesdesk.words import LANGUAGES, words_of

NO_FIELD = "-"
"""The value of the suggestion not to import a column."""


def suggestions(
    fields: Sequence[Field], taken: Mapping[str, str], language: str, typed: str
) -> list[Suggestion]:
    """Return the fields that fit what is typed, under headings. `taken` names the column that has a field."""
    said = words_of(language)
    wanted = names.fold(typed).replace(" ", "")
    lines: list[Suggestion] = []
    if not wanted or any(wanted in sign for sign in _signs(said.say("exchange.field.none"))):
        lines.append(Suggestion(said.say("exchange.field.none"), NO_FIELD, icon="minus"))
    entity = ""
    for field in fields:
        if wanted and not any(wanted in sign for sign in (*_of_field(field), *field.words)):
            continue
        if field.entity != entity:
            entity = field.entity
            lines.append(Suggestion(said.say(f"exchange.entity.{entity}")))
        lines.append(Suggestion(field.called(language), field.key, taken.get(field.key, "")))
    return lines


@cache
def _of_field(field: Field) -> tuple[str, ...]:
    """Return what a field is found by."""
    return tuple(sign for language in LANGUAGES for sign in _signs(field.called(language)))


@cache
def _signs(text: str) -> tuple[str, ...]:
    folded = names.fold(text).replace(" ", "")
    return folded, names.initials(text), names.spelled(text).replace(" ", "")
