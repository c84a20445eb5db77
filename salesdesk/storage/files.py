"""Files of the workspace (issued papers, attachments), encrypted, each under the name of its content.

The name is a keyed hash of the content: it gives nothing away, equal files are kept once, and a file that
does not fit its name is never handed out. In every workspace a file has another name; what rows that travel
know of it is its SHA-256 (`kept_as`).
"""

import hashlib
import hmac
import os
import re
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from salesdesk.domain.errors import NotFound, StorageError
from salesdesk.settings import replace_whole
from salesdesk.storage.engine import storage_error
from salesdesk.storage.file_parts import FileParts

_MARK: Final = b"SDF1"
_NONCE: Final = 12
_NAME: Final = re.compile(r"[0-9a-f]{64}\Z")


class Files:
    """The files in one folder under one key (32 bytes).

    Who asks whether a file may be kept and then keeps it holds `turn` meanwhile: nothing is removed then.
    """

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._naming = _part(key, b"name")
        self._cipher = AESGCM(_part(key, b"content"))
        self.parts = FileParts(folder / "parts", AESGCM(_part(key, b"parts")))
        self.turn = Lock()

    def put(self, content: bytes) -> str:
        """Keep a file and return its name. What is kept whole already is not written again.

        Raises:
            StorageError: `disk-full`, `disk-unwritable`.
        """
        name = self._name_of(content)
        path = self._path(name)
        if not self._keeps(path, name):
            nonce = os.urandom(_NONCE)
            sealed = _MARK + nonce + self._cipher.encrypt(nonce, content, name.encode())
            try:
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                replace_whole(path, sealed, proof=partial(self._open, name=name))
            except OSError as error:
                raise storage_error(error) or error from error
        return name

    def get(self, name: str) -> bytes:
        """Return the content of a file.

        Raises:
            NotFound: `file-gone`.
            StorageError: `file-damaged`.
        """
        return self._open(self._path(name), name)

    def has(self, name: str) -> bool:
        """Return whether a file is here."""
        return self._path(name).exists()

    def remove(self, name: str) -> None:
        """Remove a file and what has come of it; one that is gone already is fine."""
        with self.turn:
            self.parts.remove(name)
            self._path(name).unlink(missing_ok=True)

    def kept_as(self, sha256: str) -> str:
        """Return the name of the file with this hash. Raise NotFound (`file-gone`) for what is no hash."""
        if not _NAME.match(sha256):
            raise NotFound("file-gone")
        return self._named(bytes.fromhex(sha256))

    def _keeps(self, path: Path, name: str) -> bool:
        try:
            self._open(path, name)
        except (NotFound, StorageError, OSError):
            return False
        return True

    def _open(self, path: Path, name: str) -> bytes:
        try:
            sealed = path.read_bytes()
        except FileNotFoundError:
            raise NotFound("file-gone") from None
        start = len(_MARK) + _NONCE
        try:
            content = self._cipher.decrypt(sealed[len(_MARK) : start], sealed[start:], name.encode())
        except (InvalidTag, ValueError):
            raise StorageError("file-damaged") from None
        if not sealed.startswith(_MARK) or not hmac.compare_digest(self._name_of(content), name):
            raise StorageError("file-damaged")
        return content

    def _name_of(self, content: bytes) -> str:
        return self._named(hashlib.sha256(content).digest())

    def _named(self, digest: bytes) -> str:
        return hmac.new(self._naming, digest, "sha256").hexdigest()

    def _path(self, name: str) -> Path:
        if not _NAME.match(name):
            raise NotFound("file-gone")
        return self._folder / name[:2] / name


def _part(key: bytes, purpose: bytes) -> bytes:
    return hmac.new(key, b"salesdesk/files/" + purpose, "sha256").digest()
