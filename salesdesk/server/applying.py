"""One act, carried out on a stage: who may, what merges, what was meant otherwise by somebody else."""

from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID, uuid5

import msgspec

from salesdesk.domain import lifecycle, shared_views
from salesdesk.domain.comments import WORDS
from salesdesk.domain.custom_fields import value_id
from salesdesk.domain.errors import NotFound, RuleBroken
from salesdesk.domain.merging import VALUE
from salesdesk.protocol import codec
from salesdesk.protocol.entities import ENTITIES, SCHEMA, Entity
from salesdesk.protocol.merge import Clash, merge
from salesdesk.protocol.messages import Act, Disagreement, Result
from salesdesk.protocol.scopes import kind_of, private_to
from salesdesk.protocol.uniting import ORDERS
from salesdesk.server import aliases, merging, numbering, rows, rules, stock, values
from salesdesk.server.commands import COMMANDS, Held, Order, Overtaken, starts_right
from salesdesk.server.policy import Directory
from salesdesk.server.rows import Row
from salesdesk.server.staging import Stage
from salesdesk.server.uniting import Uniting

_OF_THE_FIRST: Final = frozenset({"scope_id", "created_at"})
"""What a row keeps of whoever made it first."""
_SIGNED: Final = {"comments": "author_id", "shared_views": "owner_id"}
"""The fields that say who said or shared something."""


@dataclass(frozen=True, slots=True)
class Applying:
    """The acts of one author on one stage. `holds` lets nothing through that somebody else could decide.

    `instead_of` is who made an act that was held and is accepted now.
    """

    stage: Stage
    author: UUID
    holds: bool = False
    instead_of: UUID | None = None

    @property
    def directory(self) -> Directory:
        return self.stage.work.directory

    def act(self, act: Act) -> Result:
        """Carry out one act.

        Raises:
            SalesDeskError: a rule forbids it.
            Held: its author may not write there.
        """
        entity = ENTITIES.get(act.entity)
        if entity is None:
            raise RuleBroken("entity-unknown", entity=act.entity, schema=SCHEMA)
        if act.kind == "command":
            return self._command(entity, act)
        if act.base is None:
            return self._create(entity, act)
        return self._edit(entity, act)

    def _create(self, entity: Entity, act: Act) -> Result:
        if self.stage.get(entity.name, act.row_id) is not None:
            return self._meet(entity, act)
        if entity.name == "customer_merges":
            raise RuleBroken("field-by-command", entity=entity.name)
        fields = rules.check_fields(entity.name, _patch(entity, act), new=True)
        renamed = aliases.resolved(self.stage, entity.name, fields)
        row = rows.new(entity.name, fields | renamed)
        row |= {"id": act.row_id, "scope_id": "", "seq": None, "version": 0}
        row["created_at"] = row.get("created_at") or act.made_at
        row["scope_id"] = rules.scope_of(self.stage, entity.name, row, self.author)
        if entity.name in _SIGNED:
            row[_SIGNED[entity.name]] = self.author  # nobody speaks in another one's name
        allowed = self.directory.may_add(self.author, entity.name, row["scope_id"], act.row_id)
        if not allowed or self._holds(row):
            raise Held(row["scope_id"])
        rules.check_references(self.stage, entity.name, row)
        if renamed and entity.name == "custom_values":
            return self._own_field(act, row)
        clashes = self._number(row) if entity.name == "quotes" else []
        begun = stock.begun(self.stage, entity.name, row)
        values.check_complete(entity.name, row | begun)
        self.stage.put(entity.name, row | begun, by=self.author)
        self._keep_unknown(entity, act)
        told = self._told(act, row | {"edited_by": self.author}, clashes)
        return msgspec.structs.replace(told, fields=codec.plain(begun | renamed))

    def _own_field(self, act: Act, row: Row) -> Result:
        """Let a value for a customer's old name stand with whom it is part of, unless one is there."""
        customer = self.stage.get("customers", row["customer_id"])
        assert customer is not None
        known = self.stage.get("custom_values", value_id(customer["id"], row["field_id"]))
        none = codec.plain({"deleted_at": act.made_at})
        if known is not None and known["deleted_at"] is None and known["words"]:
            clash = Clash("words", None, known["words"], row["words"])
            told = self._told(act, known, [clash] if known["words"] != row["words"] else [])
            return msgspec.structs.replace(told, fields=none)
        value = {name: row[name] for name in VALUE}
        merging.put_value(self.stage, customer, row["field_id"], value, by=self.author)
        return Result(mseq=act.mseq, status="applied", fields=none)

    def _meet(self, entity: Entity, act: Act) -> Result:
        """Take a new row that is there: somebody made the same one before, from nothing as its author did."""
        if not entity.keyed:
            return Result(mseq=act.mseq, status="duplicate")
        patch = {name: value for name, value in (act.patch or {}).items() if name not in _OF_THE_FIRST}
        nothing = rows.new(entity.name, {})
        base = codec.plain({name: nothing.get(name) for name in patch})
        return self._edit(entity, msgspec.structs.replace(act, base=base, patch=patch))

    def _number(self, row: Row) -> list[Clash]:
        """Give a quote another number where its own is another one's by now."""
        mine, row["number"] = row["number"], numbering.settled(self.stage, row)
        return [] if mine == row["number"] else [Clash("number", None, row["number"], mine)]

    def _keep_unknown(self, entity: Entity, act: Act) -> bool:
        """Keep the fields of a newer program; return whether there are any."""
        told = {name: value for name, value in (act.patch or {}).items() if name not in entity.fields}
        if told:
            key = (entity.name, act.row_id)
            self.stage.unknown[key] = self.stage.unknown.get(key, {}) | told
        return bool(told)

    def _edit(self, entity: Entity, act: Act) -> Result:
        """Merge an edit with what others wrote; one of a customer's old name goes to whom it is part of."""
        row = self._row_to_write(entity, act)
        if entity.append_only and set(act.patch or ()) - {"deleted_at"}:
            raise RuleBroken("append-only", entity=entity.name)
        patch = _patch(entity, act)
        if any(entity.guard_of(name) for name in patch):
            raise RuleBroken("field-by-command", entity=entity.name)
        if entity.name == "comments" and self.author != row["author_id"] and patch.keys() & WORDS:
            raise RuleBroken("comment-of-another")
        if entity.name == "shared_views":
            self._check_view(row, patch)
        if entity.name == "customer_merges" and set(patch) - {"deleted_at"}:
            raise RuleBroken("field-by-command", entity=entity.name)
        patch = rules.check_fields(entity.name, patch, new=False)
        if row["id"] != act.row_id:
            patch.pop("deleted_at", None)  # it is gone already, or comes back by parting
        base = codec.typed(entity.name, dict(act.base or {}))
        patch |= (renamed := aliases.resolved(self.stage, entity.name, patch))
        base |= aliases.resolved(self.stage, entity.name, base)
        if entity.name == "customers" and self._unite_stages(base, patch, row):
            renamed = renamed | {"lifecycle": patch["lifecycle"]}
        merged = merge(base=base, patch=patch, theirs=rows.visible(entity.name, row))
        rules.check_whole(entity.name, merged.fields, patch.keys())
        rules.check_references(self.stage, entity.name, patch)
        if self._keep_unknown(entity, act) or merged.fields != rows.visible(entity.name, row):
            self.stage.put(entity.name, row | merged.fields, by=self.author)
        clashes = [clash for clash in merged.clashes if clash.field not in entity.computed]
        if row["deleted_at"] is not None and "deleted_at" not in patch:
            clashes.append(Clash("deleted_at", None, row["deleted_at"], None))
        return self._with_fields(self._told(act, row, clashes), entity, act, renamed)

    def _unite_stages(self, base: dict[str, Any], patch: dict[str, Any], row: Row) -> bool:
        """Let the further stage count where two brought a customer on; return whether they did."""
        if "lifecycle" not in patch:
            return False
        stage = lifecycle.united(base.get("lifecycle"), patch["lifecycle"], row["lifecycle"])
        if stage is None:
            return False
        base["lifecycle"], patch["lifecycle"] = row["lifecycle"], stage
        return True

    def _with_fields(self, result: Result, entity: Entity, act: Act, renamed: dict[str, Any]) -> Result:
        """Tell what the named row holds now where the act was about another one, or names another."""
        names = set(renamed)
        now = self._row_of(entity, act)
        if now is not None and now["id"] != act.row_id:
            names |= entity.fields.keys() & _changed_by(entity, act)
        row = self.stage.get(entity.name, act.row_id) if names else None
        if row is None:
            return result
        told = codec.plain({name: row[name] for name in names if name != "scope_id"})
        return msgspec.structs.replace(result, fields=result.fields | told)

    def _check_view(self, row: Row, patch: dict[str, Any]) -> None:
        """Raise RuleBroken where a view is shared by somebody else."""
        role, by = self.directory.people[self.author].role, self.directory.name(row["owner_id"])
        shared_views.check_change(row["owner_id"], self.author, role, patch.keys(), by=by)

    def _told(self, act: Act, row: Row, clashes: list[Clash]) -> Result:
        if not clashes:
            return Result(mseq=act.mseq, status="applied")
        told = [_disagreement(clash) for clash in clashes]
        by, at = self.stage.written(row, self.author)
        return Result(mseq=act.mseq, status="conflict", conflicts=told, by=by, at=at)

    def _row_of(self, entity: Entity, act: Act) -> Row | None:
        """Return the row an act is about; of a customer, whom it is part of by now."""
        if entity.name == "customers":
            return self.stage.get(entity.name, aliases.canonical(self.stage, act.row_id))
        row = self.stage.get(entity.name, act.row_id)
        if row is not None and entity.name == "custom_values":
            return aliases.value_now(self.stage, row)
        return row

    def _row_to_write(self, entity: Entity, act: Act) -> Row:
        row = self._row_of(entity, act)
        if row is None:
            raise NotFound("row-gone", entity=entity.name)
        self._check_may_write(entity.name, row)
        return row

    def _check_may_write(self, entity: str, row: Row) -> None:
        allowed = self.directory.may_write(self.author, entity, row["scope_id"], row["id"])
        if not allowed or self._holds(row):
            raise Held(row["scope_id"])

    def _command(self, entity: Entity, act: Act) -> Result:
        if act.command in ORDERS:
            return Uniting(self.stage, self.author, self._check_may_write).command(entity, act)
        row = self._row_of(entity, act)
        if row is None:
            raise NotFound("row-gone", entity=entity.name)
        args = values.typed(entity.name, _ends(entity, act))
        order = Order(act, row, args, self.author, self.instead_of)
        try:
            if act.command == "held.decide":
                return self._decide(order)
            about, run = COMMANDS.get(act.command or "", ("", None))
            if run is None or about != entity.name:
                raise RuleBroken("command-unknown", command=act.command or "", schema=SCHEMA)
            self._may_order(entity, order)
            run(self.stage, order)
        except Overtaken as late:
            return self._with_fields(self._overtaken(order, late.field), entity, act, {})
        return self._with_fields(Result(mseq=act.mseq, status="applied"), entity, act, {})

    def _may_order(self, entity: Entity, order: Order) -> None:
        act, row = order.act, order.row
        if act.command == "customer.reassign":
            late = row["owner_id"] is not None and (act.args or {}).get("from") is None  # the rule says who
            allowed = late or self.directory.may_take(self.author, row["scope_id"])
        elif act.command == "stock.take":
            if order.args["to"] <= row["remaining"]:
                return  # it asks which laptop, not who; whoever decides decides about what was sold of it
            allowed = True
        else:
            allowed = self.directory.may_write(self.author, entity.name, row["scope_id"], row["id"])
        if not allowed or self._holds(row):
            raise Held(row["scope_id"])

    def _holds(self, row: Row) -> bool:
        """Tell whether somebody else is to decide all the same; nobody could about a person's own affairs."""
        return self.holds and kind_of(row["scope_id"]) != "private"

    def _overtaken(self, order: Order, field: str) -> Result:
        clash = Clash(field, order.args.get("from"), order.row[field], order.args.get("to"))
        return self._told(order.act, order.row, [clash])

    def _decide(self, order: Order) -> Result:
        """Accept an act that was held, as if whoever accepts had made it, or decline it; tell its author."""
        held, act = order.row, order.act
        if not self.directory.may_write(self.author, "held_acts", held["scope_id"], held["id"]):
            raise NotFound("row-gone", entity="held_acts")  # as if it were not there: it is not for them
        if not starts_right(order, "state"):
            return Result(mseq=act.mseq, status="applied")
        if held["state"] == "accepted":
            raise RuleBroken("held-decided")  # it cannot be taken back; declining can
        told: list[Disagreement] = []
        if order.args["to"] == "accepted":
            told = replace(self, instead_of=held["author_id"]).act(_held_act(held, act)).conflicts
        decided = {"state": order.args["to"], "decided_by": self.author, "decided_at": self.stage.work.now}
        fresh = (self.stage.get("held_acts", held["id"]) or held) | decided
        self.stage.put("held_acts", fresh, by=self.author)
        self._tell_author(fresh)
        return Result(mseq=act.mseq, status="conflict" if told else "applied", conflicts=told)

    def _tell_author(self, held: Row) -> None:
        """Put what was decided into the author's own stream, without what stood in a row they may not see."""
        told = uuid5(held["id"], "told")
        known = self.stage.get("held_acts", told) or {"seq": None, "version": 0}
        row = held | {"id": told, "scope_id": private_to(held["author_id"]), "base": None, "patch": None}
        stamps = {"args": None, "seq": known["seq"], "version": known["version"]}
        self.stage.put("held_acts", row | stamps, by=self.author)


def _ends(entity: Entity, act: Act) -> dict[str, Any]:
    """Return the arguments with "from" and "to" named as the guarded field, so that they are typed alike."""
    guarded = next((name for name, guard in entity.guarded.items() if guard.command == act.command), None)
    args = dict(act.args or {})
    if guarded is None:
        return args
    told = {name: args[name] for name in ("from", "to") if args.get(name) is not None}
    ends = {name: values.typed(entity.name, {guarded: value})[guarded] for name, value in told.items()}
    return args | {"from": None, "to": None} | ends


def _changed_by(entity: Entity, act: Act) -> set[str]:
    """Return the fields an act changes on the laptop that made it."""
    if act.kind != "command":
        return set(act.patch or {})
    guarded = {name for name, guard in entity.guarded.items() if guard.command == act.command}
    return guarded | set(act.args or {})


def _patch(entity: Entity, act: Act) -> dict[str, Any]:
    """Return the fields an act sets and this server knows. Nobody chooses a scope."""
    patch = values.typed(entity.name, act.patch or {})
    return {name: patch[name] for name in patch if name in entity.fields and name != "scope_id"}


def _disagreement(clash: Clash) -> Disagreement:
    values = codec.plain({"base": clash.base, "theirs": clash.theirs, "mine": clash.mine})
    return Disagreement(field=clash.field, **values)


def _held_act(held: Row, decision: Act) -> Act:
    return msgspec.structs.replace(
        decision,
        kind=held["kind"],
        entity=held["entity"],
        row_id=held["row_id"],
        base=held["base"],
        patch=held["patch"],
        command=held["command"] or None,
        args=held["args"],
        made_at=held["made_at"],
    )
