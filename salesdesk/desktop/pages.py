"""The pages of the window. They are named, not imported: each is loaded when it is first opened."""

from dataclasses import dataclass
from importlib import import_module
from typing import Final

from PySide6.QtWidgets import QWidget

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.widgets.page import Page


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page: where its class is, how it is called, and the letter that goes there after G.

    `place` is where the sidebar shows it: "top", "foot", or "" for pages reached in other ways. `key` goes
    there at once.
    """

    kind: str
    dotted: str  # module:class
    title_key: str
    icon: str
    letter: str = ""
    place: str = ""
    key: str = ""

    def make(self, desk: Desk, parent: QWidget) -> Page:
        """Load and make the page, in its place: what is moved in afterwards is styled all over again."""
        module, name = self.dotted.split(":")
        page = getattr(import_module(module), name)(desk, parent)
        if not isinstance(page, Page):
            raise TypeError(self.dotted)
        return page


PAGES: Final = (
    PageEntry("today", "salesdesk.desktop.today.page:TodayPage", "today.title", "sun", "T", "top", "F3"),
    PageEntry(
        "customers", "salesdesk.desktop.customers.page:CustomersPage", "customers.title", "users", "C", "top"
    ),
    PageEntry("quotes", "salesdesk.desktop.quotes.page:QuotesPage", "quotes.title", "file-text", "Q", "top"),
    PageEntry(
        "calendar",
        "salesdesk.desktop.calendar.page:CalendarPage",
        "calendar.title",
        "calendar-days",
        "A",
        "top",
    ),
    PageEntry("quote", "salesdesk.desktop.quotes.editor:QuoteEditor", "quote.title", "file-pen"),
    PageEntry(
        "products", "salesdesk.desktop.products.page:ProductsPage", "products.title", "package", "P", "top"
    ),
    PageEntry("shows", "salesdesk.desktop.shows.page:ShowsPage", "shows.title", "flag", "F", "top"),
    PageEntry("capture", "salesdesk.desktop.shows.capture:CapturePage", "shows.capture", "id-card"),
    PageEntry("import", "salesdesk.desktop.exchange.page:ImportPage", "import.title", "file-up", "I"),
    PageEntry("doubles", "salesdesk.desktop.doubles.page:DoublesPage", "doubles.title", "merge", "D"),
    PageEntry("inbox", "salesdesk.desktop.inbox.page:InboxPage", "inbox.title", "inbox", "B", "foot"),
    PageEntry("bin", "salesdesk.desktop.removed.page:BinPage", "bin.title", "trash-2", "X"),
    PageEntry("help", "salesdesk.desktop.help.page:HelpPage", "window.help", "circle-question-mark"),
    PageEntry(
        "settings",
        "salesdesk.desktop.preferences.page:SettingsPage",
        "settings.title",
        "settings",
        "S",
        "foot",
    ),
)


def modules_of(*kinds: str) -> list[str]:
    """Return the modules of the pages of these kinds; of the first page where none is known."""
    found = [entry for entry in PAGES if entry.kind in kinds] or PAGES[:1]
    return [entry.dotted.partition(":")[0] for entry in found]
