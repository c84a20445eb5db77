"""What scanners type, read: forms people meet at stands, and texts that want to do harm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.badges import (
    NOTE_LIMIT,
    RAW_LIMIT,
    SEVERAL,
    TEXT_LIMIT,
    BadgeForm,
    is_open_card,
    read_badge,
)

HOSTILE = (
    *(
        "<b>",
        "<img src=http://x.example/a.png>",
        "<a href=javascript:alert(1)>",
        "</para>",
        "&#0;",
        "\u202etxt",
    ),
    *("\u200b", "a" * 10_000, "\ud800", "\x00", "👩\u200d👩\u200d👧", "../../x", "CON", "file:///etc/passwd"),
    *("%s%n", "{0.__class__}", "'; DROP TABLE customers", "x' OR '1", "=1+1", "+1", "@SUM(1)"),
    *("MECARD:", "MECARD:N:", "MECARD:N:\\", "BIZCARD:N:;;;", "tel:", "mailto:", "http://[", "//", ";;;;;;"),
    *("MECARD:" + "TEL:1;" * 5_000, "a;" * 5_000, "mailto:" + "a" * 5_000, "https://" + "a." * 3_000),
)


def test_a_mecard_says_who_it_is():
    badge = read_badge(
        "MECARD:N:欧阳,娜娜;ORG:深圳鑫源机械有限公司;TEL:13800138000;EMAIL:n@xinyuan.example;;"
    )
    assert badge.form is BadgeForm.MECARD
    assert (badge.name, badge.company) == ("欧阳娜娜", "深圳鑫源机械有限公司")
    assert (badge.phones, badge.emails) == (("13800138000",), ("n@xinyuan.example",))


def test_a_western_name_is_turned_round_and_escapes_are_undone():
    badge = read_badge(r"MECARD:N:Müller,Jörg;ORG:Pumpen\; Mehr GmbH;URL:https\://pumpen.example;;")
    assert (badge.name, badge.company) == ("Jörg Müller", "Pumpen; Mehr GmbH")
    assert badge.website == "https://pumpen.example"


def test_a_bizcard_is_read_too():
    badge = read_badge(
        "BIZCARD:N:Sean;X:Owen;T:Engineer;C:Acme Ltd;A:76 9th Ave;B:+12125551212;E:s@acme.example;;"
    )
    assert (badge.name, badge.job_title, badge.company) == ("Sean Owen", "Engineer", "Acme Ltd")


@pytest.mark.parametrize(
    ("text", "form", "field", "value"),
    [
        ("mailto:li.lei@nova.example.com?subject=Hi", BadgeForm.MAIL, "emails", ("li.lei@nova.example.com",)),
        ("li.lei@nova.example.com", BadgeForm.MAIL, "emails", ("li.lei@nova.example.com",)),
        ("tel:+8613800138000", BadgeForm.PHONE, "phones", ("+8613800138000",)),
        ("SMSTO:13800138000:hello", BadgeForm.PHONE, "phones", ("13800138000",)),
        ("13800138000", BadgeForm.PHONE, "phones", ("13800138000",)),
        ("https://nova.example.com/a?b=1", BadgeForm.WEB, "website", "https://nova.example.com/a?b=1"),
        ("www.nova.example.com", BadgeForm.WEB, "website", "www.nova.example.com"),
    ],
)
def test_an_address_alone_fills_its_field(text, form, field, value):
    badge = read_badge(text)
    assert (badge.form, getattr(badge, field), badge.raw) == (form, value, text)


@pytest.mark.parametrize(
    "text", ["6901234567892", "EXPO2026-004711", "https://u.wechat.com/abc", "javascript:alert(1)"]
)
def test_a_code_nobody_understands_keeps_its_raw_text(text):
    badge = read_badge(text)
    assert badge.form is BadgeForm.UNKNOWN
    assert badge.raw == text
    assert not badge.says_something


@pytest.mark.parametrize(
    "text",
    [
        "王五;深圳鑫源机械有限公司;采购经理;13800138000;wang@xinyuan.example",
        "深圳鑫源机械有限公司|王五|13800138000|wang@xinyuan.example|采购经理",
        "王五\t采购经理\t深圳鑫源机械有限公司\twang@xinyuan.example\t13800138000",
        "姓名：王五\n公司：深圳鑫源机械有限公司\n职务：采购经理\n手机：13800138000\n邮箱：wang@xinyuan.example",
        "王五，采购经理，深圳鑫源机械有限公司，13800138000，wang@xinyuan.example",
    ],
)
def test_a_plain_list_is_told_apart_by_what_its_parts_look_like(text):
    badge = read_badge(text)
    assert badge.form is BadgeForm.PLAIN
    assert (badge.name, badge.company, badge.job_title) == ("王五", "深圳鑫源机械有限公司", "采购经理")
    assert (badge.phones, badge.emails) == (("13800138000",), ("wang@xinyuan.example",))


def test_an_english_list_is_read_alike():
    badge = read_badge(
        "Anna Schmidt, Purchasing Manager, Pumpen Schmidt GmbH, +49 30 901820, anna@pumpen.example"
    )
    assert (badge.name, badge.job_title, badge.company) == (
        "Anna Schmidt",
        "Purchasing Manager",
        "Pumpen Schmidt GmbH",
    )


def test_a_card_is_open_until_its_end_has_come():
    assert is_open_card("BEGIN:VCARD\nVERSION:3.0\nN:王;五")
    assert not is_open_card("BEGIN:VCARD\nEND:VCARD")
    assert not is_open_card("王五;鑫源")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_read_as_words_and_never_as_more(text):
    _is_tidy(read_badge(text), text)
    _is_tidy(read_badge(f"王五;{text};13800138000"), text)
    _is_tidy(read_badge(f"MECARD:N:{text};ORG:{text};TEL:{text};EMAIL:{text};URL:{text};NOTE:{text};;"), text)


@given(st.text(max_size=400))
def test_whatever_is_scanned_nothing_raises_and_every_field_is_tidy(text):
    _is_tidy(read_badge(text), text)


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_a_mecard_holds_its_fields_are_tidy(name, company):
    _is_tidy(read_badge(f"MECARD:N:{name};ORG:{company};TEL:138;;"), name)


def _is_tidy(badge, text):
    assert len(badge.raw) <= RAW_LIMIT
    for value in (badge.company, badge.name, badge.job_title, badge.department, badge.wechat, badge.street):
        assert len(value) <= TEXT_LIMIT
        assert "\n" not in value
        assert "\x00" not in value
        assert "\u202e" not in value
    assert len(badge.note) <= NOTE_LIMIT
    assert max(len(badge.phones), len(badge.emails)) <= SEVERAL
    assert (
        badge.website == ""
        or badge.website.lower().startswith(("http://", "https://"))
        or "." in badge.website
    )
    badge.raw.encode()
