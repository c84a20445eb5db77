"""What a device says in a file to a server that it cannot come to."""

from datetime import datetime
from typing import Final

import msgspec

from salesdesk.domain.errors import FileRefused
from salesdesk.protocol.messages import Message, pack


class HandOver(Message, frozen=True, kw_only=True):
    """All acts that wait on a device, in groups as in a push. The token tells which device, and whose.

    `files` are the hashes of the files that wait there too, and do not travel along.
    """

    token: str
    incarnation: int
    made_at: datetime
    groups: list[list[bytes]]
    files: list[str]


_DECODE: Final = msgspec.msgpack.Decoder(HandOver).decode


def packed(hand_over: HandOver) -> bytes:
    """Return it as bytes."""
    return pack(hand_over)


def unpacked(data: bytes) -> HandOver:
    """Return what was packed. Raise FileRefused (`hand-over-damaged`) where it is something else."""
    try:
        return _DECODE(data)
    except (msgspec.DecodeError, ValueError) as error:
        raise FileRefused("hand-over-damaged") from error
