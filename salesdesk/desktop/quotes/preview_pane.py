"""The paper beside the form, printed anew in the background; the old one stays until the new is here."""

from functools import partial
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.desktop.quotes.acts import files_of
from salesdesk.desktop.quotes.preview_view import PreviewView
from salesdesk.desktop.quotes.rendering import Rendering, Scale, render
from salesdesk.desktop.quotes.words import LANGUAGES
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.widgets.buttons import Button, IconButton, Segments
from salesdesk.desktop.widgets.plain import PlainLabel, line, panel
from salesdesk.services import quote_papers
from salesdesk.services.quotes import QuoteDetail
from salesdesk.storage.database import Database
from salesdesk.storage.files import Files
from salesdesk.words import error_text

_REST: Final = 120  # milliseconds after which a size that was dragged is drawn sharply


class PreviewPane(QWidget):
    """Shows the quote it is given, one printing at a time; of many changes in a row the last one counts."""

    language_chosen = Signal(str)
    hide_asked = Signal()
    drawn = Signal()  # what is shown is what was asked for last

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._wanted: QuoteDetail | None = None
        self._printing: QuoteDetail | None = None
        self._drawing = False
        self.view = PreviewView()
        self.language = Segments("quote.preview.language", LANGUAGES)
        self.pages = PlainLabel(role="small")
        self.trouble = PlainLabel(role="refusal", wrap=True)
        self.trouble.hide()
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self._draw_missing)
        self._build()
        self.language.chosen.connect(self.language_chosen)
        self.view.missing.connect(self._rest.start)

    def show_quote(self, quote: QuoteDetail) -> None:
        """Print this quote next."""
        self.language.show_value(quote.language)
        self._wanted = quote
        if self.isVisible():
            self._print()

    def forget(self) -> None:
        """Show nothing of another quote."""
        self._wanted = None

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._print()

    def _build(self) -> None:
        sheet = panel("sheet", self)
        outer, column, head = QVBoxLayout(self), QVBoxLayout(sheet), QHBoxLayout()
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(sheet)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        head.setContentsMargins(10, 6, 6, 6)
        head.setSpacing(2)
        head.addWidget(self.language)
        head.addSpacing(8)
        head.addWidget(self.pages)
        head.addStretch()
        head.addWidget(IconButton("minus", "quote.preview.smaller", partial(self.view.zoom_by, -1)))
        head.addWidget(IconButton("plus", "quote.preview.larger", partial(self.view.zoom_by, 1)))
        fit = Button(key="quote.preview.fit", kind="ghost", run=partial(self.view.set_zoom, 0))
        head.addWidget(fit)
        head.addWidget(IconButton("x", "quote.preview.hide", self.hide_asked.emit, shortcut="Ctrl+Shift+V"))
        column.addLayout(head)
        column.addWidget(line())
        column.addWidget(self.trouble)
        column.addWidget(self.view, 1)

    def _print(self) -> None:
        wanted = self._wanted
        if wanted is None or self._printing is not None:
            return
        self._printing = wanted
        database, files = self._desk.database, files_of(self._desk)
        scale = self._scale()
        work = partial(_printed, database, files, wanted, self.view.in_sight(), scale)
        self._desk.background.ask(work, owner=self, then=self._printed, failed=self._failed)

    def _printed(self, rendering: Rendering) -> None:
        done, self._printing = self._printing, None
        self.trouble.hide()
        if self._wanted is not None and done is not None and self._wanted.id == done.id:
            self.view.show_rendering(rendering)
            self.pages.say("quote.preview.pages", n=len(rendering.sizes))
        self._after(done)

    def _failed(self, error: Exception) -> None:
        done, self._printing = self._printing, None
        self.trouble.setText(error_text(error))
        self.trouble.show()
        self._after(done)

    def _after(self, done: QuoteDetail | None) -> None:
        if self._wanted is not done:
            self._print()
        else:
            self.drawn.emit()

    def _draw_missing(self) -> None:
        now, wanted = self.view.rendering, self.view.undrawn()
        if now is None or not wanted or self._drawing:
            return
        self._drawing = True
        work = partial(render, now.pdf, wanted, self._scale())
        self._desk.background.ask(work, owner=self, then=self._drew, failed=self._not_drawn)

    def _drew(self, rendering: Rendering) -> None:
        self._drawing = False
        self.view.add_pages(rendering)
        if self.view.undrawn():
            self._rest.start()

    def _not_drawn(self, error: Exception) -> None:
        self._drawing = False
        self._desk.background.failed.emit(error)

    def _scale(self) -> Scale:
        """Return the scale as it is now; a worker must not ask a widget."""
        view, ratio = self.view, self.view.devicePixelRatio()
        if view.zoom:
            fixed = view.pixels_a_point(1.0)
            return lambda _width: fixed
        room = view.pixels_a_point(1.0) / ratio
        return lambda width: max(0.1, room / width) * ratio


def _printed(
    database: Database, files: Files | None, quote: QuoteDetail, pages: list[int], scale: Scale
) -> Rendering:
    return render(quote_papers.print_seen(database, quote, files=files), pages, scale)
