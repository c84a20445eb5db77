"""Two customers become one on this laptop at once, and part again; the server does the same by its own rows.

Every row that changes has an act: the order itself lies on the customer that is kept (or on the merge that is
undone), the others only belong to it. So each row is again what the server has where the order is refused.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.custom_fields import value_id
from salesdesk.domain.errors import NotFound, RuleBroken
from salesdesk.domain.merging import MERGED, VALUE, Side, parted, survivors, taken_over, to_choose
from salesdesk.protocol import codec
from salesdesk.protocol.entities import ENTITIES
from salesdesk.protocol.scopes import AGGREGATE, PARENTS
from salesdesk.protocol.uniting import PART, PART_OF, UNITE
from salesdesk.storage import outbox
from salesdesk.storage.base import Base
from salesdesk.storage.recorder import Recorder
from salesdesk.storage.tables import every_table

Row = Mapping[str, Any]
Change = tuple[UUID, Row, Row]
DIRECT: Final = tuple(
    entity
    for entity in AGGREGATE
    if PARENTS.get(entity, ("",))[0] == "customers" and entity not in {"customer_merges", "custom_values"}
)
"""What lies directly beneath a customer and moves with it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Whose value stands, by field, and by the id of an own field; what is not said is the kept one's."""

    sides: Mapping[str, Side]
    values: Mapping[UUID, Side]


def unite(session: Session, kept_id: UUID, loser_id: UUID, choice: Choice) -> UUID:
    """Let one customer become part of another, inside `Database.write`; return the merge's id.

    Raises:
        NotFound: `customer-gone`, one of them is not here any more.
        RuleBroken: `merge-with-itself`.
    """
    if kept_id == loser_id:
        raise RuleBroken("merge-with-itself")
    every_table()
    recorder: Recorder = session.info["recorder"]
    recorder.settle()
    pair = kept, loser = _living(session, kept_id), _living(session, loser_id)
    mine, theirs = (_merged_fields(one, pair) for one in pair)
    sides = {name: Side(choice.sides.get(name, Side.KEPT)) for name in to_choose(mine, theirs)}
    chosen = {name: (theirs if side is Side.LOSER else mine)[name] for name, side in sides.items()}
    became, merge_id = survivors(mine, theirs, chosen), recorder.new_id()
    said = {"sides": sides, "values": {str(field): side for field, side in choice.values.items()}}
    args = {"merge_id": merge_id, "loser_id": loser_id, "seen": _seen(sides, mine, theirs), **said}
    was = {name: kept[name] for name in became}
    outbox.order(session, "customers", [(kept_id, was, became)], command=UNITE, args=args)
    follow = _Following(session, UNITE, merge_id)
    follow.change("customers", [(loser_id, {"deleted_at": None}, {"deleted_at": recorder.now})])
    moved, primary = _gather(session, follow, kept_id, loser_id)
    stepped_back = {"primary": primary, "own": _take_over(session, follow, pair, choice)}
    whole = {name: loser[name] for name in ENTITIES["customers"].fields}
    both = {"kept": mine, "loser": whole, "became": became}
    before = {name: codec.plain(fields) for name, fields in both.items()} | said | stepped_back
    about = {"id": merge_id, "customer_id": kept_id, "loser_id": loser_id, "scope_id": kept["scope_id"]}
    made = {"merged_at": recorder.now, "merged_by": recorder.me, "before": before, "moved": moved}
    follow.make("customer_merges", about | made)
    return merge_id


def _seen(sides: Row, mine: Row, theirs: Row) -> dict[str, dict[str, Any]]:
    """Return the values of both in the fields where a person chose."""
    both = {Side.KEPT: mine, Side.LOSER: theirs}
    return {side: codec.plain({name: one[name] for name in sides}) for side, one in both.items()}


@dataclass(frozen=True, slots=True)
class _Following:
    """Writes the rows that change along with an order."""

    session: Session
    command: str
    merge_id: UUID

    def change(self, entity: str, changes: Sequence[Change]) -> None:
        if changes:
            args = {PART_OF: self.merge_id}
            outbox.order(self.session, entity, changes, command=self.command, args=args)

    def make(self, entity: str, fields: Row) -> None:
        args = {PART_OF: self.merge_id}
        outbox.order_new(self.session, entity, fields, command=self.command, args=args)


def _gather(
    session: Session, follow: _Following, kept: UUID, loser: UUID
) -> tuple[dict[str, list[str]], list[str]]:
    """Move what lies beneath; return the ids of what moved, and of who is no main person any more."""
    has_main = any(map(_is_main, _naming(session, "contacts", "customer_id", kept)))
    moved: dict[str, list[str]] = {}
    primary: list[str] = []
    for entity in DIRECT:
        changes: list[Change] = []
        for row in _naming(session, entity, "customer_id", loser):
            base: Row = {"customer_id": loser}
            patch: Row = {"customer_id": kept}
            if entity == "contacts" and has_main and _is_main(row):
                base, patch = {**base, "is_primary": True}, {**patch, "is_primary": False}
                primary.append(str(row["id"]))
            changes.append((row["id"], base, patch))
        follow.change(entity, changes)
        if changes:
            moved[entity] = [str(row_id) for row_id, _, _ in changes]
    moved["customers"] = _refer(session, follow, loser, kept)
    return moved, primary


def _take_over(session: Session, follow: _Following, pair: Sequence[Row], choice: Choice) -> dict[str, Any]:
    """Let own fields stand with the kept customer; return what is needed to give them back."""
    kept = pair[0]
    before: dict[str, Any] = {}
    mine, theirs = (_own_values(session, one["id"]) for one in pair)
    for field, value in taken_over(mine, theirs, choice.values).items():
        row_id = value_id(kept["id"], field)
        known = _row(session, "custom_values", row_id)
        if known is None:
            about = {"id": row_id, "customer_id": kept["id"], "field_id": field}
            follow.make("custom_values", about | value | {"scope_id": kept["scope_id"]})
        else:
            fresh = value | {"deleted_at": None}
            follow.change("custom_values", [(row_id, {name: known[name] for name in fresh}, fresh)])
        stood = mine.get(field)
        before[str(field)] = None if stood is None else codec.plain({name: stood[name] for name in VALUE})
    recorder: Recorder = session.info["recorder"]
    hides = ({"deleted_at": None}, {"deleted_at": recorder.now})
    follow.change("custom_values", [(row["id"], *hides) for row in theirs.values()])
    return {"hidden": [str(row["id"]) for row in theirs.values()], "kept": before}


def part(session: Session, merge_id: UUID) -> None:
    """Let a customer be one of its own again, inside `Database.write`.

    Raises:
        NotFound: `merge-gone`, it is undone already or not here any more.
    """
    every_table()
    recorder: Recorder = session.info["recorder"]
    recorder.settle()
    merge = _row(session, "customer_merges", merge_id)
    if merge is None or merge["undone_at"] is not None:
        raise NotFound("merge-gone")
    undone = ({"undone_at": None}, {"undone_at": recorder.now})
    outbox.order(session, "customer_merges", [(merge_id, *undone)], command=PART, args={})
    follow, before = _Following(session, PART, merge_id), merge["before"]
    root, loser = canonical(session, merge["customer_id"]), merge["loser_id"]
    _revive(session, follow, merge)
    for entity in DIRECT:
        ids = {UUID(row_id) for row_id in merge["moved"].get(entity, ())}
        rows = [row for row in _naming(session, entity, "customer_id", root) if row["id"] in ids]
        follow.change(entity, [_going_back(row, loser, before["primary"]) for row in rows])
    _give_values_back(session, follow, merge)
    _refer(session, follow, root, loser, among=merge["moved"].get("customers", ()))
    _give_back(session, follow, merge)


def _give_values_back(session: Session, follow: _Following, merge: Row) -> None:
    """Let own fields be what they were, where nobody wrote since."""
    recorder: Recorder = session.info["recorder"]
    own = merge["before"]["own"]
    for row_id in own["hidden"]:
        theirs = _row(session, "custom_values", UUID(row_id))
        if theirs is None:
            continue
        follow.change(
            "custom_values", [(theirs["id"], {"deleted_at": theirs["deleted_at"]}, {"deleted_at": None})]
        )
        field = str(theirs["field_id"])
        ours = _row(session, "custom_values", value_id(merge["customer_id"], theirs["field_id"]))
        if field in own["kept"] and ours is not None and all(ours[name] == theirs[name] for name in VALUE):
            was = own["kept"][field]
            gone = {"deleted_at": recorder.now} if was is None else codec.typed("custom_values", dict(was))
            follow.change("custom_values", [(ours["id"], {name: ours[name] for name in gone}, gone)])


def again(session: Session, command: str, row_id: UUID, args: Row) -> None:
    """Give an order once more that was refused. Raise what `unite` and `part` raise."""
    if command == PART:
        part(session, row_id)
        return
    sides = {name: Side(side) for name, side in args["sides"].items()}
    values = {UUID(field): Side(side) for field, side in args["values"].items()}
    unite(session, row_id, UUID(args["loser_id"]), Choice(sides, values))


def _going_back(row: Row, loser: UUID, primary: Sequence[str]) -> Change:
    base, patch = {"customer_id": row["customer_id"]}, {"customer_id": loser}
    if str(row["id"]) in primary and not row["is_primary"]:
        return row["id"], base | {"is_primary": False}, patch | {"is_primary": True}
    return row["id"], base, patch


def _revive(session: Session, follow: _Following, merge: Row) -> None:
    """Show the customer again that had become part of another; one that never came here is made anew."""
    was = codec.typed("customers", dict(merge["before"]["loser"]))
    row = _row(session, "customers", merge["loser_id"])
    if row is None:
        follow.make("customers", was | {"id": merge["loser_id"]})
    else:
        change = ({"deleted_at": row["deleted_at"]}, {"deleted_at": was["deleted_at"]})
        follow.change("customers", [(row["id"], *change)])


def _give_back(session: Session, follow: _Following, merge: Row) -> None:
    kept = _row(session, "customers", merge["customer_id"])
    if kept is None:
        return
    was, became = (codec.typed("customers", dict(merge["before"][name])) for name in ("kept", "became"))
    back = parted(was, became, kept)
    if back:
        follow.change("customers", [(kept["id"], {name: kept[name] for name in back}, back)])


def _refer(
    session: Session, follow: _Following, old: UUID, new: UUID, among: Iterable[str] | None = None
) -> list[str]:
    """Let whoever was recommended by one customer be so by another; return who that was."""
    rows = _naming(session, "customers", "referrer_id", old)
    rows = [row for row in rows if among is None or str(row["id"]) in among]
    base = {"referrer_id": old}
    ids = [row["id"] for row in rows]
    follow.change(
        "customers", [(row_id, base, {"referrer_id": None if row_id == new else new}) for row_id in ids]
    )
    return [str(row_id) for row_id in ids]


def canonical(session: Session, customer_id: UUID) -> UUID:
    """Return who a customer is by now, as far as this laptop knows."""
    merges = Base.metadata.tables["customer_merges"]
    met: set[UUID] = set()
    while customer_id not in met:
        met.add(customer_id)
        row = _row(session, "customers", customer_id)
        if row is not None and row["deleted_at"] is None:
            break
        asked = select(merges.c.customer_id).where(
            merges.c.deleted_at.is_(None), merges.c.loser_id == customer_id, merges.c.undone_at.is_(None)
        )
        customer_id = session.scalar(asked.limit(1)) or customer_id
    return customer_id


def _living(session: Session, customer_id: UUID) -> Row:
    row = _row(session, "customers", customer_id)
    if row is None or row["deleted_at"] is not None:
        raise NotFound("customer-gone")
    return row


def _row(session: Session, entity: str, row_id: UUID) -> Row | None:
    table = Base.metadata.tables[entity]
    found = session.connection().execute(select(table).where(table.c.id == row_id)).mappings().one_or_none()
    return None if found is None else dict(found)


def _naming(session: Session, entity: str, column: str, row_id: UUID) -> list[Row]:
    table = Base.metadata.tables[entity]
    rows = session.connection().execute(select(table).where(table.c[column] == row_id).order_by(table.c.id))
    return [dict(row) for row in rows.mappings()]


def _merged_fields(one: Row, pair: Sequence[Row]) -> dict[str, Any]:
    """Return the fields that are merged; neither of the two refers itself."""
    referrer = one["referrer_id"] if one["referrer_id"] not in {each["id"] for each in pair} else None
    return {name: one[name] for name in MERGED} | {"referrer_id": referrer}


def _is_main(contact: Row) -> bool:
    return bool(contact["is_primary"]) and contact["deleted_at"] is None


def _own_values(session: Session, customer: UUID) -> dict[UUID, Row]:
    rows = _naming(session, "custom_values", "customer_id", customer)
    return {row["field_id"]: row for row in rows if row["deleted_at"] is None}
