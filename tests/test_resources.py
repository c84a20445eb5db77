"""What is shipped beside the code: every font has its licence, every icon takes the colour of its place."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from fontTools.ttLib import TTFont

from salesdesk.settings import RESOURCES

FONTS = sorted((RESOURCES / "fonts").rglob("*.ttf"))
ICONS = RESOURCES / "icons"


@pytest.mark.parametrize("font", FONTS, ids=lambda path: path.stem)
def test_a_font_may_be_embedded_and_its_licence_lies_beside_it(font: Path):
    with TTFont(font, lazy=True) as opened:
        assert opened["OS/2"].fsType == 0
    family = font.stem.split("-", maxsplit=1)[0]
    licences = list(font.parent.glob(f"{family}-*.txt"))
    assert len(licences) == 1
    assert licences[0].stat().st_size > 500


def test_the_icons_are_those_that_are_named():
    named = (ICONS / "names.txt").read_text("utf-8").split()
    assert sorted(f"{name}.svg" for name in named) == sorted(path.name for path in ICONS.glob("*.svg"))
    assert "ISC License" in (ICONS / "LICENSE.txt").read_text("utf-8")


def test_an_icon_is_a_plain_drawing_in_the_colour_of_its_place():
    shapes = {"path", "circle", "rect", "line", "ellipse", "polyline", "polygon", "svg"}
    for path in ICONS.glob("*.svg"):
        root = ET.parse(path).getroot()
        assert root.get("viewBox") == "0 0 24 24", path.name
        assert root.get("stroke") == "currentColor", path.name
        assert root.get("stroke-width") == "2", path.name
        assert {part.tag.rsplit("}")[-1] for part in root.iter()} <= shapes, path.name
