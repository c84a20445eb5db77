"""Sealed values: a bank account in its row. A seal names table, column and row, so it cannot be moved."""

import base64
import binascii
import os
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from salesdesk.domain.errors import VaultError

_MARK: Final = "s1."
_NONCE: Final = 12


def seal(key: bytes, value: str, *, table: str, column: str, row: UUID) -> str:
    """Return `value` sealed for one place, as text for the column."""
    nonce = os.urandom(_NONCE)
    sealed = AESGCM(key).encrypt(nonce, value.encode("utf-8", "surrogatepass"), _place(table, column, row))
    return _MARK + base64.urlsafe_b64encode(nonce + sealed).decode("ascii")


def unseal(key: bytes, sealed: str, *, table: str, column: str, row: UUID) -> str:
    """Return the value of a sealed text.

    Raises:
        VaultError: `field-sealed`: another key, another place, or damage.
    """
    try:
        if not is_sealed(sealed):
            raise VaultError("field-sealed")
        content = base64.urlsafe_b64decode(sealed.removeprefix(_MARK))
        plain = AESGCM(key).decrypt(content[:_NONCE], content[_NONCE:], _place(table, column, row))
    except (InvalidTag, ValueError, binascii.Error):
        raise VaultError("field-sealed") from None
    return plain.decode("utf-8", "surrogatepass")


def is_sealed(text: str) -> bool:
    """Return whether a text of a column is a sealed value."""
    return text.startswith(_MARK)


def _place(table: str, column: str, row: UUID) -> bytes:
    return f"{table}|{column}|{row}|{_MARK}".encode()
