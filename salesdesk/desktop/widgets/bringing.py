"""Files that are dropped or pasted, to be read when they are wanted: in the background."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

from salesdesk.desktop.widgets.pictures import plain_picture
from salesdesk.services import attachments
from salesdesk.services.attachments import Given
from salesdesk.words import say


@dataclass(frozen=True, slots=True)
class Brought:
    """A file by its name. `read` gives its bytes, or raises FileRefused."""

    name: str
    read: Callable[[], Given]


def brought_in(data: QMimeData) -> list[Brought]:
    """Return the files of a drag or of the clipboard; a picture without a file is one too."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if paths:
        return from_paths(paths)
    image = data.imageData() if data.hasImage() else None
    if isinstance(image, QImage) and not image.isNull():
        name = say("customer.files.pasted")
        return [Brought(name, lambda: attachments.from_clipboard(name, plain_picture(image)))]
    return []


def from_paths(paths: Sequence[Path]) -> list[Brought]:
    """Return files of the disk."""
    return [Brought(path.name, partial(attachments.from_path, path)) for path in paths]
