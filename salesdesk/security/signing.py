"""The seal of a server: the private half of the key under which it makes its statements.

From the same secret follows the key for which laptops seal their hand-over files.
"""

import os
from pathlib import Path
from typing import Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from salesdesk.protocol.statements import sealed_as
from salesdesk.security.kdf import branch
from salesdesk.security.sealed_box import BoxKey

_SEED: Final = 32


class SigningKey:
    """A key to sign with (Ed25519)."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.boxes = BoxKey(branch(seed, "hand-over/key"))
        """The key that opens the hand-over files of this server."""

    @classmethod
    def kept_in(cls, path: Path) -> "SigningKey":
        """Return the key of a file; it is made once, however many processes ask for it at the same time."""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        if not path.exists():
            number = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(number, "wb") as file:
                file.write(os.urandom(_SEED))
                file.flush()
                os.fsync(file.fileno())
            try:
                path.hardlink_to(fresh)  # the first one stays
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        return cls(path.read_bytes())

    @property
    def public(self) -> bytes:
        """The public half, 32 bytes."""
        return self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def sign(self, statement: msgspec.Struct) -> bytes:
        """Return a statement with its seal."""
        content = msgspec.msgpack.encode(statement)
        return content + self._key.sign(sealed_as(type(statement), content))
