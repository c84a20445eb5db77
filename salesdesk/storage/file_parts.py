"""The beginnings of files that are on their way here, encrypted piece by piece.

A piece is sealed with the file's name and the piece's place, so that none is exchanged or left out unnoticed.
What a kill or a power cut has torn at the end is cut off when the file goes on.
"""

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from salesdesk.storage.engine import storage_error

_HEAD: Final = struct.Struct(">I")
_NONCE: Final = 12
_LARGEST: Final = 2**24
"""No piece is longer, whatever its head says."""


class FileParts:
    """The parts in one folder. Any thread may add to any of them."""

    def __init__(self, folder: Path, cipher: AESGCM) -> None:
        self._folder = folder
        self._cipher = cipher
        self._lock = Lock()
        self._sizes: dict[str, int] = {}

    def size(self, name: str) -> int:
        """Return how many bytes of a file are here."""
        with self._lock:
            return self._size(name)

    def add(self, name: str, place: int, piece: bytes) -> int:
        """Add the bytes behind the first `place` of a file, unless somebody did so before; return its size.

        Raises:
            StorageError: `disk-full`, `disk-unwritable`.
        """
        with self._lock:
            size = self._size(name)
            if place == size and piece:
                self._sizes.pop(name)  # until it is written, nobody knows
                self._append(name, place, piece)
                size = self._sizes[name] = place + len(piece)
            return size

    def read(self, name: str) -> bytes:
        """Return all that is here of a file."""
        with self._lock:
            return b"".join(piece for _, piece in self._pieces(name))

    def remove(self, name: str) -> None:
        """Forget what is here of a file."""
        with self._lock:
            self._sizes.pop(name, None)
            self._path(name).unlink(missing_ok=True)

    def _append(self, name: str, place: int, piece: bytes) -> None:
        nonce = os.urandom(_NONCE)
        sealed = nonce + self._cipher.encrypt(nonce, piece, _place_of(name, place))
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            number = os.open(self._path(name), os.O_WRONLY | os.O_CREAT | os.O_APPEND | _BINARY, 0o600)
            with os.fdopen(number, "ab") as file:
                file.write(_HEAD.pack(len(sealed)) + sealed)
        except OSError as error:
            raise storage_error(error) or error from error

    def _size(self, name: str) -> int:
        """Return how far a part is whole; what is torn behind that is cut off."""
        if name not in self._sizes:
            pieces = [(end, len(piece)) for end, piece in self._pieces(name)]
            size, end = sum(length for _, length in pieces), pieces[-1][0] if pieces else 0
            path = self._path(name)
            if path.exists() and path.stat().st_size > end:
                os.truncate(path, end)
            self._sizes[name] = size
        return self._sizes[name]

    def _pieces(self, name: str) -> Iterator[tuple[int, bytes]]:
        """Yield the whole pieces of a part from its beginning, each with its end in the part."""
        try:
            file = self._path(name).open("rb")
        except FileNotFoundError:
            return
        with file:
            place = 0
            while (piece := self._next(file, name, place)) is not None:
                place += len(piece)
                yield file.tell(), piece

    def _next(self, file: BinaryIO, name: str, place: int) -> bytes | None:
        """Read the piece behind the first `place` bytes; None where there is no whole one."""
        head = file.read(_HEAD.size)
        if len(head) < _HEAD.size:
            return None
        length = _HEAD.unpack(head)[0]
        sealed = file.read(min(length, _LARGEST))
        if len(sealed) < length:
            return None
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], _place_of(name, place)) or None
        except (InvalidTag, ValueError):
            return None

    def _path(self, name: str) -> Path:
        return self._folder / name


_BINARY: Final = getattr(os, "O_BINARY", 0)


def _place_of(name: str, place: int) -> bytes:
    return f"{name} {place}".encode()
