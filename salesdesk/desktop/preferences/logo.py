"""The logo on quotes: chosen from a file, shown as it will be printed, taken off again."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QWidget

from salesdesk.desktop.runtime.changes import Touched
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import Button, IconButton
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.domain.errors import FileRefused
from salesdesk.services import company_logo
from salesdesk.words import say

_LARGEST = 10_000_000  # bytes; what is larger is no logo


class LogoPicker(QWidget):
    """Shows the logo and takes another. Without the keys of the workspace there is none to show."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.picture = PlainLabel(key="settings.company.logo.none", role="small")
        self._remove = IconButton("trash-2", "settings.company.logo.remove", self.remove)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.picture, 1)
        row.addWidget(self._remove)
        row.addWidget(Button(key="settings.company.logo.choose", icon="image", run=self.choose))
        desk.changes.listen(self, self._look, "company_settings")
        self._look(Touched())

    def choose(self) -> None:
        """Ask for a picture."""
        home = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        title = say("settings.company.logo.choose")
        chosen, _ = QFileDialog.getOpenFileName(self, title, home, "PNG, JPEG (*.png *.jpg *.jpeg)")
        if chosen:
            self.take(Path(chosen))

    def take(self, path: Path) -> None:
        """Print this picture from now on."""
        if self._desk.workspace is not None:
            work = partial(_set, self._desk, path)
            self._desk.background.change(work, owner=self)

    def remove(self) -> None:
        """Print no logo from now on."""
        self._desk.background.change(partial(company_logo.remove_logo, self._desk.database), owner=self)

    def _look(self, _touched: Touched) -> None:
        workspace = self._desk.workspace
        if workspace is None:
            self._show(b"")
            return
        work = partial(company_logo.logo, workspace.database, workspace.files)
        self._desk.background.ask(work, owner=self, then=self._show)

    def _show(self, picture: bytes) -> None:
        drawn = QPixmap()
        self._remove.setVisible(bool(picture))
        if picture and drawn.loadFromData(picture):
            smooth = Qt.TransformationMode.SmoothTransformation
            QLabel.setPixmap(self.picture, drawn.scaledToHeight(look().px(40), smooth))
        else:
            self.picture.say("settings.company.logo.none")


def _set(desk: Desk, path: Path) -> None:
    if desk.workspace is None:
        return
    if path.stat().st_size > _LARGEST:
        raise FileRefused("logo-too-large", largest=_LARGEST // 1_000_000)
    company_logo.set_logo(desk.database, desk.workspace.files, path.read_bytes())
