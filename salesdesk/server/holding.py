"""Acts that are kept for somebody else to decide: what builds upon them, and in which order they are done."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Final
from uuid import UUID

from salesdesk.protocol.entities import ENTITIES
from salesdesk.protocol.messages import Act, Result, act_hash
from salesdesk.protocol.uniting import PART_OF
from salesdesk.server import rows
from salesdesk.server.rows import Row
from salesdesk.server.staging import Stage
from salesdesk.storage.references import references

LACKING: Final = frozenset({"row-gone", "parent-gone"})
"""Why an act is refused whose row, or what it lies beneath, is not there."""


def hold(stage: Stage, acts: Sequence[Act], scope: str, *, by: UUID) -> list[Result]:
    """Keep a whole group for somebody who may write in a scope."""
    for place, act in enumerate(acts):
        if PART_OF in (act.args or {}):
            continue  # it follows the order it belongs to
        if stage.get("held_acts", _held_id(act, place)) is not None:
            continue  # a restored server still has it, and perhaps what was decided
        fields = {
            "author_id": by,
            "group_id": act.group_id,
            "entity": act.entity,
            "row_id": act.row_id,
            "kind": act.kind,
            "command": act.command or "",
            "base": act.base,
            "patch": act.patch,
            "args": act.args,
            "made_at": act.made_at,
        }
        row = rows.new("held_acts", fields) | {"id": _held_id(act, place), "scope_id": scope, "seq": None}
        stage.put("held_acts", row | {"version": 0, "created_at": stage.work.now}, by=by)
    stage.keep()
    return [Result(mseq=act.mseq, status="held", code="act-held") for act in acts]


def _held_id(act: Act, place: int) -> UUID:
    """Return the id of a held act: the same one, should the server be restored and the act come again.

    By then its author may have had to forget what stood in the row before.
    """
    return UUID(bytes=act_hash(act.group_id.bytes + place.to_bytes(4)))


def basis(stage: Stage, acts: Sequence[Act], *, by: UUID) -> str | None:
    """Return the scope in which it waits what a group builds upon, or None if nothing of that waits.

    Whoever decides about a new row decides about what its author did with it afterwards, too.
    """
    held = stage.held_about([row_id for act in acts for row_id in _named(act)])
    return next((row["scope_id"] for row in held if row["author_id"] == by), None)


def _named(act: Act) -> Iterator[UUID]:
    """Yield the row of an act, and those that it names."""
    yield act.row_id
    if act.entity in ENTITIES:
        for field in references(act.entity):
            with suppress(ValueError, TypeError, AttributeError):  # what is no id names nothing
                yield UUID((act.patch or {}).get(field))


def in_turn(stage: Stage, acts: Sequence[Act]) -> Sequence[Act]:
    """Return decisions about held acts in the order in which those were made; other acts as they are.

    Within one step new rows come first, parents before what lies beneath them.
    """
    if any(act.command != "held.decide" for act in acts):
        return acts
    return sorted(acts, key=lambda act: _turn(stage.get("held_acts", act.row_id)))


def _turn(held: Row | None) -> tuple[float, bool, int]:
    if held is None or held["entity"] not in rows.ORDER:
        return 0.0, False, 0
    is_new = held["base"] is None and not held["command"]
    return held["made_at"].timestamp(), not is_new, rows.ORDER.index(held["entity"])
