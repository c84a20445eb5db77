from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QLabel, QWidget
from shiboken6 import delete

from salesdesk.desktop.runtime.language import Language, bind
from salesdesk.desktop.widgets.buttons import Button, IconButton
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.settings import DeviceChoices


def test_words_change_while_the_window_is_open(qtbot, choices):
    language = Language(choices)
    language.switch("en")
    window = QWidget()
    qtbot.addWidget(window)
    label = PlainLabel(key="window.undone", parent=window, step="x")
    button = Button(key="window.undo", parent=window)
    icon = IconButton("x", "window.close", parent=window)
    language.switch("zh")
    qtbot.waitUntil(lambda: label.text() == "已撤销：x")
    assert (button.text(), button.accessibleName()) == ("撤销", "撤销")
    assert (icon.accessibleName(), icon.toolTip()) == ("关闭", "关闭")
    assert DeviceChoices.read(choices.path).get("language") == "zh"


def test_what_is_bound_again_replaces_what_was(qtbot, choices, chinese):
    language = Language(choices)
    label = PlainLabel(key="window.undo")
    qtbot.addWidget(label)
    label.say("window.redo")
    language.switch("en")
    qtbot.waitUntil(lambda: label.text() == "Redo")


def test_what_is_bound_goes_with_its_widget(qtbot, qapp, choices):
    said: list[str] = []
    language = Language(choices)
    language.switch("en")
    widget = QWidget()
    bind(widget, said.append, "window.undo")
    delete(widget)
    language.switch("zh")
    qapp.processEvents()
    assert said == ["Undo"]


def test_dialogs_and_dates_of_qt_speak_it_too_from_the_first_start(qtbot, choices):
    choices.set("language", "zh")
    language = Language(choices)
    assert (_cancel(qtbot), QLocale().name()) == ("取消", "zh_CN")
    language.switch("en")
    assert (_cancel(qtbot), QLocale().name()) == ("Cancel", "en_US")


def test_the_file_dialog_says_all_of_it_in_chinese(qtbot, choices):
    choices.set("language", "zh")
    Language(choices)
    dialog = QFileDialog()
    qtbot.addWidget(dialog)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    said = [label.text() for label in dialog.findChildren(QLabel) if label.text()]
    assert said
    assert [text for text in said if text.isascii()] == []


def _cancel(qtbot) -> str:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    return box.button(QDialogButtonBox.StandardButton.Cancel).text()
