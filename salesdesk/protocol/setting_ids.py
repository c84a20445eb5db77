"""On every device and on the server a setting of the company is one and the same row."""

from typing import Final
from uuid import UUID, uuid5

_SETTINGS: Final = UUID("0192f5d8-6f00-7000-8000-000000000001")
"""The space of names in which a setting's key is its id."""


def id_of_setting(key: str) -> UUID:
    """Return the id of the row that holds a setting."""
    return uuid5(_SETTINGS, key)
