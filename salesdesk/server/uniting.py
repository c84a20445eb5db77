"""The commands by which two customers become one, and part again.

One act of a group is the order itself. Each other row that the laptop changed along with it has an act of its
own that only names the merge: the answer says what that row is now.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import msgspec

from salesdesk.domain.errors import NotFound, RuleBroken
from salesdesk.domain.merging import MERGED, VALUE
from salesdesk.protocol import codec
from salesdesk.protocol.entities import SCHEMA, Entity
from salesdesk.protocol.merge import Clash
from salesdesk.protocol.messages import Act, Disagreement, Result
from salesdesk.protocol.uniting import PART_OF, UNITE
from salesdesk.server import merging
from salesdesk.server.aliases import canonical
from salesdesk.server.policy import Directory
from salesdesk.server.rows import Row
from salesdesk.server.staging import Stage

_TOLD: Final = {"customer_id", "loser_id", "referrer_id", "is_primary", "deleted_at", "undone_at", *VALUE}
"""Fields that a merge moves; of customers also those it merges."""


@dataclass(frozen=True, slots=True)
class Uniting:
    """The orders of one author; `check_may_write` raises where a row is not theirs to change."""

    stage: Stage
    author: UUID
    check_may_write: Callable[[str, Row], None]

    @property
    def directory(self) -> Directory:
        return self.stage.work.directory

    def command(self, entity: Entity, act: Act) -> Result:
        """Carry out one act of a merge.

        Raises:
            NotFound: `row-gone`, one of the two is not there.
            RuleBroken: `merge-customer-gone` (name), the one to be kept was removed; `merge-with-itself`.
        """
        args = act.args or {}
        if PART_OF in args:
            if UUID(args[PART_OF]) not in self.stage.united:
                raise RuleBroken("command-unknown", command=act.command or "", schema=SCHEMA)
            return self._told(entity, act, [])
        if act.command == UNITE:
            return self._told(entity, act, self._unite(act))
        self._part(act)
        return self._told(entity, act, [])

    def _unite(self, act: Act) -> list[Clash]:
        args = act.args or {}
        merge_id, loser_id = UUID(args["merge_id"]), UUID(args["loser_id"])
        if act.row_id == loser_id:
            raise RuleBroken("merge-with-itself")
        kept, loser = (self._customer(row_id) for row_id in (act.row_id, loser_id))
        choice = merging.Choice.of(args)
        self.stage.united.add(merge_id)
        if kept["id"] == loser["id"]:
            return merging.already_one(kept, choice) if self._may_write("customers", kept) else []
        for row in (kept, loser):
            self.check_may_write("customers", row)
        return merging.unite(self.stage, (kept, loser), choice, merge_id=merge_id, by=self.author)

    def _customer(self, row_id: UUID) -> Row:
        row = self.stage.get("customers", canonical(self.stage, row_id))
        if row is None:
            raise NotFound("row-gone", entity="customers")
        return row

    def _part(self, act: Act) -> None:
        """Part two again. Where the merge was never made, or is undone, there is nothing to do."""
        self.stage.united.add(act.row_id)
        merge = self.stage.get("customer_merges", act.row_id)
        if merge is None or merge["undone_at"] is not None:
            return
        root = self.stage.get("customers", canonical(self.stage, merge["customer_id"]))
        loser = self.stage.get("customers", merge["loser_id"])
        if root is None or loser is None:
            raise NotFound("row-gone", entity="customers")
        for row in (root, loser):
            self.check_may_write("customers", row)
        merging.part(self.stage, merge, root, loser, self.author)

    def _told(self, entity: Entity, act: Act, clashes: list[Clash]) -> Result:
        """Answer with what the row is now; a merge that another one forestalled is none."""
        row = self.stage.get(entity.name, act.row_id)
        if row is None:
            forestalled = entity.name == "customer_merges"
            none = codec.plain({"deleted_at": act.made_at}) if forestalled else {}
            return Result(mseq=act.mseq, status="applied", fields=none)
        moving = _TOLD | set(MERGED) if entity.name == "customers" else _TOLD
        names = entity.fields.keys() & moving
        told = {name: row[name] for name in sorted(names)} if self._may_write(entity.name, row) else {}
        answer = Result(mseq=act.mseq, status="applied", fields=codec.plain(told))
        if not clashes:
            return answer
        conflicts = [
            Disagreement(
                field=clash.field,
                **codec.plain({"base": clash.base, "theirs": clash.theirs, "mine": clash.mine}),
            )
            for clash in clashes
        ]
        by, at = self.stage.written(self._customer(act.row_id), self.author)
        return msgspec.structs.replace(answer, status="conflict", conflicts=conflicts, by=by, at=at)

    def _may_write(self, entity: str, row: Row) -> bool:
        return self.directory.may_write(self.author, entity, row["scope_id"], row["id"])
