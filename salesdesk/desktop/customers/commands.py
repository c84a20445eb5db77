"""What can be done on the page of customers by key, from the palette, or by a button."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Protocol
from uuid import UUID

from salesdesk.desktop.customers.bulk_look import CustomersLook
from salesdesk.desktop.customers.handing_over import HandingOver
from salesdesk.desktop.customers.writing import CustomerWriting
from salesdesk.desktop.runtime.commands import Command
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.tables.exporting import Exporting
from salesdesk.desktop.tables.selection import with_selected
from salesdesk.desktop.tables.view import RecordTable
from salesdesk.desktop.widgets.saved_views import SavedViews
from salesdesk.services import duplicates
from salesdesk.services.customers import CustomerDetail, CustomerFilter

if TYPE_CHECKING:
    from salesdesk.desktop.customers.drawer import CustomerDrawer

_LOGS: Final = (
    ("call", "phone", "L; Alt+C"),
    ("visit", "map-pin", "V; Alt+L"),
    ("note", "pencil", "N; Alt+N"),
    ("meeting", "users", "T"),
    ("message", "message-circle", "M"),
    ("mail", "mail", "I"),
)


_AT_ONCE: Final = 4
"""So many customers stand side by side."""


class Host(Protocol):
    """What the commands need of the page."""

    desk: Desk
    table: RecordTable
    views: SavedViews
    writing: CustomerWriting
    exporting: Exporting
    handing: HandingOver
    open_requested: Any

    @property
    def drawer(self) -> "CustomerDrawer": ...
    def shown(self) -> CustomerDetail | None: ...
    def subject(self) -> UUID | None: ...
    def asked(self) -> CustomerFilter: ...
    def new_customer(self) -> None: ...
    def search(self) -> None: ...
    def open_customer(self, customer_id: UUID, *, enter: bool = False) -> None: ...


class CustomerCommands:
    """Gives the page's commands, and does what its buttons ask for."""

    def __init__(self, page: Host) -> None:
        self._page = page
        self._look = CustomersLook(page.desk, page.table.window, page.table)

    def commands(self) -> tuple[Command, ...]:
        """Return all commands of the page."""
        page = self._page
        logs = (
            _command(kind, partial(self.log, kind), shortcut, icon, self._has_one)
            for kind, icon, shortcut in _LOGS
        )
        return (
            _command("new", page.new_customer, "C; Ctrl+N", "user-plus"),
            _command("filter", page.search, "/; Ctrl+F", "list-filter"),
            _command("edit", self.edit, "E", "square-pen", self._has_one),
            *logs,
            _command("next", partial(self.step, 1), "Alt+Down", "arrow-down", self._has_one),
            _command("previous", partial(self.step, -1), "Alt+Up", "arrow-up", self._has_one),
            _command("follow_up", self.follow_up, "F", "calendar", self._has_one),
            _command("comment", self.comment, "K; Alt+K", "message-square", self._has_one),
            _command("star", self.star, "S", "star", self._has_one),
            _command("quote", self.quote, "Q; Ctrl+Shift+Q", "file-plus", self._has_one),
            _command("delete", self.remove, "Del", "trash-2", self._has_one),
            _command("group", page.table.ask_groups, "Shift+G", "layers"),
            _command("save_view", page.views.save_as, "", "bookmark"),
            _command("import", self.import_file, "", "file-up"),
            _command("export", self.export, "Ctrl+Shift+E", "download"),
            _command("doubles", self.doubles, "", "search"),
            _command("merge", self.merge, "", "merge", self._has_one),
            _command("merge_with", self.merge_with, "", "merge", self._has_one),
            _command("alike", self.alike, "", "copy", self._has_one),
            _command("claim", self.claim, "", "user-check", self._has_one),
            _command("release", partial(self.give, None), "", "globe", self._has_one),
        )

    def import_file(self) -> None:
        """Go to the import of customers."""
        self._page.open_requested.emit(Place("import", args=(("kind", "customers"),)))

    def export(self) -> None:
        """Write what is seen into a file: the selected rows, or all that the filter finds."""
        page = self._page
        if page.table.selected_count() > 1 and not page.table.all_selected():
            self._with_ids(lambda ids: page.exporting.ask(page.table, None, ids, "customers.export.title"))
        else:
            page.exporting.ask(page.table, page.asked(), None, "customers.export.title")

    def edit(self) -> None:
        """Open the customer under the cursor and go into its name."""
        self._open(lambda drawer: drawer.edit())

    def step(self, rows: int) -> None:
        """Go to the next customer of the list, or to the one before; an open drawer comes along."""
        table = self._page.table
        number = table.currentIndex().row() + rows
        if 0 <= number < table.records.rowCount():
            table.go_to(number)

    def log(self, kind: str) -> None:
        """Write down a call, a visit or a note with the customer under the cursor."""
        self._open(lambda drawer: drawer.log(kind))

    def follow_up(self) -> None:
        """Set the next follow-up of the customer under the cursor."""
        self._open(lambda drawer: drawer.plan())

    def comment(self) -> None:
        """Say something to colleagues about the customer under the cursor."""
        self._open(lambda drawer: drawer.comment())

    def star(self) -> None:
        """Keep the customer under the cursor at hand, or let it go."""
        self._open(lambda drawer: drawer.star.turn())

    def quote(self) -> None:
        """Begin a quote for the customer under the cursor."""
        self._open(lambda drawer: drawer.overview.new_quote())

    def change_many(self, changes: Mapping[str, object]) -> None:
        """Make the same change to all that are selected, after a look at what it does to each."""
        write = partial(self._page.writing.change, changes=changes)
        self._with_ids(lambda ids: self._look.change(ids, changes, write))

    def tag_many(self, add: Sequence[str], remove: Sequence[str]) -> None:
        """Give tags to all that are selected, and take others away, after a look at what it does to each."""
        write = partial(self._page.writing.tag, add=add, remove=remove)
        self._with_ids(lambda ids: self._look.tag(ids, add, remove, write))

    def remove(self) -> None:
        """Remove all that are selected."""
        shown, rows = self._page.shown(), self._page.table.selected_rows()
        names = {one.id: one.name for one in (*rows, *((shown,) if shown is not None else ()))}
        self._with_ids(
            lambda ids: self._page.writing.remove(ids, names.get(ids[0], "") if len(ids) == 1 else "")
        )

    def doubles(self) -> None:
        """Look for customers that are there twice."""
        self._page.open_requested.emit(Place("doubles"))

    def merge(self) -> None:
        """Put those that are selected side by side, to make one of them."""
        chosen = self._page.table.selected_count()
        if chosen > _AT_ONCE:
            self._page.desk.notices.say("customers.merge.few")
        elif chosen > 1:
            self._with_ids(self._merge)
        else:
            self.merge_with()

    def merge_with(self) -> None:
        """Look for another customer, and put it beside the one that is shown or under the cursor."""
        one, page = self._one(), self._page
        if one is not None:
            from salesdesk.desktop.customers import another_customer  # noqa: PLC0415 - seldom wanted

            take = lambda other: self._merge([one, other])  # noqa: E731
            words, window = "customers.merge_with", page.table.window()
            another_customer.AnotherCustomerSheet(page.desk, one, words, take, window).open()

    def alike(self) -> None:
        """Put the customer under the cursor beside those who look like it."""
        one, page = self._one(), self._page
        if one is not None:
            work = partial(duplicates.alike, page.desk.database, one)
            page.desk.background.ask(work, owner=page.table, then=partial(self._show_alike, one))

    def _one(self) -> UUID | None:
        subject, row = self._page.subject(), self._page.table.current_row()
        return row.id if subject is None and row is not None else subject

    def _show_alike(self, one: UUID, others: Sequence[UUID]) -> None:
        if others:
            self._merge([one, *others])
        else:
            self._page.desk.notices.say("customers.alike.none")

    def _merge(self, ids: Sequence[UUID]) -> None:
        named = ",".join(str(one) for one in ids)
        self._page.open_requested.emit(Place("doubles", args=(("ids", named),)))

    def give(self, to: UUID | None) -> None:
        """Hand over all that are selected, or release them to the pool; what goes along is told before."""
        self._with_ids(lambda ids: self._page.handing.ask(ids, to))

    def claim(self) -> None:
        """Take all that are selected out of the pool."""
        self._with_ids(self._page.handing.claim)

    def protect(self, until: object) -> None:
        """Protect all that are selected until a day."""
        self._with_ids(lambda ids: self._page.handing.protect(ids, until))

    def _open(self, then: "Callable[[CustomerDrawer], None]") -> None:
        page, one, shown = self._page, self._one(), self._page.shown()
        if shown is not None and shown.id == one:
            then(page.drawer)
        elif one is not None:
            page.drawer.show_customer(one, lambda: then(page.drawer))

    def _has_one(self) -> bool:
        page = self._page
        return page.table.current_row() is not None or page.subject() is not None

    def _with_ids(self, then: Callable[[list[UUID]], None]) -> None:
        """Give `then` the ids of the rows that are selected, or of the customer that is shown."""
        page = self._page
        subject = page.subject()
        if page.table.selected_count() <= 1 and subject is not None:
            then([subject])
        else:
            with_selected(page.table, page.desk.background, then)


def _command(
    name: str, run: Callable[[], None], shortcut: str, icon: str, enabled: Callable[[], bool] | None = None
) -> Command:
    title = f"customers.command.{name}"
    if enabled is None:
        return Command(f"customers.{name}", title, run, shortcut, icon)
    return Command(f"customers.{name}", title, run, shortcut, icon, enabled=enabled)
