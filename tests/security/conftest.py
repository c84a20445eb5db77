"""A keyring that a test can break, and key derivation that costs nothing."""

import pytest

from salesdesk.domain.errors import VaultError
from salesdesk.security.kdf import KdfCost, KdfCosts

CHEAP = KdfCosts(KdfCost(32, 1, 1), KdfCost(64, 1, 1))
PASSWORD = "sieben bunte Kraniche"


class MemoryStore:
    """A keyring of the test."""

    def __init__(self, name: str = "Test Ring") -> None:
        self.name = name
        self.entries: dict[str, bytes] = {}
        self.fails = False

    def read(self, profile: str) -> bytes | None:
        self._maybe_fail()
        return self.entries.get(profile)

    def write(self, profile: str, secret: bytes) -> None:
        self._maybe_fail()
        self.entries[profile] = secret

    def remove(self, profile: str) -> None:
        self.entries.pop(profile, None)

    def _maybe_fail(self) -> None:
        if self.fails:
            raise VaultError("keyring-failed", store=self.name)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def costs() -> KdfCosts:
    return CHEAP


@pytest.fixture
def password() -> str:
    return PASSWORD
