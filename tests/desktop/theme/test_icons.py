import ast
from re import findall

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QPixmap

from salesdesk.desktop.theme.icons import drawn, icon
from salesdesk.desktop.theme.look import look
from salesdesk.settings import RESOURCES, ROOT

MAKERS = ("icon", "IconButton", "IconLabel", "EmptyState", "Emblem")


def _ink(picture: QPixmap) -> set[str]:
    image = picture.toImage()
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
def test_an_icon_has_as_many_pixels_as_the_screen(qapp, scale):
    """Otherwise it would be drawn small and blown up: blurred at 200 %."""
    made = icon("users").pixmap(QSize(16, 16), scale)
    assert made.width() == round(16 * scale)
    assert made.devicePixelRatio() == scale


def test_an_icon_takes_the_colour_of_its_state(qapp):
    users = icon("users")
    usual = users.pixmap(QSize(32, 32), 2.0)
    off = users.pixmap(QSize(32, 32), 2.0, QIcon.Mode.Disabled)
    on = users.pixmap(QSize(32, 32), 2.0, QIcon.Mode.Normal, QIcon.State.On)
    tokens = look().tokens
    assert look().tokens.text2.lower() in _ink(usual)
    assert tokens.text3.lower() in _ink(off)
    assert tokens.accent.lower() in _ink(on)


def test_an_icon_follows_the_theme(qapp, dressed):
    plus = icon("plus")
    plus.pixmap(QSize(32, 32), 2.0)
    dressed.set_scheme("dark")
    assert look().tokens.text2.lower() in _ink(plus.pixmap(QSize(32, 32), 2.0))
    dressed.set_scheme("light")


def test_an_icon_that_is_missing_leaves_a_gap(qapp):
    assert _ink(drawn("no-such-icon", "#000000", 16, 1.0)) == set()


def test_every_icon_that_is_named_is_there():
    """Icons are named by strings; a wrong one would leave a hole nobody notices."""
    named: set[str] = set()
    for path in (ROOT / "salesdesk" / "desktop").rglob("*.py"):
        text = path.read_text("utf-8")
        named |= set(findall(r'\bicon="([a-z0-9-]+)"', text))
        named |= set(findall(r'\bicon = "([a-z0-9-]+)"', text))
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.Call) or ast.unparse(node.func) not in MAKERS:
                continue
            if node.args and isinstance(node.args[0], ast.Constant):
                named.add(str(node.args[0].value))
    there = {path.stem for path in (RESOURCES / "icons").glob("*.svg")}
    assert {name for name in named if name} - there == set()
