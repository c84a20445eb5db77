"""The lessons, as data: their steps, when each is done, and the par.

The words are `practice.<lesson>`, `practice.<lesson>.<step>` and `practice.<lesson>.<step>.hint`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from salesdesk.domain.practice import Par
from salesdesk.services.practice import conditions as when
from salesdesk.services.practice import preparing
from salesdesk.services.practice.sight import Check, Facts, Offer
from salesdesk.storage.database import Database


@dataclass(frozen=True, slots=True)
class LessonStep:
    """One thing to do. `offers` is what the coach can do for it."""

    name: str
    is_done: Check
    offers: Offer = Offer.NOTHING


@dataclass(frozen=True, slots=True)
class Lesson:
    """Some steps, one after the other. `prepare` sees to what the first one needs."""

    name: str
    icon: str
    par: Par
    prepare: Callable[[Database], Facts]
    steps: tuple[LessonStep, ...]


LESSONS: Final = (
    Lesson(
        "capture",
        "zap",
        Par(inputs=90, seconds=60),
        preparing.capture,
        (LessonStep("customer", when.customer_added), LessonStep("line", when.visit_planned)),
    ),
    Lesson(
        "follow_up",
        "phone",
        Par(inputs=130, seconds=120),
        preparing.follow_up,
        (
            LessonStep("plan", when.visit_to_come),
            LessonStep("put_off", when.call_put_off),
            LessonStep("finish", when.task_done),
            LessonStep("next", when.outcome_noted),
        ),
    ),
    Lesson(
        "import",
        "file-up",
        Par(inputs=10, seconds=60),
        preparing.importing,
        (
            LessonStep("take", when.file_imported, Offer.FILE),
            LessonStep("back", when.import_taken_back),
        ),
    ),
    Lesson(
        "conflict",
        "merge",
        Par(inputs=70, seconds=150),
        preparing.conflict,
        (
            LessonStep("grade", when.grade_changed),
            LessonStep("day", when.follow_up_set),
            LessonStep("network", when.network_back, Offer.NETWORK),
            LessonStep("decide", when.conflicts_decided),
        ),
    ),
    Lesson(
        "find",
        "search",
        Par(inputs=32, seconds=60),
        preparing.finding,
        (
            LessonStep("pinyin", when.customer_opened),
            LessonStep("filter", when.grade_filtered),
            LessonStep("palette", when.quotes_opened),
        ),
    ),
)
_BY_NAME: Final = {one.name: one for one in LESSONS}


def lesson(name: str) -> Lesson:
    """Return one lesson, or raise KeyError."""
    return _BY_NAME[name]
