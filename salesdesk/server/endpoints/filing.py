"""Files by the hash of their content: how much is here, more of it, all of it from some place on."""

import asyncio
import re
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

from litestar import Response, get, head, patch
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.response import Stream
from sqlalchemy import Connection

from salesdesk.protocol.files import CHUNK_TYPE, COMPLETE, LENGTH, OFFSET, Progress
from salesdesk.server import bodies, files, walls
from salesdesk.server.access import Caller
from salesdesk.server.engine import ask
from salesdesk.server.failures import Refused, refused
from salesdesk.server.parts import Asked, Parts
from salesdesk.server.scopes import Directories

_READ: Final = 1 << 18
_RANGE: Final = re.compile(r"bytes=(\d{1,12})-(\d{0,12})\Z")


def routes(parts: Parts) -> list[HTTPRouteHandler]:
    """Return the endpoints under /files."""
    directories = Directories()

    @head("/files/{sha256:str}")
    async def progress(request: Asked) -> Response[None]:
        caller = await parts.caller(request)
        now = await parts.run(partial(parts.files.progress, _hash(request), caller.device))
        return _told(now, 200)

    @patch("/files/{sha256:str}")
    async def append(request: Asked) -> Response[None]:
        return await _append(parts, request)

    @get("/files/{sha256:str}")
    async def read(request: Asked) -> Stream:
        caller = await parts.caller(request)
        path = await parts.run(partial(_readable, parts, directories, caller, _hash(request)))
        return _streamed(path, *_range_of(request, path.stat().st_size))

    return [progress, append, read]


def _hash(request: Asked) -> str:
    return str(request.path_params["sha256"])


def _told(now: Progress, status: int) -> Response[None]:
    headers = {OFFSET: str(now.done), COMPLETE: "?1" if now.whole else "?0"}
    return Response(None, status_code=status, headers=headers)


async def _append(parts: Parts, request: Asked) -> Response[None]:
    """Take the next bytes. What came before the line was cut is kept: the next try goes on there."""
    caller = await parts.caller(request)
    offset, size = (_number(request, name) for name in (OFFSET, LENGTH))
    came = bytearray()
    add = partial(parts.files.append, _hash(request), caller.device, offset=offset, size=size)
    try:
        await bodies.read_into(came, request, parts.config, CHUNK_TYPE)
    except (HTTPException, Refused):
        if came and len(came) <= parts.config.longest_body:
            await parts.run(partial(add, chunk=bytes(came)))
        raise
    return _told(await parts.run(partial(add, chunk=bytes(came))), 204)


def _number(request: Asked, header: str) -> int:
    text = request.headers.get(header, "")
    if not text.isdecimal():
        raise refused("request-wrong", field=header)
    return int(text)


def _readable(parts: Parts, directories: Directories, caller: Caller, sha256: str) -> Path:
    """Return where a file lies that the caller may read: no other can be told from one that is not there."""
    path = parts.files.path(sha256)

    def may_read(connection: Connection) -> bool:
        directory = directories.now(connection)
        walls.read_as(connection, caller.user)
        return files.may_read(connection, directory, caller.user, sha256)

    if not ask(parts.engine, lambda db: may_read(db.connection())) or not path.exists():
        raise refused("not-found")
    return path


def _range_of(request: Asked, size: int) -> tuple[int, int]:
    """Return where the wanted part begins and ends: `bytes=a-`, `bytes=a-b`, anything else is all of it."""
    found = _RANGE.match(request.headers.get("range", ""))
    if found is None or int(found[1]) >= size:
        return 0, size
    begin, last = int(found[1]), int(found[2] or size)
    return (begin, min(size, last + 1)) if last >= begin else (0, size)


def _streamed(path: Path, begin: int, end: int) -> Stream:
    size = path.stat().st_size
    headers = {"Content-Length": str(end - begin), "Accept-Ranges": "bytes"}
    part = end - begin < size
    if part:
        headers["Content-Range"] = f"bytes {begin}-{end - 1}/{size}"
    return Stream(
        _pieces(path, begin, end),
        status_code=206 if part else 200,
        headers=headers,
        media_type="application/octet-stream",
    )


async def _pieces(path: Path, begin: int, end: int) -> AsyncIterator[bytes]:
    file: BinaryIO = await asyncio.to_thread(path.open, "rb")
    try:
        file.seek(begin)
        while some := await asyncio.to_thread(file.read, min(_READ, end - file.tell())):
            yield some
    finally:
        file.close()
