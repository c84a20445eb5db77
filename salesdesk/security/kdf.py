"""Passwords to keys. Argon2id makes guessing dear; HKDF gives each purpose a key of its own."""

import time
import unicodedata
from dataclasses import dataclass, replace
from typing import Final

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_LENGTH: Final = 32
_MIB: Final = 1024
_WANTED_SECONDS: Final = 0.8
_MOST_PASSES: Final = 12


@dataclass(frozen=True, slots=True)
class KdfCost:
    """What one guess costs: memory in KiB, passes over it, lanes."""

    memory: int
    passes: int
    lanes: int

    @property
    def work(self) -> int:
        """Memory touched in all, for telling a cheap slot from a dear one."""
        return self.memory * self.passes


PASSWORD_COST: Final = KdfCost(64 * _MIB, 3, 4)  # RFC 9106, second recommended option; also the floor
PASSWORD_ONLY_COST: Final = KdfCost(256 * _MIB, 3, 4)  # nothing but the password stands in the way


@dataclass(frozen=True, slots=True)
class KdfCosts:
    """The cost of each kind of password slot."""

    password: KdfCost = PASSWORD_COST
    password_only: KdfCost = PASSWORD_ONLY_COST


def stretch(password: str, salt: bytes, cost: KdfCost) -> bytes:
    """Return the key of a password: 32 bytes. One password typed on two systems gives one key (NFKC)."""
    secret = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    return hash_secret_raw(
        secret,
        salt,
        time_cost=cost.passes,
        memory_cost=cost.memory,
        parallelism=cost.lanes,
        hash_len=KEY_LENGTH,
        type=Type.ID,
    )


def tuned(cost: KdfCost) -> KdfCost:
    """Return `cost` with as many passes as this machine does in about 0.8 s, never fewer."""
    begun = time.perf_counter()
    stretch("tuning", bytes(16), cost)
    a_pass = (time.perf_counter() - begun) / cost.passes
    affordable = int(_WANTED_SECONDS / a_pass)
    return replace(cost, passes=max(cost.passes, min(affordable, _MOST_PASSES)))


def branch(secret: bytes, purpose: str) -> bytes:
    """Return the 32-byte key of one purpose; keys of two purposes tell nothing about each other."""
    return HKDF(SHA256(), KEY_LENGTH, salt=None, info=f"salesdesk/{purpose}/v1".encode()).derive(secret)
