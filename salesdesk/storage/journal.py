"""The outbox journal: every act a second time, in a file of another kind than the database.

A broken database then costs no work: a copy of it and the journal make it whole again. The file is a head
and records. Each record is its length, a nonce, the sealed content and the length once more, so that the last
one is found from the end. Its seal (AES-256-GCM) covers the file's own mark and the place of the record, so
that none can be moved, and what a power cut has torn is not taken for a record.

The acts of one write are one group of records. The last of them carries `end` and is on the disk before the
database commits. What was written for a commit that failed is cut off again. Once the database has committed
an empty record follows, a mark that costs no sync: with it, a group that the database lacks was lost; without
it, the group may never have been committed.
"""

import os
import struct
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Final
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from salesdesk.domain.errors import StorageError
from salesdesk.settings import sync_folder
from salesdesk.storage.engine import storage_error

_MARK: Final = b"SDJ1"
_HEAD: Final = 20  # the mark, and 16 bytes that only this file has
_NONCE: Final = 12
_LENGTH: Final = struct.Struct(">I")
_FRAME: Final = 2 * _LENGTH.size + _NONCE
_FRESH: Final = os.O_RDWR | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
_FULL_SYNC: Final = 51  # F_FULLFSYNC of macOS, where a plain fsync stops in the drive's cache


class Owner(msgspec.Struct, frozen=True, array_like=True):
    """Whose acts these are: the first record of a file."""

    device: bytes
    me: bytes


class WrittenAct(msgspec.Struct, frozen=True, array_like=True):
    """One act as it stands in the outbox."""

    kind: str
    entity: str
    row_id: bytes
    base: bytes | None
    patch: bytes
    command: str | None
    args: bytes | None


class AlikeActs(msgspec.Struct, frozen=True, array_like=True):
    """The same act for many rows; `rows` are their ids, 16 bytes each, in the order of the numbers."""

    kind: str
    entity: str
    base: bytes | None
    patch: bytes
    command: str | None
    args: bytes | None
    rows: bytes


class WrittenStep(msgspec.Struct, frozen=True, array_like=True):
    """A step to undo or redo, as the write left it. `made_at` is in microseconds since 1970 UTC."""

    id: int
    group: bytes
    name: str
    details: bytes
    state: str
    made_at: int


class GroupEnd(msgspec.Struct, frozen=True, array_like=True):
    """What a write left besides its acts; `forgets` tells that nothing can be redone any more."""

    forgets: bool
    steps: Sequence[WrittenStep]
    counters: Sequence[tuple[str, int, int]]


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """One record: `count` acts numbered from `first`. `begins` is the place of its group's first record."""

    group: bytes
    device: bytes
    schema: int
    made_at: int
    first: int
    count: int
    begins: int = 0
    acts: Sequence[WrittenAct] = ()
    alike: AlikeActs | None = None
    end: GroupEnd | None = None

    @property
    def last(self) -> int:
        """The number of its last act."""
        return self.first + self.count - 1


_encode = msgspec.msgpack.Encoder().encode
_entry: Final = msgspec.msgpack.Decoder(Entry).decode
_owner: Final = msgspec.msgpack.Decoder(Owner).decode


class Journal:
    """One journal file under one key (32 bytes). Only the writer lane may touch it.

    Every method raises StorageError with what the disk refuses, and `journal-damaged` where the file is not
    what was written.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        self.path = path
        self._cipher = AESGCM(key)
        self._file: BinaryIO | None = None
        self._name = b""
        self._begins = self._end = 0  # where the open group begins, and where the next record goes
        self.is_settled = False
        """Whether the mark of its commit follows the group that `newest` returned."""

    @classmethod
    def make(cls, path: Path, key: bytes, *, device: UUID, me: UUID) -> "Journal":
        """Begin a file; one that was there is overwritten."""
        journal = cls(path, key)
        try:
            journal._file = os.fdopen(os.open(path, _FRESH, 0o600), "r+b", buffering=0)
            journal._name = _MARK + os.urandom(_HEAD - len(_MARK))
            journal._file.write(journal._name)
        except OSError as error:
            journal.close()
            raise storage_error(error) or error from error
        journal._begins = journal._end = _HEAD
        journal._put(_encode(Owner(device.bytes, me.bytes)))
        journal._begins = journal._end
        return journal

    def open(self) -> Owner:
        """Open the file to read it and to write on. Raise FileNotFoundError if there is none."""
        try:
            self._file = self.path.open("r+b", buffering=0)
            self._name = self._read(0, _HEAD)
            self._end = self._file.seek(0, os.SEEK_END)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise storage_error(error) or error from error
        if not self._name.startswith(_MARK):
            raise StorageError("journal-damaged")
        found = self._at(_HEAD)
        if found is None:
            raise StorageError("journal-damaged")
        self._begins = self._end
        return _owner(found)

    def close(self) -> None:
        """Give the file back."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __del__(self) -> None:
        self.close()

    def newest(self) -> Entry | None:
        """Return the last record, or None if there is none. What was torn off behind it is cut off.

        A group without its end is cut off too: its transaction cannot have been committed.
        """
        self._cut_torn()
        entry = self._from_end()
        if entry is not None and entry.end is None:
            self.cut(entry.begins)
            entry = self._from_end()
        return entry

    def entries(self) -> Iterator[tuple[int, Entry]]:
        """Yield each record with its place, as far as the file is whole."""
        place = self._first
        while (content := self._at(place)) is not None:
            if content:
                yield place, _entry(content)
            place += len(content) + _FRAME + 16

    def entry_at(self, place: int) -> Entry:
        """Return one record."""
        content = self._at(place)
        if content is None:
            raise StorageError("journal-damaged")
        return _entry(content)

    def is_whole(self) -> bool:
        """Return whether every byte of the file is what was written."""
        place = _HEAD
        while (content := self._at(place)) is not None:
            place += len(content) + _FRAME + 16
        return place == self._end

    def newest_is_settled(self) -> bool:
        """Return whether the mark of a commit is the last that was written."""
        return self._end > self._first and self._at(self._last_place(self._end)) == b""

    def is_damaged(self) -> bool:
        """Return whether something is missing before the end; a torn end alone is no damage."""
        return (
            self._end > self._first
            and self._at(self._last_place(self._end)) is not None
            and not self.is_whole()
        )

    def add(self, entry: Entry) -> None:
        """Write a record of the open group; `begins` is filled in here."""
        self._put(_encode(msgspec.structs.replace(entry, begins=self._begins)))

    def seal(self) -> None:
        """Make the open group durable. The next record begins another."""
        try:
            if self._file is not None:
                _sync(self._file.fileno())
        except OSError as error:
            raise storage_error(error) or error from error

    def settle(self) -> None:
        """Mark the open group: the database has committed it. It is none the less so if the disk refuses."""
        with suppress(StorageError):
            self._put(b"")
        self._begins = self._end

    def take_back(self) -> None:
        """Cut off the open group: its transaction was not committed."""
        self.cut(self._begins)

    def cut(self, place: int) -> None:
        """Cut the file off at a place. Where the disk refuses even this, the next record overwrites it."""
        self._begins = self._end = place
        try:
            if self._file is not None:
                self._file.truncate(place)
                _sync(self._file.fileno())
        except OSError:
            return

    def rename(self, path: Path) -> None:
        """Make the file durable and give it a name; nobody may have it open under that name."""
        self.seal()
        self.close()
        try:
            self.path.replace(path)
            sync_folder(path.parent)
        except OSError as error:
            raise storage_error(error) or error from error
        self.path = path
        self.open()

    @property
    def size(self) -> int:
        """The bytes of the file."""
        return self._end

    @property
    def _first(self) -> int:
        owner = self._at(_HEAD)
        return self._end if owner is None else _HEAD + len(owner) + _FRAME + 16

    def _put(self, content: bytes) -> None:
        nonce = os.urandom(_NONCE)
        sealed = self._cipher.encrypt(nonce, content, self._seal_of(self._end))
        length = _LENGTH.pack(len(sealed))
        record = b"".join((length, nonce, sealed, length))
        try:
            assert self._file is not None
            self._file.seek(self._end)
            view = memoryview(record)
            while view:
                view = view[self._file.write(view) :]
        except OSError as error:
            raise storage_error(error) or error from error
        self._end += len(record)

    def _at(self, place: int) -> bytes | None:
        """Return the content of the record at a place, or None if there is none that is whole."""
        head = self._read(place, _LENGTH.size + _NONCE)
        if len(head) < _LENGTH.size + _NONCE:
            return None
        (length,) = _LENGTH.unpack(head[: _LENGTH.size])
        if place + length + _FRAME > self._end:
            return None
        body = self._read(place + len(head), length + _LENGTH.size)
        if body[length:] != head[: _LENGTH.size]:
            return None
        try:
            return self._cipher.decrypt(head[_LENGTH.size :], body[:length], self._seal_of(place))
        except (InvalidTag, ValueError):
            return None

    def _seal_of(self, place: int) -> bytes:
        return self._name + place.to_bytes(8, "big")

    def _from_end(self) -> Entry | None:
        end, self.is_settled = self._end, False
        while end > self._first:
            place = self._last_place(end)
            content = self._at(place)
            if content is None:
                raise StorageError("journal-damaged")
            if content:
                return _entry(content)
            end, self.is_settled = place, True
        return None

    def _last_place(self, end: int) -> int:
        """Return the place of the record that ends at `end`."""
        (length,) = _LENGTH.unpack(self._read(end - _LENGTH.size, _LENGTH.size))
        return max(end - int(length) - _FRAME, 0)

    def _cut_torn(self) -> None:
        """Cut off what stands behind the last whole record. Only a crash makes this walk the whole file."""
        if self._end == self._first or self._at(self._last_place(self._end)) is not None:
            return
        place = self._first
        while (content := self._at(place)) is not None:
            place += len(content) + _FRAME + 16
        if self._whole_behind(place):
            raise StorageError("journal-damaged")
        self.cut(place)

    def _whole_behind(self, place: int) -> bool:
        """Return whether a whole record follows the torn one: then it is damage and no torn end."""
        head = self._read(place, _LENGTH.size)
        if len(head) < _LENGTH.size:
            return False
        return self._at(place + _LENGTH.unpack(head)[0] + _FRAME) is not None

    def _read(self, place: int, length: int) -> bytes:
        assert self._file is not None
        try:
            self._file.seek(place)
            return self._file.read(length) or b""
        except OSError as error:
            raise storage_error(error) or error from error


def _sync(number: int) -> None:
    if hasattr(os, "fdatasync"):
        os.fdatasync(number)
        return
    os.fsync(number)
    try:
        import fcntl  # noqa: PLC0415 - Windows has none
    except ImportError:
        return
    fcntl.fcntl(number, getattr(fcntl, "F_FULLFSYNC", _FULL_SYNC))


def written(draft: dict[str, Any]) -> WrittenAct:
    """Return an act as the journal keeps it."""
    return WrittenAct(
        draft["kind"],
        draft["entity"],
        draft["row_id"].bytes,
        draft["base"],
        draft["patch"],
        draft["command"],
        draft["args"],
    )
