"""Why the server turns a request away: a status and a code with values, never a sentence or a trace.

Only transport, sign-in and overload are refused. What a rule forbids is a stored result of the act.
"""

from typing import Any, Final

from salesdesk.domain.errors import SalesDeskError
from salesdesk.protocol.messages import Refusal

STATUS: Final = {
    "request-wrong": 400,
    "sign-in-wrong": 401,
    "code-needed": 401,
    "code-wrong": 401,
    "token-ended": 401,
    "device-suspended": 403,
    "device-wiped": 403,
    "device-other-user": 403,
    "not-found": 404,
    "session-over": 409,
    "file-offset": 409,
    "upload-damaged": 409,
    "request-too-large": 413,
    "media-type-wrong": 415,
    "update-app": 426,
    "busy": 429,
    "sign-in-wait": 429,
    "server-failed": 500,
    "server-unready": 503,
}
"""What each code of a refusal is in HTTP."""


class Refused(Exception):
    """A request that is turned away. `status` is that of HTTP, `refusal` the body of the answer."""

    def __init__(self, status: int, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.status = status
        self.refusal = refusal


def refused(code: str, *, retry_after: float = 0, **values: Any) -> Refused:
    """Return the refusal of a code in `STATUS`; `retry_after` is in seconds."""
    return Refused(STATUS[code], Refusal(code=code, values=values, retry_after=retry_after))


class CannotStart(SalesDeskError):
    """The server cannot begin its work."""
