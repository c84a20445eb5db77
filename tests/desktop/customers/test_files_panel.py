"""Files of a customer through the window: pasted, dropped, looked at, taken away and brought back."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QGuiApplication, QImage

from salesdesk.desktop.customers.files_panel import FilesPanel, size_of
from salesdesk.services import attachments, undo
from salesdesk.storage.files import Files
from salesdesk.words import say

CTRL, KEY = Qt.KeyboardModifier.ControlModifier, Qt.Key


class _Open:
    """As much of an open workspace as files need."""

    def __init__(self, files):
        self.files = files


@pytest.fixture
def panel(qtbot, desk, places, make_customer, settle):
    object.__setattr__(desk, "workspace", _Open(Files(places.files, b"k" * 32)))
    panel = FilesPanel(desk)
    desk.changes.listen(panel, lambda _touched: panel.show_customer(customer), "attachments")
    qtbot.addWidget(panel)
    panel.resize(420, 640)
    panel.show()
    customer = make_customer()
    panel.show_customer(customer)
    settle()
    panel.customer = customer
    return panel


def names(panel, database):
    return [one.name for one in attachments.files_of(database, panel.customer)]


def drop(panel, *paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    panel.dropEvent(QDropEvent(QPoint(5, 5), copy, data, left, Qt.KeyboardModifier.NoModifier))


def test_files_are_dropped_and_taken_away_and_back(panel, database, tmp_path, qtbot, settle):
    for name in ("合同.pdf", "图纸.dwg"):
        (tmp_path / name).write_bytes(name.encode() * 100)
    drop(panel, tmp_path / "合同.pdf", tmp_path / "图纸.dwg")
    settle()
    assert set(names(panel, database)) == {"合同.pdf", "图纸.dwg"}
    panel.list.setFocus()
    gone = panel.current().name
    qtbot.keyClick(panel.list, KEY.Key_Delete)
    settle()
    assert gone not in names(panel, database)
    undo.undo(database)
    settle()
    assert len(names(panel, database)) == 2


def test_a_picture_is_pasted_and_looked_at(panel, database, qtbot, settle):
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    QGuiApplication.clipboard().setImage(image)
    qtbot.keyClick(panel.list, KEY.Key_V, CTRL)
    settle()
    assert names(panel, database) == [say("customer.files.pasted")]
    qtbot.keyClick(panel.list, KEY.Key_Return)
    settle()
    shown = panel.look.picture.pixmap().toImage()
    assert (shown.width(), QColor(shown.pixel(10, 10)).name()) == (300, QColor("teal").name())


def test_what_cannot_be_looked_at_says_so(panel, tmp_path, qtbot, settle):
    (tmp_path / "报价.xlsx").write_bytes(b"PK")
    drop(panel, tmp_path / "报价.xlsx")
    settle()
    qtbot.keyClick(panel.list, KEY.Key_Return)
    settle()
    assert panel.look.told.text() == say("customer.files.no_look")


def test_a_folder_is_refused_with_its_name(panel, database, tmp_path, heard, settle):
    drop(panel, tmp_path)
    settle()
    assert [error.code for error in heard.errors] == ["file-is-folder"]
    assert names(panel, database) == []


def test_sizes_read_as_people_say_them():
    assert [size_of(size) for size in (0, 1, 2_345, 3_400_000)] == ["0 KB", "1 KB", "2 KB", "3.4 MB"]
