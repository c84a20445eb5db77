"""The keys of a workspace: made once, opened by any of its slots.

The workspace key is 32 random bytes and a salt of 16 for the database file. A password opens it only together
with the device secret in the system's keyring, where there is one; the recovery key opens it on paper alone.
"""

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol
from uuid import uuid4

from salesdesk.domain.errors import VaultError
from salesdesk.security import keyslots, recovery
from salesdesk.security.kdf import KdfCosts, branch, stretch
from salesdesk.security.keyslots import KeySlots, Slot, SlotKind
from salesdesk.security.passwords import check_password

_SECRET_LENGTH: Final = 48
_KEY_PART: Final = 32
_PASSWORD_SLOT: Final = 1
_RECOVERY_SLOT: Final = 2


class SecretStore(Protocol):
    """Where the device secret lives: one entry a profile."""

    name: str

    def read(self, profile: str) -> bytes | None:
        """Return the device secret, or None if the store has no such entry."""

    def write(self, profile: str, secret: bytes) -> None:
        """Keep the device secret."""

    def remove(self, profile: str) -> None:
        """Forget the device secret."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of an open workspace. `keyspec` opens the database file; every other use has its own key."""

    profile: str
    secret: bytes = field(repr=False)

    @property
    def keyspec(self) -> str:
        return self.secret.hex()

    @property
    def outbox(self) -> bytes:
        return self._key("outbox")

    @property
    def backup(self) -> bytes:
        return self._key("backup")

    @property
    def attach(self) -> bytes:
        return self._key("attach")

    @property
    def fields(self) -> bytes:
        return self._key("field")

    @property
    def export(self) -> bytes:
        return self._key("export")

    def _key(self, purpose: str) -> bytes:
        return branch(self.secret[:_KEY_PART], purpose)


def create(path: Path, password: str, store: SecretStore | None, costs: KdfCosts) -> tuple[Keys, bytes]:
    """Make the keys of a new workspace; return them and its recovery key (16 bytes).

    Without a store the password alone must hold, and has to be longer.

    Raises:
        BadInput: the password is too weak.
        VaultError: `workspace-exists`, `keyring-failed`.
    """
    if keyslots.exist(path):
        raise VaultError("workspace-exists", folder=path.parent.name)
    check_password(password, alone=store is None)
    keys = Keys(str(uuid4()), os.urandom(_SECRET_LENGTH))
    key = recovery.new_recovery_key()
    slots = KeySlots(keys.profile, (_recovery_slot(keys, key), _password_slot(keys, password, store, costs)))
    keyslots.write(path, slots, proof=lambda found: _prove(found, keys, password, key, store))
    return keys, key


def open_with_password(path: Path, password: str, store: SecretStore | None, costs: KdfCosts) -> Keys:
    """Open the vault as its user does every day. A slot cheaper than `costs` is made as dear on the way.

    Raises:
        VaultError: `wrong-password`, `keyring-lost` (store), or what `keyslots.read` raises.
    """
    slots = keyslots.read(path)
    keys = _by_password(slots, password, store)
    with suppress(OSError):  # a full disk shall not keep anybody out
        if _is_cheap(slots, costs):
            bound = slots.of(SlotKind.PASSWORD) is not None
            _put_password(path, keys, password, store if bound else None, costs)
        keyslots.refresh_spare(path)
    return keys


def open_with_recovery(path: Path, text: str) -> Keys:
    """Open the vault with the key on paper, as typed.

    Raises:
        BadInput: the text is not a recovery key; the code says where the slip is.
        VaultError: `recovery-key-other`, or what `keyslots.read` raises.
    """
    slots = keyslots.read(path)
    keys = _by_recovery(slots, recovery.read(text))
    with suppress(OSError):
        keyslots.refresh_spare(path)
    return keys


def set_password(path: Path, keys: Keys, password: str, store: SecretStore | None, costs: KdfCosts) -> None:
    """Give an open workspace another password; also binds it anew to this device's keyring.

    Raises:
        BadInput: the password is too weak.
        VaultError: `keyring-failed`, or what `keyslots.read` raises.
    """
    check_password(password, alone=store is None)
    _put_password(path, keys, password, store, costs)


def destroy(path: Path, profile: str, store: SecretStore | None) -> None:
    """Let nothing open a workspace any more: what it holds is noise from here on, also in every copy.

    Raises:
        OSError: the disk refused.
    """
    if store is not None:
        store.remove(profile)
    for place in (path, keyslots.spare_of(path)):
        if place.exists():
            _overwrite(place)
            place.unlink()


def _overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())


def _put_password(path: Path, keys: Keys, password: str, store: SecretStore | None, costs: KdfCosts) -> None:
    slots = keyslots.read(path).with_slot(_password_slot(keys, password, store, costs))

    def proof(found: KeySlots) -> None:
        if _by_password(found, password, store) != keys:
            raise VaultError("keyslots-damaged", file=path.name)

    keyslots.write(path, slots, proof=proof)


def renew_recovery_key(path: Path, keys: Keys) -> bytes:
    """Make a new recovery key (16 bytes); the one on the old paper opens nothing any more."""
    key = recovery.new_recovery_key()
    slots = keyslots.read(path).with_slot(_recovery_slot(keys, key))

    def proof(found: KeySlots) -> None:
        if _by_recovery(found, key) != keys:
            raise VaultError("keyslots-damaged", file=path.name)

    keyslots.write(path, slots, proof=proof)
    keyslots.refresh_spare(path)
    return key


def _password_slot(keys: Keys, password: str, store: SecretStore | None, costs: KdfCosts) -> Slot:
    salt = os.urandom(16)
    if store is None:
        secret = b""
        empty = Slot(_PASSWORD_SLOT, SlotKind.PASSWORD_ONLY, b"", b"", salt, costs.password_only)
    else:
        secret = _device_secret(keys.profile, store)
        kind = SlotKind.PASSWORD
        empty = Slot(_PASSWORD_SLOT, kind, b"", b"", salt, costs.password, store.name, _mark(secret))
    return Slot.seal(empty, keys.secret, _password_kek(empty, password, secret), keys.profile)


def _is_cheap(slots: KeySlots, costs: KdfCosts) -> bool:
    slot = slots.password
    if slot is None or slot.cost is None:
        return False
    wanted = costs.password if slot.kind is SlotKind.PASSWORD else costs.password_only
    return slot.cost.work < wanted.work


def _recovery_slot(keys: Keys, key: bytes) -> Slot:
    empty = Slot(_RECOVERY_SLOT, SlotKind.RECOVERY, b"", b"")
    return Slot.seal(empty, keys.secret, branch(key, "kek/rec"), keys.profile)


def _device_secret(profile: str, store: SecretStore) -> bytes:
    """Return the device secret; it is made once, so that a password change that fails leaves the old slot."""
    secret = store.read(profile)
    if secret is None:
        secret = os.urandom(_KEY_PART)
        store.write(profile, secret)
    return secret


def _password_kek(slot: Slot, password: str, secret: bytes) -> bytes:
    if slot.cost is None:
        raise VaultError("keyslots-damaged", file="")
    stretched = stretch(password, slot.salt, slot.cost)
    return branch(stretched + secret, f"kek/{slot.kind}")


def _by_password(slots: KeySlots, password: str, store: SecretStore | None) -> Keys:
    slot = slots.password
    if slot is None:
        raise VaultError("keyslots-damaged", file="")
    secret = b""
    if slot.kind is SlotKind.PASSWORD:
        found = store.read(slots.profile) if store is not None else None
        if found is None or _mark(found) != slot.secret_mark:
            raise VaultError("keyring-lost", store=slot.store)
        secret = found
    kek = _password_kek(slot, password, secret)
    try:
        return Keys(slots.profile, slot.open(kek, slots.profile))
    except VaultError as error:
        raise VaultError("wrong-password") from error


def _by_recovery(slots: KeySlots, key: bytes) -> Keys:
    slot = slots.of(SlotKind.RECOVERY)
    if slot is None:
        raise VaultError("recovery-key-other")
    try:
        return Keys(slots.profile, slot.open(branch(key, "kek/rec"), slots.profile))
    except VaultError as error:
        raise VaultError("recovery-key-other") from error


def _prove(found: KeySlots, keys: Keys, password: str, key: bytes, store: SecretStore | None) -> None:
    if _by_recovery(found, key) != keys or _by_password(found, password, store) != keys:
        raise VaultError("keyslots-damaged", file="")


def _mark(secret: bytes) -> str:
    return hashlib.sha256(secret).hexdigest()
