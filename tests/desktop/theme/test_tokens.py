from pathlib import Path
from re import findall

import pytest

from salesdesk.desktop.theme.look import Look
from salesdesk.desktop.theme.theme import style_sheet
from salesdesk.desktop.theme.tokens import DARK, EDGE_PAIRS, LIGHT, TEXT_PAIRS, contrast

DESKTOP = Path(__file__).resolve().parents[3] / "salesdesk" / "desktop"
THEMES = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])


def test_contrast_is_measured_as_wcag_does():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@THEMES
def test_every_text_can_be_read(tokens):
    poor = {
        (ink, ground): round(contrast(getattr(tokens, ink), getattr(tokens, ground)), 2)
        for ink, ground in TEXT_PAIRS
        if contrast(getattr(tokens, ink), getattr(tokens, ground)) < 4.5
    }
    assert poor == {}


@THEMES
def test_edges_of_fields_and_the_focus_ring_can_be_seen(tokens):
    assert {pair for pair in EDGE_PAIRS if contrast(*(getattr(tokens, name) for name in pair)) < 3} == set()


@THEMES
def test_initials_can_be_read_on_every_avatar(tokens):
    assert [ground for ground in tokens.avatars if contrast(tokens.on_avatar, ground) < 4.5] == []


def test_pills_differ_from_one_another_in_both_themes():
    for tokens in (LIGHT, DARK):
        grounds = [getattr(tokens, f"{tone}_soft") for tone in ("ok", "warn", "bad", "info", "violet")]
        assert len(set(grounds)) == 5


def test_no_colour_is_written_outside_the_tokens():
    """A colour in a page would stay as it is when the theme changes."""
    strays = [
        f"{path.name}: {found}"
        for path in DESKTOP.rglob("*.py")
        if path.name != "tokens.py"
        for found in findall(r"[\"']#[0-9A-Fa-f]{6}[\"']|QColor\(\d", path.read_text("utf-8"))
    ]
    assert strays == []


@pytest.mark.parametrize("zoom", [80, 100, 200])
def test_the_style_sheet_is_whole_at_every_text_size(zoom):
    for tokens in (LIGHT, DARK):
        sheet = style_sheet(Look(tokens, zoom, "compact"))
        assert "$" not in sheet
        assert tokens.field_border in sheet


def test_both_themes_have_the_same_parts():
    assert LIGHT._fields == DARK._fields
