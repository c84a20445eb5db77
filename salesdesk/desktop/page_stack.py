"""The pages, one in front; each is made when it is first opened."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from salesdesk.desktop.pages import PageEntry
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.widgets.page import Page


class PageStack(QStackedWidget):
    """Holds the pages by kind and puts their commands on offer."""

    open_requested = Signal(Place)
    back_requested = Signal()

    def __init__(self, desk: Desk, entries: Sequence[PageEntry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._entries = {entry.kind: entry for entry in entries}
        self._pages: dict[str, Page] = {}

    def knows(self, kind: str) -> bool:
        """Say whether there is such a page."""
        return kind in self._entries

    def show_place(self, place: Place) -> Page:
        """Bring the page of a place to the front and have it show the place."""
        page = self._pages.get(place.kind) or self._make(place.kind)
        front = self.front()
        if front is not None and front is not page:
            front.leave()
        self.setCurrentWidget(page)
        page.show_place(place)
        self._offer(page)
        return page

    def front(self) -> Page | None:
        """Return the page in front."""
        page = self.currentWidget()
        return page if isinstance(page, Page) else None

    def leave(self) -> None:
        """Have the page in front keep what is typed."""
        front = self.front()
        if front is not None:
            front.leave()

    def keep_states(self) -> None:
        """Keep what each page wants to be the same tomorrow."""
        for kind, page in self._pages.items():
            state = dict(page.state())
            if state:
                self._desk.choices.set(f"page.{kind}", state)

    def give_up(self) -> None:
        """Let the pages go, each by itself: all at once would take longer than a person lets pass."""
        for page in self._pages.values():
            page.deleteLater()
        self._pages.clear()

    def _make(self, kind: str) -> Page:
        page = self._entries[kind].make(self._desk, self)
        kept = self._desk.choices.get(f"page.{kind}")
        if isinstance(kept, dict):
            page.restore(kept)
        page.open_requested.connect(self.open_requested)
        page.back_requested.connect(self.back_requested)
        page.commands_changed.connect(self._recall)
        self._pages[kind] = page
        self.addWidget(page)
        return page

    def _recall(self) -> None:
        page = self.sender()
        if isinstance(page, Page) and page is self.front():
            self._offer(page)

    def _offer(self, page: Page) -> None:
        self._desk.commands.offer("page", page.commands())
