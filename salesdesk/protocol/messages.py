"""What a device says to the server. Every act is numbered without gaps, and is safe to repeat."""

from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

import msgspec

ActKind = Literal["edit", "command", "append"]


class Act(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One act of a person on one row.

    An edit carries `patch` (the fields changed) and `base` (their values before; None for a new row). A
    command carries its name and arguments. Acts of one `group_id` are applied together or not at all.
    """

    device_id: UUID
    mseq: int
    group_id: UUID
    kind: ActKind
    entity: str
    row_id: UUID
    base: dict[str, Any] | None = None
    patch: dict[str, Any] | None = None
    command: str | None = None
    args: dict[str, Any] | None = None
    schema: int
    made_at: datetime


_encode = msgspec.json.Encoder(order="deterministic").encode
_ACT: Final = msgspec.json.Decoder(Act)


def encode_act(act: Act) -> bytes:
    """Return the act as deterministic JSON; its hash is what the server compares."""
    return _encode(act)


def decode_act(data: bytes) -> Act:
    """Return the act; fields of a newer program are passed over.

    Raises:
        msgspec.DecodeError: it is not an act.
    """
    return _ACT.decode(data)
