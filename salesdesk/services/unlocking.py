"""The way from a password to an open workspace.

Until the key is there, nothing of the database is needed, so this module loads none of it: while Argon2id
works, which takes no turn from Python, another thread may load what opening the database will need.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

from salesdesk.domain.errors import SalesDeskError, VaultError
from salesdesk.security import attempts, keyslots, vault
from salesdesk.security.kdf import KdfCosts
from salesdesk.security.keyring_store import find_keyring
from salesdesk.security.vault import Keys, SecretStore
from salesdesk.services.profiles import attempts_file, wait_of
from salesdesk.settings import Places
from salesdesk.storage.in_use import InUse

if TYPE_CHECKING:
    from salesdesk.services.workspace import Workspace

Keyring: TypeAlias = Callable[[], SecretStore | None]
"""How the keyring of the device is found; None means that there is none to rely on."""


def unlock(
    places: Places,
    password: str,
    *,
    now: datetime,
    keyring: Keyring = find_keyring,
    costs: KdfCosts | None = None,
    in_use: InUse | None = None,
    check: bool = True,
    heeds: bool = True,
) -> "Workspace":
    """Open a workspace by its password. `in_use` is the right to work here, if the caller has it already.

    After a violent end the whole file is looked over first; with `check` off it is opened as it is. With
    `heeds` off it is also opened where the server has to be asked first.

    Raises:
        VaultError: `wait` (seconds), `wrong-password`, `keyring-lost`, `keyring-failed`, `keyslots-…`,
            `workspace-in-use`, `lease-closed` (until), `device-suspended`.
        StorageError: as `open_workspace`.
    """
    with told(), held(places, in_use) as right:
        keys = keys_by_password(places, password, now=now, keyring=keyring, costs=costs)
        from salesdesk.services.workspace import open_workspace  # noqa: PLC0415 - loaded beside Argon2id

        return open_workspace(places, keys, right, check=check, heeds=heeds)


def keys_by_password(
    places: Places, password: str, *, now: datetime, keyring: Keyring, costs: KdfCosts | None
) -> Keys:
    """Return the keys of a workspace; a wrong password is counted.

    Raises:
        VaultError: as `unlock`.
    """
    wait = wait_of(places, now)
    if wait:
        raise VaultError("wait", seconds=-(-wait // timedelta(seconds=1)))
    slot = keyslots.read(places.keyslots).password
    store = keyring() if slot is not None and slot.kind is keyslots.SlotKind.PASSWORD else None
    try:
        keys = vault.open_with_password(places.keyslots, password, store, costs or KdfCosts())
    except VaultError as error:
        if error.code == "wrong-password":
            with suppress(OSError):  # a full disk shall not hide what is wrong
                attempts.count_wrong(attempts_file(places), now)
        raise
    attempts.forget(attempts_file(places))
    return keys


@contextmanager
def held(places: Places, in_use: InUse | None) -> Iterator[InUse]:
    """Take the right to work in a profile unless the caller has it; give it back if it comes to nothing."""
    held = in_use or InUse.take(places.lock)
    if held is None:
        raise VaultError("workspace-in-use", folder=places.profile.name)
    try:
        yield held
    except BaseException:
        if in_use is None:
            held.release()
        raise


@contextmanager
def told() -> Iterator[None]:
    """Let what the system refuses be told as a code of ours."""
    try:
        yield
    except SalesDeskError:
        raise
    except Exception as error:
        from salesdesk.storage.engine import storage_error  # noqa: PLC0415 - see above

        known = storage_error(error)
        if known is None:
            raise
        raise known from error
