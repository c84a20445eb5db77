"""Lines that fit, and characters that are drawn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.documents.letters import FIRST_FONT, font_of, runs_of, width_of
from salesdesk.documents.typesetting import Style, clean, paragraphs, wrap

TEXT = Style(9)
mixed = st.text(st.sampled_from("深圳市鑫源电子，。（）《》“” abcdefgXYZ 0123.,-𠮷é"), max_size=80).map(clean)


@given(text=mixed, width=st.floats(20, 300))
def test_no_character_is_lost_and_no_line_is_too_wide(text, width):
    lines = wrap(text, width, TEXT)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(lines)
    hanging = TEXT.size * 4  # a few marks that must stay with the character before them
    assert all(TEXT.width(line) <= width + hanging for line in lines)


@given(text=mixed, width=st.floats(60, 300))
def test_no_line_begins_with_a_mark_that_ends_a_sentence(text, width):
    marks = "，。）》”"
    crowded = any(text[i] in marks and text[i + 1] in marks for i in range(len(text) - 1))
    starts = [line[0] for line in wrap(text, width, TEXT)[1:]]
    assert crowded or not [start for start in starts if start in marks] or " " in text


def test_words_are_kept_whole_and_han_is_broken_anywhere():
    assert wrap("precision spindle assembly", TEXT.width("precision spindle"), TEXT) == (
        "precision spindle",
        "assembly",
    )
    assert wrap("精密数控车床", TEXT.width("精密数"), TEXT) == ("精密数", "控车床")


def test_a_word_wider_than_the_column_is_broken():
    lines = wrap("https://example.com/" + "a" * 90, 100, TEXT)
    assert len(lines) > 3
    assert all(TEXT.width(line) <= 100 for line in lines)


def test_a_stop_stays_with_its_sentence():
    assert wrap("一二三，四", TEXT.width("一二三"), TEXT) == ("一二", "三，四")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("  a \t b\u3000c ", "a b c"),
        ("a\x00b\x07c", "abc"),
        ("cafe\u0301", "café"),
        ("safe\u202egnp.exe", "safegnp.exe"),
        ("\ufa19社", "\ufa19社"),  # a compatibility form in a name is that name: it is not replaced
        ("\ud800x", "x"),
        ("葛\U000e0100城", "葛城"),
    ],
)
def test_what_cannot_be_printed_is_left_out(typed, printed):
    assert clean(typed) == printed


def test_lines_that_were_typed_stay_lines():
    assert paragraphs("\n一\n\n 二  三\r\n四\n") == ["一", "", "二 三", "四"]
    assert paragraphs(" \n ") == []


def test_figures_are_all_of_one_width():
    for bold in (False, True):
        assert len({width_of(digit, bold=bold) for digit in "0123456789"}) == 1


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("character", "中a9é€¥Я鑫㐂䶮𠮷𠀀𪚥𫖯𬭎﨑김")
def test_a_character_is_drawn_by_a_font_that_has_it(character, bold):
    (run,) = runs_of(character, bold=bold)
    assert font_of(run.font).face.charToGlyph[ord(character)] != 0
    assert run.width > 0


def test_all_han_up_to_extension_b_is_drawn():
    """The basic block and extension A as of Unicode 11, extension B as of Unicode 3.1."""
    missing = [
        code
        for code in (*range(0x4E00, 0x9FF0), *range(0x3400, 0x4DB6), *range(0x20000, 0x2A6D7))
        if not any(font_of(run.font).face.charToGlyph[code] for run in runs_of(chr(code), bold=False))
    ]
    assert missing == []


def test_marks_both_scripts_use_follow_their_neighbours():
    assert runs_of("他说“好”", bold=False)[0].font == FIRST_FONT
    assert {run.font for run in runs_of("it’s", bold=False)} == {"InterFigures-Regular"}
