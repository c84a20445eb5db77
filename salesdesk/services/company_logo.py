"""The company's logo: checked and made anew when it is chosen, kept encrypted like any other file."""

from salesdesk.documents.logos import checked_logo
from salesdesk.services.company import edit_profile, profile
from salesdesk.storage.database import Database
from salesdesk.storage.files import Files


def set_logo(database: Database, files: Files, picture: bytes) -> None:
    """Print this picture, PNG or JPEG, on quotes saved from now on.

    Raises FileRefused: `logo-too-large`, `logo-unreadable`.
    """
    edit_profile(database, {"logo": files.put(checked_logo(picture).png)})


def remove_logo(database: Database) -> None:
    """Print no logo on quotes saved from now on; older quotes keep theirs."""
    edit_profile(database, {"logo": ""})


def logo(database: Database, files: Files) -> bytes:
    """Return the logo as PNG, or nothing."""
    name = profile(database).logo
    return files.get(name) if name and files.has(name) else b""
