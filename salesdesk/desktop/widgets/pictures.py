"""Pictures between Qt and the readers of files, without one of Qt's own readers or writers.

Those ask for words while they hold a lock, and a worker that has to wait for Python meanwhile waits for ever.
"""

from PySide6.QtGui import QImage

from salesdesk.integrations.pictures import Pixels, portable


def drawn(found: Pixels) -> QImage:
    """Return pixels as a picture to be painted."""
    return QImage(found.rgb, found.width, found.height, 3 * found.width, QImage.Format.Format_RGB888).copy()


def plain_picture(image: QImage) -> bytes:
    """Return a picture off the clipboard as a file, without one of Qt's writers."""
    flat = image.convertToFormat(QImage.Format.Format_RGB888)
    wide, step, data = 3 * flat.width(), flat.bytesPerLine(), bytes(flat.constBits())
    rows = b"".join(data[at * step : at * step + wide] for at in range(flat.height()))
    return portable(Pixels(rows, flat.width(), flat.height()))
