"""Devices come and go: sign-in, the copy of a disk that becomes a device of its own, sign-out."""

import asyncio
from functools import partial

from litestar import Response, delete, post
from litestar.handlers import HTTPRouteHandler

from salesdesk.protocol.messages import NewDevice, SignedIn, SignIn
from salesdesk.server import bodies
from salesdesk.server.endpoints.syncing import answer
from salesdesk.server.parts import Asked, Parts


def routes(parts: Parts) -> list[HTTPRouteHandler]:
    """Return the endpoints under /devices."""

    @post("/devices")
    async def sign_in(request: Asked) -> Response[bytes]:
        return await _sign_in(parts, request)

    @post("/devices/renew")
    async def renew(request: Asked) -> Response[bytes]:
        caller = await parts.caller(request)
        work = partial(parts.registry.renew, caller)
        return (await answer(parts, request, NewDevice, work))[2]

    @delete("/devices/me", status_code=204)
    async def sign_out(request: Asked) -> None:
        caller = await parts.caller(request)
        await parts.run(partial(parts.registry.leave, caller))

    @post("/devices/wiped", status_code=204)
    async def wiped(request: Asked) -> None:
        caller = await parts.caller(request, turned_away=False)
        await parts.run(partial(parts.registry.obeyed, caller))

    return [sign_in, renew, sign_out, wiped]


async def _sign_in(parts: Parts, request: Asked) -> Response[bytes]:
    """Comparing a password takes memory: few at a time, and in threads of their own."""
    body = await bodies.read(request, parts.config)
    address = request.client.host if request.client else ""

    def in_a_thread() -> SignedIn:
        asked = bodies.unpack(body, SignIn, parts.config.longest_body)
        return parts.registry.sign_in(asked, address)

    said = await asyncio.get_running_loop().run_in_executor(parts.sign_in_threads, in_a_thread)
    return bodies.packed(said, "").response()
