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

    def _accept(self, held_id: UUID) -> None:
        """An act that was held counts from when somebody accepted it."""
        held = SimpleNamespace(**self.office.rows("held_acts")[held_id])
        if held_id not in self.accepted and (held.entity, held.kind) == ("customers", "edit"):
            self._merge(held)
        self.accepted.add(held_id)

    def _merge(self, act) -> None:
        row = self.rows.setdefault(str(act.row_id), {})
        for name, mine in act.patch.items():
            if act.base is None or row.get(name, "") == act.base.get(name, ""):
                row[name] = mine

    def forget(self, ids: Iterable[UUID]) -> None:
        """Leave out customers the server has forgotten."""
        for row_id in ids:
            self.rows.pop(str(row_id), None)
