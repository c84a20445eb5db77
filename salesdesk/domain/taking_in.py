"""What was typed for a new customer, beside one that is there already: what is filled, what differs."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from salesdesk.domain import names
from salesdesk.domain.merging import is_empty
from salesdesk.domain.regions import PARTS

PERSON: Final = "contact"
"""The line of the person who was typed along; `job_title` is the line of what they are."""
JOB: Final = "job_title"
REGION: Final = "region"
"""The line of province, city and district, which are one place: its values are tuples of the three."""
_LONG: Final = frozenset({"note"})


class How(StrEnum):
    """What becomes of a value: it fills an empty field, comes behind what is there, is there, or differs."""

    FILLS = "fills"
    JOINS = "joins"
    SAME = "same"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Line:
    """One field: what stands there, and what was typed."""

    field: str
    stands: Any
    typed: Any
    how: How


def lines(stands: Mapping[str, Any], typed: Mapping[str, Any]) -> list[Line]:
    """Return a line for each field that was filled, in the order typed."""
    filled = {name: value for name, value in typed.items() if not is_empty(value)}
    named = dict.fromkeys(REGION if name in PARTS else name for name in filled)
    return [
        _region(_place(stands), _place(filled))
        if name == REGION
        else Line(name, stands.get(name), filled[name], _how(name, stands.get(name), filled[name]))
        for name in named
    ]


def changes(found: list[Line], over: Collection[str]) -> dict[str, Any]:
    """Return the fields that change; of those that differ only the ones somebody chose (`over`)."""
    changed: dict[str, Any] = {}
    for line in found:
        if line.how is How.FILLS or (line.how is How.DIFFERS and line.field in over):
            changed |= (
                zip(PARTS, line.typed, strict=True) if line.field == REGION else {line.field: line.typed}
            )
        elif line.how is How.JOINS:
            changed[line.field] = f"{line.stands}\n{line.typed}"
    return changed


def _place(fields: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(fields.get(part) or "") for part in PARTS)


def _region(stands: tuple[str, ...], typed: tuple[str, ...]) -> Line:
    """A place fills what is behind the parts that stand, if these are its own; else two would be mixed."""
    agreed = [_bare(one) == _bare(other) for one, other in zip(stands, typed, strict=True)]
    known = max((at for at, part in enumerate(stands, 1) if part), default=0)
    if all(same for same, part in zip(agreed, typed, strict=True) if part):
        how = How.SAME
    else:
        how = How.FILLS if all(agreed[:known]) else How.DIFFERS
    return Line(REGION, stands, typed, how)


def _how(name: str, stands: Any, typed: Any) -> How:
    if is_empty(stands):
        return How.FILLS
    if stands == typed or (isinstance(typed, str) and _bare(str(stands)) == _bare(typed)):
        return How.SAME
    if name in _LONG:
        return How.SAME if str(typed) in str(stands) else How.JOINS
    return How.DIFFERS


def same_name(one: str, other: str) -> bool:
    """Say whether two names are one, whatever case, width and spaces they are written with."""
    return bool(_bare(one)) and _bare(one) == _bare(other)


def _bare(text: str) -> str:
    return "".join(names.fold(text).split())
