"""Around every request: an id, the server's mark, figures and one line in the log.

The mark tells the server's answers from those of a hotel's sign-in page.
"""

import re
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from salesdesk.protocol.messages import MARKER
from salesdesk.server import logs
from salesdesk.server.metrics import Metrics

Told = Any  # a mutable mapping, as ASGI has it
Receive = Callable[[], Awaitable[Told]]
Send = Callable[[Told], Awaitable[None]]
REQUEST_ID: Final = "X-Request-Id"
_ID: Final = re.compile(rb"[0-9A-Za-z_-]{1,64}\Z")
_KNOWN: Final = re.compile(
    r"/(sync/(?:session|push|pull|repair|sketch|wait)|devices(?:/renew|/me|/wiped)?|health|metrics)\Z"
)
_QUIET: Final = {"health", "metrics"}


@dataclass(slots=True)
class _Trace:
    """What is noted of one request."""

    id: str
    begun: float
    status: int = 0
    received: int = 0
    sent: int = 0


class Shell:
    """An ASGI application around another one."""

    def __init__(self, inner: Any, metrics: Metrics) -> None:
        self._inner = inner
        self._metrics = metrics

    async def __call__(self, scope: Told, receive: Receive, send: Send) -> None:
        """Pass a request on, and note what became of it."""
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        trace = _Trace(_id_of(scope), time.perf_counter())
        scope.setdefault("state", {})["request_id"] = trace.id

        async def counted() -> Told:
            message = await receive()
            trace.received += len(message.get("body", b""))
            return message

        async def marked(message: Told) -> None:
            _mark(message, trace)
            await send(message)

        try:
            await self._inner(scope, counted, marked)
        finally:
            self._note(scope, trace)

    def _note(self, scope: Told, trace: _Trace) -> None:
        seconds, endpoint = time.perf_counter() - trace.begun, _endpoint(scope["path"])
        self._metrics.count("salesdesk_requests_total", endpoint=endpoint, status=str(trace.status))
        self._metrics.took("salesdesk_request_seconds", seconds, endpoint=endpoint)
        self._metrics.count("salesdesk_body_bytes_total", trace.received, way="in")
        self._metrics.count("salesdesk_body_bytes_total", trace.sent, way="out")
        if endpoint in _QUIET:
            return
        device = scope.get("state", {}).get("device", "")
        logs.tell(
            "request",
            request=trace.id,
            endpoint=endpoint,
            status=trace.status,
            ms=round(seconds * 1000, 1),
            received=trace.received,
            sent=trace.sent,
            device=device,
        )


def _id_of(scope: Told) -> str:
    """Return the id a proxy gave the request, or a fresh one."""
    given = dict(scope["headers"]).get(REQUEST_ID.lower().encode(), b"")
    return given.decode() if _ID.match(given) else secrets.token_hex(8)


def _endpoint(path: str) -> str:
    """Return a name from a small set, whatever was asked for."""
    known = _KNOWN.match(path)
    if known:
        return known[1]
    return "files" if path.startswith("/files/") else "other"


def _mark(message: Told, trace: _Trace) -> None:
    if message["type"] == "http.response.start":
        trace.status = message["status"]
        headers = [(MARKER, "1"), (REQUEST_ID, trace.id), ("Cache-Control", "no-store")]
        marks = [(name.lower().encode(), value.encode()) for name, value in headers]
        message["headers"] = [*message.get("headers", ()), *marks]
    elif message["type"] == "http.response.body":
        trace.sent += len(message.get("body", b""))
