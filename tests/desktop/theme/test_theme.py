from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

from salesdesk.desktop.runtime.turns import turns
from salesdesk.desktop.theme.dress import dress
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.theme.theme import Theme
from salesdesk.desktop.theme.tokens import DARK, LIGHT
from salesdesk.settings import DeviceChoices


@pytest.fixture
def theme(dressed) -> Iterator[Theme]:
    yield dressed
    dressed.set_scheme("light")
    dressed.set_density("normal")
    dressed.set_zoom(100)


def test_the_theme_changes_while_the_window_is_open(qtbot, theme):
    window = QWidget()
    qtbot.addWidget(window)
    seen: list[QEvent.Type] = []

    class Watch(QObject):
        def eventFilter(self, watched, event):
            seen.append(event.type())
            return super().eventFilter(watched, event)

    watch = Watch()
    window.installEventFilter(watch)
    dress(window)
    window.show()
    theme.set_scheme("dark")
    assert look().tokens is DARK
    with qtbot.waitSignal(turns().over):
        pass
    assert window.palette().color(QPalette.ColorRole.Window).name().upper() == DARK.bg
    assert QEvent.Type.StyleChange in seen


def test_text_grows_and_rows_with_it(theme):
    theme.set_zoom(200)
    assert (look().row, look().font().pixelSize()) == (84, 26)
    theme.set_density("compact")
    assert look().row == 64


def test_the_ladder_of_sizes_ends_at_both_ends(theme):
    for _ in range(20):
        theme.zoom_by(1)
    assert theme.zoom == 200
    for _ in range(20):
        theme.zoom_by(-1)
    assert theme.zoom == 80


@pytest.mark.parametrize("kept", [{"theme": "pink", "zoom": "big", "density": 3}, {"zoom": 4000}, {}])
def test_a_broken_choice_is_passed_over(qapp, tmp_path, kept):
    theme = Theme(qapp, DeviceChoices(tmp_path / "device.json", kept))
    assert theme.scheme == "system"
    assert 80 <= theme.zoom <= 200
    assert theme.density == "normal"
    theme.deleteLater()


def test_choices_are_kept(qapp, tmp_path, theme):
    path = tmp_path / "device.json"
    mine = Theme(qapp, DeviceChoices(path))
    mine.set_scheme("dark")
    assert Theme(qapp, DeviceChoices.read(path)).scheme == "dark"
    mine.set_scheme("light")
    assert look().tokens is LIGHT
