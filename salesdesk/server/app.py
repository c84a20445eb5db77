"""The application: endpoints, what their failures look like, and how it begins and ends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from litestar import Litestar, Response
from litestar.exceptions import HTTPException
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from salesdesk.server import bodies, jobs, logs
from salesdesk.server.endpoints import filing, registration, syncing, watching
from salesdesk.server.engine import passes
from salesdesk.server.failures import Refused, refused
from salesdesk.server.parts import Asked, Parts
from salesdesk.server.shell import Shell

_BY_STATUS: Final = {404: "not-found", 405: "not-found", 413: "request-too-large"}
_COME_BACK: Final = 3.0
"""Seconds after which the database may be there again."""


def make_app(parts: Parts) -> Shell:
    """Return the application of one process."""

    @asynccontextmanager
    async def life(_app: Litestar) -> AsyncIterator[None]:
        beside = asyncio.create_task(jobs.run(parts))
        yield
        beside.cancel()
        with suppress(asyncio.CancelledError):
            await beside
        await asyncio.to_thread(parts.close)

    inner = Litestar(
        route_handlers=[
            *syncing.routes(parts),
            *registration.routes(parts),
            *filing.routes(parts),
            *watching.routes(parts),
        ],
        exception_handlers={Refused: _turned_away, HTTPException: _not_ours, Exception: _failed},
        lifespan=[life],
        openapi_config=None,
        logging_config=None,
        request_max_body_size=None,
    )
    return Shell(inner, parts.metrics)


def _turned_away(_request: Asked, error: Refused) -> Response[bytes]:
    return bodies.refusal(error)


def _not_ours(_request: Asked, error: HTTPException) -> Response[bytes]:
    return bodies.refusal(refused(_BY_STATUS.get(error.status_code, "request-wrong")))


def _failed(request: Asked, error: Exception) -> Response[bytes]:
    """Answer without a word of the error: it is in the log, under the request's id."""
    asked = request.scope["state"].get("request_id", "")
    logs.tell("request-failed", amiss=error, request=asked)
    if isinstance(error, PoolTimeout) or (isinstance(error, DBAPIError) and passes(error)):
        return bodies.refusal(refused("server-unready", retry_after=_COME_BACK))
    return bodies.refusal(refused("server-failed", request=asked))
