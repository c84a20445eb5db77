"""Files that go along with a talk: a line each, taken away again by pressing it."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.desktop.widgets.bringing import Brought
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.plain import tip
from salesdesk.words import say


class BroughtAlong(QWidget):
    """Shown only while there is something."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._files: tuple[Brought, ...] = ()
        self._lines: list[Button] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.hide()

    def files(self) -> tuple[Brought, ...]:
        """Return what goes along."""
        return self._files

    def add(self, more: list[Brought]) -> None:
        """Take more files along."""
        self.show_files((*self._files, *more))

    def show_files(self, files: tuple[Brought, ...]) -> None:
        """Show these and no others."""
        for line in self._lines:
            line.hide()
            line.deleteLater()
        self._files, self._lines = files, [self._line(one) for one in files]
        self.setVisible(bool(files))

    def _line(self, one: Brought) -> Button:
        line = Button(text=one.name, icon="paperclip", kind="link", run=partial(self._drop, one))
        line.ending_icon = "x"
        line.setMinimumWidth(1)
        tip(line, say("log.file.remove", name=one.name))
        self._column.addWidget(line, 0, Qt.AlignmentFlag.AlignLeft)
        return line

    def _drop(self, one: Brought) -> None:
        self.show_files(tuple(each for each in self._files if each is not one))
