"""What a stranger typed is printed as it stands; it reaches no parser, no file and no network."""

import sys

import pytest

from salesdesk.documents import letters, logos, typesetting
from salesdesk.documents.quote_paper import Party
from salesdesk.documents.sales_pdf import render_quote
from salesdesk.settings import RESOURCES

SEEDS = (
    "Tom & <Jerry> GmbH",
    "<b>bold</b>",
    "</para><para>",
    "<img src='file:///etc/passwd'/>",
    '<img src="https://host.invalid/x.png" width="1"/>',
    "<font color=\"[__import__('os').system('true')]\">x</font>",
    '<a href="javascript:alert(1)">press</a>',
    "<unclosed",
    "&#65;&amp;&lt;&nbsp;",
    "%PDF-1.4 endobj stream",
    ") Tj ET Q (",
    "(((((\\(\\)",
    "\\x00\\u0000\\n",
    "{name} {0} %s %(x)s $x",
    "'; DROP TABLE quotes; --",
    "=cmd|' /C calc'!A0",
    "../../../../etc/passwd",
    "<onDraw name='x'/><seq/>",
    "<![CDATA[ x ]]>",
    "<?xml version='1.0'?>",
)
HOSTILE = [f"{seed} №{number}" for number in range(5) for seed in SEEDS]
_heard: list[tuple[str, object]] | None = None
_listening = False


def _listen(event: str, arguments: tuple[object, ...]) -> None:
    if _heard is not None and event.split(".", maxsplit=1)[0] in {
        "open",
        "socket",
        "subprocess",
        "os",
        "urllib",
        "exec",
    }:
        _heard.append((event, arguments[0] if arguments else ""))


@pytest.fixture
def heard():
    """Collect what a piece of work asks of the system."""
    global _heard, _listening  # noqa: PLW0603 - an audit hook cannot be taken off again
    if not _listening:
        sys.addaudithook(_listen)
        _listening = True
    yield _start
    _heard = None


def _start() -> list[tuple[str, object]]:
    global _heard  # noqa: PLW0603
    _heard = []
    return _heard


def test_a_hundred_hostile_names_are_printed_literally(printed, make_goods):
    lines = [line | {"name": name, "note": name} for name, line in zip(HOSTILE, make_goods(100), strict=True)]
    dense = printed(lines).dense()
    assert [name for name in HOSTILE if "".join(name.split()) not in dense] == []
    words = {word for name in HOSTILE for word in name.split()}
    assert [word for word in words if len(word) < 20 and dense.count(word) < 2] == []


@pytest.mark.parametrize("field", ["name", "address", "contact", "phone", "email", "tax_id", "bank_name"])
def test_hostile_letterheads_are_printed_literally(printed, field):
    name = "<b>Tom & <Jerry></b>"
    parties = {"bank_account": "1", "name": "x"} | {field: name}
    assert "".join(name.split()) in printed(seller=Party(**parties), buyer=Party(**parties)).dense()


def test_hostile_terms_title_and_number_are_printed_literally(printed):
    text = printed(
        number="<i>Q</i>",
        title="</para>&",
        terms="<b>1</b>\n& 2",
        note="<br/>",
        payment_terms="<",
        prepared_by="&lt;",
    ).text()
    assert all(part in text for part in ("<i>Q</i>", "</para>&", "<b>1</b>", "& 2", "<br/>", "&lt;"))


def test_marks_that_turn_or_hide_text_are_not_printed(printed, make_goods):
    text = printed(make_goods(1, name="价\u202e格\u2066 1\u200b00\x00\x1b[0m\ud800元")).text()
    assert "价格 100[0m元" in text


def test_a_name_that_is_nothing_or_spaces_makes_a_paper(printed, make_goods):
    assert len(printed(make_goods(2, name="\t \n", name_en="", unit=" "), buyer=Party(), seller=Party())) == 1


def test_printing_opens_our_fonts_and_nothing_else(make_paper, make_goods, heard):
    lines = [line | {"name": name} for name, line in zip(HOSTILE, make_goods(100), strict=True)]
    paper = make_paper(lines, terms="𠀀🎉")
    render_quote(paper, "both")  # modules and words are loaded now
    for kept in (letters.font_of, letters.runs_of, letters._choice, typesetting.wrap, logos.checked_logo):
        kept.cache_clear()
    events = heard()
    render_quote(paper, "both")
    opened = {str(argument) for event, argument in events if event == "open"}
    assert opened
    assert {path for path in opened if not path.startswith(str(RESOURCES / "fonts"))} == set()
    assert {event for event, _ in events if event != "open"} == set()
