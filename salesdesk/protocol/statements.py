"""What a server says under its seal (Ed25519), so that a laptop can keep it and nobody else can have said it.

A statement names its purpose under the seal, so that one of one kind is never taken for another.
"""

from datetime import datetime
from typing import Final, Literal, TypeVar
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from salesdesk.domain.errors import VaultError

T = TypeVar("T", bound=msgspec.Struct)
_SEAL: Final = 64


class Lease(msgspec.Struct, frozen=True, kw_only=True):
    """A person may work on a device until a moment; whoever comes to the server gets a new one."""

    device: UUID
    user: UUID
    role: str
    issued_at: datetime
    until: datetime
    hand_over: bytes = b""
    """The key (X25519) for which a hand-over file is sealed; older leases have none."""


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """A device is to be suspended or wiped. What waits there is sent first, but for `at_once`."""

    device: UUID
    order: Literal["suspend", "wipe"]
    issued_at: datetime
    at_once: bool = False


def opened(public: bytes, data: bytes, kind: type[T]) -> T:
    """Return the statement of a kind that the holder of the private half of a key made.

    Raises:
        VaultError: `forged`, it is not theirs, or of another kind.
    """
    content, seal = data[:-_SEAL], data[-_SEAL:]
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(seal, sealed_as(kind, content))
        return msgspec.msgpack.decode(content, type=kind)
    except (InvalidSignature, ValueError, msgspec.DecodeError) as error:
        raise VaultError("forged", kind=kind.__name__) from error


def sealed_as(kind: type[msgspec.Struct], content: bytes) -> bytes:
    """Return what the seal of a statement is made over: its purpose and its content."""
    return f"salesdesk/{kind.__name__.lower()}/v1\0".encode() + content
