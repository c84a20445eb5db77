"""A working day at the window, as separate acts that can be measured: every page, and what is done in it."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from salesdesk.desktop.customers.page import CustomersPage
from salesdesk.desktop.exchange.page import ImportPage
from salesdesk.desktop.preferences.page import SettingsPage
from salesdesk.desktop.quotes.editor import QuoteEditor
from salesdesk.desktop.quotes.page import QuotesPage
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.stage import Stage
from salesdesk.desktop.widgets.page import Page

PAGES = ("today", "customers", "quotes", "quote", "products", "import", "settings", "help")
P = TypeVar("P", bound=Page)
Act = tuple[str, Callable[[], object]]


def acts(stage: Stage, customer_id: UUID, quote_id: UUID, file: Path) -> Iterator[Act]:
    """Give the acts in the order of the day; the window comes to rest after each."""
    for time in ("first", "second"):
        for kind in PAGES:
            yield f"{kind}, {time} opening", partial(stage.window.open, Place(kind))
    yield from _customers(stage, customer_id)
    yield from _palette(stage)
    yield from _quotes(stage, quote_id)
    yield from _import(stage, file)
    yield from _look(stage, quote_id)
    yield from _settings(stage)


def _customers(stage: Stage, customer_id: UUID) -> Iterator[Act]:
    yield "to customers", partial(stage.window.open, Place("customers"))
    page = front(stage, CustomersPage)
    for time in ("first", "second"):
        yield f"customer's drawer, {time} opening", partial(page.open_customer, customer_id)
        yield "closing the drawer", page.drawer.close_drawer
    yield "search line", page.search
    for letter in "xinyuan":
        yield "a letter in the search line", partial(typed, page.filters.line, letter)
    yield "emptying the search line", page.filters.line.clear
    yield from scrolled(stage, "scrolling")


def scrolled(stage: Stage, name: str, frames: int = 20) -> Iterator[Act]:
    """Give the acts of scrolling through the customers."""
    bar = front(stage, CustomersPage).table.verticalScrollBar()
    for frame in range(frames):
        yield name, partial(bar.setValue, bar.maximum() * frame // frames)


def _palette(stage: Stage) -> Iterator[Act]:
    finder = stage.window.finder
    for time in ("first", "second"):
        yield f"palette, {time} opening", finder.open_palette
        for letter in "szxy":
            yield "a letter in the palette", partial(typed, finder.line, letter)
        yield "closing the palette", finder.close_palette
    yield "list of keys", stage.window.show_shortcuts
    yield "closing the list of keys", _close_sheets


def _quotes(stage: Stage, quote_id: UUID) -> Iterator[Act]:
    yield "to quotes", partial(stage.window.open, Place("quotes"))
    page = front(stage, QuotesPage)
    for time in ("first", "second"):
        yield f"quote's drawer, {time} opening", partial(page.open_quote, quote_id)
        yield "closing the drawer", page.drawer.close_drawer
    for time in ("first", "second"):
        yield f"a quote in the editor, {time} opening", partial(stage.window.open, Place("quote", quote_id))
        if time == "first":
            yield "back to quotes", partial(stage.window.open, Place("quotes"))
    editor = front(stage, QuoteEditor)
    line = editor.form.foot.percent.line
    yield "into the discount of the quote", line.setFocus
    for letter in "12.5":
        yield "a letter in the quote, with its preview", partial(typed, line, letter)
    yield "leaving the field", editor.commit
    yield "hiding the preview", editor.turn_preview
    yield "showing the preview", editor.turn_preview


def _import(stage: Stage, file: Path) -> Iterator[Act]:
    yield "a file for the import, looked at", partial(stage.window.import_files, [file])
    page = front(stage, ImportPage)
    yield "columns of the import", page.go_on
    yield "check of the import", page.go_on
    yield "the import itself", page.go_on
    yield "undoing the import", page.importing.take_back
    yield "beginning another import", page.begin_again


def _look(stage: Stage, quote_id: UUID) -> Iterator[Act]:
    """Change the look on every kind of page: with all of them made, each changes."""
    places = [Place(kind) for kind in PAGES if kind != "quote"] + [Place("quote", quote_id)]
    for place in places:
        yield f"to {place.kind}", partial(stage.window.open, place)
        for theme in ("dark", "light"):
            yield f"{theme} theme on {place.kind}", partial(stage.theme.set_scheme, theme)
        for language in ("en", "zh"):
            yield f"language {language} on {place.kind}", partial(stage.language.switch, language)
    yield "larger text", partial(stage.theme.set_zoom, 125)
    yield "usual text", partial(stage.theme.set_zoom, 100)
    yield "closer rows", partial(stage.theme.set_density, "compact")
    yield "usual rows", partial(stage.theme.set_density, "normal")
    for place in places:
        yield f"{place.kind} after the look has changed", partial(stage.window.open, place)


def _settings(stage: Stage) -> Iterator[Act]:
    yield "to settings", partial(stage.window.open, Place("settings", args=(("section", "data"),)))
    line = front(stage, SettingsPage).line
    for letter in "pdf":
        yield "a letter in the settings", partial(typed, line, letter)


def front(stage: Stage, kind: type[P]) -> P:
    """Return the page in front, which is of this kind."""
    page = stage.window.stack.front()
    assert isinstance(page, kind)
    return page


def typed(receiver: QWidget, letter: str) -> None:
    """Type a letter."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, letter)
        QApplication.sendEvent(receiver, event)


def _close_sheets() -> None:
    for window in QApplication.topLevelWidgets():
        if window.isVisible() and window.parentWidget() is not None:
            window.close()
