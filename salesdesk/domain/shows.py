"""Trade shows: what a stand asks of whoever comes, and how a lead is graded."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import partial
from typing import Any, Final
from uuid import UUID

from salesdesk.domain import fields
from salesdesk.domain.badges import RAW_LIMIT
from salesdesk.domain.customers import Grade, Source, day
from salesdesk.domain.errors import BadInput
from salesdesk.domain.interest_codes import MOST as MOST_INTERESTS

LEAD_FIELDS: Final = (
    *("company", "name", "job_title", "phone", "email", "wechat", "department", "city", "website"),
    "note",
)
"""Everything the form of a lead can ask, in its usual order."""
ALWAYS: Final = ("company", "name", "phone")
USUAL_FIELDS: Final = ("company", "name", "phone", "job_title", "email", "wechat", "note")
MOST_QUESTIONS: Final = 6
MOST_CHOICES: Final = 9
"""Each choice is one figure key."""
_TEXT: Final = 120
_CHOICE_MARKS: Final = re.compile(r"[/／|｜;；]")


class NextStep(StrEnum):
    """What follows a talk at the stand; "" is nothing."""

    NONE = ""
    DAY = "day"
    WEEK = "week"
    QUOTE = "quote"


class CaptureState(StrEnum):
    """Whether a lead is complete, or still only the picture of a card."""

    DONE = ""
    TO_TYPE = "to-type"


def due_after(step: NextStep, today: date) -> date | None:
    """Return the day a next step falls on: tomorrow or in a week; a quote is written at once."""
    days = {NextStep.DAY: 1, NextStep.WEEK: 7, NextStep.QUOTE: 1}.get(step)
    return today + timedelta(days=days) if days else None


def check_show(given: Mapping[str, object], *, new: bool = False) -> dict[str, Any]:
    """Return the given fields of a show tidied, ready to store. Raise BadInput, naming the first wrong one.

    Both days are told together; the last is not before the first.
    """
    fields.known(given, _RULES)
    if new:
        fields.required(given.get("name"), "name")
    found: dict[str, Any] = {name: _RULES[name](value) for name, value in given.items()}
    if new or found.keys() & {"starts_on", "ends_on"}:
        starts, ends = found.get("starts_on"), found.get("ends_on")
        if starts is None or ends is None:
            raise BadInput("show-days-missing", field="starts_on" if starts is None else "ends_on")
        if ends < starts:
            raise BadInput("show-ends-early", field="ends_on")
    return found


def questions(value: object) -> list[dict[str, Any]]:
    """Return questions of `text` and `choices`, one to nine each; at most six questions."""
    found = []
    for each in _listed(value, "questions"):
        if not isinstance(each, Mapping):
            raise BadInput("list-unreadable", field="questions")
        text = fields.line(each.get("text"), "questions", limit=_TEXT)
        given = (fields.line(choice, "questions", limit=_TEXT) for choice in _listed(each.get("choices"), ""))
        choices = list(dict.fromkeys(filter(None, given)))
        if not text:
            continue
        if not 1 <= len(choices) <= MOST_CHOICES:
            raise BadInput("question-choices", field="questions", text=text, most=MOST_CHOICES)
        found.append({"text": text, "choices": choices})
    if len(found) > MOST_QUESTIONS:
        raise BadInput("questions-many", field="questions", most=MOST_QUESTIONS)
    return found


def form_fields(value: object) -> list[str]:
    """Return the fields a form shows, in their order; without company, name and phone there is none."""
    given = [str(name) for name in _listed(value, "fields")]
    strange = [name for name in given if name not in LEAD_FIELDS]
    if strange:
        raise BadInput("field-unknown", field=strange[0])
    missing = [name for name in ALWAYS if name not in given]
    return list(dict.fromkeys([*missing, *given]))


def interests(value: object) -> list[str]:
    """Return the ids of products on show as text, without repetition; at most 60."""
    found = list(dict.fromkeys(str(_id(one)) for one in _listed(value, "interests")))
    if len(found) > MOST_INTERESTS:
        raise BadInput("interests-many", field="interests", most=MOST_INTERESTS)
    return found


def usual(value: object) -> dict[str, Any]:
    """Return what a new lead begins with: source, grade, next step, tags."""
    if not isinstance(value, Mapping):
        raise BadInput("list-unreadable", field="usual")
    fields.known(value, ("source", "grade", "next_step", "tags"))
    return {
        "source": fields.choice(value.get("source", Source.TRADE_SHOW), Source, "source").value,
        "grade": fields.choice(value.get("grade"), Grade, "grade").value,
        "next_step": fields.choice(value.get("next_step"), NextStep, "next_step").value,
        "tags": fields.tags(value.get("tags") or ()),
    }


def read_questions(text: str) -> list[dict[str, Any]]:
    """Return the questions written one a line, choices behind a colon: `何时采购: 本月 / 今年 / 以后`."""
    found = []
    for line in text.splitlines():
        asked, _, choices = line.replace("：", ":").partition(":")
        parted = [choice.strip() for choice in _CHOICE_MARKS.split(choices)]
        if asked.strip():
            found.append({"text": asked.strip(), "choices": [choice for choice in parted if choice]})
    return found


def spelled_questions(asked: Iterable[Mapping[str, Any]]) -> str:
    """Return questions as `read_questions` reads them."""
    return "\n".join(f"{each['text']}: {' / '.join(each['choices'])}" for each in asked)


def answers(value: object, asked: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return what was answered, as `text` and `choice`; `value` is a choice by question."""
    given = value if isinstance(value, Mapping) else {}
    found = ((each["text"], str(given.get(each["text"], "")), each["choices"]) for each in asked)
    return [{"text": text, "choice": choice} for text, choice, choices in found if choice in choices]


def check_capture(given: Mapping[str, object], *, new: bool = False) -> dict[str, Any]:  # noqa: ARG001 - as all checks
    """Return what is said of somebody who was met, tidied; the raw text stays as it is, without NUL.

    Raises:
        BadInput: too long, not a grade or a state, or what was answered is not `text` and `choice`.
    """
    return {name: _CAPTURE_RULES[name](value) for name, value in given.items()}


def _answered(value: object) -> list[dict[str, str]]:
    found = _listed(value, "answers")
    if len(found) > MOST_QUESTIONS:
        raise BadInput("questions-many", field="answers", most=MOST_QUESTIONS)
    if not all(isinstance(one, Mapping) for one in found):
        raise BadInput("list-unreadable", field="answers")
    parts = ("text", "choice")
    return [{part: fields.line(one.get(part), "answers", limit=_TEXT) for part in parts} for one in found]


def _raw(value: object) -> str:
    raw = str(value or "").replace("\0", "")  # PostgreSQL keeps none, and the server takes none
    if len(raw) > RAW_LIMIT:
        raise BadInput("text-too-long", field="raw", limit=RAW_LIMIT)
    return raw


def _listed(value: object, field: str) -> list[Any]:
    if value is None:
        return []
    if isinstance(value, str | Mapping) or not isinstance(value, Iterable):
        raise BadInput("list-unreadable", field=field)
    return list(value)


def _id(value: object) -> UUID:
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError:
        raise BadInput("list-unreadable", field="interests") from None


_RULES: Final[dict[str, Callable[[object], object]]] = {
    "name": partial(fields.required, field="name"),
    "place": partial(fields.line, field="place"),
    "city": partial(fields.line, field="city"),
    "starts_on": partial(day, field="starts_on"),
    "ends_on": partial(day, field="ends_on"),
    "questions": questions,
    "interests": interests,
    "fields": form_fields,
    "usual": usual,
    "is_active": bool,
}
_CAPTURE_RULES: Final[dict[str, Callable[[object], Any]]] = {
    "grade": partial(fields.choice, kind=Grade, field="grade"),
    "state": partial(fields.choice, kind=CaptureState, field="state"),
    "raw": _raw,
    "note": partial(fields.text, field="note"),
    "answers": _answered,
    "interests": interests,
}
CAPTURE_FIELDS: Final = frozenset(_CAPTURE_RULES)
SHOW_FIELDS: Final = frozenset(_RULES)
