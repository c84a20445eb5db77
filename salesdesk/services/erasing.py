"""A workspace erases itself, because its company says so."""

from salesdesk.security import vault
from salesdesk.security.keyring_store import find_keyring
from salesdesk.services.profiles import erasing_mark, finish_erasing
from salesdesk.services.unlocking import Keyring
from salesdesk.settings import Places, replace_whole

__all__ = ["erase"]


def erase(places: Places, profile: str, *, keyring: Keyring = find_keyring) -> None:
    """Erase a closed workspace; `profile` is the name its keys go by.

    The keys go first: from then on the files are noise, whatever becomes of them. Where it is cut off, the
    next start goes on.

    Raises:
        OSError: the disk refused; the next start tries again.
    """
    replace_whole(erasing_mark(places), b"")
    vault.destroy(places.keyslots, profile, keyring())
    finish_erasing(places)
