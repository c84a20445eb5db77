"""Badges, codes in pictures, pictures themselves and letters: what comes out of files of other people."""

import struct
import zlib
from email import message_from_bytes
from email.policy import default
from io import BytesIO

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from salesdesk.domain.badges import BadgeForm
from salesdesk.domain.errors import BadInput, FileRefused
from salesdesk.integrations import pictures
from salesdesk.integrations.badge_cards import read_code
from salesdesk.integrations.codes import codes_in
from salesdesk.integrations.mail_drafts import MailDraft, eml, file_name

CARD = (
    "BEGIN:VCARD\nVERSION:3.0\nN:王;五;;;\nFN:王五\nORG:深圳鑫源机械有限公司;采购部\nTITLE:采购经理\n"
    "TEL;TYPE=CELL:13800138000\nTEL;TYPE=FAX:0755-1\nEMAIL:wang@xinyuan.example\nURL:https://xinyuan.example\n"
    "END:VCARD"
)


def _png(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 64)), (b"IEND", b""))
    made = b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + made


def _picture_of(text: str, kind: "zxingcpp.BarcodeFormat") -> bytes:
    code = zxingcpp.create_barcode(text, kind)
    drawn = Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=6))
    page = Image.new("L", (drawn.width + 200, drawn.height + 160), 255)
    page.paste(drawn, (90, 70))
    written = BytesIO()
    page.save(written, format="PNG")
    return written.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        CARD,
        CARD.replace("VERSION:3.0", "VERSION:4.0"),
        CARD.replace("\n", ""),  # a scanner that leaves line ends out
        CARD.replace("\n", "\t"),
        (
            "BEGIN:VCARD\nVERSION:2.1\nN:;王五\nORG:深圳鑫源机械有限公司;采购部\nTITLE:采购经理\nTEL;CELL:13800138000\n"
            "EMAIL;INTERNET:wang@xinyuan.example\nURL:https://xinyuan.example\nEND:VCARD"
        ),
    ],
)
def test_an_address_card_fills_the_form_in_every_version(text):
    badge = read_code(text)
    assert badge.form is BadgeForm.CARD
    assert (badge.name, badge.company, badge.department) == ("王五", "深圳鑫源机械有限公司", "采购部")
    assert (badge.job_title, badge.phones, badge.emails) == (
        "采购经理",
        ("13800138000",),
        ("wang@xinyuan.example",),
    )
    assert badge.website == "https://xinyuan.example"


def test_what_is_no_card_is_read_as_any_badge():
    assert read_code("tel:13800138000").form is BadgeForm.PHONE


@pytest.mark.parametrize(
    "text",
    [
        "BEGIN:VCARD",
        "BEGIN:VCARD\nPHOTO;VALUE=uri:http://x.example/a.png\nEND:VCARD",
        "BEGIN:VCARD\nPHOTO;ENCODING=b:" + "A" * 200_000,
        "BEGIN:VCARD\nFN:x\n" + " folded\n" * 5_000,
        "BEGIN:VCARD\nAGENT:BEGIN:VCARD\n" * 2_000,
        "BEGIN:VCARD\nFN;CHARSET=nonsense;ENCODING=QUOTED-PRINTABLE:=E7=8E=\nEND:VCARD",
    ],
)
def test_a_hostile_card_is_read_or_kept_raw(text):
    badge = read_code(text)
    assert len(badge.name) <= 200
    assert badge.raw.startswith("BEGIN:VCARD")


@given(st.text(max_size=200))
def test_a_card_with_anything_in_it_never_raises(text):
    read_code(f"BEGIN:VCARD\n{text}\nEND:VCARD")


@pytest.mark.parametrize("kind", ["QRCode", "DataMatrix", "PDF417", "Aztec"])
def test_a_code_in_a_picture_is_read(kind):
    picture = _picture_of("MECARD:N:王五;ORG:鑫源机械;;", getattr(zxingcpp.BarcodeFormat, kind))
    assert codes_in(picture) == ["MECARD:N:王五;ORG:鑫源机械;;"]


def test_bars_are_read_too():
    assert codes_in(_picture_of("EXPO-004711", zxingcpp.BarcodeFormat.Code128)) == ["EXPO-004711"]


def test_a_picture_without_a_code_has_none():
    written = BytesIO()
    Image.new("RGB", (60, 40), "white").save(written, format="JPEG")
    assert codes_in(written.getvalue()) == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (_png(32_000, 32_000), "picture-too-large"),  # 10^9 pixels in a hundred bytes
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "picture-unreadable"),
        (b"%PDF-1.7\n" + b"\xff\xd8\xff" * 9, "picture-unreadable"),
        (b"", "picture-unreadable"),
        (b"\0" * (pictures.LARGEST_FILE + 1), "picture-too-large"),
    ],
)
def test_a_picture_that_wants_too_much_is_refused_before_it_is_decoded(data, code):
    for reads in (codes_in, pictures.cleaned):
        with pytest.raises(FileRefused) as refused:
            reads(data)
        assert refused.value.code == code


def test_a_truncated_picture_is_refused():
    written = BytesIO()
    Image.effect_noise((200, 200), 50).save(written, format="JPEG")
    with pytest.raises(FileRefused, match="picture-unreadable"):
        pictures.cleaned(written.getvalue()[:500])


def test_a_kept_picture_has_lost_where_it_was_taken_and_what_stood_behind_it():
    exif = Image.Exif()
    exif[0x0110] = "Phone 12"
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (31.0, 13.0, 48.0)
    written = BytesIO()
    Image.new("RGB", (3_000, 1_000), "red").save(written, format="JPEG", exif=exif)
    kept = pictures.cleaned(written.getvalue() + b"PK\x03\x04 a second file")
    assert (kept.width, kept.height) == (667, 2_000)
    for data in (kept.jpeg, kept.thumbnail):
        with Image.open(BytesIO(data)) as opened:
            assert dict(opened.getexif()) == {}
        assert b"Phone 12" not in data
        assert b"PK\x03\x04" not in data
    with Image.open(BytesIO(kept.thumbnail)) as small:
        assert max(small.size) == 256


def _draft(**given_) -> MailDraft:
    usual = {
        "title": "鑫源",
        "to_name": "王五",
        "to_address": "wang@xinyuan.example",
        "subject": "感谢",
        "body": "您好",
    }
    return MailDraft(**usual | given_)


def test_a_letter_opens_as_a_draft_with_its_chinese_whole():
    body = "王五您好：\n\n很高兴在展会上与您交流。" + "长" * 2_000
    message = message_from_bytes(eml(_draft(subject="感谢光临 " * 20, body=body)), policy=default)
    assert message["X-Unsent"] == "1"
    assert message["Subject"] == ("感谢光临 " * 20).strip()
    assert (message["To"].addresses[0].display_name, message["To"].addresses[0].addr_spec) == (
        "王五",
        "wang@xinyuan.example",
    )
    assert message.get_content().replace("\r\n", "\n").strip() == body


@pytest.mark.parametrize("evil", ["a\r\nBcc: x@y.example", "a\nX-Evil: 1", "\x00", "\u202e", "%s{0}"])
def test_nobody_writes_a_header_through_a_name(evil):
    message = message_from_bytes(eml(_draft(to_name=evil, subject=evil)), policy=default)
    assert set(message.keys()) == {
        *("Subject", "To", "X-Unsent", "Content-Type", "Content-Transfer-Encoding", "MIME-Version")
    }


def test_an_address_no_mail_can_go_to_is_refused():
    with pytest.raises(BadInput, match="email-unreadable"):
        eml(_draft(to_address="a b\r\n@x"))


def test_file_names_stay_in_their_folder_on_every_system():
    taken: set[str] = set()
    names = [
        file_name(title, taken)
        for title in ("鑫源", "鑫源", "../../x", "CON", "", "a" * 300, "a<b>:c", "\u202egpj")
    ]
    assert names[:5] == ["鑫源.eml", "鑫源 2.eml", "x.eml", "_CON.eml", "mail.eml"]
    assert all(len(name) < 80 and not set(name) & set('<>:"/\\|?*') for name in names)
