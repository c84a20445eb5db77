"""Opening the workspace a command works on."""

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from getpass import getpass
from typing import Final

from salesdesk import words
from salesdesk.domain.errors import NotFound, VaultError
from salesdesk.services import accounts
from salesdesk.services.accounts import State, Workspace
from salesdesk.settings import DeviceChoices, Places, usual_profile
from salesdesk.storage.database import utc_now

PASSWORD: Final = "SALESDESK_PASSWORD"  # noqa: S105 - the name of a variable, not a password


def places_of(asked: Namespace) -> Places:
    """Return the profile that was named, or the usual one, and speak its language."""
    places = Places(asked.profile or usual_profile())
    chosen = asked.language or DeviceChoices.read(places.choices).get("language")
    if chosen:
        words.use(chosen)
    return places


def password(prompt_key: str) -> str:
    """Return the password from the environment, or ask for it.

    Raises:
        VaultError: `password-missing`, when nobody is there to be asked.
    """
    given = os.environ.get(PASSWORD)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise VaultError("password-missing", variable=PASSWORD)
    return getpass(words.say(prompt_key) + " ")


@contextmanager
def opened(
    asked: Namespace, *, open_by: Callable[[Places, str], Workspace] | None = None
) -> Iterator[Workspace]:
    """Give the open workspace and close it afterwards; `open_by` opens it in another way.

    Raises:
        NotFound: `no-workspace`. VaultError, StorageError: as `accounts.unlock`.
    """
    places = places_of(asked)
    if accounts.state_of(places) is State.NEW:
        raise NotFound("no-workspace", folder=places.profile.absolute())
    typed = password("command.password")
    open_by = open_by or partial(accounts.unlock, now=utc_now())
    workspace = open_by(places, typed)
    try:
        yield workspace
    finally:
        workspace.close()
