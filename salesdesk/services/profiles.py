"""What is found in a profile before anybody has unlocked it."""

import shutil
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from salesdesk.domain.errors import StorageError, VaultError
from salesdesk.security import attempts, keyslots
from salesdesk.settings import Places


class State(StrEnum):
    """What is found in a profile before anybody has unlocked it."""

    NEW = "new"
    LOCKED = "locked"
    KEYSLOTS_MISSING = "keyslots-missing"
    KEYSLOTS_DAMAGED = "keyslots-damaged"
    KEYSLOTS_NEWER = "keyslots-newer"
    DATABASE_MISSING = "database-missing"


def state_of(places: Places) -> State:
    """Return what is found in a profile. A workspace whose making was cut off counts as new."""
    if erasing_mark(places).exists():
        finish_erasing(places)
    if unfinished(places).exists():
        return State.NEW
    if not keyslots.exist(places.keyslots):
        return State.KEYSLOTS_MISSING if places.database.exists() else State.NEW
    try:
        keyslots.read(places.keyslots)
    except VaultError as error:
        return State(error.code)
    return State.LOCKED if places.database.exists() else State.DATABASE_MISSING


def check_state(places: Places) -> None:
    """Raise unless a workspace can be made here, or a password may be asked for.

    Raises:
        VaultError: `keyslots-missing`, `keyslots-damaged`, `keyslots-newer`.
        StorageError: `database-missing`.
    """
    state = state_of(places)
    if state is State.DATABASE_MISSING:
        raise StorageError("database-missing", folder=places.profile.name)
    if state not in (State.NEW, State.LOCKED):
        raise VaultError(state, file=places.keyslots.name, folder=places.profile.name)


def wait_of(places: Places, now: datetime) -> timedelta:
    """Return how long to wait before the next password; zero mostly."""
    return attempts.read(attempts_file(places)).wait(now)


def unfinished(places: Places) -> Path:
    """Return the mark of a workspace whose making has not come to its end."""
    return places.profile / "unfinished"


def erasing_mark(places: Places) -> Path:
    """Return the mark of a workspace that is being erased; what is left of it goes at the next start."""
    return places.profile / "erasing"


def finish_erasing(places: Places) -> None:
    """Remove all that is in a profile but the lock that its user may hold; the mark last.

    Raises:
        OSError: the disk refused; the next start tries again.
    """
    kept = {places.lock, erasing_mark(places)}
    for path in places.profile.iterdir():
        if path not in kept:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    erasing_mark(places).unlink(missing_ok=True)


def open_mark(places: Places) -> Path:
    """Return the mark that a workspace is open; one that is found at a start tells of a violent end."""
    return places.profile / "open"


def attempts_file(places: Places) -> Path:
    """Return where wrong passwords are counted."""
    return places.profile / "attempts.json"
