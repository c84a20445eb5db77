"""Making, opening and re-keying a workspace: what happens before anything else can.

The order of a start: the right to work here, the key slots, the database, its migrations. Each step refuses
with a code of its own, and none of them deletes anything.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from salesdesk.domain import fields as rules
from salesdesk.domain.errors import VaultError
from salesdesk.security import attempts, keyslots, recovery, vault
from salesdesk.security.kdf import KdfCosts, tuned
from salesdesk.security.keyring_store import find_keyring
from salesdesk.security.passwords import check_password
from salesdesk.security.vault import SecretStore
from salesdesk.services.company import put_setting
from salesdesk.services.profiles import (
    State,
    attempts_file,
    check_state,
    state_of,
    unfinished,
    wait_of,
)
from salesdesk.services.unlocking import Keyring, held, keys_by_password, told, unlock
from salesdesk.services.workspace import Workspace, open_workspace
from salesdesk.settings import DeviceChoices, Places, replace_whole
from salesdesk.storage import restoring
from salesdesk.storage.in_use import InUse
from salesdesk.storage.tables.users import UserRow
from salesdesk.storage.undo import Step

__all__ = [
    "NewWorkspace",
    "State",
    "Workspace",
    "change_password",
    "check_state",
    "create_workspace",
    "no_keyring",
    "renew_recovery_key",
    "restore",
    "state_of",
    "unlock",
    "unlock_with_recovery",
    "usable_keyring",
    "wait_of",
]


@dataclass(frozen=True, slots=True)
class NewWorkspace:
    """A workspace just made. The recovery key is told once, here, and kept nowhere."""

    workspace: Workspace
    recovery_key: bytes = field(repr=False)
    name: str
    company: str
    made_on: date

    @property
    def written_key(self) -> str:
        return recovery.written(self.recovery_key)

    @property
    def card(self) -> str:
        """The text to print or save, in the language in use."""
        return recovery.card(self.recovery_key, company=self.company, name=self.name, made_on=self.made_on)


def no_keyring() -> None:
    """Rely on no keyring: the password stands alone and has to be longer."""


def usable_keyring() -> SecretStore | None:
    """Return the system's keyring if it keeps what it is given. May take 20 s where a prompt is open."""
    store = find_keyring()
    return store if store is not None and store.works() else None


def create_workspace(  # noqa: PLR0913 - each is named where it is called
    places: Places,
    *,
    password: str,
    language: str,
    name: str,
    company: str,
    now: datetime,
    keyring: Keyring = usable_keyring,
    costs: KdfCosts | None = None,
    in_use: InUse | None = None,
) -> NewWorkspace:
    """Make a workspace and open it.

    Raises:
        BadInput: the password is too weak, the name is missing.
        VaultError: `workspace-exists`, `workspace-in-use`, `keyring-failed`.
        StorageError: the disk refused.
    """
    name, company = rules.required(name, "name"), rules.line(company, "company")
    with told():
        store = keyring()
        if state_of(places) is State.NEW:
            check_password(password, alone=store is None)  # before anything is made
    with told(), held(places, in_use) as right:
        if state_of(places) is not State.NEW:
            raise VaultError("workspace-exists", folder=places.profile.name)
        _begin(places)
        chosen = costs or _measured()
        keys, key = vault.create(places.keyslots, password, store, chosen)
        workspace = open_workspace(places, keys, right)
        _introduce(workspace, name, company)
        DeviceChoices.read(places.choices).set("language", language)
        unfinished(places).unlink()
    return NewWorkspace(workspace, key, name, company, now.astimezone().date())


def restore(
    places: Places,
    password: str,
    *,
    now: datetime,
    keyring: Keyring = find_keyring,
    costs: KdfCosts | None = None,
    in_use: InUse | None = None,
) -> Workspace:
    """Put the newest copy that proves whole in the place of the database, and open it.

    The database as it was is kept beside it as `….aside-<moment>`; nothing is deleted.

    Raises:
        VaultError: as `unlock`.
        StorageError: `no-copy`, or what the disk refuses.
    """
    with told(), held(places, in_use) as right:
        keys = keys_by_password(places, password, now=now, keyring=keyring, costs=costs)
        restoring.put_back(places, keys.keyspec, now)
        return open_workspace(places, keys, right)


def unlock_with_recovery(
    places: Places,
    key: str,
    new_password: str,
    *,
    keyring: Keyring = usable_keyring,
    costs: KdfCosts | None = None,
    in_use: InUse | None = None,
) -> Workspace:
    """Open a workspace by the key on paper and give it a new password, bound to this device's keyring.

    Raises:
        BadInput: `recovery-key-…`, `password-…`.
        VaultError: `recovery-key-other`, `keyring-failed`, `keyslots-…`, `workspace-in-use`.
        StorageError: as `unlock`.
    """
    with told(), held(places, in_use) as right:
        keys = vault.open_with_recovery(places.keyslots, key)
        vault.set_password(places.keyslots, keys, new_password, keyring(), costs or _measured())
        attempts.forget(attempts_file(places))
        return open_workspace(places, keys, right)


def change_password(
    workspace: Workspace,
    old: str,
    new: str,
    *,
    keyring: Keyring = usable_keyring,
    costs: KdfCosts | None = None,
) -> None:
    """Change the password of an open workspace.

    Raises:
        BadInput: `password-…`.
        VaultError: `wrong-password` (the old one), `keyring-lost`, `keyring-failed`.
    """
    with told():
        path, store = workspace.places.keyslots, keyring()
        vault.open_with_password(path, old, store, costs or KdfCosts())
        vault.set_password(path, workspace.keys, new, store, costs or _measured())


def renew_recovery_key(workspace: Workspace) -> bytes:
    """Make a new recovery key; the one on the old paper opens nothing any more."""
    with told():
        return vault.renew_recovery_key(workspace.places.keyslots, workspace.keys)


def _begin(places: Places) -> None:
    """Mark the profile as unfinished and clear what an earlier making that was cut off has left."""
    places.make()
    replace_whole(unfinished(places), b"")
    left = [places.keyslots, keyslots.spare_of(places.keyslots), places.database, places.journal]
    left += [places.database.with_name(places.database.name + end) for end in ("-wal", "-shm")]
    for path in left:
        path.unlink(missing_ok=True)


def _introduce(workspace: Workspace, name: str, company: str) -> None:
    database = workspace.database
    with database.write(Step.of_machine("workspace-made")) as session:
        session.get_one(UserRow, database.me).name = name
        if company:
            put_setting(session, "name", company)


def _measured() -> KdfCosts:
    return KdfCosts(password=tuned(KdfCosts().password))
