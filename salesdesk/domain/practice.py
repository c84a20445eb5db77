"""How a lesson is graded: stars by hints, keys and clicks, and time, against a par that is told before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

MOST: Final = 3
_SLACK: Final = 2
"""So many times the par still earns two stars."""


@dataclass(frozen=True, slots=True)
class Par:
    """What a practised hand needs: keys pressed and clicks together, and seconds."""

    inputs: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Effort:
    """What a lesson took: hints asked for, keys and clicks, seconds at it."""

    hints: int = 0
    inputs: int = 0
    seconds: float = 0.0

    def plus(self, *, hints: int = 0, inputs: int = 0, seconds: float = 0.0) -> Self:
        """Return so much more of each; time never runs backwards, whatever the clock does."""
        return type(self)(self.hints + hints, self.inputs + inputs, self.seconds + max(0.0, seconds))

    def plain(self) -> dict[str, Any]:
        """Return it as plain values, to be kept."""
        return {"hints": self.hints, "inputs": self.inputs, "seconds": round(self.seconds, 1)}

    @classmethod
    def read(cls, kept: object) -> Self | None:
        """Return what `plain` gave, or None if this is something else."""
        if not isinstance(kept, Mapping):
            return None
        hints, inputs, seconds = found = [kept.get(name, -1) for name in ("hints", "inputs", "seconds")]
        if not all(type(one) in (int, float) and one >= 0 for one in found):
            return None
        return cls(int(hints), int(inputs), float(seconds))


def stars(effort: Effort, par: Par) -> int:
    """Return one to three stars.

    Three: no hint, and within the par of both. Two: one hint at the most, and within twice the par. One:
    whoever comes to the end.
    """
    if not effort.hints and effort.inputs <= par.inputs and effort.seconds <= par.seconds:
        return MOST
    near = effort.inputs <= _SLACK * par.inputs and effort.seconds <= _SLACK * par.seconds
    return 2 if effort.hints <= 1 and near else 1


def better(one: Effort, other: Effort | None, par: Par) -> Effort:
    """Return the better of two goes: more stars, then fewer keys, then less time."""
    if other is None:
        return one
    return min(one, other, key=lambda each: (-stars(each, par), each.inputs, each.seconds))
