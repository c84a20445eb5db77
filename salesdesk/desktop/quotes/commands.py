"""What can be done on the page of quotes by key, from the palette, or by a button."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final, Protocol
from uuid import UUID

from salesdesk.desktop.quotes.acts import QuoteActs, Subject
from salesdesk.desktop.quotes.drawer import QuoteDrawer
from salesdesk.desktop.quotes.moves import possible
from salesdesk.desktop.quotes.together import QuotesTogether
from salesdesk.desktop.runtime.commands import Command
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.tables.exporting import Exporting
from salesdesk.desktop.tables.selection import with_selected
from salesdesk.desktop.tables.view import RecordTable
from salesdesk.desktop.widgets.saved_views import SavedViews
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.services.quotes import QuoteFilter, QuoteSummary

_ACTS: Final = (
    ("sent", "Ctrl+Shift+S", "send"),
    ("accepted", "Ctrl+Shift+A", "circle-check"),
    ("rejected", "Ctrl+Shift+X", "circle-x"),
    ("revise", "Ctrl+Shift+R", "git-branch"),
    ("copy", "Ctrl+D", "copy-plus"),
    ("issue", "Ctrl+Shift+P", "stamp"),
    ("save_as", "Ctrl+E", "download"),
    ("print", "Ctrl+P", "printer"),
)
_ON_PAGE: Final = ("new", "filter", "edit", "redate", "group", "export", "save_view")
_ANSWERS: Final = ("accepted", "rejected")


class Host(Protocol):
    """What the commands need of the page."""

    desk: Desk
    table: RecordTable
    views: SavedViews
    acts: QuoteActs
    together: QuotesTogether
    exporting: Exporting
    open_requested: Any

    @property
    def shown_drawer(self) -> QuoteDrawer | None: ...
    def asked(self) -> QuoteFilter: ...
    def search(self) -> None: ...
    def new_quote(self) -> None: ...


class QuoteCommands:
    """Gives the page's commands, and does what its buttons ask for."""

    def __init__(self, page: Host) -> None:
        self._page = page

    def commands(self) -> tuple[Command, ...]:
        """Return all commands of the page."""
        page = self._page
        acts = (
            _command(name, partial(self.act, name), shortcut, icon, partial(self.allows, name))
            for name, shortcut, icon in _ACTS
        )
        return (
            _command("new", page.new_quote, "Q; Ctrl+N", "file-plus"),
            _command("filter", page.search, "/; Ctrl+F", "list-filter"),
            _command("edit", self.edit, "E", "square-pen", self._has_one),
            *acts,
            _command("redate", self.redate, "", "calendar", self._has_one),
            _command("delete", self.remove, "Del", "trash-2", self._has_one),
            _command("group", page.table.ask_groups, "Shift+G", "layers"),
            _command("export", self.export, "Ctrl+Shift+E", "download"),
            _command("save_view", page.views.save_as, "", "bookmark"),
        )

    def edit(self) -> None:
        """Open the quote under the cursor in its editor."""
        subject = self.subject()
        if subject is not None:
            self._page.open_requested.emit(Place("quote", subject.id))

    def act(self, name: str) -> None:
        """Do something with the quote under the cursor; note an answer for all that are selected."""
        if name in _ANSWERS and self._has_several():
            self.with_ids(partial(self._page.together.answer, QuoteStatus(name)))
            return
        subject, acts = self.subject(), self._page.acts
        if subject is None:
            return
        does: dict[str, Callable[[], None]] = {
            "rejected": partial(acts.reject, subject),
            "revise": partial(acts.revise, subject),
            "copy": partial(acts.copy, subject),
            "issue": partial(acts.issue, subject),
            "save_as": partial(acts.save_as, subject),
            "print": partial(acts.print, subject),
        }
        does.get(name, lambda: acts.move(subject, QuoteStatus(name)))()

    def allows(self, name: str) -> bool:
        """Say whether this can be done with the quote that is meant, or be asked for of several."""
        if name in _ANSWERS and self._has_several():
            return True
        row, drawer = self._row(), self._page.shown_drawer
        if row is not None:
            return name in possible(row.status, current=row.is_current)
        return drawer is not None and name in drawer.moves.allowed()

    def subject(self) -> Subject | None:
        """Return the quote that is shown, or else the one under the cursor."""
        row, drawer = self._row(), self._page.shown_drawer
        if row is not None:
            return Subject(row.id, row.number, row.status)
        return drawer.subject if drawer is not None else None

    def redate(self) -> None:
        """Give all that are selected a new last day."""
        self.with_ids(self._page.together.redate)

    def remove(self) -> None:
        """Remove all that are selected."""
        self.with_ids(self._remove)

    def with_ids(self, then: Callable[[list[UUID]], None]) -> None:
        """Give `then` the ids of what is selected, or of the quote that is shown."""
        subject, alone = self.subject(), self._page.shown_drawer is not None
        if self._page.table.selected_count() > (1 if alone else 0):
            with_selected(self._page.table, self._page.desk.background, then)
        elif subject is not None:
            then([subject.id])

    def export(self) -> None:
        """Write what is seen into a file: the selected rows, or all that the filter finds."""
        page, title = self._page, "quotes.export.title"
        if page.table.selected_count() > 1 and not page.table.all_selected():
            self.with_ids(lambda ids: page.exporting.ask(page.table, None, ids, title))
        else:
            page.exporting.ask(page.table, page.asked(), None, title)

    def _remove(self, ids: list[UUID]) -> None:
        subject = self.subject()
        if ids:
            number = subject.number if subject is not None and ids == [subject.id] else ""
            self._page.acts.remove(ids, number)

    def _row(self) -> QuoteSummary | None:
        """Return the row under the cursor, unless another quote is shown: that is meant then."""
        row: QuoteSummary | None = self._page.table.current_row()
        drawer = self._page.shown_drawer
        return row if row is None or drawer is None or drawer.is_about(row.id) else None

    def _has_several(self) -> bool:
        return self._page.table.selected_count() > 1

    def _has_one(self) -> bool:
        return self.subject() is not None


def _command(
    name: str, run: Callable[[], None], shortcut: str, icon: str, enabled: Callable[[], bool] | None = None
) -> Command:
    title = f"quotes.command.{name}" if name in _ON_PAGE else f"quotes.act.{name}"
    if enabled is None:
        return Command(f"quotes.{name}", title, run, shortcut, icon)
    return Command(f"quotes.{name}", title, run, shortcut, icon, enabled=enabled)
