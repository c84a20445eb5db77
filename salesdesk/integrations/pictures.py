"""Pictures from outside: checked before they are decoded, and made anew before they are kept.

What is kept was written by us: no place, no camera, no second file behind the picture.
"""

import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final

from salesdesk.domain.errors import FileRefused
from salesdesk.integrations.limits import MEGABYTE

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST_FILE: Final = 20 * MEGABYTE
MOST_PIXELS: Final = 50_000_000
FORMATS: Final = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF", "PPM")
KEPT: Final = 2_000
"""Pixels of the longer side of a picture that is kept: enough to read the smallest print of a card."""
THUMBNAIL: Final = 256
_QUALITY: Final = 82
MIME: Final = "image/jpeg"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept: JPEG bytes, and the small one (at most 256 pixels a side)."""

    jpeg: bytes
    thumbnail: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Pixels:
    """A picture as it is drawn: three bytes (red, green, blue) a pixel, row after row without gaps."""

    rgb: bytes
    width: int
    height: int


def pixels(data: bytes, side: int) -> Pixels:
    """Return a picture no larger than `side` pixels, ready to be drawn. Raises FileRefused."""
    picture = opened_picture(data)
    picture.thumbnail((side, side))
    return Pixels(picture.tobytes(), picture.width, picture.height)


def portable(drawn: Pixels) -> bytes:
    """Return drawn pixels as a file that every reader here takes (PPM)."""
    return b"P6 %d %d 255\n" % (drawn.width, drawn.height) + drawn.rgb


def as_png(data: bytes) -> bytes:
    """Return a picture as PNG, without loss. Raises FileRefused as `opened_picture` does."""
    written = BytesIO()
    opened_picture(data).save(written, format="PNG")
    return written.getvalue()


def cleaned(data: bytes) -> Picture:
    """Return a picture made anew, upright and without anything but its pixels.

    Raises FileRefused as `opened_picture` does.
    """
    picture = opened_picture(data)
    picture.thumbnail((KEPT, KEPT))
    small = picture.copy()
    small.thumbnail((THUMBNAIL, THUMBNAIL))
    return Picture(_jpeg(picture), _jpeg(small), picture.width, picture.height)


def opened_picture(data: bytes) -> "Image":
    """Return the first picture of a file, upright, on white, in RGB.

    Raises FileRefused: `picture-too-large` (megabytes; 20 MB or 50 million pixels), `picture-unreadable`.
    """
    from PIL import Image, ImageOps  # noqa: PLC0415 - heavy, only for pictures

    if len(data) > LARGEST_FILE:
        raise FileRefused("picture-too-large", megabytes=LARGEST_FILE // MEGABYTE)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            opened = Image.open(BytesIO(data), formats=FORMATS)
            if opened.width * opened.height > MOST_PIXELS:
                raise FileRefused("picture-too-large", megabytes=LARGEST_FILE // MEGABYTE)  # noqa: TRY301 - two checks, one seam
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except FileRefused:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise FileRefused("picture-too-large", megabytes=LARGEST_FILE // MEGABYTE) from error
    except Exception as error:
        raise FileRefused("picture-unreadable") from error
    white = Image.new("RGBA", upright.size, "white")
    return Image.alpha_composite(white, upright).convert("RGB")


def _jpeg(picture: "Image") -> bytes:
    written = BytesIO()
    picture.save(written, format="JPEG", quality=_QUALITY)
    return written.getvalue()
