"""What is said of a file that belongs to a customer, and of its small picture."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any, Final

from salesdesk.domain import fields
from salesdesk.domain.errors import BadInput

LARGEST: Final = 100_000_000
"""Bytes of one file; while it is checked it is in memory."""
_HASH: Final = re.compile(r"[0-9a-f]{64}\Z")


def is_hash(text: str) -> bool:
    """Return whether a text is the hash of a file: SHA-256, in small hex digits."""
    return _HASH.match(text) is not None


def check_file(given: Mapping[str, object], *, new: bool = False) -> dict[str, Any]:
    """Return what is said of a file, tidied.

    Raises:
        BadInput: no name, too long a text, no SHA-256, a size that no file here has; `field` names it.
    """
    if new:
        given = {"name": "", "sha256": "", "size": 0, **given}
    return {name: _RULES[name](value) for name, value in given.items()}


def check_thumbnail(given: Mapping[str, object], *, new: bool = False) -> dict[str, Any]:
    """Return what is said of a small picture. Raise BadInput as `check_file`."""
    if new:
        given = {"sha256": "", "size": 0, **given}
    return {name: _RULES[name](value) for name, value in given.items()}


def _sha256(value: object) -> str:
    if not isinstance(value, str) or not is_hash(value):
        raise BadInput("hash-unreadable", field="sha256")
    return value


def _size(value: object) -> int:
    return int(fields.number(value, "size", places=0, largest=Decimal(LARGEST + 1)))


_RULES: Final[dict[str, Callable[[object], Any]]] = {
    "name": partial(fields.required, field="name"),
    "mime": partial(fields.line, field="mime"),
    "note": partial(fields.text, field="note"),
    "sha256": _sha256,
    "size": _size,
}
FILE_FIELDS: Final = frozenset(_RULES)
THUMBNAIL_FIELDS: Final = frozenset({"sha256", "size"})
