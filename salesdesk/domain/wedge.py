"""Scanners that type: telling their bursts of keys from a person's.

A keyboard-wedge scanner types what it read, far faster than any hand, and ends with Enter or Tab. A card has
many lines, so an Enter within a burst is a line break and never a wish of the person.
"""

from enum import StrEnum
from typing import Final

GAP: Final = 35.0
"""Milliseconds between two keys of a scanner at most; the fastest hands leave twice as much, run for run."""
QUIET: Final = 120.0
"""Milliseconds of silence after which a burst is over: some scanners rest at the end of a line."""
LEAST: Final = 6
"""So many keys in a run make a burst."""
LEAST_ENDED: Final = 4
"""So many are enough where Enter or Tab ends the run."""
MOST: Final = 20_000
"""Characters kept of one burst; the largest code holds a third of it."""
_ENDS: Final = frozenset("\r\n\t")


class Heard(StrEnum):
    """What a key was taken for."""

    FIRST = "first"  # of a run: remember how the form looks now
    TYPED = "typed"  # by a hand, as far as can be told
    BURST = "burst"  # a scanner has been at it since the first: take back what its keys did
    MORE = "more"  # of a burst: not for the form


class Wedge:
    """Hears every key with its moment (milliseconds), and keeps what a scanner types."""

    def __init__(self) -> None:
        self._run = ""
        self._last = 0.0
        self._is_burst = False

    @property
    def is_burst(self) -> bool:
        """Whether a scanner is typing, or has just ended."""
        return self._is_burst

    @property
    def is_ended(self) -> bool:
        """Whether a burst ended as scanners end theirs, with Enter or Tab.

        Without, it may be a hand after all, whose keys came late and all at once.
        """
        return self._is_burst and self._run[-1] in _ENDS

    def is_over(self, at: float) -> bool:
        """Return whether a burst was over by this moment."""
        return self._is_burst and not 0 <= at - self._last <= QUIET

    def key(self, sign: str, at: float) -> Heard:
        """Hear one key; `sign` is the character it types. A burst that `is_over` is to be taken before."""
        fresh = not 0 <= at - self._last <= (QUIET if self._is_burst else GAP)
        self._last = at
        if self._is_burst and not fresh:
            self._run = (self._run + sign)[:MOST]
            return Heard.MORE
        if fresh:
            self._run, self._is_burst = sign, False
            return Heard.FIRST
        ended = sign in _ENDS and len(self._run) >= LEAST_ENDED
        self._run += sign
        self._is_burst = ended or len(self._run) >= LEAST
        return Heard.BURST if self._is_burst else Heard.TYPED

    def pause(self) -> None:
        """End a run: a key was pressed that no scanner presses."""
        if not self._is_burst:
            self._run, self._last = "", float("-inf")

    def take(self) -> str:
        """Return what the scanner typed, and begin anew."""
        text = self._run if self._is_burst else ""
        self._run, self._is_burst, self._last = "", False, float("-inf")
        return text.replace("\r\n", "\n").replace("\r", "\n").strip()
