"""Files by the hash of their content: how much is here, more of it, all of it from some place on."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

from litestar import Response, get, head, patch
from litestar.handlers import HTTPRouteHandler
from litestar.response import Stream
from sqlalchemy import Connection

from salesdesk.server import bodies, files
from salesdesk.server.access import Caller
from salesdesk.server.engine import ask
from salesdesk.server.failures import refused
from salesdesk.server.files import Progress
from salesdesk.server.parts import Asked, Parts
from salesdesk.server.scopes import read_directory

CHUNK_TYPE: Final = "application/offset+octet-stream"
OFFSET: Final = "Upload-Offset"
LENGTH: Final = "Upload-Length"
COMPLETE: Final = "Upload-Complete"
_READ: Final = 1 << 18


def routes(parts: Parts) -> list[HTTPRouteHandler]:
    """Return the endpoints under /files."""

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
        path = await parts.run(partial(_readable, parts, caller, _hash(request)))
        return _streamed(path, _begin_of(request, path.stat().st_size))

    return [progress, append, read]


def _hash(request: Asked) -> str:
    return str(request.path_params["sha256"])


def _told(now: Progress, status: int) -> Response[None]:
    headers = {OFFSET: str(now.done), COMPLETE: "?1" if now.whole else "?0"}
    return Response(None, status_code=status, headers=headers)


async def _append(parts: Parts, request: Asked) -> Response[None]:
    caller = await parts.caller(request)
    offset, size = (_number(request, name) for name in (OFFSET, LENGTH))
    body = await bodies.read(request, parts.config, CHUNK_TYPE)
    add = partial(
        parts.files.append,
        _hash(request),
        caller.device,
        offset=offset,
        size=size,
        chunk=body.content,
    )
    return _told(await parts.run(add), 204)


def _number(request: Asked, header: str) -> int:
    text = request.headers.get(header, "")
    if not text.isdecimal():
        raise refused("request-wrong", field=header)
    return int(text)


def _readable(parts: Parts, caller: Caller, sha256: str) -> Path:
    """Return where a file lies that the caller may read: no other can be told from one that is not there."""
    path = parts.files.path(sha256)

    def may_read(connection: Connection) -> bool:
        return files.may_read(connection, read_directory(connection), caller.user, sha256)

    if not ask(parts.engine, lambda db: may_read(db.connection())) or not path.exists():
        raise refused("not-found")
    return path


def _begin_of(request: Asked, size: int) -> int:
    """Return where the wanted part begins: `bytes=<begin>-` is understood, anything else is all of it."""
    text = request.headers.get("range", "").removeprefix("bytes=").removesuffix("-")
    return int(text) if text.isdecimal() and int(text) < size else 0


def _streamed(path: Path, begin: int) -> Stream:
    size = path.stat().st_size
    headers = {"Content-Length": str(size - begin), "Accept-Ranges": "bytes"}
    if begin:
        headers["Content-Range"] = f"bytes {begin}-{size - 1}/{size}"
    media_type = "application/octet-stream"
    return Stream(
        _pieces(path, begin), status_code=206 if begin else 200, headers=headers, media_type=media_type
    )


async def _pieces(path: Path, begin: int) -> AsyncIterator[bytes]:
    file: BinaryIO = await asyncio.to_thread(path.open, "rb")
    try:
        file.seek(begin)
        while some := await asyncio.to_thread(file.read, _READ):
            yield some
    finally:
        file.close()
