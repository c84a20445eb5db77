"""A box that anybody may fill and only one can open: what travels in a file through strange hands.

The key of a box is agreed between a key of the moment and the public half of whoever is to open it (X25519),
and opens this one box (AES-256-GCM). The head says what the file is, in which version, and for whom: it is
part of what is sealed.
"""

from hashlib import blake2b
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from salesdesk.domain.errors import FileRefused
from salesdesk.security.kdf import branch

MARK: Final = b"SalesDesk hand-over\0"
_VERSION: Final = b"\1"
_NAME: Final = 8
_KEY: Final = 32
_TAG: Final = 16
HEAD: Final = len(MARK) + len(_VERSION) + _NAME
"""Bytes of a file after which it is known what it is: the mark, the version, for whom."""
_ONCE: Final = bytes(12)
"""The nonce: a key seals one box only."""


def seal(public: bytes, content: bytes) -> bytes:
    """Return a box with `content` for the holder of the private half of a key (32 bytes)."""
    passing = X25519PrivateKey.generate()
    begin = MARK + _VERSION + _name_of(public) + passing.public_key().public_bytes_raw()
    shared = passing.exchange(X25519PublicKey.from_public_bytes(public))
    return begin + AESGCM(branch(shared + begin + public, "hand-over/box")).encrypt(_ONCE, content, begin)


class BoxKey:
    """The private half of a key for boxes, from a seed of 32 random bytes."""

    def __init__(self, seed: bytes) -> None:
        self._key = X25519PrivateKey.from_private_bytes(seed)

    @property
    def public(self) -> bytes:
        """The public half, 32 bytes."""
        return self._key.public_key().public_bytes_raw()

    def check_head(self, head: bytes) -> None:
        """Look at the first HEAD bytes of a file.

        Raises:
            FileRefused: `hand-over-foreign`, it is something else; `hand-over-newer`;
                `hand-over-elsewhere`, it is for another server.
        """
        if not head.startswith(MARK) or len(head) < HEAD:
            raise FileRefused("hand-over-foreign")
        if head[len(MARK) : -_NAME] != _VERSION:
            raise FileRefused("hand-over-newer")
        if head[-_NAME:] != _name_of(self.public):
            raise FileRefused("hand-over-elsewhere")

    def open(self, box: bytes) -> bytes:
        """Return what is in a box.

        Raises:
            FileRefused: as `check_head`; `hand-over-damaged`, some of it is missing or changed.
        """
        self.check_head(box[:HEAD])
        begin, sealed = box[: HEAD + _KEY], box[HEAD + _KEY :]
        if len(sealed) < _TAG:
            raise FileRefused("hand-over-damaged")
        try:
            shared = self._key.exchange(X25519PublicKey.from_public_bytes(begin[HEAD:]))
            key = branch(shared + begin + self.public, "hand-over/box")
            return AESGCM(key).decrypt(_ONCE, sealed, begin)
        except (InvalidTag, ValueError) as error:
            raise FileRefused("hand-over-damaged") from error


def _name_of(public: bytes) -> bytes:
    return blake2b(public, digest_size=_NAME).digest()
