"""The second factor: six digits that change every 30 seconds (RFC 6238, HMAC-SHA-1 as all phones have it)."""

import hmac
from datetime import datetime
from hashlib import sha1
from typing import Final

SECONDS: Final = 30
_DIGITS: Final = 6
_SLACK: Final = 1  # steps a phone's clock may be off


def code_at(secret: bytes, step: int) -> str:
    """Return the code of one step (whole half minutes since 1970)."""
    digest = hmac.new(secret, step.to_bytes(8), sha1).digest()
    at = digest[-1] & 0x0F
    number = int.from_bytes(digest[at : at + 4]) & 0x7FFF_FFFF
    return str(number % 10**_DIGITS).zfill(_DIGITS)


def step_of(secret: bytes, code: str, now: datetime, *, last: int) -> int | None:
    """Return the step of a code, or None if it is wrong or not later than `last`, the last one used."""
    present = int(now.timestamp()) // SECONDS
    given = code.replace(" ", "")
    for step in range(present - _SLACK, present + _SLACK + 1):
        if step > last and hmac.compare_digest(code_at(secret, step).encode(), given.encode()):
            return step
    return None
