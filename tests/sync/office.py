"""An office with a server's heart, and laptops with real encrypted databases that sync with it in process."""

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from uuid import UUID

import msgspec
from sqlalchemy import select

from salesdesk.domain.errors import SalesDeskError
from salesdesk.protocol.files import NAMED_BY, Piece
from salesdesk.protocol.messages import (
    NewDevice,
    PullRequest,
    PushRequest,
    RepairRequest,
    SessionRequest,
    SignedIn,
    SketchRequest,
    pack,
)
from salesdesk.protocol.wire import columns_of
from salesdesk.server import failures, files
from salesdesk.server.access import Caller
from salesdesk.server.engine import ask, change
from salesdesk.server.rows import ORDER
from salesdesk.server.scopes import read_directory
from salesdesk.server.tables import Device
from salesdesk.services import customers, quotes
from salesdesk.settings import Places
from salesdesk.storage.base import Base
from salesdesk.storage.database import Database
from salesdesk.storage.engine import make_engine
from salesdesk.storage.files import Files
from salesdesk.storage.replica import adopting, cursors, outgoing
from salesdesk.sync import cycle
from salesdesk.sync.link import Offline, Refused
from salesdesk.sync.state import Cycle, Replica
from tests.conftest import TODAY
from tests.server.laptops import NOON, Office

_KINDS = {
    "sync/session": (SessionRequest, "session"),
    "sync/push": (PushRequest, "push"),
    "sync/pull": (PullRequest, "pull"),
    "sync/repair": (RepairRequest, "repair"),
    "sync/sketch": (SketchRequest, "sketch"),
}
PIECE = 1_000
"""Bytes of a piece: small ones, so that there are several."""


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
        data = self._over_the_line(name, lambda: pack(self._answer(name, pack(message))))
        return msgspec.msgpack.decode(data, type=answer)

    def ahead(self, name, message):
        """Nothing travels ahead within one process."""

    def _over_the_line(self, name, answer):
        self.before(name)
        if name in self.cut:
            raise Offline("network")
        self.asked.append(name)
        said = answer()
        if name in self.lose:
            self.lose.discard(name)
            raise Offline("network")
        return said

    def file_progress(self, sha256):
        work = partial(self.office.files.progress, sha256, self.caller.device)
        return self._over_the_line("files/head", lambda: _told(work))

    def send_piece(self, sha256, place, size, piece):
        where = {"offset": place, "size": size, "chunk": piece}
        work = partial(self.office.files.append, sha256, self.caller.device, **where)
        return self._over_the_line("files/patch", lambda: _told(work))

    def fetch_piece(self, sha256, place, length, told=lambda _came: None):
        content = self._over_the_line("files/get", lambda: _told(lambda: self._read(sha256)))
        piece = content[place : place + length]
        told(len(piece))
        return Piece(len(content), piece)

    def _read(self, sha256):
        path, user = self.office.files.path(sha256), self.caller.user

        def may_read(session) -> bool:
            connection = session.connection()
            return files.may_read(connection, read_directory(connection), user, sha256)

        if not ask(self.office.engine, may_read) or not path.exists():
            raise failures.refused("not-found")
        return path.read_bytes()

    def _answer(self, name, data):
        if name == "devices/renew":
            return self._renew(msgspec.msgpack.decode(data, type=NewDevice))
        kind, method = _KINDS[name]
        role = self.office.rows("users")[self.caller.user]["role"]
        self.caller = replace(self.caller, role=role, state=state_of(self.office, self.caller.device))
        if name not in {"sync/session", "sync/push"}:
            _told(self.caller.check_state)
        asked = msgspec.msgpack.decode(data, type=kind)
        return _told(lambda: getattr(self.office.exchange, method)(self.caller, asked))

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


def _told(answer):
    """What the server says, a refusal as a laptop hears it."""
    try:
        return answer()
    except failures.Refused as refused:
        raise Refused(refused.status, refused.refusal) from None


def state_of(office: Office, device: UUID) -> str:
    """How a device may work, as the server has it; one it does not know is taken for a new one."""
    known = select(Device.state).where(Device.id == device)
    return ask(office.engine, lambda session: session.scalar(known)) or "active"


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
        with database.absorb() as absorbed:
            outgoing.become_device(absorbed, database.new_id(), "")  # all begin as copies of one template
            adopting.adopt(absorbed, office.people[name])
        self.files_key = hashlib.sha256(database.device_id.bytes).digest()
        register(office, database.device_id, office.people[name])
        self.link = InProcess(office, Caller(database.me, database.device_id, name, ""))
        self.start()

    def start(self) -> None:
        """Open the files as a start of the program does."""
        self.files = Files(files_of(self.database), self.files_key)
        self.replica = Replica(self.database, self.files, piece=PIECE)

    def reopen(self, database: Database) -> None:
        """Start the program anew on this disk."""
        self.database = database
        self.start()

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
        shutil.copytree(files_of(self.database), places.files, dirs_exist_ok=True)
        twin = Desk.__new__(Desk)
        twin.office, twin.name = self.office, self.name
        opened = open_database or (lambda path, clock: Database(make_engine(path, KEYSPEC), clock=clock))
        twin.database = opened(places.database, self.database.clock)
        twin.link = InProcess(self.office, self.link.caller)
        twin.files_key = self.files_key
        twin.start()
        return twin


def files_of(database: Database) -> Path:
    """Where a laptop keeps its files."""
    return Path(database.engine.url.database).parent / "files"


KEYSPEC = "1f" * 48


def same_rows(office: Office, desk: Desk) -> list[str]:
    """What differs between a laptop without pending acts and the server, in the scopes it holds."""
    held = desk.database.ask(cursors.held)
    directory = ask(office.engine, lambda session: read_directory(session.connection()))
    problems = []
    for entity in ENTITIES_SENT:
        if not directory.sees(desk.database.me, entity):
            continue
        server = {
            row_id: row
            for row_id, row in office.rows(entity).items()
            if row["scope_id"] in held
            and row["deleted_at"] is None
            and directory.sees(desk.database.me, entity)
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


def hand_out(desk: "Desk | Replica", content: bytes, quote: UUID | None = None) -> str:
    """Keep a paper of a quote, as issuing one does; return its hash."""
    if quote is None:
        customer = customers.add_customer(desk.database, {"name": "深圳鑫源机械"})
        quote = quotes.draft_quote(desk.database, customer, today=TODAY)
    sha256, name = hashlib.sha256(content).hexdigest(), desk.files.put(content)
    about = {"language": "zh", "sha256": sha256, "size": len(content), "pages": 1, "file_id": name}
    quotes.add_paper(desk.database, quote, **about)
    return sha256


def unreadable(desk: Desk) -> list[str]:
    """Files that living rows of a laptop name and that cannot be read on it."""
    problems = []
    for entity, by in NAMED_BY.items():
        for row_id, row in desk.living(entity).items():
            try:
                desk.files.get(desk.files.kept_as(row[by.sha256]))
            except SalesDeskError as error:
                problems.append(f"{entity} {row_id}: {error}")
    return problems


ENTITIES_SENT = ORDER
