"""The key-slot file: the one random key of a workspace, sealed once for each way in.

A slot holds the workspace key under AES-256-GCM; its seal names the profile, the slot and its kind, so that
a slot cannot be moved. The file carries a checksum, so that damage is told from a wrong password. The file
before the last change stays as `.1`; once the new one has opened, `refresh_spare` makes the two alike, so
that a changed password does not live on in the spare.
"""

import base64
import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from salesdesk.domain.errors import VaultError
from salesdesk.security.kdf import KdfCost
from salesdesk.settings import replace_whole

VERSION: Final = 1
_FORMAT: Final = "salesdesk-keyslots"
_DEAREST: Final = KdfCost(4 * 1024 * 1024, 64, 64)  # a file from a stranger shall not take the machine down


class SlotKind(StrEnum):
    """A way in."""

    PASSWORD = "pw"  # noqa: S105 - the name of a kind: the password and the device secret of the keyring
    PASSWORD_ONLY = "pw-only"  # noqa: S105 - where no keyring works
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class Slot:
    """The workspace key, sealed for one way in.

    `store` names the keyring that holds the device secret and `secret_mark` is the SHA-256 of that secret, so
    that a lost or foreign entry can be told by name.
    """

    number: int
    kind: SlotKind
    nonce: bytes
    sealed: bytes
    salt: bytes = b""
    cost: KdfCost | None = None
    store: str = ""
    secret_mark: str = ""

    @classmethod
    def seal(cls, empty: Self, secret: bytes, kek: bytes, profile: str) -> Self:
        """Return the slot `empty` with `secret` sealed under `kek`."""
        nonce = os.urandom(12)
        return replace(empty, nonce=nonce, sealed=AESGCM(kek).encrypt(nonce, secret, empty._label(profile)))

    def open(self, kek: bytes, profile: str) -> bytes:
        """Return the sealed secret.

        Raises:
            VaultError: `wrong-key`.
        """
        try:
            return AESGCM(kek).decrypt(self.nonce, self.sealed, self._label(profile))
        except (InvalidTag, ValueError):
            raise VaultError("wrong-key") from None

    def _label(self, profile: str) -> bytes:
        return f"{_FORMAT}|{VERSION}|{profile}|{self.number}|{self.kind}".encode()


@dataclass(frozen=True, slots=True)
class KeySlots:
    """All ways into one workspace."""

    profile: str
    slots: tuple[Slot, ...]

    def of(self, *kinds: SlotKind) -> Slot | None:
        """Return the slot of one of these kinds."""
        return next((slot for slot in self.slots if slot.kind in kinds), None)

    @property
    def password(self) -> Slot | None:
        """The slot that a password opens, with or without a keyring."""
        return self.of(SlotKind.PASSWORD, SlotKind.PASSWORD_ONLY)

    def with_slot(self, slot: Slot) -> "KeySlots":
        """Return these slots with `slot` in the place of the one of its number."""
        others = (other for other in self.slots if other.number != slot.number)
        return replace(self, slots=(*others, slot))


def exist(path: Path) -> bool:
    """Return whether a workspace was ever made here."""
    return path.exists() or spare_of(path).exists()


def spare_of(path: Path) -> Path:
    """Return where the key slots before the last change lie."""
    return path.with_name(path.name + ".1")


def read(path: Path) -> KeySlots:
    """Read the key slots; if the file is damaged or gone, the spare.

    Raises:
        VaultError: `keyslots-missing`, `keyslots-newer`, `keyslots-damaged`.
    """
    if not exist(path):
        raise VaultError("keyslots-missing", folder=path.parent.name)
    for place in (path, spare_of(path)):
        found = _read_one(place)
        if found is not None:
            return found
    raise VaultError("keyslots-damaged", file=path.name)


def write(path: Path, slots: KeySlots, *, proof: Callable[[KeySlots], None]) -> None:
    """Replace the file. `proof` opens the slots as read back, before they take the name.

    Two ways in at least, one of which needs no keyring: a lost keyring shall never mean lost work.
    """
    if len(slots.slots) < 2 or slots.of(SlotKind.PASSWORD_ONLY, SlotKind.RECOVERY) is None:  # noqa: PLR2004
        message = "a workspace needs two ways in, one without a keyring"
        raise ValueError(message)

    def prove(fresh: Path) -> None:
        proof(_decode(fresh.read_bytes()))

    if _read_one(path) is not None:
        replace_whole(spare_of(path), path.read_bytes())
    replace_whole(path, encode(slots), proof=prove)


def refresh_spare(path: Path) -> None:
    """Bring the spare up to date with a file that has just opened, or the file with its spare."""
    for source, target in ((path, spare_of(path)), (spare_of(path), path)):
        if _read_one(source) is not None:
            content = source.read_bytes()
            if not target.exists() or target.read_bytes() != content:
                replace_whole(target, content)
            return


def _read_one(path: Path) -> KeySlots | None:
    try:
        return _decode(path.read_bytes())
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def encode(slots: KeySlots) -> bytes:
    """Return the content of the file."""
    body = {
        "format": _FORMAT,
        "version": VERSION,
        "profile": slots.profile,
        "slots": [_plain(slot) for slot in slots.slots],
    }
    return json.dumps({**body, "sum": _sum(body)}, indent=1).encode()


def _sum(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _decode(content: bytes) -> KeySlots:
    body = json.loads(content)
    if body["format"] != _FORMAT or body.pop("sum") != _sum(body):
        message = "not a key-slot file"
        raise ValueError(message)
    if body["version"] > VERSION:
        raise VaultError("keyslots-newer")
    return KeySlots(str(body["profile"]), tuple(_slot(plain) for plain in body["slots"]))


def _plain(slot: Slot) -> dict[str, Any]:
    return {
        "number": slot.number,
        "kind": str(slot.kind),
        "nonce": _text(slot.nonce),
        "sealed": _text(slot.sealed),
        "salt": _text(slot.salt),
        "kdf": slot.cost and {"name": "argon2id", **asdict(slot.cost)},
        "store": slot.store,
        "secret_mark": slot.secret_mark,
    }


def _slot(plain: dict[str, Any]) -> Slot:
    return Slot(
        number=int(plain["number"]),
        kind=SlotKind(plain["kind"]),
        nonce=_bytes(plain["nonce"]),
        sealed=_bytes(plain["sealed"]),
        salt=_bytes(plain["salt"]),
        cost=_cost(plain["kdf"]),
        store=str(plain["store"]),
        secret_mark=str(plain["secret_mark"]),
    )


def _cost(plain: dict[str, Any] | None) -> KdfCost | None:
    if plain is None:
        return None
    cost = KdfCost(int(plain["memory"]), int(plain["passes"]), int(plain["lanes"]))
    payable = (
        8 * cost.lanes <= cost.memory <= _DEAREST.memory
        and 1 <= cost.passes <= _DEAREST.passes
        and 1 <= cost.lanes <= _DEAREST.lanes
    )
    if plain["name"] != "argon2id" or not payable:
        message = "not a cost this program would pay"
        raise ValueError(message)
    return cost


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
