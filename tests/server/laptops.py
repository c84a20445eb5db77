"""A server's heart with people on it, and laptops that say what a test tells them to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import Engine, select

from salesdesk.protocol import codec, scopes
from salesdesk.protocol.entities import SCHEMA
from salesdesk.protocol.messages import (
    Act,
    Cursor,
    PullReply,
    PullRequest,
    PushReply,
    PushRequest,
    Result,
    SessionReply,
    SessionRequest,
    encode_act,
)
from salesdesk.protocol.wire import heads_hash
from salesdesk.security.signing import SigningKey
from salesdesk.server import schema
from salesdesk.server.access import Caller
from salesdesk.server.engine import change
from salesdesk.server.exchange import Exchange
from salesdesk.server.files import Files
from salesdesk.server.rows import new, save, table_of
from salesdesk.server.tables import Device, Scope
from salesdesk.storage.base import new_id

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SEAL = SigningKey(b"\1" * 32)
ROLES = {
    "li": "salesperson",
    "han": "salesperson",
    "wang": "manager",
    "qian": "finance",
    "chen": "stock",
    "admin": "administrator",
}


class Office:
    """A server without its network: Li and Han report to Wang; finance, a storekeeper, an administrator."""

    def __init__(
        self, engine: Engine, files: Path = Path("nowhere"), *, new_id: Callable[[], UUID] = new_id
    ) -> None:
        self.engine = engine
        self.now = NOON
        self.files = Files(files)
        schema.bring_up_to_date(engine)
        self.exchange = Exchange(engine, clock=lambda: self.now, seal=SEAL)
        self.people = {name: new_id() for name in ROLES}
        change(engine, self._move_in)

    def _move_in(self, session) -> None:
        session.add(Scope(id=scopes.COMPANY, head_seq=1))
        boss = {"li": self.people["wang"], "han": self.people["wang"]}
        for name, role in ROLES.items():
            row = new("users", {"name": name, "role": role, "manager_id": boss.get(name)})
            stamps = {"id": self.people[name], "scope_id": scopes.COMPANY, "seq": 1, "version": 1}
            save(
                session.connection(),
                [("users", row | stamps | {"created_at": NOON, "edited_at": NOON, "is_active": True})],
            )

    def laptop(self, name: str) -> "Laptop":
        """A new device of a person."""
        device = uuid4()
        user = self.people[name]

        def register(session) -> None:
            session.add(
                Device(id=device, user_id=user, name=name, app="test", registered_at=NOON, seen_at=NOON)
            )

        change(self.engine, register)
        laptop = Laptop(self, Caller(user, device, name, ROLES[name]))
        laptop.begin()
        return laptop

    def rows(self, entity: str) -> dict[UUID, dict]:
        """All rows of a kind, as the server has them."""
        with self.engine.connect() as connection:
            found = connection.execute(select(table_of(entity))).all()
        return {row.id: dict(row._mapping) for row in found}


@dataclass
class Laptop:
    """One device: numbers its acts, pushes them, and keeps what it pulls."""

    office: Office
    caller: Caller
    made: int = 0
    incarnation: int = 0
    cursors: dict[str, Cursor] = field(default_factory=dict)
    held: dict[tuple[str, UUID], dict] = field(default_factory=dict)
    session: str = ""

    def begin(self, **said) -> SessionReply:
        """Ask for a session; new scopes begin at nothing, dropped ones are purged."""
        request = {
            "device": self.caller.device,
            "incarnation": self.incarnation,
            "protocol": [1],
            "schema": SCHEMA,
            "app": "test",
            "epoch": None,
            "made": self.made,
            "last_mseq": 0,
            "last_hash": b"",
            "cursors_hash": heads_hash({scope: cursor.seq for scope, cursor in self.cursors.items()}),
            "wall_clock": 0,
        }
        reply = self.office.exchange.session(self.caller, SessionRequest(**request | said))
        self.session = reply.session
        for scope in reply.drop:
            self.cursors.pop(scope, None)
            self.held = {key: row for key, row in self.held.items() if row["scope"] != scope}
        for scope in reply.scopes or {}:
            self.cursors.setdefault(scope, Cursor())
        return reply

    def act(self, entity: str, row_id: UUID, *, group: UUID | None = None, **said) -> bytes:
        """Number an act; values as Python has them."""
        self.made += 1
        for name in ("base", "patch"):
            if said.get(name) is not None:
                said[name] = codec.plain(said[name])
        act = Act(
            device_id=self.caller.device,
            mseq=self.made,
            group_id=group or uuid4(),
            kind=said.pop("kind", "command" if "command" in said else "edit"),
            entity=entity,
            row_id=row_id,
            schema=SCHEMA,
            **({"made_at": NOON} | said),
        )
        return encode_act(act)

    def push(self, *groups: list[bytes] | bytes) -> PushReply:
        """Send groups; a lone act is a group of its own."""
        sent = [group if isinstance(group, list) else [group] for group in groups]
        return self.office.exchange.push(self.caller, PushRequest(session=self.session, groups=sent))

    def do(self, entity: str, row_id: UUID, **said) -> Result:
        """Make one act and push it alone."""
        (result,) = self.push(self.act(entity, row_id, **said)).results
        return result

    def add_customer(self, name: str = "深圳鑫源机械", **fields) -> UUID:
        """Add a customer of one's own, as a laptop does."""
        row_id = new_id()
        patch = {"name": name, "kind": "company", "lifecycle": "potential", "owner_id": self.caller.user}
        result = self.do("customers", row_id, patch=patch | fields)
        assert result.status == "applied", result
        return row_id

    def pull(self, limit: int = 1_000) -> list[PullReply]:
        """Begin anew and pull to the head; return the pages."""
        self.begin()
        pages = []
        while True:
            request = PullRequest(session=self.session, cursors=self.cursors, limit=limit)
            page = self.office.exchange.pull(self.caller, request)
            pages.append(page)
            self._absorb(page)
            if not page.more:
                return pages

    def _absorb(self, page: PullReply) -> None:
        for gone in page.departures:
            key = (gone.entity, UUID(bytes=gone.row_id))
            if key in self.held and self.held[key]["scope"] == gone.scope:
                del self.held[key]
        for block in page.blocks:
            for values in zip(*block.values, strict=True):
                row = dict(zip(block.columns, values, strict=True)) | {"scope": block.scope}
                self.held[block.entity, UUID(bytes=row["id"])] = row
        self.cursors |= page.cursors

    def sees(self, entity: str, row_id: UUID) -> bool:
        """Whether a living row is on this device."""
        row = self.held.get((entity, row_id))
        return row is not None and row["deleted_at"] is None
