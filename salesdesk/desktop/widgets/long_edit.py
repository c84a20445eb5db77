"""Where several lines are typed or pasted. No text holds up the window: more than is kept is not taken in."""

import re
from typing import Final

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QPlainTextEdit

from salesdesk.domain.errors import BadInput
from salesdesk.domain.fields import TEXT_LIMIT

LINES: Final = 10_000
"""Lines of one field: each has a layout of its own, and 50,000 take Qt a tenth of a second."""
_UNBROKEN: Final = re.compile(r"[^\s\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff]{1000}")
"""Letters without a place to break a line at: Qt looks for one in squares of their number."""
_BY_WORDS: Final = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
_ANYWHERE: Final = QTextOption.WrapMode.WrapAnywhere


class LongEdit(QPlainTextEdit):
    """Text of many lines; one with an endless word is broken anywhere, all others between words."""

    _filling = False
    too_much = Signal(Exception)  # what was pasted is not taken in, and why

    def setPlainText(self, text: str) -> None:
        self.suit(text)
        self._filling = True  # it is empty for a moment, which would suit other lines
        super().setPlainText(text)
        self._filling = False

    def insertPlainText(self, text: str) -> None:
        """Put text in where the cursor is: all of it, or nothing where it is too much."""
        cursor = self.textCursor()
        stays = self.document().characterCount() - 1 - abs(cursor.position() - cursor.anchor())
        if stays + len(text) > TEXT_LIMIT:
            self.too_much.emit(BadInput("text-too-long", field="", limit=TEXT_LIMIT))
        elif self.document().blockCount() + text.count("\n") > LINES:
            self.too_much.emit(BadInput("text-too-many-lines", field="", limit=LINES))
        else:
            if _UNBROKEN.search(text):
                self.setWordWrapMode(_ANYWHERE)
            super().insertPlainText(text)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if source.hasText():
            self.insertPlainText(source.text().replace("\r\n", "\n"))
            self.ensureCursorVisible()

    def suit(self, text: str) -> None:
        """Break lines as the whole text needs it."""
        wanted = _ANYWHERE if _UNBROKEN.search(text) else _BY_WORDS
        if wanted != self.wordWrapMode() and not self._filling:
            self.setWordWrapMode(wanted)
