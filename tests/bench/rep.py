"""A salesperson as the server sees one: the real protocol over one kept-alive line, without a database.

On asyncio, so that hundreds of them cost little beside the server they are to load.
"""

import asyncio
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
import zstandard

from salesdesk.protocol.entities import SCHEMA
from salesdesk.protocol.messages import (
    MEDIA_TYPE,
    PROTOCOL,
    Act,
    Cursor,
    Message,
    PullReply,
    PullRequest,
    PushReply,
    PushRequest,
    Refusal,
    SessionReply,
    SessionRequest,
    encode_act,
    pack,
)
from salesdesk.protocol.wire import heads_hash
from salesdesk.storage.base import new_id
from tests.bench.tokens import Token

M = TypeVar("M", bound=Message)
MADE_AT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
_PACKED_FROM = 2_048
_UNPACK = zstandard.ZstdDecompressor(max_window_size=2**23)


class TurnedAway(Exception):
    """The server refused; `refusal` says why and when to return."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class Line:
    """One connection; requests go one after the other."""

    def __init__(self, url: str, token: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname, parts.port
        self._head = (
            f"Host: {parts.netloc}\r\nAuthorization: Bearer {token}\r\nContent-Type: {MEDIA_TYPE}\r\n"
            f"Accept: {MEDIA_TYPE}\r\nAccept-Encoding: zstd\r\n"
        )
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def call(self, name: str, message: Message, answer: type[M]) -> M:
        """Post a message and return the answer. Raise TurnedAway."""
        body, encoding = pack(message), ""
        if len(body) >= _PACKED_FROM:
            body, encoding = zstandard.compress(body, 3), "Content-Encoding: zstd\r\n"
        head = f"POST /{name} HTTP/1.1\r\n{self._head}{encoding}Content-Length: {len(body)}\r\n\r\n"
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port)
        reader, writer = self._streams
        writer.write(head.encode() + body)
        status, content = await _answer(reader)
        if status >= 300:
            raise TurnedAway(msgspec.msgpack.decode(content, type=Refusal))
        return msgspec.msgpack.decode(content, type=answer)

    async def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            with suppress(OSError):
                await self._streams[1].wait_closed()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    first, *lines = head.split("\r\n")
    named = dict(line.split(": ", 1) for line in lines if line)
    content = await reader.readexactly(int(named.get("content-length", 0)))
    if named.get("content-encoding") == "zstd":
        content = _UNPACK.decompressobj().decompress(content)
    return int(first.split()[1]), content


@dataclass
class Tally:
    """What all reps together came to; cycles in seconds, from the first request that was let in."""

    acts: int = 0
    rows: int = 0
    turned_away: int = 0
    cycles: list[float] = field(default_factory=list)
    drained: list[float] = field(default_factory=list)
    """How long each rep took from coming back until all acts of the show were answered."""
    drained_at: float = 0.0


class Rep:
    """One person with a laptop full of acts, who goes on working afterwards."""

    def __init__(self, url: str, token: Token, tally: Tally, dice: Random) -> None:
        self._token, self._tally, self._dice = token, tally, dice
        self._line = Line(url, token.token)
        self._made = 0
        self._taken, self._hash = 0, b""
        self._waiting: list[bytes] = []
        self._cursors: dict[str, Cursor] = {}
        self._customers: list[UUID] = []

    def write(self, count: int) -> None:
        """Write so many acts, each in a group of its own: a customer, who it is, a call, a change."""
        kinds = self._kinds()
        for _ in range(count):
            self._made += 1
            entity, row_id, base, patch = next(kinds)
            act = Act(
                device_id=self._token.device,
                mseq=self._made,
                group_id=new_id(),
                kind="edit",
                entity=entity,
                row_id=row_id,
                base=base,
                patch=patch,
                schema=SCHEMA,
                made_at=MADE_AT,
            )
            self._waiting.append(encode_act(act))

    def _kinds(self) -> Iterator[tuple[str, UUID, dict[str, Any] | None, dict[str, Any]]]:
        while True:
            customer, owner = new_id(), str(self._token.user)
            name = f"深圳鑫源精密机械{self._dice.randrange(10**6)}有限公司"
            fields = {"name": name, "kind": "company", "lifecycle": "potential", "owner_id": owner}
            yield "customers", customer, None, fields | {"city": "深圳市", "phone": "0755-26581234"}
            yield "contacts", new_id(), None, {"customer_id": str(customer), "name": "王敏"}
            called = {"customer_id": str(customer), "kind": "call", "subject": "展会后回访"}
            moments = {"happens_at": "2026-11-23T04:00:00Z", "done_at": "2026-11-23T04:00:00Z"}
            yield "activities", new_id(), None, called | moments | {"owner_id": owner}
            yield "customers", customer, {"note": ""}, {"note": "在展会上看过样机,要三台的报价。"}

    async def come_back(self, *, after: float, acts: int, online: int, think: float) -> None:
        """Return from the show with `acts`, then write `online` more, one at a time, with pauses to think."""
        self.write(acts)
        await asyncio.sleep(after)
        began = time.perf_counter()
        await self.cycle()
        self._tally.drained_at = time.perf_counter()
        self._tally.drained.append(self._tally.drained_at - began)
        for _ in range(online):
            await asyncio.sleep(self._dice.uniform(0.5, 1.5) * think)
            self.write(1)
            await self.cycle()
        await self._line.close()

    async def cycle(self) -> None:
        """Go through one cycle; where too many are in one, come back when told to."""
        while True:
            began = time.perf_counter()
            try:
                session = await self._line.call("sync/session", self._request(), SessionReply)
            except TurnedAway as refused:
                if refused.refusal.code != "busy":
                    raise
                self._tally.turned_away += 1
                await asyncio.sleep(refused.refusal.retry_after)
                continue
            assert session.directive == "ok", session
            await self._push(session)
            await self._pull(session)
            self._tally.cycles.append(time.perf_counter() - began)
            return

    def _request(self) -> SessionRequest:
        return SessionRequest(
            device=self._token.device,
            incarnation=0,
            protocol=[PROTOCOL],
            schema=SCHEMA,
            app="0",
            epoch=None,
            made=self._made,
            last_mseq=self._taken,
            last_hash=b"",
            cursors_hash=heads_hash({scope: cursor.seq for scope, cursor in self._cursors.items()}),
            wall_clock=0,
        )

    async def _push(self, session: SessionReply) -> None:
        while self._waiting:
            some = self._waiting[: session.limits.acts]
            request = PushRequest(session=session.session, groups=[[act] for act in some])
            reply = await self._line.call("sync/push", request, PushReply)
            strange = [result for result in reply.results if result.status != "applied"]
            assert not strange, strange[0]
            assert len(reply.results) == len(some), reply.directive
            self._taken = reply.results[-1].mseq
            self._tally.acts += len(some)
            del self._waiting[: len(some)]

    async def _pull(self, session: SessionReply) -> None:
        for scope in session.scopes or {}:
            self._cursors.setdefault(scope, Cursor())
        more = True
        while more:
            request = PullRequest(session=session.session, cursors=self._cursors, limit=session.limits.rows)
            page = await self._line.call("sync/pull", request, PullReply)
            self._tally.rows += sum(len(block.values[0]) for block in page.blocks if block.values)
            self._cursors |= page.cursors
            more = page.more
