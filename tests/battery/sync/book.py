"""What the server took, kept by a few lines of plain Python that share nothing with the engine."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from types import SimpleNamespace
from uuid import UUID

import msgspec

from salesdesk.protocol.messages import PushReply, PushRequest, decode_act
from tests.server.laptops import Office

_TAKEN = {"applied", "merged", "conflict"}


@dataclass
class Book:
    """The customers of an office, field by field."""

    office: Office
    rows: dict[str, dict] = field(default_factory=dict)
    done: set[tuple] = field(default_factory=set)
    accepted: set[UUID] = field(default_factory=set)
    into: dict[str, str] = field(default_factory=dict)
    """Whom each customer became part of."""
    merges: dict[str, tuple] = field(default_factory=dict)
    """By the id of a merge: who was kept, who became part of it, and what changed, before and after."""

    def note(self, request: PushRequest, reply: PushReply) -> None:
        """Write down what was taken for the first time; the answer says what the server made of it."""
        told = {result.mseq: result for result in reply.results}
        for group in request.groups:
            for data in filter(None, group):  # what is no longer kept has no content
                act = decode_act(data)
                result = told.get(act.mseq)
                if result is not None and result.status in _TAKEN:
                    self._take(act)

    def _take(self, act) -> None:
        key = (act.group_id, act.entity, act.row_id, act.command, msgspec.json.encode(act.patch))
        if key in self.done:
            return
        self.done.add(key)
        if act.command == "held.decide" and act.args["to"] == "accepted":
            self._accept(act.row_id)
        elif act.entity == "customers" and act.kind == "edit":
            self._merge(act)
        elif act.command in {"customer.merge", "customer.unmerge"} and "part_of" not in act.args:
            self._order(act)

    def _who(self, row_id: str) -> str:
        while row_id in self.into:
            row_id = self.into[row_id]
        return row_id

    def _order(self, act) -> None:
        if act.command == "customer.merge":
            self._unite(self._who(str(act.row_id)), self._who(act.args["loser_id"]), act.args)
        elif str(act.row_id) in self.merges:
            kept, loser, before, after = self.merges.pop(str(act.row_id))
            del self.into[loser]
            row = self.rows[kept]
            row |= {name: before[name] for name in after if row.get(name, "") == after[name]}

    def _unite(self, kept: str, loser: str, args: dict) -> None:
        if kept == loser:
            return
        row, other = (self.rows.setdefault(each, {}) for each in (kept, loser))
        before, after = {}, {}
        for name in ("name", "grade", "city", "note"):
            mine, theirs = row.get(name, ""), other.get(name, "")
            if _stands(name, mine, theirs, args) != mine:
                before[name], after[name] = mine, theirs
        row |= after
        self.into[loser] = kept
        self.merges[args["merge_id"]] = (kept, loser, before, after)

    def _accept(self, held_id: UUID) -> None:
        """An act that was held counts from when somebody accepted it."""
        held = SimpleNamespace(**self.office.rows("held_acts")[held_id])
        if held_id not in self.accepted and (held.entity, held.kind) == ("customers", "edit"):
            self._merge(held)
        elif held_id not in self.accepted and held.command in {"customer.merge", "customer.unmerge"}:
            self._order(held)
        self.accepted.add(held_id)

    def _merge(self, act) -> None:
        row = self.rows.setdefault(self._who(str(act.row_id)), {})
        for name, mine in act.patch.items():
            if act.base is None or row.get(name, "") == act.base.get(name, ""):
                row[name] = mine

    def forget(self, ids: Iterable[UUID]) -> None:
        """Leave out customers the server has forgotten."""
        for row_id in ids:
            self.rows.pop(str(row_id), None)

    def forget_merges(self, ids: Iterable[UUID]) -> None:
        """Leave out merges the server has forgotten: nobody knows any more who became part of whom."""
        for merge_id in ids:
            merge = self.merges.pop(str(merge_id), None)
            if merge is not None:
                del self.into[merge[1]]


def _stands(name: str, mine: str, theirs: str, args: dict) -> str:
    """Return which of two values stands."""
    if not (mine and theirs) or mine == theirs:
        return mine or theirs
    chosen = args["sides"].get(name)
    if chosen == "loser" and args["seen"]["kept"][name] == mine:
        return theirs
    return mine
