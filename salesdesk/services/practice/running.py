"""A lesson under way: where it stands and what it took. It can be left, kept, and taken up again."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from salesdesk.domain.errors import RuleBroken
from salesdesk.domain.practice import Effort, stars
from salesdesk.services.practice.lessons import LESSONS, Lesson, LessonStep, lesson
from salesdesk.services.practice.sight import Facts, Sight
from salesdesk.storage.database import Database
from salesdesk.storage.replica import identity


@dataclass(frozen=True, slots=True)
class Run:
    """`step` counts the steps done; `workspace` is the copy of the data in which it was begun."""

    name: str
    workspace: str
    facts: Facts
    step: int = 0
    effort: Effort = field(default_factory=Effort)

    @property
    def lesson(self) -> Lesson:
        return lesson(self.name)

    @property
    def is_over(self) -> bool:
        return self.step >= len(self.lesson.steps)

    @property
    def now(self) -> LessonStep | None:
        """The step that is to be done, or None at the end."""
        return None if self.is_over else self.lesson.steps[self.step]

    @property
    def stars(self) -> int:
        """What it would be worth if it ended now."""
        return stars(self.effort, self.lesson.par)

    @property
    def is_offline(self) -> bool:
        return self.facts.get("network") == "offline"

    @property
    def has_network(self) -> bool:
        """Whether a network is simulated, up or down."""
        return "network" in self.facts

    def plain(self) -> dict[str, Any]:
        """Return it as plain values, to be kept on this device."""
        return {
            "lesson": self.name,
            "workspace": self.workspace,
            "facts": dict(self.facts),
            "step": self.step,
            "effort": self.effort.plain(),
        }

    @classmethod
    def read(cls, kept: object, database: Database) -> Self | None:
        """Return what `plain` gave; None if it is no such thing, or of a demo that was begun afresh since."""
        if not isinstance(kept, Mapping) or kept.get("workspace") != str(database.device_id):
            return None
        name, facts, step = kept.get("lesson"), kept.get("facts"), kept.get("step")
        effort = Effort.read(kept.get("effort"))
        known = {one.name: len(one.steps) for one in LESSONS}
        if name not in known or not isinstance(facts, dict) or effort is None:
            return None
        if not isinstance(step, int) or not 0 <= step < known[name]:
            return None
        texts = {str(key): str(value) for key, value in facts.items()}
        return cls(str(name), str(database.device_id), texts, step, effort)


def begin(database: Database, name: str) -> Run:
    """Begin a lesson, or begin it again. Raise RuleBroken where somebody works in earnest."""
    refuse_earnest(database)
    return Run(name, str(database.device_id), lesson(name).prepare(database))


def look(database: Database, run: Run, sight: Sight) -> Run:
    """Return how far the lesson is by now: each step that is done is passed."""
    while run.now is not None:
        noted = run.now.is_done(database, run.facts, sight)
        if noted is None:
            break
        run = replace(run, step=run.step + 1, facts={**run.facts, **noted})
    return run


def refuse_earnest(database: Database) -> None:
    """Raise RuleBroken where the workspace has a server: nothing may be made up there."""
    if database.ask(identity.of).is_connected:
        raise RuleBroken("practice-in-earnest")
