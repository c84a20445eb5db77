"""What comes to the stand's form by other ways than keys: dropped, pasted or chosen pictures and cards."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.shows.pictures import PICTURES, look_at, read_file, source_of
from salesdesk.domain.badges import is_card
from salesdesk.words import say

_HANGING = (QEvent.Type.DragEnter, QEvent.Type.DragMove)


class Intake(QObject):
    """Reads it on a worker. `seen` tells what a picture came to, `coded` the text of a pasted card."""

    seen = Signal(object)
    coded = Signal(str)

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._page = desk, page
        page.setAcceptDrops(True)
        page.installEventFilter(self)

    def choose(self) -> None:
        """Ask for a file with a picture of a card or a code."""
        wanted = f"{say('shows.pictures')} ({' '.join(f'*{suffix}' for suffix in PICTURES)})"
        path, _ = QFileDialog.getOpenFileName(self._page, say("shows.picture"), "", wanted)
        if path:
            self._look_at(partial(read_file, Path(path)))

    def paste(self) -> bool:
        """Take a picture or a card from the clipboard; return False where it holds plain text."""
        data = QGuiApplication.clipboard().mimeData()
        read = source_of(data)
        if read is not None:
            self._look_at(read)
        elif data.hasText() and is_card(data.text()):
            self.coded.emit(data.text())
        else:
            return False
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent) and (event.type() in _HANGING or event.type() == QEvent.Type.Drop):
            read = source_of(event.mimeData())
            if read is not None:
                event.acceptProposedAction()
                if event.type() == QEvent.Type.Drop:
                    self._look_at(read)
                return True
        return super().eventFilter(watched, event)

    def _look_at(self, read: Callable[[], bytes]) -> None:
        """Read a picture: a code in it fills the form, any other is kept with the lead."""
        workspace = self._desk.workspace
        if workspace is not None:
            work = partial(look_at, workspace.files, read)
            self._desk.background.ask(work, owner=self, then=self.seen.emit)
