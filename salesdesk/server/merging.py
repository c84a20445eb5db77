"""Two customers become one, and part again: everything beneath moves, nothing is lost.

What a laptop saw may be old. Whoever the two are by now are made one; where somebody decided otherwise
meanwhile, that stands, and the author is told with both values side by side.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from salesdesk.domain.custom_fields import value_id
from salesdesk.domain.errors import RuleBroken
from salesdesk.domain.merging import (
    AUTOMATIC,
    MERGED,
    VALUE,
    Side,
    is_empty,
    parted,
    survivors,
    taken_over,
    to_choose,
)
from salesdesk.protocol import codec
from salesdesk.protocol.merge import Clash
from salesdesk.protocol.scopes import AGGREGATE, PARENTS
from salesdesk.server import rows
from salesdesk.server.rows import Row
from salesdesk.server.staging import Stage

DIRECT: Final = tuple(
    entity
    for entity in AGGREGATE
    if PARENTS.get(entity, ("",))[0] == "customers" and entity not in {"customer_merges", "custom_values"}
)
"""What lies directly beneath a customer and moves with it. Merges stay with whom they were about; what stands
in own fields is taken over, because the id of its row says whose it is."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the author decided: `sides` by field, on the values they had `seen`; `values` by own field."""

    sides: Mapping[str, Side]
    seen: Mapping[Side, Mapping[str, Any]]
    values: Mapping[UUID, Side]

    @classmethod
    def of(cls, args: Mapping[str, Any]) -> "Choice":
        """Read the arguments of `customer.merge`."""
        seen = args.get("seen") or {}
        return cls(
            {name: Side(side) for name, side in (args.get("sides") or {}).items() if name in MERGED},
            {side: codec.typed("customers", dict(seen.get(side) or {})) for side in Side},
            {UUID(field): Side(side) for field, side in (args.get("values") or {}).items()},
        )

    def mine(self, name: str) -> Any:
        """Return the value the author chose for a field."""
        return self.seen[self.sides[name]].get(name)


def unite(stage: Stage, pair: tuple[Row, Row], choice: Choice, *, merge_id: UUID, by: UUID) -> list[Clash]:
    """Let the second customer become part of the first; return where somebody had decided otherwise.

    Raises:
        RuleBroken: `merge-customer-gone`, the one to be kept was removed.
    """
    kept, loser = pair
    if kept["deleted_at"] is not None:
        raise RuleBroken("merge-customer-gone", name=kept["name"])
    mine, theirs = fields_of(kept, loser), fields_of(loser, kept)
    chosen, clashes = _chosen(mine, theirs, choice)
    became = survivors(mine, theirs, chosen)
    moved, primary = _gather(stage, kept, loser, by)
    values = _take_over(stage, kept, loser, choice, by)
    moved["customers"] = _refer(stage, loser["id"], kept["id"], by)
    fresh = stage.get("customers", kept["id"]) or kept  # it may have been referred by the other one
    stage.put("customers", fresh | became, by=by)  # also where nothing is new: its laptop touched it
    stage.put("customers", loser | {"deleted_at": loser["deleted_at"] or stage.work.now}, by=by)
    before = {
        "kept": codec.plain(mine),
        "loser": codec.plain(rows.visible("customers", loser)),
        "became": codec.plain(became),
        "sides": dict(choice.sides),
        "values": {str(field): side for field, side in choice.values.items()},
        "own": values,
        "primary": primary,
    }
    _note(stage, merge_id, kept, {"loser_id": loser["id"], "before": before, "moved": moved}, by)
    return clashes


def fields_of(row: Row, other: Row) -> dict[str, Any]:
    """Return the fields of a customer that are merged; neither of the two refers itself."""
    referrer = row["referrer_id"] if row["referrer_id"] not in {row["id"], other["id"]} else None
    return {name: row[name] for name in MERGED} | {"referrer_id": referrer}


def _chosen(
    kept: Mapping[str, Any], loser: Mapping[str, Any], choice: Choice
) -> tuple[dict[str, Any], list[Clash]]:
    """Return the values that stand for what was chosen, and where the author is to look again."""
    chosen: dict[str, Any] = {}
    clashes: list[Clash] = []
    now = {Side.KEPT: kept, Side.LOSER: loser}
    for name, side in choice.sides.items():
        other = Side.LOSER if side is Side.KEPT else Side.KEPT
        if is_empty(now[side][name]) or is_empty(now[other][name]) or kept[name] == loser[name]:
            continue
        seen = choice.seen[other].get(name)
        if now[other][name] == seen:
            chosen[name] = now[side][name]
        else:  # somebody wrote there meanwhile: what the kept one says stands
            mine = choice.mine(name) if choice.mine(name) != kept[name] else loser[name]
            clashes.append(Clash(name, choice.seen[Side.KEPT].get(name), kept[name], mine))
    open_ = [name for name in to_choose(kept, loser) if name not in choice.sides]
    clashes += [Clash(name, None, kept[name], loser[name]) for name in open_]
    return chosen, clashes


def already_one(kept: Row, choice: Choice) -> list[Clash]:
    """Return where the author of a second merge of the same two would have had it otherwise."""
    return [
        Clash(name, choice.seen[Side.KEPT].get(name), kept[name], mine)
        for name in choice.sides
        if name not in AUTOMATIC and not is_empty(mine := choice.mine(name)) and mine != kept[name]
    ]


def _gather(stage: Stage, kept: Row, loser: Row, by: UUID) -> tuple[dict[str, list[str]], list[str]]:
    """Move what lies beneath; return the ids of what moved, and of who is no main person any more."""
    has_main = any(_is_main(row) for row in stage.beneath("contacts", [kept["id"]]))
    moved: dict[str, list[str]] = {}
    primary: list[str] = []
    for entity in DIRECT:
        for row in sorted(stage.beneath(entity, [loser["id"]]), key=lambda one: one["id"]):
            fresh = row | {"customer_id": kept["id"]}
            if entity == "contacts" and has_main and _is_main(row):
                fresh["is_primary"] = False
                primary.append(str(row["id"]))
            _put_beneath(stage, entity, fresh, kept["scope_id"], by)
            moved.setdefault(entity, []).append(str(row["id"]))
    _take_along(stage, moved, kept["scope_id"], by)
    return moved, primary


def _take_over(stage: Stage, kept: Row, loser: Row, choice: Choice, by: UUID) -> dict[str, Any]:
    """Let own fields stand with the kept customer; return what is needed to give them back."""
    theirs = _own_values(stage, loser["id"])
    before: dict[str, Any] = {}
    for field, value in taken_over(_own_values(stage, kept["id"]), theirs, choice.values).items():
        before[str(field)] = put_value(stage, kept, field, value, by=by)
    for row in theirs.values():
        stage.put("custom_values", row | {"deleted_at": stage.work.now}, by=by)
    return {"hidden": [str(row["id"]) for row in theirs.values()], "kept": before}


def put_value(stage: Stage, customer: Row, field: UUID, value: Row, *, by: UUID) -> dict[str, Any] | None:
    """Let a value stand in an own field; return what stood there before as plain values, None for nothing."""
    row_id = value_id(customer["id"], field)
    known = stage.get("custom_values", row_id)
    was = None
    if known is not None and known["deleted_at"] is None:
        was = codec.plain({name: known[name] for name in VALUE})
    if known is None:
        about = {"customer_id": customer["id"], "field_id": field}
        stamps = {"id": row_id, "scope_id": customer["scope_id"], "seq": None, "version": 0}
        known = rows.new("custom_values", about) | stamps | {"created_at": stage.work.now}
    stage.put("custom_values", known | dict(value) | {"deleted_at": None}, by=by)
    return was


def _own_values(stage: Stage, customer: UUID) -> dict[UUID, Row]:
    found = sorted(stage.beneath("custom_values", [customer]), key=lambda one: one["id"])
    return {row["field_id"]: row for row in found if row["deleted_at"] is None}


def _is_main(contact: Row) -> bool:
    return bool(contact["is_primary"]) and contact["deleted_at"] is None


def _put_beneath(stage: Stage, entity: str, row: Row, scope: str, by: UUID) -> None:
    """Keep a row that lies beneath another customer now, in that one's scope."""
    if entity == "quotes":
        stage.regrouped.add(row["id"])
    if row["scope_id"] == scope:
        stage.put(entity, row, by=by)
    else:
        stage.move(entity, row, scope, by=by)


def _take_along(stage: Stage, moved: Mapping[str, list[str]], scope: str, by: UUID) -> None:
    """Let what lies beneath the moved rows, and the acts held about them, follow into the scope."""
    above = {entity: [UUID(row_id) for row_id in ids] for entity, ids in moved.items()}
    for entity in AGGREGATE:
        parent = PARENTS.get(entity, ("customers",))[0]
        if parent == "customers" or not above.get(parent):
            continue
        children = stage.beneath(entity, above[parent])
        for child in children:
            stage.move(entity, child, scope, by=by)
        above[entity] = [child["id"] for child in children]
    for held in stage.held_about([row_id for ids in above.values() for row_id in ids]):
        stage.move("held_acts", held, scope, by=by)


def _refer(stage: Stage, old: UUID, new: UUID, by: UUID, among: list[str] | None = None) -> list[str]:
    """Let whoever was recommended by one customer be so by another; return who that was."""
    told: list[str] = []
    for row in sorted(stage.naming("customers", "referrer_id", [old]), key=lambda one: one["id"]):
        if among is None or str(row["id"]) in among:
            stage.put("customers", row | {"referrer_id": None if row["id"] == new else new}, by=by)
            told.append(str(row["id"]))
    return told


def _note(stage: Stage, merge_id: UUID, kept: Row, fields: Mapping[str, Any], by: UUID) -> None:
    now = stage.work.now
    about = {"customer_id": kept["id"], "merged_at": now, "merged_by": by}
    row = rows.new("customer_merges", about | dict(fields))
    stamps = {"id": merge_id, "scope_id": kept["scope_id"], "seq": None, "version": 0, "created_at": now}
    stage.put("customer_merges", row | stamps, by=by)


def part(stage: Stage, merge: Row, root: Row, loser: Row, by: UUID) -> None:
    """Let a customer be one of its own again: what came with it goes back, from whoever has it by now.

    What came since stays with the customer that was kept, and so does what was changed since.
    """
    before, moved = merge["before"], merge["moved"]
    was = codec.typed("customers", dict(before["loser"]))
    stage.put("customers", loser | {"deleted_at": was["deleted_at"]}, by=by)
    back: dict[str, list[str]] = {}
    for entity in DIRECT:
        for row in _still_with(stage, entity, moved.get(entity, ()), root["id"]):
            fresh = row | {"customer_id": loser["id"]}
            if str(row["id"]) in before["primary"]:
                fresh["is_primary"] = True
            _put_beneath(stage, entity, fresh, loser["scope_id"], by)
            back.setdefault(entity, []).append(str(row["id"]))
    _take_along(stage, back, loser["scope_id"], by)
    _give_values_back(stage, merge, by)
    _refer(stage, root["id"], loser["id"], by, among=moved.get("customers", []))
    _give_back(stage, merge, by)
    stage.put("customer_merges", merge | {"undone_at": stage.work.now}, by=by)


def _give_values_back(stage: Stage, merge: Row, by: UUID) -> None:
    """Let own fields be what they were, where nobody wrote since."""
    own = merge["before"]["own"]
    for row_id in own["hidden"]:
        theirs = stage.get("custom_values", UUID(row_id))
        if theirs is None:
            continue
        stage.put("custom_values", theirs | {"deleted_at": None}, by=by)
        field = str(theirs["field_id"])
        ours = stage.get("custom_values", value_id(merge["customer_id"], theirs["field_id"]))
        if field in own["kept"] and ours is not None and all(ours[name] == theirs[name] for name in VALUE):
            was = own["kept"][field]
            gone = {"deleted_at": stage.work.now} if was is None else codec.typed("custom_values", dict(was))
            stage.put("custom_values", ours | gone, by=by)


def _still_with(stage: Stage, entity: str, ids: list[str], customer: UUID) -> Iterator[Row]:
    for row_id in ids:
        row = stage.get(entity, UUID(row_id))
        if row is not None and row["customer_id"] == customer:
            yield row


def _give_back(stage: Stage, merge: Row, by: UUID) -> None:
    """Let the fields of the kept customer be again what they were, where nobody wrote since."""
    kept, before = stage.get("customers", merge["customer_id"]), merge["before"]
    if kept is None:
        return
    was, became = (codec.typed("customers", dict(before[name])) for name in ("kept", "became"))
    back = parted(was, became, kept)
    if back:
        stage.put("customers", kept | back, by=by)
