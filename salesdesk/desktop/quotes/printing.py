"""A PDF on a printer, painted in the background."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QWidget

from salesdesk.desktop.quotes.rendering import render
from salesdesk.desktop.runtime.desk import Desk

_DPI: Final = 300
_POINTS: Final = 72
_MOST: Final = 500


class PrintJob(QObject):
    """Asks for a printer, then prints. `content` gives the PDF and is called on a worker.

    `said` is what is told then, with the title as `number`.
    """

    no_printer = Signal()

    def __init__(
        self,
        desk: Desk,
        window: QWidget,
        title: str,
        content: Callable[[], bytes],
        *,
        said: str = "quotes.printed",
    ) -> None:
        super().__init__(window)
        self._said = said
        self._desk, self._window, self._title, self._content = desk, window, title, content

    def start(self) -> None:
        """Ask for a printer; where there is none, say so by `no_printer`."""
        if not QPrinterInfo.availablePrinterNames():
            self._desk.notices.say("quotes.no_printer")
            self.no_printer.emit()
            self.deleteLater()
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPrinterName(str(self._desk.choices.get("printer") or printer.printerName()))
        dialog = QPrintDialog(printer, self._window)
        dialog.finished.connect(partial(self._chosen, dialog, printer))
        QDialog.open(dialog)

    def print_on(self, printer: QPrinter) -> None:
        """Print on this printer."""
        printer.setDocName(self._title)
        printer.setFullPage(True)
        work, then = partial(_printed, printer, self._content), partial(self._told, printer)
        self._desk.background.ask(work, owner=self, then=then, failed=self._desk.notices.failed)

    def _chosen(self, dialog: QPrintDialog, printer: QPrinter, answer: int) -> None:
        dialog.deleteLater()
        if answer != QDialog.DialogCode.Accepted:
            self.deleteLater()
            return
        self._desk.choices.set("printer", printer.printerName())
        self.print_on(printer)

    def _told(self, printer: QPrinter, printed: bool) -> None:  # noqa: FBT001 - an answer
        if printed:
            self._desk.notices.say(self._said, number=self._title)
        else:
            self._desk.notices.say("quotes.not_printed", printer=printer.printerName())
        self.deleteLater()


def _printed(printer: QPrinter, content: Callable[[], bytes]) -> bool:
    """Paint the pages on a printer; Qt allows that on any thread. Return False if it cannot be reached."""
    rendering = render(content(), range(_MOST), lambda _width: _DPI / _POINTS)
    painter = QPainter()
    if not painter.begin(printer):
        return False
    room = QRectF(printer.pageLayout().fullRectPixels(printer.resolution()))
    for number, picture in sorted(rendering.pages.items()):
        if number:
            printer.newPage()
        factor = min(room.width() / picture.width(), room.height() / picture.height())
        painter.drawImage(QRectF(0, 0, picture.width() * factor, picture.height() * factor), picture)
    return painter.end()
