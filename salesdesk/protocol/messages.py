"""What a device and the server say to each other. Every act is numbered without gaps, and safe to repeat."""

from datetime import datetime
from hashlib import blake2b
from typing import Any, Final, Literal
from uuid import UUID

import msgspec

PROTOCOL: Final = 1
MARKER: Final = "X-SalesDesk"
"""A header without which an answer is not the server's: a hotel's sign-in page has none."""
MEDIA_TYPE: Final = "application/x-salesdesk"
DIGEST: Final = "X-SalesDesk-Digest"
"""A header with `digest_of` a message: one that a proxy or a bad memory has changed is no message."""
REFUSED: Final = "X-SalesDesk-Refused"
"""A header with the code of a refusal, for answers that have no body."""
ActKind = Literal["edit", "command", "append"]
Status = Literal["applied", "merged", "conflict", "provisional", "rejected", "held", "duplicate"]
Directive = Literal["ok", "repush", "rebuild", "fork_device", "update_app", "suspend", "wipe"]


class Act(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One act of a person on one row.

    An edit carries `patch` (the fields changed) and `base` (their values before; None for a new row). A
    command carries its name and arguments. Acts of one `group_id` are applied together or not at all; of more
    than one request can carry, each piece is.
    """

    device_id: UUID
    mseq: int
    group_id: UUID
    kind: ActKind
    entity: str
    row_id: UUID
    base: dict[str, Any] | None = None
    patch: dict[str, Any] | None = None
    command: str | None = None
    args: dict[str, Any] | None = None
    schema: int
    made_at: datetime


class Message(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Anything said between a device and the server."""


class SignIn(Message, frozen=True, kw_only=True):
    """A person signs in on a device for the first time, or again after the token ended."""

    login: str
    password: str
    device: UUID
    device_name: str
    app: str
    code: str = ""
    """The second factor, where the account has one."""


class SignedIn(Message, frozen=True, kw_only=True):
    """`token` is the device's from now on, and is not told again."""

    token: str
    user: UUID
    name: str
    role: str
    company: str
    expires_at: datetime
    letters: str = ""
    """What the numbers of this device's documents begin with: no other device of the company has them."""
    seal: bytes = b""
    """The public half of the key under which this server makes its statements (see `statements`)."""


class NewDevice(Message, frozen=True, kw_only=True):
    """A copy of a disk asks to be a device of its own; its token vouches for the person. -> SignedIn."""

    device: UUID
    device_name: str
    app: str


class SessionRequest(Message, frozen=True, kw_only=True):
    """What the device is, and how far it is.

    `made` is the last act it ever numbered, `last_mseq` the last one the server confirmed, with its hash.
    `cursors_hash` is `wire.heads_hash` of the cursors, with the name of the sketch that it holds.
    """

    device: UUID
    incarnation: int
    protocol: list[int]
    schema: int
    app: str
    epoch: str | None
    made: int
    last_mseq: int
    last_hash: bytes
    cursors_hash: bytes
    wall_clock: int
    lease_until: int = 0
    """When the lease ends that the device has, in seconds of Unix time; 0 without one."""


class Limits(Message, frozen=True, kw_only=True):
    """How much one request may carry."""

    acts: int = 2_000
    bytes: int = 4_000_000
    rows: int = 10_000


class SessionReply(Message, frozen=True, kw_only=True):
    """`scopes` is None when no row is to be fetched; `drop` names the scopes the device must give up.

    With `repush` acts are asked for from `repush_from` on, if the one before has `last_hash`; 0 asks for all.
    """

    session: str
    epoch: str
    now: datetime
    expect_mseq: int
    directive: Directive = "ok"
    repush_from: int = 0
    last_hash: bytes = b""
    scopes: dict[str, int] | None = None
    drop: list[str] = []
    limits: Limits = Limits()
    retry_after: float = 0
    role: str = ""
    schema: int = 1
    """The server's definitions: rows are compared only where both know the same fields."""
    lease: bytes = b""
    order: bytes = b""
    """Under seal: a new `Lease` when the old one is a day old, an `Order` with `suspend` and `wipe`."""
    sketch: bytes = b""
    """The name (`sketches.name_of`) of the sketch of colleagues' customers to be held.

    Empty with `scopes`: none is to be held. Without them: what is held is right. An idle answer stays small.
    """


class PushRequest(Message, frozen=True, kw_only=True):
    """Groups in the order of their numbers; each act as `encode_act` made it.

    Acts handed in again to a restored server are to come to what they came to: `refused` and `held` are the
    numbers of those that were, so that nothing is done now that its author was told was not.
    """

    session: str
    groups: list[list[bytes]]
    refused: list[int] = []
    held: list[int] = []


class Disagreement(Message, frozen=True, kw_only=True):
    """A field both sides changed: `theirs` stands. Values as `codec` writes them in JSON."""

    field: str
    base: Any = None
    theirs: Any = None
    mine: Any = None


class Result(Message, frozen=True, kw_only=True):
    """What became of one act. `fields` is what the server made of it beyond what was asked."""

    mseq: int
    status: Status
    code: str = ""
    values: dict[str, Any] = {}
    conflicts: list[Disagreement] = []
    fields: dict[str, Any] = {}
    by: str = ""
    """Who changed the fields in conflict, as their name is known."""
    at: datetime | None = None
    """When they did, by the server's clock; None where that is not known."""


class PushReply(Message, frozen=True, kw_only=True):
    """One result for each act that was pushed, in their order."""

    results: list[Result]
    expect_mseq: int
    directive: Directive = "ok"


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """How far a scope was read: all up to `seq`.

    While `head` is set, the first copy is still on the way: rows come by kind, `stage` counts the kinds done
    and `after` is the place of the last row of the present one, 8 bytes.
    """

    seq: int = 0
    head: int = 0
    stage: int = 0
    after: bytes = b""


class PullRequest(Message, frozen=True, kw_only=True):
    """Only the scopes that are behind are named. `digests` asks for what the rows should come to."""

    session: str
    cursors: dict[str, Cursor]
    limit: int = 10_000
    digests: bool = False


class Block(msgspec.Struct, frozen=True, array_like=True):
    """Rows of one kind in one scope: `values` holds one list a column (see `wire`)."""

    scope: str
    entity: str
    columns: list[str]
    values: list[list[Any]]


class Departure(msgspec.Struct, frozen=True, array_like=True):
    """A row that left a scope; it may have gone into another one that the device holds."""

    scope: str
    seq: int
    entity: str
    row_id: bytes


class PullReply(Message, frozen=True, kw_only=True):
    """Blocks and departures up to `cursors`. What one act changed is never cut in two by a page."""

    blocks: list[Block]
    departures: list[Departure]
    cursors: dict[str, Cursor]
    more: bool
    digests: dict[str, dict[str, int]] | None = None


class RepairRequest(Message, frozen=True, kw_only=True):
    """The device's 256 sums of one kind of row in one scope."""

    session: str
    scope: str
    entity: str
    buckets: list[int]


class RepairReply(Message, frozen=True, kw_only=True):
    """The buckets that differ, and all rows the server has in them."""

    bad: list[int]
    rows: Block | None


class SketchRequest(Message, frozen=True, kw_only=True):
    """Asks for the sketch of colleagues' customers (`sketches`) that the session named."""

    session: str


class SketchReply(Message, frozen=True, kw_only=True):
    """The sketch as it is by now, packed: it may be a newer one than the session named."""

    content: bytes


class WaitReply(Message, frozen=True, kw_only=True):
    """The answer to `GET /sync/wait`: `moved` is false if nothing happened in all the time waited."""

    moved: bool


class Refusal(Message, frozen=True, kw_only=True):
    """Why a request was turned away: transport, sign-in and overload only."""

    code: str
    values: dict[str, Any] = {}
    retry_after: float = 0


_encode = msgspec.json.Encoder(order="deterministic").encode
_ACT: Final = msgspec.json.Decoder(Act)
pack = msgspec.msgpack.Encoder().encode


def encode_act(act: Act) -> bytes:
    """Return the act as deterministic JSON; its hash is what the server compares."""
    return _encode(act)


def decode_act(data: bytes) -> Act:
    """Return the act; fields of a newer program are passed over.

    Raises:
        msgspec.DecodeError: it is not an act.
    """
    return _ACT.decode(data)


def act_hash(data: bytes) -> bytes:
    """Return 16 bytes that stand for an act as `encode_act` made it."""
    return blake2b(data, digest_size=16).digest()


def digest_of(message: bytes) -> str:
    """Return what the header DIGEST says of a packed message, before it is compressed."""
    return blake2b(message, digest_size=10).hexdigest()


def content_hash(act: Act) -> bytes:
    """Return 16 bytes that stand for what an act does, whichever device sends it under which number."""
    return act_hash(_encode(msgspec.structs.replace(act, device_id=UUID(int=0), mseq=0)))
