"""What a file looks like, below the list of files."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.pictures import drawn
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.services import attachments
from salesdesk.services.attachments import Attachment
from salesdesk.storage.files import Files
from salesdesk.words import error_text, say


class FileLook(QWidget):
    """A picture, or a sentence why there is none."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shown: Attachment | None = None
        self.picture = PlainLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.told = PlainLabel(role="small", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.picture)
        column.addWidget(self.told)

    def show_file(self, found: Attachment) -> None:
        """Show a file; the same again hides it."""
        if self._shown == found and self.isVisible():
            self.hide()
            return
        self._shown = found
        workspace = self._desk.workspace
        if workspace is not None:
            work = partial(_looked_at, workspace.files, found, look().px(340))
            show, failed = partial(self._show, found), partial(self._failed, found)
            self._desk.background.ask(work, owner=self, then=show, failed=failed)

    def _show(self, found: Attachment, image: QImage) -> None:
        if found == self._shown:
            self.picture.setPixmap(QPixmap.fromImage(image))
            self.picture.setAccessibleName(found.name)
            self.picture.show()
            self.told.setText(found.name)
            self.show()

    def _failed(self, found: Attachment, error: Exception) -> None:
        if found == self._shown:
            self.picture.hide()
            told = error_text(error) if found.thumbnail else say("customer.files.no_look")
            self.told.setText(told)
            self.show()


def _looked_at(files: Files, found: Attachment, side: int) -> QImage:
    return drawn(attachments.picture(files, found, side))
