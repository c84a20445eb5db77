"""What a photo tells besides its picture (where, when, with what) is taken out before it is kept.

The picture itself stays as it is, byte for byte: only segments of a JPEG that hold such facts are left out
(ITU-T T.81 annex B; Exif, XMP, IPTC and comments).
"""

from io import BytesIO
from typing import Final

_START: Final = b"\xff\xd8"
_ORIENTATION: Final = 0x0112
_QUALITY: Final = 92
_SCAN: Final = 0xDA
_ALONE: Final = frozenset((0x01, *range(0xD0, 0xD9)))
_TOLD: Final = frozenset((0xE1, *range(0xE3, 0xEE), 0xEF, 0xFE))
"""APP1 (Exif, XMP), APP3 to 13 (maker's notes, IPTC), APP15, comments; colours (APP2) and APP14 stay."""


def turned_upright(content: bytes) -> bytes:
    """Return a photo whose facts say how it was held as it is meant to be seen; anything else as it is."""
    if not content.startswith(_START):
        return content
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415 - heavy, only for pictures

    try:
        with Image.open(BytesIO(content), formats=("JPEG",)) as photo:
            if photo.getexif().get(_ORIENTATION, 1) == 1:
                return content
            written = BytesIO()
            ImageOps.exif_transpose(photo).convert("RGB").save(written, "JPEG", quality=_QUALITY)
            return written.getvalue()
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return content


def without_facts(content: bytes) -> bytes:
    """Return a JPEG without its facts; anything else, and one that is broken, as it is."""
    if not content.startswith(_START):
        return content
    kept, at = [_START], len(_START)
    while at + 4 <= len(content) and content[at] == 0xFF:  # noqa: PLR2004 - a marker begins with it
        marker = content[at + 1]
        if marker == _SCAN:
            return b"".join((*kept, content[at:]))
        length = 0 if marker in _ALONE else int.from_bytes(content[at + 2 : at + 4])
        end = at + 2 + length
        if end > len(content) or (length < 2 and marker not in _ALONE):  # noqa: PLR2004 - it counts itself
            return content
        if marker not in _TOLD:
            kept.append(content[at:end])
        at = end
    return content
