"""An office with a server's heart, and laptops with real encrypted databases that sync with it in process."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from uuid import UUID

import msgspec
from sqlalchemy import select

from salesdesk.protocol.messages import (
    NewDevice,
    PullRequest,
    PushRequest,
    RepairRequest,
    SessionRequest,
    SignedIn,
    pack,
)
from salesdesk.protocol.wire import columns_of
from salesdesk.server import failures
from salesdesk.server.access import Caller
from salesdesk.server.engine import change
from salesdesk.server.rows import ORDER
from salesdesk.server.tables import Device
from salesdesk.settings import Places
from salesdesk.storage.base import Base
from salesdesk.storage.database import Database
from salesdesk.storage.engine import make_engine
from salesdesk.storage.replica import adopting, cursors, outgoing
from salesdesk.sync import cycle
from salesdesk.sync.link import Offline, Refused
from salesdesk.sync.state import Cycle, Replica
from tests.server.laptops import NOON, Office

_KINDS = {
    "sync/session": (SessionRequest, "session"),
    "sync/push": (PushRequest, "push"),
    "sync/pull": (PullRequest, "pull"),
    "sync/repair": (RepairRequest, "repair"),
}


@dataclass
class InProcess:
    """A link straight to the server's heart: bytes go in and out. `lose` and `cut` play the network."""

    office: Office
    caller: Caller
    asked: list[str] = field(default_factory=list)
    cut: set[str] = field(default_factory=set)
    """Requests of these names never arrive."""
    lose: set[str] = field(default_factory=set)
    """Answers of these names are lost, once."""
    before: Callable[[str], None] = lambda name: None

    def call(self, name, message, answer):
        self.before(name)
        if name in self.cut:
            raise Offline("network")
        self.asked.append(name)
        data = pack(self._answer(name, pack(message)))
        if name in self.lose:
            self.lose.discard(name)
            raise Offline("network")
        return msgspec.msgpack.decode(data, type=answer)

    def _answer(self, name, data):
        if name == "devices/renew":
            return self._renew(msgspec.msgpack.decode(data, type=NewDevice))
        kind, method = _KINDS[name]
        role = self.office.rows("users")[self.caller.user]["role"]
        self.caller = replace(self.caller, role=role)
        try:
            return getattr(self.office.exchange, method)(self.caller, msgspec.msgpack.decode(data, type=kind))
        except failures.Refused as refused:
            raise Refused(refused.status, refused.refusal) from None

    def _renew(self, asked: NewDevice) -> SignedIn:
        register(self.office, asked.device, self.caller.user)
        return SignedIn(
            token=str(asked.device), user=self.caller.user, name="", role="", company="", expires_at=NOON
        )

    def use(self, token):
        self.caller = replace(self.caller, device=UUID(token))

    def wait(self, since):
        raise Offline("network")

    def close(self):
        pass


def register(office: Office, device: UUID, user: UUID) -> None:
    """Let the server know a device."""
    row = Device(id=device, user_id=user, name="laptop", app="test", registered_at=NOON, seen_at=NOON)
    change(office.engine, lambda session: session.merge(row))


class Desk:
    """One person's laptop."""

    def __init__(self, office: Office, database: Database, name: str) -> None:
        self.office = office
        self.database = database
        self.name = name
        self.removed: list[str] = []
        with database.absorb() as absorbed:
            outgoing.become_device(absorbed, database.new_id(), "")  # all begin as copies of one template
            adopting.adopt(absorbed, office.people[name])
        register(office, database.device_id, office.people[name])
        self.link = InProcess(office, Caller(database.me, database.device_id, name, ""))
        self.replica = Replica(database, self.removed.append)

    def reopen(self, database: Database) -> None:
        """Start the program anew on this disk."""
        self.database = database
        self.replica = Replica(database, self.removed.append)

    def sign_in(self) -> None:
        """Let a server that does not know this device know it."""
        with self.office.engine.connect() as connection:
            known = select(Device.id).where(Device.id == self.link.caller.device)
            if connection.scalar(known) is None:
                register(self.office, self.link.caller.device, self.link.caller.user)

    def sync(self, **how) -> Cycle:
        """Go through one whole cycle."""
        return cycle.run(self.replica, self.link, **how)

    def rows(self, entity: str) -> dict[UUID, dict]:
        """All rows of a kind on this laptop."""
        table = Base.metadata.tables[entity]
        found = self.database.ask(lambda session: session.execute(select(table)).mappings().all())
        return {row["id"]: dict(row) for row in found}

    def living(self, entity: str) -> dict[UUID, dict]:
        return {row_id: row for row_id, row in self.rows(entity).items() if row["deleted_at"] is None}

    def copy(self, places: Places, open_database: Callable[..., Database] | None = None) -> "Desk":
        """The same disk once more."""
        self.database.empty_log()
        shutil.copyfile(self.database.engine.url.database, places.database)
        twin = Desk.__new__(Desk)
        twin.office, twin.name, twin.removed = self.office, self.name, []
        opened = open_database or (lambda path, clock: Database(make_engine(path, KEYSPEC), clock=clock))
        twin.database = opened(places.database, self.database.clock)
        twin.link = InProcess(self.office, self.link.caller)
        twin.replica = Replica(twin.database, twin.removed.append)
        return twin


KEYSPEC = "1f" * 48


def same_rows(office: Office, desk: Desk) -> list[str]:
    """What differs between a laptop without pending acts and the server, in the scopes it holds."""
    held = desk.database.ask(cursors.held)
    problems = []
    for entity in ENTITIES_SENT:
        server = {
            row_id: row
            for row_id, row in office.rows(entity).items()
            if row["scope_id"] in held and row["deleted_at"] is None
        }
        here = desk.living(entity)
        for row_id in server.keys() | here.keys():
            ours, theirs = here.get(row_id), server.get(row_id)
            if ours is None or theirs is None:
                problems.append(f"{entity} {row_id}: here {ours is not None}, server {theirs is not None}")
                continue
            names = [*columns_of(entity), "scope_id"]
            problems += [
                f"{entity}.{name}: {ours[name]!r} here, {theirs[name]!r} there"
                for name in names
                if ours[name] != theirs[name]
            ]
    return problems


ENTITIES_SENT = ORDER
