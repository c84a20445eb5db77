"""What can be done on the page of quotes by key, from the palette, or by a button."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final, Protocol
from uuid import UUID

from PySide6.QtCore import QObject

from salesdesk.desktop.quotes.acts import QuoteActs, Subject
from salesdesk.desktop.quotes.drawer import QuoteDrawer
from salesdesk.desktop.quotes.moves import possible
from salesdesk.desktop.runtime.commands import Command
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.tables.view import RecordTable
from salesdesk.desktop.widgets.saved_views import SavedViews
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.services.quotes import QuoteSummary

_ACTS: Final = (
    ("sent", "Ctrl+Shift+S", "send"),
    ("accepted", "Ctrl+Shift+A", "circle-check"),
    ("rejected", "Ctrl+Shift+X", "circle-x"),
    ("revise", "Ctrl+Shift+R", "git-branch"),
    ("copy", "Ctrl+D", "copy-plus"),
    ("issue", "Ctrl+Shift+P", "stamp"),
    ("save_as", "Ctrl+S", "download"),
    ("print", "Ctrl+P", "printer"),
)


class Host(Protocol):
    """What the commands need of the page."""

    desk: Desk
    table: RecordTable
    drawer: QuoteDrawer
    views: SavedViews
    acts: QuoteActs
    open_requested: Any

    def search(self) -> None: ...
    def new_quote(self) -> None: ...


class QuoteCommands:
    """Gives the page's commands, and does what its buttons ask for."""

    def __init__(self, page: Host, owner: QObject) -> None:
        self._page, self._owner = page, owner

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
            _command("delete", self.remove, "Del", "trash-2", self._has_one),
            _command("save_view", page.views.save_as, "", "bookmark"),
        )

    def edit(self) -> None:
        """Open the quote under the cursor in its editor."""
        subject = self.subject()
        if subject is not None:
            self._page.open_requested.emit(Place("quote", subject.id))

    def act(self, name: str) -> None:
        """Do something with the quote under the cursor."""
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
        """Say whether this can be done with the quote under the cursor."""
        row = self._row()
        if row is not None:
            return name in possible(row.status, current=row.is_current)
        return self._page.drawer.isVisible() and name in self._page.drawer.moves.allowed()

    def subject(self) -> Subject | None:
        """Return the quote under the cursor, or the one that is shown."""
        row = self._row()
        if row is not None:
            return Subject(row.id, row.number, row.status)
        return self._page.drawer.subject if self._page.drawer.isVisible() else None

    def remove(self) -> None:
        """Remove all that are selected."""
        self.with_ids(self._remove)

    def with_ids(self, then: Callable[[list[UUID]], None]) -> None:
        """Give `then` the ids of what is selected; rows that are not loaded are asked for first."""
        table = self._page.table
        rows, source = table.selected_rows(), table.records.source
        if len(rows) == table.selected_count() or source is None:
            subject = self.subject()
            then([row.id for row in rows] or ([subject.id] if subject is not None else []))
            return
        parts = table.selectionModel().selection().toList()
        spans = sorted((part.top(), part.bottom() + 1) for part in parts)
        pick = lambda ids: then([each for first, end in spans for each in ids[first:end]])  # noqa: E731
        self._page.desk.background.ask(source.ids, owner=self._owner, then=pick)  # type: ignore[attr-defined]

    def _remove(self, ids: list[UUID]) -> None:
        subject = self.subject()
        if ids:
            number = subject.number if subject is not None and ids == [subject.id] else ""
            self._page.acts.remove(ids, number)

    def _row(self) -> QuoteSummary | None:
        row: QuoteSummary | None = self._page.table.current_row()
        return row

    def _has_one(self) -> bool:
        return self.subject() is not None


def _command(
    name: str, run: Callable[[], None], shortcut: str, icon: str, enabled: Callable[[], bool] | None = None
) -> Command:
    title = (
        f"quotes.command.{name}" if name in ("new", "filter", "edit", "save_view") else f"quotes.act.{name}"
    )
    if enabled is None:
        return Command(f"quotes.{name}", title, run, shortcut, icon)
    return Command(f"quotes.{name}", title, run, shortcut, icon, enabled=enabled)
