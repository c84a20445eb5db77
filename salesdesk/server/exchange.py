"""What a device asks of the server: a session, to take its acts, to give it what is new, to compare."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Engine, delete, insert, select, update

from salesdesk.protocol.entities import ENTITIES, SCHEMA
from salesdesk.protocol.messages import (
    PROTOCOL,
    Directive,
    Limits,
    PullReply,
    PullRequest,
    PushReply,
    PushRequest,
    RepairReply,
    RepairRequest,
    SessionReply,
    SessionRequest,
    SketchReply,
    SketchRequest,
)
from salesdesk.protocol.wire import BUCKETS, heads_hash
from salesdesk.security.signing import SigningKey
from salesdesk.server import digests, feed, journal, sketching, unknown, walls
from salesdesk.server.access import Caller
from salesdesk.server.engine import ask, change
from salesdesk.server.failures import refused
from salesdesk.server.leasing import lease_for, order_for
from salesdesk.server.policy import Directory
from salesdesk.server.scopes import Directories, heads
from salesdesk.server.tables import Device, DeviceGrant, ServerFact

MOST_ROWS: Final = 20_000
_BEHIND: Final = 2
"""A device whose definitions are so many versions older still reads everything."""
_NOTED: Final = timedelta(minutes=1)
"""A device that was here so recently is not noted again."""


class Exchange:
    """Answers devices. It keeps nothing between two requests that is not in the database."""

    def __init__(
        self,
        engine: Engine,
        *,
        clock: Callable[[], datetime],
        seal: SigningKey,
        limits: Limits | None = None,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._seal = seal
        self._limits = limits or Limits()
        self._directories = Directories()

    def session(self, caller: Caller, request: SessionRequest) -> SessionReply:
        """Begin: settle who the device is, how far its acts were taken, and what it may hold.

        Raises:
            Refused: `update-app` where no common protocol is spoken.
        """
        if PROTOCOL not in request.protocol:
            raise refused("update-app")
        if caller.state != "active":
            return change(self._engine, lambda db: self._ordered(db.connection(), caller, request))
        looked = ask(self._engine, lambda db: self._looked(db.connection(), caller, request))
        return looked or change(self._engine, lambda db: self._session(db.connection(), caller, request))

    def _looked(self, connection: Connection, caller: Caller, request: SessionRequest) -> SessionReply | None:
        """Return the answer to a device of which nothing is to be noted, or None."""
        device = connection.execute(select(Device).where(Device.id == caller.device)).one()
        recently = self._clock() - device.seen_at < _NOTED
        if _is_new_life(device, request, _epoch(connection)) or device.app != request.app or not recently:
            return None
        granted = set(self._directories.now(connection).scopes_of(caller.user))
        if granted != _given(connection, caller.device):
            return None
        return self._answer(connection, caller, request, device)

    def _session(self, connection: Connection, caller: Caller, request: SessionRequest) -> SessionReply:
        locked = select(Device).where(Device.id == caller.device).with_for_update()
        _note_life(connection, connection.execute(locked).one(), request, self._clock())
        device = connection.execute(locked).one()
        granted = set(self._directories.now(connection).scopes_of(caller.user))
        answer = self._answer(connection, caller, request, device)
        drop = _drop(connection, caller.device, granted, settled=answer.scopes is None)
        return msgspec.structs.replace(answer, drop=drop)

    def _ordered(self, connection: Connection, caller: Caller, request: SessionRequest) -> SessionReply:
        """Tell a device that is suspended or to be wiped. What waits there may be handed in, and is held."""
        locked = select(Device).where(Device.id == caller.device).with_for_update()
        _note_life(connection, connection.execute(locked).one(), request, self._clock())
        device = connection.execute(locked).one()
        order, sealed = order_for(self._seal, device, self._clock())
        answer = self._answer(connection, caller, request, device)
        return msgspec.structs.replace(answer, directive=order.order, scopes=None, lease=b"", order=sealed)

    def _answer(
        self, connection: Connection, caller: Caller, request: SessionRequest, device: Any
    ) -> SessionReply:
        epoch, directory = _epoch(connection), self._directories.now(connection)
        scopes = heads(connection, directory.scopes_of(caller.user))
        sketch = sketching.name(connection) if directory.gets_sketch(caller.user) else b""
        has_all = request.cursors_hash == heads_hash(scopes, sketch)
        has_rows = has_all or request.cursors_hash == heads_hash(scopes)
        return SessionReply(
            session=_session_of(epoch, request.incarnation),
            epoch=epoch,
            now=self._clock(),
            expect_mseq=device.last_mseq + 1,
            directive=_directive(request, device, epoch),
            repush_from=_repush_from(request, device),
            last_hash=device.last_hash,
            scopes=None if has_rows else scopes,
            limits=self._limits,
            role=caller.role,
            schema=SCHEMA,
            lease=lease_for(connection, self._seal, caller, request, self._clock()),
            sketch=b"" if has_all else sketch,
        )

    def push(self, caller: Caller, request: PushRequest) -> PushReply:
        """Take groups of acts, in the order of their numbers.

        Raises:
            Refused: `session-over`, `request-too-large`.
        """
        if sum(map(len, request.groups)) > self._limits.acts and len(request.groups) > 1:
            raise refused("request-too-large", acts=self._limits.acts)
        ask(self._engine, lambda db: self._check(db.connection(), caller, request.session))
        now = self._clock()
        taken = journal.take_safely(self._engine, caller, self._directories, request, now)
        directive: Directive = "fork_device" if taken.forked else "ok"
        if not taken.results and request.groups and not taken.forked:
            directive = "repush"
        return PushReply(results=taken.results, expect_mseq=taken.expect, directive=directive)

    def pull(self, caller: Caller, request: PullRequest) -> PullReply:
        """Return the next page of what is new to the device.

        Raises:
            Refused: `session-over`.
        """
        return ask(self._engine, lambda db: self._pull(db.connection(), caller, request))

    def _pull(self, connection: Connection, caller: Caller, request: PullRequest) -> PullReply:
        directory = self._check(connection, caller, request.session)
        kept = unknown.entities(connection)
        walls.read_as(connection, caller.user)
        limit = max(1, min(request.limit, MOST_ROWS))
        reply = feed.pull(connection, directory, caller.user, request.cursors, limit, kept)
        if not request.digests or reply.more:
            return reply
        told = {
            scope: digests.digests(connection, scope, lambda entity: directory.sees(caller.user, entity))
            for scope in reply.cursors
        }
        return PullReply(
            blocks=reply.blocks, departures=reply.departures, cursors=reply.cursors, more=False, digests=told
        )

    def repair(self, caller: Caller, request: RepairRequest) -> RepairReply:
        """Return the rows of the buckets in which the device has something else.

        Raises:
            Refused: `session-over`, `request-wrong` for what the device may not hold.
        """
        return ask(self._engine, lambda db: self._repair(db.connection(), caller, request))

    def _repair(self, connection: Connection, caller: Caller, request: RepairRequest) -> RepairReply:
        directory = self._check(connection, caller, request.session)
        known = request.entity in ENTITIES and directory.sees(caller.user, request.entity)
        if not known or request.scope not in directory.scopes_of(caller.user):
            raise refused("request-wrong", field="scope")
        if len(request.buckets) != BUCKETS:
            raise refused("request-wrong", field="buckets")
        walls.read_as(connection, caller.user)
        return digests.repair(connection, request.scope, request.entity, request.buckets)

    def sketch(self, caller: Caller, request: SketchRequest) -> SketchReply:
        """Return the sketch of colleagues' customers.

        Raises:
            Refused: `session-over`, `not-found` for whom there is none.
        """
        return ask(self._engine, lambda db: self._sketch(db.connection(), caller, request))

    def _sketch(self, connection: Connection, caller: Caller, request: SketchRequest) -> SketchReply:
        directory = self._check(connection, caller, request.session)
        content = sketching.content(connection) if directory.gets_sketch(caller.user) else b""
        if not content:
            raise refused("not-found")
        return SketchReply(content=content)

    def heads(self, caller: Caller) -> bytes:
        """Return what stands for how far the device's scopes are; it changes when there is something new."""
        return ask(self._engine, lambda db: self._heads(db.connection(), caller))

    def _heads(self, connection: Connection, caller: Caller) -> bytes:
        directory = self._directories.now(connection)
        return heads_hash(heads(connection, directory.scopes_of(caller.user)))

    def _check(self, connection: Connection, caller: Caller, session: str) -> Directory:
        """Return the directory, if the session is still one of this device and this server's life."""
        query = select(Device.incarnation).where(Device.id == caller.device)
        if session != _session_of(_epoch(connection), connection.scalar(query) or 0):
            raise refused("session-over")
        return self._directories.now(connection)


def _epoch(connection: Connection) -> str:
    return connection.scalar(select(ServerFact.value).where(ServerFact.key == "epoch")) or ""


def _session_of(epoch: str, incarnation: int) -> str:
    return f"{epoch}.{incarnation}"


def _is_new_life(device: Any, request: SessionRequest, epoch: str) -> bool:
    """Return whether the device tells where its numbers begin: in a new life, or as the copy of another.

    In another epoch it does not: what it had handed in was lost when the server was restored.
    """
    if request.epoch not in {None, epoch} or request.incarnation < device.incarnation:
        return False
    untouched = device.last_mseq == 0 and device.last_hash == b"" and request.last_mseq > 0
    return untouched or bool(request.incarnation > device.incarnation)


def _note_life(connection: Connection, device: Any, request: SessionRequest, now: datetime) -> None:
    """Note that the device was here; a new life of it begins where the device says."""
    values: dict[str, object] = {"seen_at": now, "app": request.app}
    if _is_new_life(device, request, _epoch(connection)):
        values |= {"incarnation": request.incarnation, "last_mseq": request.last_mseq, "last_hash": b""}
    connection.execute(update(Device).where(Device.id == device.id).values(values))


def _directive(request: SessionRequest, device: Any, epoch: str) -> Directive:
    """Compare what the device knows of itself with what was taken of it (security: roll-back and clones)."""
    last: int = device.last_mseq
    if request.incarnation < device.incarnation:
        return "fork_device"  # another copy has begun a new life since
    if request.epoch is not None and request.epoch != epoch:
        return "repush"  # the server was restored from a backup
    if request.made < last:
        return "rebuild"  # the device was
    if request.last_mseq == last and device.last_hash and request.last_hash not in {b"", device.last_hash}:
        return "fork_device"
    if request.last_mseq > last:
        return "repush"
    return "update_app" if request.schema < SCHEMA - _BEHIND else "ok"


def _repush_from(request: SessionRequest, device: Any) -> int:
    """Return the first act a restored server lacks; 0 where it knows the device from another life."""
    if request.incarnation > device.incarnation or request.made < device.last_mseq:
        return 0
    return int(device.last_mseq) + 1


def _given(connection: Connection, device: UUID) -> set[str]:
    """Return the scopes a device was told it may hold, and has not confirmed to have given up."""
    return set(connection.scalars(select(DeviceGrant.scope_id).where(DeviceGrant.device_id == device)))


def _drop(connection: Connection, device: UUID, granted: set[str], *, settled: bool) -> list[str]:
    """Return the scopes the device was given and may no longer hold; note those it is given now."""
    held = _given(connection, device)
    gone = sorted(held - granted)
    if settled and gone:
        mine = DeviceGrant.device_id == device
        connection.execute(delete(DeviceGrant).where(mine, DeviceGrant.scope_id.in_(gone)))
        gone = []
    fresh = [{"device_id": device, "scope_id": scope} for scope in sorted(granted - held)]
    if fresh:
        connection.execute(insert(DeviceGrant), fresh)
    return gone
