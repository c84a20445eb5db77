"""Files of the rows that travel: by the hash of their content, resumable, each kept once.

What has not come whole lies aside, for each device its own, so that two that send the same file do not mix. A
file becomes visible when all of it is here and its hash is right.
"""

import hashlib
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, select

from salesdesk.domain.attachments import LARGEST, is_hash
from salesdesk.protocol.files import NAMED_BY, Progress
from salesdesk.server.failures import refused
from salesdesk.server.policy import Directory
from salesdesk.server.rows import table_of

KEPT: Final = timedelta(days=30)
"""So long the beginning of a file is kept for the device that sent it."""
_READ: Final = 1 << 20


class Files:
    """The files of a server, in one folder that all its processes share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def progress(self, sha256: str, device: UUID) -> Progress:
        """Return how much of a file a device need not send again.

        Raises:
            Refused: `request-wrong` for what is no hash.
        """
        whole = self.path(sha256)
        if whole.exists():
            return Progress(whole.stat().st_size, whole=True)
        part = self._part(sha256, device)
        return Progress(part.stat().st_size if part.exists() else 0, whole=False)

    def append(self, sha256: str, device: UUID, *, offset: int, size: int, chunk: bytes) -> Progress:
        """Add the next bytes of a file of `size` bytes; the last ones make it visible.

        Bytes that came before are passed over, so a request may be repeated.

        Raises:
            Refused: `file-offset` (bytes between are missing), `upload-damaged` (all came, but it is another
                file; it is forgotten), `request-too-large`.
        """
        now = self.progress(sha256, device)
        if now.whole:
            return now
        if not 0 <= offset <= now.done:
            raise refused("file-offset", done=now.done)
        if size > LARGEST or offset + len(chunk) > size:
            raise refused("request-too-large", bytes=LARGEST)
        part = self._part(sha256, device)
        part.parent.mkdir(parents=True, exist_ok=True)
        try:
            _write(part, now.done, chunk[now.done - offset :])
            if part.stat().st_size >= size:
                self._show(part, sha256)
        except FileNotFoundError:
            pass  # the same device has sent the rest on another line
        return self.progress(sha256, device)

    def _show(self, part: Path, sha256: str) -> None:
        if _hash_of(part) != sha256:
            part.unlink()
            raise refused("upload-damaged")
        whole = self.path(sha256)
        whole.parent.mkdir(parents=True, exist_ok=True)
        part.replace(whole)
        _sync(whole.parent)

    def path(self, sha256: str) -> Path:
        """Return where a whole file lies, or would lie.

        Raises:
            Refused: `request-wrong`.
        """
        if not is_hash(sha256):
            raise refused("request-wrong", field="sha256")
        return self._folder / sha256[:2] / sha256

    def forget_old(self, now: datetime) -> None:
        """Remove what never became whole and has not grown for long."""
        old = (now - KEPT).timestamp()
        for part in (self._folder / "parts").glob("*"):
            if part.stat().st_mtime < old:
                part.unlink(missing_ok=True)

    def _part(self, sha256: str, device: UUID) -> Path:
        return self._folder / "parts" / f"{sha256}.{device.hex}"


def may_read(connection: Connection, directory: Directory, user: UUID, sha256: str) -> bool:
    """Return whether a row that the person may hold names this file."""
    scopes = directory.scopes_of(user)
    for entity, by in NAMED_BY.items():
        table = table_of(entity)
        named = select(table.c.id).where(table.c[by.sha256] == sha256, table.c.scope_id.in_(scopes)).limit(1)
        if directory.sees(user, entity) and connection.execute(named).first():
            return True
    return False


def _write(path: Path, place: int, chunk: bytes) -> None:
    """Write at a place, not at the end: a request that was sent twice at once writes the same twice."""
    if not place:
        path.touch()
    with path.open("r+b") as file:
        file.seek(place)
        file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def _hash_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while some := file.read(_READ):
            digest.update(some)
    return digest.hexdigest()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
