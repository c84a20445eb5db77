"""The window of an open workspace: the sidebar, the page in front, and what lies over both.

It knows no page by class and no record: it takes Places, and hands each to its page.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenu, QVBoxLayout, QWidget

from salesdesk.desktop.file_drop import FileDrop, is_calendar
from salesdesk.desktop.main_commands import main_commands
from salesdesk.desktop.page_stack import PageStack
from salesdesk.desktop.pages import PAGES, PageEntry
from salesdesk.desktop.palette import Palette
from salesdesk.desktop.quick_capture import QuickCapture
from salesdesk.desktop.record_search import find_records, note_opened
from salesdesk.desktop.runtime.changes import Touched
from salesdesk.desktop.runtime.commands import Command
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.places import History, Place
from salesdesk.desktop.runtime.window_state import restore_window, save_window
from salesdesk.desktop.shortcuts import Keys, ShortcutSheet, give
from salesdesk.desktop.sidebar import Sidebar
from salesdesk.desktop.sync_card import SyncCard
from salesdesk.desktop.sync_details import SyncDetails
from salesdesk.desktop.task_strip import TaskStrip
from salesdesk.desktop.undoing import Undoing
from salesdesk.desktop.widgets.notices import NoticeArea
from salesdesk.services import activities, company, shared_views
from salesdesk.words import say

_VIEWS: Final = ("saved_views", "shared_views", "stars", "users")
"""What the pinned views of the sidebar hang on."""


class MainWindow(QMainWindow):
    """Shows one place at a time and remembers the way."""

    lock_asked = Signal()
    reset_asked = Signal()
    closed = Signal()

    def __init__(
        self,
        make_desk: Callable[[NoticeArea], Desk],
        *,
        pages: Sequence[PageEntry] = PAGES,
        demo: bool = False,
    ) -> None:
        super().__init__()
        centre = QWidget()
        self.notices = NoticeArea(centre)
        self.desk = desk = make_desk(self.notices)
        self._demo, self._pages = demo, tuple(pages)
        self.history = History()
        self.undoing = Undoing(desk, self)
        self.tasks = TaskStrip()
        self.sync = SyncDetails(centre, desk, SyncCard(desk))
        self.sidebar = Sidebar(pages, self._fill_menu, (self.tasks, self.sync.card))
        self.stack = PageStack(desk, pages)
        self._column = QVBoxLayout()
        self.finder = Palette(centre, desk.commands, desk.background, partial(find_records, desk.database))
        self.capture = QuickCapture(desk, centre)
        self._lay_out(centre)
        self._connect()
        desk.commands.offer("window", main_commands(self))
        self._keys = Keys(self, desk.commands)
        self._drop = FileDrop(self, self.import_files)
        restore_window(self, desk.choices)
        self._refresh(Touched({"company_settings": None, "saved_views": None, "activities": None}))

    def open(self, place: Place) -> None:
        """Go to a place; a page that is not known here is passed over."""
        if self.stack.knows(place.kind):
            self.history.go(place)
            self._show(place)
            if place.id is not None:
                note = partial(note_opened, self.desk.database, place)
                self.desk.background.change(note, owner=self)

    def import_files(self, paths: Sequence[Path]) -> None:
        """Go to the import with files that were dropped on the window; with calendars, to the calendar."""
        for kind, wanted in (("import", False), ("calendar", True)):
            some = [path for path in paths if is_calendar(path) == wanted]
            if not some:
                continue
            self.open(Place(kind))
            front = self.stack.front()
            if front is not None:
                front.take_files(some)

    def open_last(self) -> None:
        """Go where the person was when the window was closed."""
        kept = self.desk.choices.get("place")
        place = _as_place(kept) if isinstance(kept, dict) else None
        known = place is not None and self.stack.knows(place.kind)
        self.open(place if place is not None and known else Place(self._pages[0].kind))

    @property
    def entries(self) -> tuple[PageEntry, ...]:
        return self._pages

    def ask_lock(self) -> None:
        """Ask for the workspace to be locked."""
        self.lock_asked.emit()

    @property
    def is_demo(self) -> bool:
        return self._demo

    def ask_reset(self) -> None:
        """Ask for the demo to be begun afresh."""
        self.reset_asked.emit()

    def go_back(self) -> None:
        """Go one place back."""
        self._step(self.history.back())

    def leave_page(self) -> None:
        """Go to where one was before, or to the first page."""
        if self.history.can_go_back:
            self.go_back()
        else:
            self.open(Place(self._pages[0].kind))

    def go_ahead(self) -> None:
        """Go one place ahead again."""
        self._step(self.history.ahead())

    def show_shortcuts(self) -> None:
        """List all keys."""
        ShortcutSheet(self.desk.commands, self).open()

    def show_help(self) -> None:
        """Open the help of the page in front."""
        front = self.stack.front()
        topic = (front.help_topic or front.kind) if front is not None else "start"
        self.open(Place("help", args=(("topic", topic),)))

    def put_at_foot(self, widget: QWidget) -> None:
        """Give a widget room of its own below the page."""
        self._column.addWidget(widget)
        self.notices.stand_on(widget)

    def keep_state(self) -> None:
        """Keep what is typed, and what is to be the same tomorrow."""
        self.stack.leave()
        self.stack.keep_states()
        save_window(self, self.desk.choices)
        if self.history.now is not None:
            self.desk.choices.set("place", _as_plain(self.history.now))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        front = self.stack.front()
        if front is not None and front.full_screen:
            self._fill_screen(wanted=True)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.keep_state()
        super().closeEvent(event)
        self.stack.give_up()
        self.closed.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_keys"):
            self.desk.commands.offer("window", main_commands(self))

    def _show(self, place: Place) -> None:
        page = self.stack.show_place(place)
        self._fill_screen(wanted=page.full_screen)
        page.setFocus()
        self.sidebar.show_current(place)
        self.setWindowTitle(f"{say(page.title_key)} – {say('window.name')}")

    def _fill_screen(self, *, wanted: bool) -> None:
        """Give a page the whole screen, and take it back: the window is then as it was."""
        self.sidebar.setVisible(not wanted)
        if self.isVisible() and wanted != self.isFullScreen():
            self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _step(self, place: Place | None) -> None:
        if place is not None:
            self._show(place)

    def _lay_out(self, centre: QWidget) -> None:
        row = QHBoxLayout(centre)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addLayout(self._column, 1)
        self._column.setSpacing(0)
        self._column.addWidget(self.stack, 1)
        self.setCentralWidget(centre)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setMinimumSize(900, 560)

    def _connect(self) -> None:
        desk = self.desk
        self.sidebar.go.connect(self.open)
        self.sidebar.search_asked.connect(self.finder.open_palette)
        self.stack.open_requested.connect(self.open)
        self.stack.back_requested.connect(self.leave_page)
        for asking in (self.finder.place_taken, self.sync.open_requested):
            asking.connect(self.open)
        if desk.sync is not None:
            desk.sync.changed.connect(lambda status: self.sidebar.show_count("inbox", status.problems))
        desk.background.started.connect(self.tasks.add)
        desk.background.failed.connect(self.notices.failed)
        desk.changes.listen(self, self._refresh, "company_settings", *_VIEWS, "activities", "customers")
        desk.clock.day_changed.connect(partial(self._refresh, Touched({"activities": None})))

    def _refresh(self, touched: Touched) -> None:
        database, ask = self.desk.database, self.desk.background.ask
        if touched.touch("company_settings"):
            ask(lambda: company.profile(database).name, owner=self, then=self._name)
        if touched.touch(*_VIEWS):
            ask(lambda: shared_views.pinned(database), owner=self, then=self._show_views)
        if touched.touch("activities", "customers"):
            day = self.desk.today()
            ask(lambda: activities.due_count(database, day), owner=self, then=self._show_due)

    def _name(self, name: str) -> None:
        self.sidebar.name_workspace(name, demo=self._demo)

    def _show_views(self, pinned: Sequence[shared_views.Pinned]) -> None:
        self.sidebar.show_views([view for view in pinned if self.stack.knows(view.page)])

    def _show_due(self, due: int) -> None:
        self.sidebar.show_count("today", due)

    def _fill_menu(self, menu: QMenu) -> None:
        wanted = {"help", "shortcuts", "practice", "demo-reset", "lock", "quit"}
        for command in self.desk.commands.all():
            if command.name in wanted:
                self._add_to_menu(menu, command)

    def _add_to_menu(self, menu: QMenu, command: Command) -> None:
        action = menu.addAction(command.title)
        action.triggered.connect(partial(give, command))


def _as_plain(place: Place) -> dict[str, object]:
    return {"kind": place.kind, "id": str(place.id) if place.id else None, "args": dict(place.args)}


def _as_place(kept: dict[str, object]) -> Place | None:
    kind, row_id, args = kept.get("kind"), kept.get("id"), kept.get("args")
    if not isinstance(kind, str) or not isinstance(args, dict):
        return None
    try:
        found = UUID(row_id) if isinstance(row_id, str) else None
    except ValueError:
        found = None
    return Place(kind, found, tuple((str(name), str(value)) for name, value in args.items()))
