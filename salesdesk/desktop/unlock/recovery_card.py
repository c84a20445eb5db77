"""The recovery key in large letters, with the ways to keep it: print, save, copy."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QSize, QStandardPaths, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QPagedPaintDevice, QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from salesdesk.desktop.runtime.language import rebind
from salesdesk.desktop.theme.look import SEMIBOLD, colour, look
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.plain import PlainLabel, panel
from salesdesk.words import say

if TYPE_CHECKING:
    from salesdesk.services.accounts import NewWorkspace

_COLUMNS: Final = 3
_IN_CLIPBOARD: Final = 60_000  # ms, then the clipboard is emptied if it is still ours


class KeyShown(QWidget):
    """Six groups of six, in two lines of three."""

    def __init__(self) -> None:
        super().__init__()
        self._groups: list[str] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_key(self, written: str) -> None:
        """Show a key as it is written."""
        self._groups = written.split("-")
        self.setAccessibleName(written)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(300), look().px(64))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        painter.setFont(look().font(18, SEMIBOLD, tabular=True))
        painter.setPen(colour(look().tokens.text))
        width, height = self.width() / _COLUMNS, self.height() // 2
        for place, group in enumerate(self._groups):
            line, column = divmod(place, _COLUMNS)
            room = QRect(round(column * width), line * height, round(width), height)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, group)
        painter.end()


class RecoveryCard(QWidget):
    """Shows the key of a workspace just made, and what became of it."""

    def __init__(self) -> None:
        super().__init__()
        self._made: NewWorkspace | None = None
        self._note: Callable[[], str] = str
        self.shown = KeyShown()
        self.note = PlainLabel(role="small", wrap=True)
        ground = panel("quiet")
        inner = QVBoxLayout(ground)
        inner.setContentsMargins(8, 12, 8, 12)
        inner.addWidget(self.shown)
        self.buttons = [
            Button(key="unlock.key.print", icon="printer", run=self.print_card),
            Button(key="unlock.key.save", icon="save", run=self.save_card),
            Button(key="unlock.key.copy", icon="copy", run=self.copy_key),
        ]
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in self.buttons:
            row.addWidget(button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(ground)
        column.addLayout(row)
        column.addWidget(self.note)
        rebind(self, self._say)

    def show_workspace(self, made: "NewWorkspace") -> None:
        """Show the key of a workspace just made."""
        self._made = made
        self.shown.show_key(made.written_key)

    def begin(self) -> None:
        """Put the focus on printing."""
        self.buttons[0].setFocus()

    def print_card(self) -> None:
        """Print the card, after asking which printer."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # noqa: PLC0415 - not at every start

        if self._made is None:
            return
        printer = QPrinter()
        if QPrintDialog(printer, self).exec():
            draw_card(printer, self._made.card)
            self._tell(lambda: say("unlock.key.printed"))

    def save_card(self) -> None:
        """Save the card as text, wherever the person says."""
        home = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = str(Path(home) / f"{say('unlock.key.file')}.txt")
        chosen, _ = QFileDialog.getSaveFileName(self, say("unlock.key.save"), name, "*.txt")
        if chosen and self._made is not None:
            self.save_to(Path(chosen))

    def save_to(self, path: Path) -> None:
        """Save the card as text."""
        if self._made is None:
            return
        try:
            path.write_text(self._made.card, encoding="utf-8")
        except OSError:
            self._tell(lambda: say("unlock.key.not_saved", path=str(path)))
        else:
            self._tell(lambda: say("unlock.key.saved", path=str(path)))

    def copy_key(self) -> None:
        """Copy the key; a minute later the clipboard is emptied."""
        if self._made is not None:
            text = self._made.written_key
            QGuiApplication.clipboard().setText(text)
            QTimer.singleShot(_IN_CLIPBOARD, self, lambda: forget_copy(text))
            self._tell(lambda: say("unlock.key.copied"))

    def _tell(self, note: Callable[[], str]) -> None:
        self._note = note
        self._say()

    def _say(self) -> None:
        self.note.setText(self._note())
        self.note.setVisible(bool(self.note.text()))


def forget_copy(text: str) -> None:
    """Empty the clipboard if it still holds `text`."""
    clipboard = QGuiApplication.clipboard()
    if clipboard.text() == text:
        clipboard.clear()


def draw_card(paper: QPagedPaintDevice, text: str) -> None:
    """Draw the text of the card onto a page, in black, large enough to type it off."""
    painter = QPainter(paper)
    font = look().font(13)
    font.setPointSizeF(12.0)
    painter.setFont(font)
    painter.setPen(Qt.GlobalColor.black)
    edge = paper.width() // 10
    room = QRect(edge, edge, paper.width() - 2 * edge, paper.height() - 2 * edge)
    painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap, text)
    painter.end()
