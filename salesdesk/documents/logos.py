"""Logos: only pictures that were read and written anew by us ever reach a paper."""

import warnings
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Final

from salesdesk.domain.errors import FileRefused

LARGEST_FILE: Final = 5 * 1024 * 1024
MOST_PIXELS: Final = 25_000_000
_PRINTED: Final = (1200, 600)  # 300 dots an inch at 100 mm: more would only make each paper heavier


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture fit for print; sizes are pixels."""

    png: bytes
    width: int
    height: int


@lru_cache(maxsize=8)
def checked_logo(data: bytes) -> Logo:
    """Return a PNG or JPEG picture, flattened on white and made anew.

    Raises FileRefused: `logo-too-large` (more than 5 MB or 25 million pixels), `logo-unreadable`.
    """
    from PIL import Image, ImageOps  # noqa: PLC0415 - heavy, only for pictures

    if len(data) > LARGEST_FILE:
        raise FileRefused("logo-too-large", megabytes=LARGEST_FILE // 1024**2)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            opened = Image.open(BytesIO(data), formats=("PNG", "JPEG"))
            if opened.width * opened.height > MOST_PIXELS:
                raise FileRefused("logo-too-large", megabytes=LARGEST_FILE // 1024**2)  # noqa: TRY301 - two checks, one seam
            picture = ImageOps.exif_transpose(opened).convert("RGBA")
    except FileRefused:
        raise
    except Exception as error:
        raise FileRefused("logo-unreadable") from error
    return _flattened(picture)


def _flattened(picture: object) -> Logo:
    from PIL import Image  # noqa: PLC0415 - heavy, only for pictures

    assert isinstance(picture, Image.Image)
    picture.thumbnail(_PRINTED)
    white = Image.new("RGBA", picture.size, "white")
    flat = Image.alpha_composite(white, picture).convert("RGB")
    written = BytesIO()
    flat.save(written, format="PNG")
    return Logo(written.getvalue(), flat.width, flat.height)
