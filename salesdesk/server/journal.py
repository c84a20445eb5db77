"""The heart of the server: acts are taken in the order of their numbers, each exactly once.

Many groups share one transaction; effects, results, the device's last number, places in the streams and a
line of audit are committed together. A group that breaks a rule leaves nothing but its result. Where
something cannot be stored, all is taken back and each group tried alone; one that fails alone is recorded as
refused: no act ever blocks those behind it.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Engine, insert, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from salesdesk.domain.errors import SalesDeskError
from salesdesk.protocol import codec
from salesdesk.protocol.entities import ENTITIES
from salesdesk.protocol.messages import Act, PushRequest, Result, act_hash, content_hash, decode_act, pack
from salesdesk.server import holding, rules, stock, values
from salesdesk.server.access import Caller
from salesdesk.server.applying import Applying
from salesdesk.server.commands import Held
from salesdesk.server.engine import change, comes_of_values
from salesdesk.server.policy import Directory
from salesdesk.server.scopes import Directories
from salesdesk.server.staging import Stage, Work
from salesdesk.server.tables import Audit, Device, StoredResult

_log = logging.getLogger(__name__)
_RIVALS: Final = 8
_read_result: Final = msgspec.msgpack.Decoder(Result).decode


@dataclass(frozen=True, slots=True)
class SentAct:
    """One act as it came: its number by its place, its hash, and itself if it can be read."""

    mseq: int
    hash: bytes
    act: Act | None


@dataclass(slots=True)
class Taken:
    """Results in the order of the acts; `forked` is set where a number came with another act than before."""

    results: list[Result]
    expect: int
    forked: bool = False


def read(groups: Sequence[Sequence[bytes]], first: int) -> list[list[SentAct]]:
    """Return the groups with each act's number; an act that cannot be read has its place's number."""
    found: list[list[SentAct]] = []
    number = first
    for group in groups:
        acts = []
        for data in group:
            act = _act_of(data)
            number = act.mseq if act is not None else number
            acts.append(SentAct(number, act_hash(data), act))
            number += 1
        found.append(acts)
    return found


def _act_of(data: bytes) -> Act | None:
    try:
        act = decode_act(data)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None
    return act if values.is_storable(act) else None


def take(
    connection: Connection, caller: Caller, directory: Directory, pushed: PushRequest, now: datetime
) -> Taken:
    """Take groups of acts from one device, inside the caller's transaction.

    Raises:
        Exception: what `engine.comes_of_values` knows; take each group alone then.
    """
    device = _locked_device(connection, caller)
    sent = read(pushed.groups, device.last_mseq + 1)
    known = [[act for act in group if act.mseq <= device.last_mseq] for group in sent]
    fresh = [group for group in sent if group and group[0].mseq > device.last_mseq]
    old = _stored(connection, device, [act for group in known for act in group])
    if old is None:
        return Taken([], device.last_mseq + 1, forked=True)
    expect = device.last_mseq + 1
    if any(act.mseq != number for number, act in enumerate((a for g in fresh for a in g), expect)):
        return Taken(old, expect)  # a gap: the device is asked to begin where we are
    work = Work(connection, directory, now)
    quarantine = caller.state != "active" or caller.is_away
    before = Before(frozenset(pushed.refused), frozenset(pushed.held), quarantine)
    done = Journal(connection, caller, work, device.incarnation, before).take(fresh)
    return Taken(old + done, expect + len(done))


def _stored(connection: Connection, device: Any, acts: Sequence[SentAct]) -> list[Result] | None:
    """Return the stored results of acts that came before, or None if one of them was another act then."""
    if not acts:
        return []
    query = select(StoredResult.mseq, StoredResult.act_hash, StoredResult.result).where(
        StoredResult.device_id == device.id,
        StoredResult.incarnation == device.incarnation,
        StoredResult.mseq.between(acts[0].mseq, acts[-1].mseq),
    )
    stored = {row.mseq: row for row in connection.execute(query)}
    results = []
    for act in acts:
        row = stored.get(act.mseq)
        if row is not None and row.act_hash != act.hash:
            return None
        results.append(_read_result(row.result) if row else Result(mseq=act.mseq, status="duplicate"))
    return results


@dataclass(frozen=True, slots=True)
class Before:
    """The numbers of acts that were refused, or held, by this server before it was restored.

    Of a device in `quarantine`, or whose acts came in a file, every act is held.
    """

    refused: frozenset[int] = frozenset()
    held: frozenset[int] = frozenset()
    quarantine: bool = False

    def holds(self, acts: Sequence[Act]) -> bool:
        """Return whether somebody else is to decide about a group."""
        return self.quarantine or any(act.mseq in self.held for act in acts)


@dataclass(slots=True)
class Journal:
    """Takes the new groups of one device in one transaction."""

    connection: Connection
    caller: Caller
    work: Work
    incarnation: int
    before: Before = Before()

    def take(self, groups: Sequence[Sequence[SentAct]]) -> list[Result]:
        """Carry out the groups, and store what became of them."""
        if not groups:
            return []
        self.work.read(_wanted(groups))
        done = self._done_before(groups)
        results = [result for group in groups for result in self._group(group, done)]
        self.work.stamp_and_save()
        self.store([act for group in groups for act in group], results)
        return results

    def _done_before(self, groups: Sequence[Sequence[SentAct]]) -> dict[bytes, Result]:
        """Return what became of these groups' acts, sent by a copy of this device or before, by content.

        What was refused did nothing: it may be tried again, once what it lacked is there. Of a group that
        came in pieces most results are of other pieces: they are not even read.
        """
        ids = list({act.act.group_id for group in groups for act in group if act.act})
        query = select(StoredResult.content_hash, StoredResult.result).where(StoredResult.group_id.in_(ids))
        stored = self.connection.execute(query).all()
        sent = {content_hash(act.act) for group in groups for act in group if act.act} if stored else set()
        found = ((content, _read_result(result)) for content, result in stored if content in sent)
        return {content: result for content, result in found if result.status != "rejected"}

    def _group(self, group: Sequence[SentAct], done: Mapping[bytes, Result]) -> list[Result]:
        acts = [sent.act for sent in group if sent.act is not None]
        if len(acts) < len(group) or any(act.device_id != self.caller.device for act in acts):
            return [Result(mseq=sent.mseq, status="rejected", code="act-unreadable") for sent in group]
        if done and all(content_hash(act) in done for act in acts):
            return [_repeated(act, done[content_hash(act)]) for act in acts]
        if any(act.mseq in self.before.refused for act in acts):
            return [Result(mseq=act.mseq, status="rejected", code="refused-before") for act in acts]
        return self._carry_out(acts)

    def _carry_out(self, acts: Sequence[Act]) -> list[Result]:
        stage = Stage(self.work)
        applying = Applying(stage, self.caller.user, holds=self.before.holds(acts))
        refused, results = acts[0], {}
        try:
            for refused in holding.in_turn(stage, acts):
                results[refused.mseq] = applying.act(refused)
            rules.settle_quotes(stage, self.caller.user)
            stock.settle(stage, self.caller.user)
        except Held as held:
            return holding.hold(Stage(self.work), acts, held.scope, by=self.caller.user)
        except SalesDeskError as error:
            return self._held_along(acts, error) or _rejected(acts, refused, error.code, error.values)
        except SQLAlchemyError:
            raise
        except Exception:  # noqa: BLE001 - a poison act is recorded, and those behind it go on
            _log.warning("act refused: entity=%s kind=%s", refused.entity, refused.kind, exc_info=True)
            return _rejected(acts, refused, "act-unreadable", {})
        stage.keep()
        return [results[act.mseq] for act in acts]

    def _held_along(self, acts: Sequence[Act], error: SalesDeskError) -> list[Result]:
        """Hold what is refused only because a row that it builds upon is held; return [] for all else."""
        if not self.before.holds(acts) or error.code not in holding.LACKING:
            return []
        stage, by = Stage(self.work), self.caller.user
        scope = holding.basis(stage, acts, by=by)
        return holding.hold(stage, acts, scope, by=by) if scope is not None else []

    def store(self, acts: Sequence[SentAct], results: Sequence[Result]) -> None:
        """Store what became of the acts, how far the device is, and a line of audit."""
        now = self.work.now
        stored = [
            {
                "device_id": self.caller.device,
                "incarnation": self.incarnation,
                "mseq": sent.mseq,
                "act_hash": sent.hash,
                "content_hash": content_hash(sent.act) if sent.act else b"",
                "group_id": sent.act.group_id if sent.act else UUID(int=0),
                "result": pack(result),
                "made_at": now,
            }
            for sent, result in zip(acts, results, strict=True)
        ]
        self.connection.execute(insert(StoredResult), stored)
        last = acts[-1]
        values = {"last_mseq": last.mseq, "last_hash": last.hash}
        values |= {} if self.caller.is_away else {"seen_at": now}
        self.connection.execute(update(Device).where(Device.id == self.caller.device).values(values))
        counts: dict[str, int] = {}
        for result in results:
            counts[result.status] = counts.get(result.status, 0) + 1
        details = {"first": acts[0].mseq, "last": last.mseq, **counts}
        line = {"at": now, "user_id": self.caller.user, "device_id": self.caller.device}
        self.connection.execute(insert(Audit), [{**line, "event": "acts", "details": details}])


def _repeated(act: Act, before: Result) -> Result:
    """Return the answer to an act that came before under another number."""
    if before.status == "held":
        return Result(mseq=act.mseq, status="held", code=before.code)
    return Result(mseq=act.mseq, status="duplicate")


def _rejected(acts: Sequence[Act], refused: Act, code: str, values: Any) -> list[Result]:
    """Refuse the whole group: the act at fault says why, the others that they went with it."""
    why = codec.plain({name: values[name] for name in values})
    return [
        Result(mseq=act.mseq, status="rejected", code=code, values=why)
        if act is refused
        else Result(mseq=act.mseq, status="rejected", code="group-refused", values={"code": code})
        for act in acts
    ]


def _wanted(groups: Sequence[Sequence[SentAct]]) -> dict[str, set[UUID]]:
    """Return the rows the acts speak of, and the parents their new rows name."""
    wanted: dict[str, set[UUID]] = {}
    for group in groups:
        for sent in group:
            if sent.act is not None and sent.act.entity in ENTITIES:
                wanted.setdefault(sent.act.entity, set()).add(sent.act.row_id)
    return wanted


def take_safely(
    engine: Engine,
    caller: Caller,
    directories: Directories,
    pushed: PushRequest,
    now: datetime,
    *,
    rivals: int = 0,
) -> Taken:
    """Take groups in one transaction; where something in them cannot be stored, each group in its own.

    Where a rival took a key meanwhile it is done again, which sees what the rival made; of many rivals that
    come together each time one at least gets through.

    Raises:
        sqlalchemy.exc.DBAPIError: the database is not there, is full, or keeps giving way.
    """

    def work(session: Session) -> Taken:
        connection = session.connection()
        return take(connection, caller, directories.now(connection), pushed, now)

    try:
        return change(engine, work)
    except Exception as error:
        if not comes_of_values(error):
            raise
        if len(pushed.groups) == 1 and isinstance(error, IntegrityError) and rivals < _RIVALS:
            return take_safely(engine, caller, directories, pushed, now, rivals=rivals + 1)
        if len(pushed.groups) == 1:
            _log.warning("a group could not be stored", exc_info=True)
            code = "not-unique" if isinstance(error, IntegrityError) else "act-unreadable"
            (group,) = pushed.groups
            return change(engine, lambda db: _record_only(db.connection(), caller, group, code, now))
    return _one_by_one(engine, caller, directories, pushed, now)


def _one_by_one(
    engine: Engine, caller: Caller, directories: Directories, pushed: PushRequest, now: datetime
) -> Taken:
    results: list[Result] = []
    for group in pushed.groups:
        alone = msgspec.structs.replace(pushed, groups=[group])
        taken = take_safely(engine, caller, directories, alone, now)
        results += taken.results
        if taken.forked or not taken.results:
            return Taken(results, taken.expect, taken.forked)
    return Taken(results, taken.expect)


def _record_only(
    connection: Connection, caller: Caller, group: Sequence[bytes], code: str, now: datetime
) -> Taken:
    """Store that a group could not be stored; its numbers are used up."""
    device = _locked_device(connection, caller)
    (sent,) = read([group], device.last_mseq + 1)
    results = [Result(mseq=act.mseq, status="rejected", code=code) for act in sent]
    work = Work(connection, Directory({}, {}), now)
    Journal(connection, caller, work, device.incarnation).store(sent, results)
    return Taken(results, device.last_mseq + 1 + len(sent))


def _locked_device(connection: Connection, caller: Caller) -> Any:
    return connection.execute(select(Device).where(Device.id == caller.device).with_for_update()).one()
