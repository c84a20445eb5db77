from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from salesdesk.integrations.photo_facts import turned_upright, without_facts


def photo(**more):
    written = BytesIO()
    Image.effect_noise((64, 48), 40).convert("RGB").save(written, "JPEG", **more)
    return written.getvalue()


def test_where_a_photo_was_taken_is_left_out_and_every_pixel_stays():
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010F] = "Camera of Li"
    content = photo(exif=exif, comment=b"shot at the customer's gate")
    clean = without_facts(content)
    assert b"Camera of Li" in content
    for told in (b"Exif", b"Camera of Li", b"gate"):
        assert told not in clean
    before, after = (Image.open(BytesIO(one)) for one in (content, clean))
    assert before.tobytes() == after.tobytes()
    assert not after.getexif()


def test_what_is_no_photo_stays_as_it_is():
    png = BytesIO()
    Image.new("RGB", (4, 4)).save(png, "PNG")
    for content in (b"", b"\xff\xd8", b"%PDF-1.7 text", png.getvalue()):
        assert without_facts(content) == content


@given(st.binary(max_size=400), st.integers(0, 2_000))
def test_a_broken_one_is_never_made_worse(noise, cut):
    whole = photo()
    for content in (whole[:cut], whole[:cut] + noise, b"\xff\xd8" + noise):
        assert len(without_facts(content)) <= len(content)


def test_a_photo_that_was_held_sideways_is_turned_before_that_is_forgotten():
    exif = Image.Exif()
    exif[0x0112] = 6
    content = photo(exif=exif)
    assert Image.open(BytesIO(without_facts(turned_upright(content)))).size == (48, 64)
    plain = photo()
    assert turned_upright(plain) == plain
    assert turned_upright(content[:300]) == content[:300]
