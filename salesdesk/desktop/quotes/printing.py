"""A PDF on a printer: rendered in the background, and handed over page by page."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QRectF, QTimer, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QWidget

from salesdesk.desktop.quotes.rendering import Rendering, render
from salesdesk.desktop.runtime.desk import Desk

_DPI: Final = 300
_POINTS: Final = 72
_MOST: Final = 500


class PrintJob(QObject):
    """Asks for a printer, then prints. `content` gives the PDF and is called on a worker."""

    no_printer = Signal()

    def __init__(self, desk: Desk, window: QWidget, title: str, content: Callable[[], bytes]) -> None:
        super().__init__(window)
        self._desk, self._window, self._title, self._content = desk, window, title, content
        self._left: list[QImage] = []
        self._painter = QPainter()

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
        work = partial(_pages, self._content)
        then = partial(self._begin, printer)
        self._desk.background.ask(work, owner=self, then=then, failed=self._desk.notices.failed)

    def _chosen(self, dialog: QPrintDialog, printer: QPrinter, answer: int) -> None:
        dialog.deleteLater()
        if answer != QDialog.DialogCode.Accepted:
            self.deleteLater()
            return
        self._desk.choices.set("printer", printer.printerName())
        self.print_on(printer)

    def _begin(self, printer: QPrinter, rendering: Rendering) -> None:
        self._left = [rendering.pages[number] for number in sorted(rendering.pages)]
        if self._painter.begin(printer):
            self._next(printer)
        else:
            self._desk.notices.say("quotes.not_printed", printer=printer.printerName())
            self.deleteLater()

    def _next(self, printer: QPrinter) -> None:
        """Hand over one page, then let the window breathe."""
        picture = self._left.pop(0)
        room = QRectF(printer.pageLayout().fullRectPixels(printer.resolution()))
        factor = min(room.width() / picture.width(), room.height() / picture.height())
        spot = QRectF(0, 0, picture.width() * factor, picture.height() * factor)
        self._painter.drawImage(spot, picture)
        if self._left:
            printer.newPage()
            QTimer.singleShot(0, self, partial(self._next, printer))
            return
        self._painter.end()
        self._desk.notices.say("quotes.printed", number=self._title)
        self.deleteLater()


def _pages(content: Callable[[], bytes]) -> Rendering:
    return render(content(), range(_MOST), lambda _width: _DPI / _POINTS)
