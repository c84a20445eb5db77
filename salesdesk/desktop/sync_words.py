"""How sync stands, in a few calm words: icon, title, a line below it, and the way on if there is one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from salesdesk.desktop.activities.when import ago
from salesdesk.sync.state import Outcome
from salesdesk.sync.status import State, Status
from salesdesk.words import say

Way = Literal["", "connect", "sign-in", "consent", "inbox", "sync"]


@dataclass(frozen=True, slots=True)
class Standing:
    """What is shown. `tone` is a colour token; `more` is the sentence of the details, `way` what helps."""

    icon: str
    tone: str
    title: str
    detail: str
    more: str
    way: Way = ""


@dataclass(frozen=True, slots=True)
class _Trouble:
    """How a cycle ended that wants a person."""

    icon: str
    way: Way
    tone: str = "warn"
    values: Callable[[Status], Mapping[str, object]] = field(default=lambda _status: {})


_TROUBLES: Final[Mapping[Outcome, _Trouble]] = {
    Outcome.SIGNED_OUT: _Trouble("key-round", "sign-in"),
    Outcome.SUSPENDED: _Trouble("pause", "sync"),
    Outcome.WIPED: _Trouble("circle-x", "", "bad"),
    Outcome.UPDATE: _Trouble("download", "sync"),
    Outcome.OUTDATED: _Trouble("download", "sync"),
    Outcome.CONSENT: _Trouble("triangle-alert", "consent", values=lambda status: {"n": status.deleted}),
    Outcome.STUCK: _Trouble("triangle-alert", "sync", values=lambda status: {"code": status.code}),
}


def standing(status: Status, now: datetime) -> Standing:
    """Return how it stands. What wants a person comes before everything but the work under way."""
    trouble = _TROUBLES.get(status.outcome)
    if trouble is not None and status.state is State.PROBLEM:
        return _troubled(status, trouble)
    return _STATES[status.state](status, now)


def _troubled(status: Status, trouble: _Trouble) -> Standing:
    key, values = f"sync.{status.outcome}", trouble.values(status)
    detail = say("sync.kept", n=status.waiting) if status.waiting else say(f"{key}.detail", **values)
    more = say(f"{key}.more", **values)
    return Standing(trouble.icon, trouble.tone, say(key, **values), detail, more, trouble.way)


def _alone(_status: Status, _now: datetime) -> Standing:
    title, more = say("sync.alone"), say("sync.alone.more")
    return Standing("monitor", "side_text", title, say("sync.alone.detail"), more, "connect")


def _offline(status: Status, now: datetime) -> Standing:
    title = say("sync.offline.saved", n=status.waiting) if status.waiting else say("sync.offline")
    return Standing("wifi-off", "side_text", title, _last(status, now), say("sync.offline.more"), "sync")


def _current(status: Status, now: datetime) -> Standing:
    if status.last_success is None:  # the first cycle has not ended yet
        return Standing(
            "refresh-cw", "accent", say("sync.first"), say("sync.never"), say("sync.working.more")
        )
    files = status.sending + status.coming
    if files:
        detail, more = say("sync.files", n=files), say("sync.current.files", n=files)
        return Standing("cloud", "ok", say("sync.current"), detail, more)
    return Standing("cloud", "ok", say("sync.current"), _last(status, now), say("sync.current.more"))


def _working(status: Status, _now: datetime) -> Standing:
    if status.moves_files:
        detail = say("sync.files", n=status.sending + status.coming)
    elif status.total:
        detail = say("sync.working.sent", done=f"{status.done:,}", total=f"{status.total:,}")
    else:
        detail = say("sync.working.received", done=f"{status.done:,}")
    return Standing("refresh-cw", "accent", say("sync.working"), detail, say("sync.working.more"))


def _pending(status: Status, now: datetime) -> Standing:
    title = say("sync.pending", n=status.waiting)
    return Standing("upload", "accent", title, _last(status, now), say("sync.pending.more"), "sync")


def _problem(status: Status, now: datetime) -> Standing:
    title, more = say("sync.problem", n=status.problems), say("sync.problem.more")
    detail = say("sync.kept", n=status.waiting) if status.waiting else _last(status, now)
    return Standing("triangle-alert", "warn", title, detail, more, "inbox")


def _last(status: Status, now: datetime) -> str:
    if status.last_success is None:
        return say("sync.never")
    return say("sync.last", when=ago(status.last_success, now))


_STATES: Final[Mapping[State, Callable[[Status, datetime], Standing]]] = {
    State.ALONE: _alone,
    State.OFFLINE: _offline,
    State.CURRENT: _current,
    State.WORKING: _working,
    State.PENDING: _pending,
    State.PROBLEM: _problem,
}
