"""Pictures that come to the stand's form: dropped, pasted or chosen. All of it is read on a worker."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

from salesdesk.desktop.widgets.pictures import drawn, plain_picture
from salesdesk.domain.badges import Badge
from salesdesk.domain.errors import FileRefused
from salesdesk.services import leads
from salesdesk.services.leads import Photo
from salesdesk.storage.files import Files

PICTURES: Final = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff")
_CARDS: Final = (".vcf", ".vcard")
_LARGEST: Final = 20_000_000  # bytes
_SHOWN: Final = 1_200  # pixels of the longer side


@dataclass(frozen=True, slots=True)
class Seen:
    """What a picture came to: a badge, or a picture to be kept with the lead (and the badge's raw text)."""

    badge: Badge | None
    photo: Photo | None
    image: QImage | None


def source_of(data: QMimeData) -> Callable[[], bytes] | None:
    """Return a way to read the picture or card in a drag or on the clipboard, or None if there is none."""
    files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    path = next((path for path in files if path.suffix.lower() in (*PICTURES, *_CARDS)), None)
    if path is not None:
        return lambda: read_file(path)
    image = data.imageData() if data.hasImage() else None
    return (lambda: plain_picture(image)) if isinstance(image, QImage) and not image.isNull() else None


def read_file(path: Path) -> bytes:
    """Return the bytes of a file. Raise FileRefused: `file-unreadable`, `file-too-large`."""
    try:
        if path.stat().st_size > _LARGEST:
            raise FileRefused("file-too-large", file=path.name, most=_LARGEST // 1_000_000)
        return path.read_bytes()
    except OSError as error:
        raise FileRefused("file-unreadable", file=path.name) from error


def look_at(files: Files, read: Callable[[], bytes]) -> Seen:
    """Return what a picture says. One with a code that is understood need not be kept; any other is.

    Raises FileRefused and StorageError, as `leads.keep_photo` does.
    """
    data = read()
    if data[:200].lstrip().upper().startswith(b"BEGIN:VCARD"):
        return Seen(leads.read_code(data[:_LARGEST].decode("utf-8", "replace")), None, None)
    badges = [leads.read_code(text) for text in leads.codes_in(data)]
    told = next((badge for badge in badges if badge.says_something), None)
    if told is not None:
        return Seen(told, None, None)
    photo = leads.keep_photo(files, data)
    return Seen(next(iter(badges), None), photo, picture(files, photo.small_sha256))


def picture(files: Files, sha256: str) -> QImage:
    """Return a picture that is kept here. Raise NotFound (`file-gone`).

    Qt's own readers are not for workers: they ask for words while they hold a lock, and a worker that has to
    wait for Python meanwhile waits for ever.
    """
    return drawn(leads.photo_pixels(files, sha256, _SHOWN))
