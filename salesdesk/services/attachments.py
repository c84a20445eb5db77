"""Files of a customer: kept encrypted, each content once, with a small picture where there is one to make."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from salesdesk.domain import fields
from salesdesk.domain.attachments import LARGEST
from salesdesk.domain.errors import FileRefused, NotFound, StorageError
from salesdesk.integrations import pictures
from salesdesk.integrations.photo_facts import turned_upright, without_facts
from salesdesk.integrations.pictures import Pixels
from salesdesk.settings import replace_whole
from salesdesk.storage.database import Database
from salesdesk.storage.files import Files
from salesdesk.storage.queries import attachments as queries
from salesdesk.storage.queries import customers
from salesdesk.storage.queries.attachments import Attachment
from salesdesk.storage.tables.attachments import AttachmentRow, ThumbnailRow
from salesdesk.storage.undo import Step

__all__ = [
    "Along",
    "Attachment",
    "Given",
    "along",
    "attach",
    "away",
    "content",
    "files_of",
    "from_clipboard",
    "from_path",
    "picture",
    "remove",
    "rename",
    "save_as",
]
_MEGABYTE: Final = 1_000_000
_Kept = tuple[AttachmentRow, ThumbnailRow | None]
"""A file whose bytes are kept, and its small picture."""
Along = Callable[[Session, UUID], object]
"""Gives files to what is written with them; it is told its id."""


@dataclass(frozen=True, slots=True)
class Given:
    """A file as it is brought: its name and its bytes."""

    name: str
    content: bytes


def from_path(path: Path) -> Given:
    """Return a file from the disk.

    Raises:
        FileRefused: `file-is-folder`, `attachment-too-large` (file, megabytes), `file-unreadable`.
    """
    if path.is_dir():
        raise FileRefused("file-is-folder", file=path.name)
    try:
        if path.stat().st_size > LARGEST:
            raise FileRefused("attachment-too-large", file=path.name, megabytes=LARGEST // _MEGABYTE)
        return Given(path.name, path.read_bytes())
    except OSError as error:
        raise FileRefused("file-unreadable", file=path.name) from error


def from_clipboard(name: str, drawn: bytes) -> Given:
    """Return a picture off the clipboard as a file. Raise FileRefused. For the background."""
    return Given(name, pictures.as_png(drawn))


def attach(database: Database, files: Files, customer_id: UUID, given: Sequence[Given]) -> list[UUID]:
    """Keep files with a customer, as one step; what is there with this content is not kept twice.

    Photos lose what they tell of place and camera. For the background.

    Raises:
        NotFound; BadInput: a file without a name. StorageError: `disk-full`, `disk-unwritable`.
    """
    made = [_kept(files, one) for one in given]
    name = database.ask(customers.one, customer_id).name
    with database.write(Step("files-attach", n=len(made), name=name)) as session:
        return _put(session, customer_id, made)


def along(files: Files, customer_id: UUID, given: Sequence[Given]) -> Along:
    """Keep the bytes of files; return what gives them to a talk, in the step that writes it.

    For the background; raises as `attach`.
    """
    made = [_kept(files, one) for one in given]
    return lambda session, activity_id: _put(session, customer_id, made, activity_id)


def _put(
    session: Session, customer_id: UUID, made: Sequence[_Kept], activity_id: UUID | None = None
) -> list[UUID]:
    """Give files to a customer, or to what was done with them; what is there already is not put twice."""
    scope = customers.one(session, customer_id).scope_id
    ids: list[UUID] = []
    for row, small in made:
        known = queries.with_content(session, customer_id, row.sha256)
        if known is None:
            row.customer_id, row.activity_id, row.scope_id = customer_id, activity_id, scope
            session.add(row)
            session.flush()
            if small is not None:
                small.attachment_id, small.scope_id = row.id, scope
                session.add(small)
                session.flush()
        ids.append(known or row.id)
    return ids


def files_of(database: Database, customer_id: UUID) -> list[Attachment]:
    """Return a customer's files, the newest first."""
    return database.ask(queries.of_customer, customer_id)


def away(files: Files, found: Sequence[Attachment]) -> frozenset[UUID]:
    """Return those of some files that are not on this computer (yet)."""
    return frozenset(one.id for one in found if not files.has(files.kept_as(one.sha256)))


def content(files: Files, attachment: Attachment) -> bytes:
    """Return a file. Raise NotFound (`file-gone`) where it is not on this computer (yet), StorageError."""
    return files.get(files.kept_as(attachment.sha256))


def picture(files: Files, attachment: Attachment, side: int) -> Pixels:
    """Return what a file looks like, no larger than `side` pixels, be it by its small picture.

    Raises:
        NotFound: neither is on this computer (yet). FileRefused: it is no picture.
    """
    tried = (attachment.sha256, attachment.thumbnail) if attachment.thumbnail else ()
    for one in filter(None, tried):
        name = files.kept_as(one)
        if files.has(name):
            return pictures.pixels(files.get(name), side)
    raise NotFound("file-gone")


def rename(database: Database, attachment_id: UUID, name: str) -> None:
    """Call a file otherwise. Raise BadInput, NotFound."""
    fresh = fields.required(name, "name")
    with database.write(Step("file-rename", name=fresh)) as session:
        queries.one(session, attachment_id).name = fresh


def remove(database: Database, ids: Sequence[UUID]) -> int:
    """Take files from their customer; undo and the bin bring them back. Return how many."""
    with database.write(Step("files-remove", n=len(ids))) as session:
        for attachment_id in ids:
            queries.one(session, attachment_id).deleted_at = database.clock()
        return len(ids)


def save_as(files: Files, attachment: Attachment, path: Path) -> None:
    """Write a file where a person wants it, whole or not at all. Raise NotFound, StorageError."""
    found = content(files, attachment)
    try:
        replace_whole(path, found)
    except OSError as error:
        raise StorageError("export-unwritable", file=path.name) from error


def _kept(files: Files, given: Given) -> _Kept:
    name = fields.required(Path(given.name).name, "name")
    kept = without_facts(turned_upright(given.content))
    small = _small(files, kept)
    mime = guess_type(name)[0] or "application/octet-stream"
    files.put(kept)
    return AttachmentRow(name=name, mime=mime, sha256=_hash(kept), size=len(kept)), small


def _small(files: Files, kept: bytes) -> ThumbnailRow | None:
    """Return the small picture of a file that is one."""
    try:
        small = pictures.cleaned(kept).thumbnail
    except FileRefused:
        return None
    files.put(small)
    return ThumbnailRow(sha256=_hash(small), size=len(small))


def _hash(data: bytes) -> str:
    return sha256(data).hexdigest()
