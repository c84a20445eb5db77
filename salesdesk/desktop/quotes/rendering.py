"""Pages of a PDF as pictures. Runs on workers; the library behind it takes one caller at a time."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Final

from PySide6.QtGui import QImage

_ONE_AT_A_TIME: Final = Lock()
Scale = Callable[[float], float]
"""From the width of the first page, in points, to pixels a point."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """A PDF with the sizes of its pages in points, and those of its pages that are drawn at `scale`."""

    pdf: bytes
    sizes: tuple[tuple[float, float], ...]
    scale: float
    pages: Mapping[int, QImage]


def render(pdf: bytes, wanted: Iterable[int], scale_of: Scale) -> Rendering:
    """Draw the wanted pages (counted from 0); numbers past the end are passed over."""
    import pypdfium2  # noqa: PLC0415 - heavy, and only needed once a paper is looked at

    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        try:
            sizes = tuple(document.get_page_size(number) for number in range(len(document)))
            scale = scale_of(sizes[0][0])
            pages = {number: _draw(document[number], scale) for number in wanted if number < len(sizes)}
        finally:
            document.close()
    return Rendering(pdf, sizes, scale, pages)


def _draw(page: object, scale: float) -> QImage:
    bitmap = page.render(scale=scale, prefer_bgrx=True)  # type: ignore[attr-defined]
    picture = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32)
    return picture.copy()  # the buffer goes with its bitmap
