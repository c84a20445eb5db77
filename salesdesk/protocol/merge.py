"""Two people changed one row: who changed which field, and where they disagree."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Clash:
    """One field both sides changed, each to something else."""

    field: str
    base: Any
    theirs: Any
    mine: Any


@dataclass(frozen=True, slots=True)
class Merged:
    """`fields` is what stands now; `clashes` are the values of mine that gave way."""

    fields: dict[str, Any]
    clashes: tuple[Clash, ...]


def merge(*, base: Fields, patch: Fields, theirs: Fields) -> Merged:
    """Take each field from the side that changed it; where both did, theirs stands and the clash is told.

    `patch` holds only the fields I changed, `base` their values before; `theirs` is the row as it is now. A
    field their side has never heard of is kept.
    """
    fields = dict(theirs)
    clashes: list[Clash] = []
    for name, mine in patch.items():
        was, now = base.get(name), theirs.get(name)
        if mine == now or (name not in theirs and mine == was):
            continue
        if name not in theirs or now == was:
            fields[name] = mine
        elif mine != was:
            clashes.append(Clash(name, was, now, mine))
    return Merged(fields, tuple(clashes))
