import ast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument

from salesdesk.desktop.widgets.painting import initials
from salesdesk.desktop.widgets.plain import PlainLabel, tip
from salesdesk.settings import ROOT

HOSTILE = "<b>Tom</b> & <img src=x> GmbH &lt;3"


def test_a_label_shows_markup_as_it_was_typed(qtbot):
    label = PlainLabel(HOSTILE)
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.text() == HOSTILE


def test_a_tooltip_shows_markup_as_it_was_typed(qtbot):
    label = PlainLabel("x")
    qtbot.addWidget(label)
    tip(label, HOSTILE)
    document = QTextDocument()
    document.setHtml(label.toolTip())
    assert document.toPlainText() == HOSTILE
    tip(label, "Tom & Co")
    assert label.toolTip() == "Tom & Co"


def test_a_label_that_is_cut_tells_the_whole(qtbot):
    label = PlainLabel("a very long name indeed", elide=True)
    qtbot.addWidget(label)
    label.resize(40, 20)
    assert label.grab().width() == 40
    assert label.toolTip() == "a very long name indeed"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("深圳鑫源机械", "深"),
        ("Acme Pumps Ltd", "AP"),
        ("nordwind", "NO"),
        ("Orchard & Co", "OC"),
        ("Jean-Luc", "JL"),
        ("", ""),
        ("  ", ""),
        ("é", "É"),
        ("!!!", "!"),
    ],
)
def test_an_avatar_says_whom_it_stands_for(name, shown):
    assert initials(name) == shown


def test_no_other_label_or_box_guesses_what_is_html():
    """QLabel, QMessageBox and tooltips take any text with a tag for HTML: a customer's name is data."""
    guessing = []
    for path in (ROOT / "salesdesk" / "desktop").rglob("*.py"):
        if path.name == "plain.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func)
                if name in ("QLabel", "QMessageBox", "QErrorMessage") or name.endswith(".setToolTip"):
                    guessing.append(f"{path.name}: {name}")
    assert guessing == []
