"""Lessons in words: stars, a lesson's effort against its par, and how the simulated network stands."""

from collections.abc import Mapping

from salesdesk.desktop.sync_words import Standing
from salesdesk.domain.practice import MOST, Effort, stars
from salesdesk.services.practice import Lesson, Run
from salesdesk.words import say

Results = Mapping[str, Effort]


def starred(count: int) -> str:
    """Return ★★☆ for two: their shape tells, not their colour."""
    return "★" * count + "☆" * (MOST - count)


def stars_of(lesson: Lesson, results: Results) -> int:
    """Return the stars of the best go, 0 where there was none."""
    best = results.get(lesson.name)
    return 0 if best is None else stars(best, lesson.par)


def spoken(lesson: Lesson, results: Results) -> str:
    """Return a lesson with its stars, as a screen reader says it."""
    count = stars_of(lesson, results)
    told = say("practice.stars", n=count) if count else say("practice.stars.none")
    return say("practice.lesson", lesson=say(f"practice.{lesson.name}"), stars=told)


def effort_text(run: Run) -> str:
    """Return what it took so far, beside the par."""
    par, effort = run.lesson.par, run.effort
    return say(
        "practice.effort",
        inputs=effort.inputs,
        par_inputs=par.inputs,
        time=clock_text(effort.seconds),
        par_time=clock_text(par.seconds),
        hints=effort.hints,
    )


def clock_text(seconds: float) -> str:
    """Return 1:05 for 65 seconds."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}"


def instruction(run: Run, *, hint: bool = False) -> str:
    """Return what is to be done now, or how; "" at the end."""
    if run.now is None:
        return ""
    key = f"practice.{run.name}.{run.now.name}"
    return say(f"{key}.hint" if hint else key, **run.facts)


def network_standing(run: Run | None) -> Standing | None:
    """Return what the sync card says while a network is simulated; None leaves it as it is."""
    if run is None or not run.has_network:
        return None
    name, icon, tone = ("offline", "wifi-off", "side_text") if run.is_offline else ("online", "cloud", "ok")
    title, detail = say(f"practice.{name}"), say(f"practice.{name}.detail")
    return Standing(icon, tone, title, detail, say("practice.more"))
