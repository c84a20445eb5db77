"""What the entrance asks of the services, on a worker thread.

The services, and with them the database and the ciphers, are imported by that thread while the person is
still typing, so that the lock screen is painted before any of it is loaded.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesdesk.settings import Places
from salesdesk.storage.in_use import InUse

if TYPE_CHECKING:
    from salesdesk.services.accounts import NewWorkspace, Workspace
    from salesdesk.services.rescue import TakenOut


def _now() -> datetime:
    return datetime.now(UTC)


def _accounts() -> Any:
    from salesdesk.services import accounts  # noqa: PLC0415 - loaded behind the lock screen

    return accounts


def _profiles() -> Any:
    from salesdesk.services import profiles  # noqa: PLC0415 - loaded behind the lock screen

    return profiles


def _unlocking() -> Any:
    from salesdesk.services import unlocking  # noqa: PLC0415 - loaded behind the lock screen, without the rest

    return unlocking


def _rescue() -> Any:
    from salesdesk.services import rescue  # noqa: PLC0415 - only after trouble

    return rescue


@dataclass(slots=True)
class Opening:
    """The ways into one profile. `options` go to the services: a test gives its keyring and costs there."""

    places: Places
    in_use: InUse | None = None
    now: Callable[[], datetime] = _now
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        """Whether nobody has made a workspace here yet, as far as a look at the folder tells at once."""
        begun = ("unfinished", "erasing")
        unfinished = any((self.places.profile / mark).exists() for mark in begun)
        spare = self.places.keyslots.with_name(self.places.keyslots.name + ".1")
        made = (self.places.keyslots, spare, self.places.database)
        return unfinished or not any(path.exists() for path in made)

    def check(self) -> None:
        """Raise unless a workspace can be made here, or a password may be asked for."""
        _profiles().check_state(self.places)

    def wait(self) -> float:
        """Return the seconds to wait before the next password."""
        seconds: float = _profiles().wait_of(self.places, self.now()).total_seconds()
        return seconds

    def stands_alone(self) -> bool:
        """Return whether a new password has to hold without a keyring. May take its time."""
        keyring = self.options.get("keyring") or _accounts().usable_keyring
        return keyring() is None

    def unlock(self, password: str, *, check: bool = True, heeds: bool = True) -> "Workspace":
        """Open the workspace by its password; raises what `accounts.unlock` raises."""
        how = {"check": check, "heeds": heeds}
        workspace: Workspace = _unlocking().unlock(
            self.places, password, now=self.now(), in_use=self.in_use, **how, **self.options
        )
        return workspace

    def renew(self, password: str) -> "Workspace":
        """Ask the server whether a workspace may be used again, and open it; raises why not."""
        from salesdesk.desktop.unlock import asking  # noqa: PLC0415 - the network stack comes with it

        return asking.ask_server(self.unlock(password, heeds=False), self.options)

    def unlock_to_join(self, password: str) -> "Workspace":
        """Open a workspace of which the server knows no more, to sign in there again."""
        return self.unlock(password, heeds=False)

    def hand_over(self, password: str, file: Path) -> tuple[int, str]:
        """Write what waits in a workspace that does not open into a file for its server.

        Returns how many acts, and the name of the file.
        """
        from salesdesk.services.hand_over import write_hand_over  # noqa: PLC0415 - hardly ever

        workspace = self.unlock(password, heeds=False)
        try:
            return write_hand_over(workspace.database, file), file.name
        finally:
            workspace.close()

    def unlock_anyway(self, password: str) -> "Workspace":
        """Open a workspace in which damage was found, as it is: to look at it and to take out what can be."""
        return self.unlock(password, check=False)

    def restore(self, password: str) -> "Workspace":
        """Put the newest proven copy in the place of a damaged database, and open it."""
        workspace: Workspace = _accounts().restore(
            self.places, password, now=self.now(), in_use=self.in_use, **self.options
        )
        return workspace

    def repair(self, password: str) -> "Workspace":
        """Make a damaged workspace whole and open it."""
        return self._rescue("repair", password)

    def open_copy(self, password: str) -> "Workspace":
        """Open the newest copy, only to look at it."""
        return self._rescue("open_copy", password)

    def _rescue(self, way: str, password: str) -> "Workspace":
        open_by = getattr(_rescue(), way)
        workspace: Workspace = open_by(
            self.places, password, now=self.now(), in_use=self.in_use, **self.options
        )
        return workspace

    def export_readable(self, password: str, folder: Path) -> "TakenOut":
        """Write all that can be read of a damaged workspace into a folder."""
        taken: TakenOut = _rescue().export_readable(
            self.places, password, folder, now=self.now(), in_use=self.in_use, **self.options
        )
        return taken

    def copy_made_at(self) -> datetime | None:
        """Return when the newest copy was made."""
        made: datetime | None = _rescue().copy_made_at(self.places)
        return made

    def recover(self, key: str, new_password: str) -> "Workspace":
        """Open the workspace by its recovery key and give it a new password."""
        workspace: Workspace = _accounts().unlock_with_recovery(
            self.places, key, new_password, in_use=self.in_use, **self.options
        )
        return workspace

    def create(self, *, password: str, language: str, name: str, company: str) -> "NewWorkspace":
        """Make the workspace."""
        made: NewWorkspace = _accounts().create_workspace(
            self.places,
            password=password,
            language=language,
            name=name,
            company=company,
            now=self.now(),
            in_use=self.in_use,
            **self.options,
        )
        return made
