"""When to go to the server again: soon after a change, at once when asked, ever less often while it is away.

A value: each event gives the next one. Time is in seconds of a clock that only goes forward.
"""

from dataclasses import dataclass, replace
from random import Random
from typing import Final

from salesdesk.sync.state import Cycle, Outcome

QUIET: Final = 0.3
"""So long after the last change nothing more is being typed."""
PATIENCE: Final = 2.0
"""Longer than this no change waits for others."""
LISTENING: Final = 300.0
"""So often we look, even if the server would tell us that there is something new."""
POLLING: Final = 30.0
"""So often where it cannot."""
FIRST: Final = 2.0
LONGEST: Final = 300.0
RARELY: Final = 3_600.0
_ASK_AGAIN: Final = frozenset({Outcome.UPDATE, Outcome.SUSPENDED, Outcome.STUCK})
_NEVER: Final = frozenset({Outcome.SIGNED_OUT, Outcome.WIPED})


@dataclass(frozen=True, slots=True)
class Schedule:
    """`due` is when the next cycle begins; None: not before somebody asks."""

    due: float | None = 0.0
    failures: int = 0
    changed: float | None = None
    """When the first change was made that has not been sent."""

    def after_change(self, now: float) -> "Schedule":
        """Somebody changed something here."""
        since = now if self.changed is None else self.changed
        if self.failures or self.due is None:
            return replace(self, changed=since)  # the server is away: a change does not bring it back
        due = min(now + QUIET, since + PATIENCE)
        return replace(self, changed=since, due=min(self.due, due) if self.changed is None else due)

    def at_once(self, now: float) -> "Schedule":
        """Somebody asked, there is news, or the network is back."""
        return replace(self, due=now, failures=0)

    def after_cycle(self, cycle: Cycle, now: float, chance: Random, *, idle: float) -> "Schedule":
        """A cycle ended; `idle` is how long to rest if there is nothing to do."""
        outcome = cycle.outcome
        if outcome is Outcome.DONE:
            return Schedule(now + idle)
        if outcome is Outcome.CONSENT:
            return Schedule(now + RARELY)  # what is written until somebody answers goes all the same
        if outcome in _NEVER:
            return Schedule(None)
        if outcome in _ASK_AGAIN or outcome is Outcome.OUTDATED:
            failures = 0 if outcome is Outcome.OUTDATED else self.failures + 1
            return Schedule(now + chance.uniform(RARELY / 2, RARELY), failures)
        wait = chance.uniform(0, min(LONGEST, FIRST * 2**self.failures))
        if cycle.retry_after:
            wait += cycle.retry_after
        return Schedule(now + wait, min(self.failures + 1, 16))
