"""A logo is read once, made anew, and cannot hurt."""

import io

import pytest
from PIL import Image

from salesdesk.documents.logos import checked_logo
from salesdesk.domain.errors import FileRefused


def picture(kind="PNG", size=(300, 120), mode="RGB", **options):
    written = io.BytesIO()
    Image.new(mode, size, "navy").save(written, kind, **options)
    return written.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_logo_is_on_the_paper_once(printed, kind):
    assert printed(60, logo=picture(kind)).pictures() == 1
    assert printed(60).pictures() == 0


def test_a_logo_is_made_anew_without_what_came_along():
    data = picture("JPEG", comment=b"taken at home") + b"<script>"
    logo = checked_logo(data)
    assert logo.png.startswith(b"\x89PNG")
    assert b"taken at home" not in logo.png
    assert b"<script>" not in logo.png


def test_a_transparent_logo_is_laid_on_white():
    with Image.open(io.BytesIO(checked_logo(picture(mode="RGBA", size=(4, 4))).png)) as opened:
        assert opened.mode == "RGB"
    clear = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(clear, "PNG")
    with Image.open(io.BytesIO(checked_logo(clear.getvalue()).png)) as opened:
        assert opened.getpixel((1, 1)) == (255, 255, 255)


def test_a_large_logo_is_made_small():
    logo = checked_logo(picture(size=(4000, 1000)))
    assert (logo.width, logo.height) == (1200, 300)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        picture("GIF"),
        picture()[:60],
        picture("TIFF"),
    ],
)
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(FileRefused) as refused:
        checked_logo(data)
    assert refused.value.code == "logo-unreadable"


@pytest.mark.parametrize("data", [picture(size=(6000, 6000), mode="1"), picture() + b"\0" * 6_000_000])
def test_a_picture_too_large_to_be_a_logo_is_refused(data):
    with pytest.raises(FileRefused) as refused:
        checked_logo(data)
    assert refused.value.code == "logo-too-large"


def test_a_bomb_of_pixels_is_refused_before_it_is_unpacked():
    data = bytearray(picture(size=(10, 10)))
    data[16:24] = (60_000).to_bytes(4, "big") * 2
    with pytest.raises(FileRefused):
        checked_logo(bytes(data))
