"""The cycle of a device: session, push, pull, repair, sketch, and the wait for news."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler

from salesdesk.protocol.messages import (
    Message,
    PullReply,
    PullRequest,
    PushReply,
    PushRequest,
    RepairRequest,
    SessionRequest,
    SketchRequest,
    WaitReply,
)
from salesdesk.server import bodies
from salesdesk.server.access import Caller
from salesdesk.server.bodies import Body
from salesdesk.server.failures import refused
from salesdesk.server.parts import Asked, Parts

Asks = TypeVar("Asks", bound=Message)
Says = TypeVar("Says", bound=Message)
_LONGEST_SINCE = 64


async def answer(
    parts: Parts, request: Asked, kind: type[Asks], work: Callable[[Asks], Says]
) -> tuple[Asks, Says, Response[bytes]]:
    """Unpack the request, let `work` answer it in a thread; return request, reply and the reply packed."""
    body = await bodies.read(request, parts.config)
    accepted = request.headers.get("accept-encoding", "")

    def in_a_thread() -> tuple[Asks, Says, Body]:
        asked = bodies.unpack(body, kind, parts.config.longest_body)
        said = work(asked)
        return asked, said, bodies.packed(said, accepted)

    with parts.admission.at_work():
        asked, said, content = await parts.run(in_a_thread)
    return asked, said, content.response()


def routes(parts: Parts) -> list[HTTPRouteHandler]:
    """Return the endpoints of a cycle."""

    @post("/sync/session")
    async def session(request: Asked) -> Response[bytes]:
        return await _session(parts, request)

    @post("/sync/push")
    async def push(request: Asked) -> Response[bytes]:
        return await _push(parts, request)

    @post("/sync/pull")
    async def pull(request: Asked) -> Response[bytes]:
        return await _pull(parts, request)

    @post("/sync/repair")
    async def repair(request: Asked) -> Response[bytes]:
        caller = await _admitted(parts, request)
        work = partial(parts.exchange.repair, caller)
        return (await answer(parts, request, RepairRequest, work))[2]

    @post("/sync/sketch")
    async def sketch(request: Asked) -> Response[bytes]:
        caller = await parts.caller(request)
        work = partial(parts.exchange.sketch, caller)
        response = (await answer(parts, request, SketchRequest, work))[2]
        parts.admission.leave(caller.device)
        return response

    @get("/sync/wait")
    async def wait(request: Asked) -> Response[bytes]:
        return await _wait(parts, request)

    return [session, push, pull, repair, sketch, wait]


async def _admitted(parts: Parts, request: Asked, *, turned_away: bool = True) -> Caller:
    caller = await parts.caller(request, turned_away=turned_away)
    parts.admission.stay(caller.device)
    return caller


async def _session(parts: Parts, request: Asked) -> Response[bytes]:
    caller = await parts.caller(request, turned_away=False)
    parts.admission.enter(caller.device)
    work = partial(parts.exchange.session, caller)
    asked, said, response = await answer(parts, request, SessionRequest, work)
    coming = max(0, asked.made + 1 - said.expect_mseq)
    parts.admission.expect(caller.device, coming)
    if said.scopes is None and not coming:  # neither comes nor goes anything
        parts.admission.leave(caller.device)
    return response


async def _push(parts: Parts, request: Asked) -> Response[bytes]:
    caller = await _admitted(parts, request, turned_away=False)
    work = partial(parts.exchange.push, caller)
    said: PushReply
    _, said, response = await answer(parts, request, PushRequest, work)
    parts.admission.expect(caller.device, 0)
    parts.watcher.nudge()
    for result in said.results:
        parts.metrics.count("salesdesk_acts_total", status=result.status)
    return response


async def _pull(parts: Parts, request: Asked) -> Response[bytes]:
    caller = await _admitted(parts, request)
    work = partial(parts.exchange.pull, caller)
    said: PullReply
    _, said, response = await answer(parts, request, PullRequest, work)
    rows = sum(len(block.values[0]) for block in said.blocks if block.values)
    parts.metrics.count("salesdesk_rows_total", rows)
    if not said.more:
        parts.admission.leave(caller.device)
    return response


async def _wait(parts: Parts, request: Asked) -> Response[bytes]:
    caller = await parts.caller(request)
    try:
        known = bytes.fromhex(request.query_params.get("since", "")[:_LONGEST_SINCE])
    except ValueError as error:
        raise refused("request-wrong", field="since") from error
    moved = await parts.watcher.wait(caller.user, known)
    return bodies.packed(WaitReply(moved=moved), "").response()
