"""Products: what we sell at which price, and one product beside the list."""

from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from salesdesk.desktop.marking import Marks
from salesdesk.desktop.products.bulk_bar import ProductBulkBar
from salesdesk.desktop.products.columns import COLUMNS, EXPORTED, GROUPED, group_text
from salesdesk.desktop.products.drawer import ProductDrawer
from salesdesk.desktop.products.new_drawer import NewProductDrawer
from salesdesk.desktop.products.together import ProductsTogether
from salesdesk.desktop.products.wanted import VIEWS, Wanted
from salesdesk.desktop.products.writing import ProductWriting
from salesdesk.desktop.runtime.changes import Touched
from salesdesk.desktop.runtime.commands import Command
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.tables.columns import Order
from salesdesk.desktop.tables.exporting import Exporting
from salesdesk.desktop.tables.list_page import ListPage
from salesdesk.desktop.tables.list_sheet import ListSheet
from salesdesk.desktop.tables.selection import with_selected
from salesdesk.desktop.tables.view import RecordTable
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.empty import EmptyState
from salesdesk.desktop.widgets.filter_bar import Filter, FilterBar
from salesdesk.desktop.widgets.saved_views import SavedViews
from salesdesk.services import imports, products
from salesdesk.services.export_kinds import ExportKind
from salesdesk.services.products import ProductDetail, ProductSummary


class ProductsPage(ListPage):
    """The list of products. Space peeks, Enter opens, Up and Down step through with the drawer open."""

    kind = "products"
    title_key = "products.title"
    icon = "package"
    wanted: Wanted

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.wanted = Wanted.read(VIEWS[0].definition)
        self._categories: list[str] = []
        self._stale = False
        self._batches: list[imports.Batch] = []
        chips = (("category", self._options), ("batch", self._imports))
        self.filters = FilterBar([Filter(name, f"products.filter.{name}", offer) for name, offer in chips])
        self.marks = Marks(desk, "products", self)
        columns = self.marks.columns(COLUMNS, "name")
        self.table = RecordTable(columns, desk.background, name_key="products.list")
        self.marks.watch(self.table)
        self.views = SavedViews(desk, self.kind, VIEWS, self.definition)
        self.exporting = Exporting(desk, ExportKind.PRODUCTS, EXPORTED, "products.exported", self)
        self.writing, self.bulk = ProductWriting(desk, self), ProductBulkBar()
        self.together = ProductsTogether(desk, self)
        self.sheet = ListSheet(self.table, self.filters, self._first_use, self._no_match, self.bulk)
        self.build_head(self._buttons())
        self.build_body()
        self._listen()
        self.table.remember(desk.choices, self.kind)
        self.look(self.wanted)

    # what is shown

    def look(self, wanted: Wanted) -> None:
        """Show the products that are wanted."""
        self.wanted = wanted
        self.table.show_order(wanted.order)
        self.table.groups.show_group(wanted.group)
        self.table.show_rows(products.listing(self.desk.database, wanted.asked()))
        self.views.look_again()

    def definition(self) -> dict[str, Any]:
        """Return what a saved view would keep of what is seen."""
        return self.wanted.kept() | {"columns": self.table.columns.state()}

    def show_place(self, place: Place) -> None:
        self._load_categories()
        if self._stale:
            self._stale = False
            self.look(self.wanted)
        if place.arg("view"):
            self.views.pick(place.arg("view"))
        if place.arg("batch"):
            self._show_definition({"batch": place.arg("batch")})
            self.show_filters(shown=True)
        if place.arg("new"):
            self.new_product()
        elif place.id is not None:
            self.open_product(place.id)

    def open_product(self, product_id: UUID, *, enter: bool = False) -> None:
        """Show a product in the drawer; with `enter`, go into it."""
        if self.is_open("new_drawer"):
            self.new_drawer.close_drawer()
        self.drawer.show_product(product_id, self.drawer.edit if enter else None)

    def new_product(self) -> None:
        """Begin a new product beside the list."""
        if self.is_open("drawer"):
            self.drawer.hide()
        self.new_drawer.begin()

    def commands(self) -> tuple[Command, ...]:
        return (
            _command("new", self.new_product, "C; Ctrl+N", "circle-plus"),
            _command("filter", self.search, "/; Ctrl+F", "list-filter"),
            _command("edit", self._edit, "E", "square-pen"),
            _command("archive", self.archive, "A", "archive"),
            _command("delete", self.remove, "Del", "trash-2"),
            _command("group", self.table.ask_groups, "Shift+G", "layers"),
            _command("import", self.import_file, "", "file-up"),
            _command("export", self.export, "Ctrl+Shift+E", "download"),
        )

    def state(self) -> Mapping[str, Any]:
        shown = self.sheet.filters_shown()
        return {"view": self.views.current(), "wanted": self.wanted.kept(), "filters": shown}

    def restore(self, state: Mapping[str, Any]) -> None:
        kept = state.get("wanted")
        if isinstance(kept, Mapping):
            self.views.start_at(str(state.get("view", "")))
            self._show_definition(kept)
        self.show_filters(shown=state.get("filters") is True)

    # what is done

    def archive(self) -> None:
        """Archive what is selected; what is archived already becomes active again."""
        one = next(iter(self._meant()), None)
        self._set_active(one is not None and not one.is_active)

    def remove(self) -> None:
        """Remove what is selected."""
        name = self._name()
        self._with_ids(lambda ids: self.writing.remove(ids, name))

    def import_file(self) -> None:
        """Go to the import of products."""
        self.open_requested.emit(Place("import", args=(("kind", "products"),)))

    def export(self) -> None:
        """Write what is seen into a file: the selected rows, or all that the filter finds."""
        if self.table.selected_count() > 1 and not self.table.all_selected():
            self._with_ids(lambda ids: self.exporting.ask(self.table, None, ids, "products.export.title"))
        else:
            self.exporting.ask(self.table, self.wanted.asked(), None, "products.export.title")

    def _set_active(self, active: bool) -> None:  # noqa: FBT001 - a signal's argument
        if self.table.selected_count() > 1:
            self._with_ids(lambda ids: self.together.set_active(ids, active=active))
            return
        name = self._name()
        self._with_ids(lambda ids: self.writing.set_active(ids, active=active, name=name))

    def _meant(self) -> list[ProductSummary | ProductDetail]:
        """Return the product that is shown or on its way, or else those selected, as far as they are here."""
        rows: list[ProductSummary] = self.table.selected_rows()
        if not self._shows_one():
            return [*rows]
        subject, shown = self.subject(), self.shown()
        known = (*rows, *((shown,) if shown is not None else ()))
        return [one for one in known if one.id == subject][-1:]

    def _name(self) -> str:
        meant = self._meant()
        return meant[0].name if len(meant) == 1 else ""

    def _shows_one(self) -> bool:
        return self.table.selected_count() <= 1 and self.subject() is not None

    def _with_ids(self, then: Callable[[list[UUID]], None]) -> None:
        subject = self.subject()
        if self._shows_one() and subject is not None:
            then([subject])
        elif self.table.selected_count():
            with_selected(self.table, self.desk.background, then)

    def _edit(self) -> None:
        subject, row = self.subject(), self.table.current_row()
        one = row.id if subject is None and row is not None else subject
        if one is not None:
            self.open_product(one, enter=True)

    @cached_property
    def drawer(self) -> ProductDrawer:
        """One product in detail."""
        drawer = ProductDrawer(self.desk)
        drawer.open_requested.connect(self.open_requested)
        drawer.archive_asked.connect(self._turn)
        drawer.remove_asked.connect(lambda product: self.writing.remove([product.id], product.name))
        return self.put_beside(drawer)

    @cached_property
    def new_drawer(self) -> NewProductDrawer:
        """The form of a new product."""
        drawer = NewProductDrawer(self.desk)
        drawer.made.connect(self._made)
        return self.put_beside(drawer)

    def shown(self) -> ProductDetail | None:
        """Return the product in the drawer, if it is open."""
        return self.drawer.product if self.is_open("drawer") else None

    def subject(self) -> UUID | None:
        """Return the product in the drawer, there or on its way, whatever row the cursor is on."""
        return self.drawer.subject if "drawer" in vars(self) else None

    # how it is made

    def _buttons(self) -> tuple[Button, ...]:
        return (
            Button(key="products.import", icon="file-up", kind="ghost", run=self.import_file),
            Button(key="products.export", icon="download", run=self.export),
            Button(key="products.new", icon="plus", kind="primary", run=self.new_product),
        )

    def _first_use(self) -> EmptyState:
        first = Button(key="products.new", icon="plus", kind="primary", run=self.new_product)
        second = Button(key="products.import", icon="file-up", run=self.import_file)
        return EmptyState("package", "products.empty", "products.empty.text", first, second)

    def _no_match(self) -> EmptyState:
        again = Button(key="products.show_all", kind="primary", run=partial(self.views.pick, "all"))
        return EmptyState("search", "products.nothing", "products.nothing.text", again)

    def _listen(self) -> None:
        self.views.picked.connect(self._show_definition)
        self.filters.changed.connect(self._filter)
        self.filters.left_down.connect(self.table.setFocus)
        self.table.columns.changed.connect(self.views.look_again)
        self.table.order_asked.connect(self._sort)
        self.offer_groups(GROUPED, group_text)
        self.table.opened.connect(lambda row: self.open_product(row.id, enter=True))
        self.table.peeked.connect(self._peek)
        self.table.stepped.connect(self._step)
        self.table.edited.connect(self.writing.edit_cell)
        self.table.selection_counted.connect(self._selected)
        self.table.records.counted.connect(self._counted)
        self.bulk.active_asked.connect(self._set_active)
        self.bulk.change_asked.connect(lambda field: self._with_ids(partial(self.together.ask, field)))
        self.bulk.remove_asked.connect(self.remove)
        self.bulk.cleared.connect(self.table.clearSelection)
        self.desk.changes.listen(self, self._touched, "products")

    # what happens

    def _show_definition(self, definition: Mapping[str, Any]) -> None:
        wanted = Wanted.read(definition)
        self.restore_columns(definition)
        self.filters.show_values({"category": wanted.category, "batch": wanted.batch}, wanted.text)
        self.look(wanted)

    def _filter(self) -> None:
        kept = {"state": self.wanted.state} | self.wanted.arrangement
        self.look(Wanted.read(self.filters.values() | {"text": self.filters.text()} | kept))

    def _sort(self, order: Order) -> None:
        self.look(self.wanted.sorted_by(order))

    def _peek(self, row: ProductSummary) -> None:
        shown = self.shown()
        if shown is not None and shown.id == row.id:
            self.drawer.close_drawer()
        else:
            self.open_product(row.id)

    def _step(self, row: ProductSummary) -> None:
        subject = self.subject()
        if subject is not None and subject != row.id:
            self.drawer.show_product(row.id)

    def _selected(self, number: int) -> None:
        self.bulk.show_count(number)
        self.sheet.show_selected(number)

    def _counted(self, total: int) -> None:
        self.sheet.count.say("products.count", n=total, shown=f"{total:,}")
        self.sheet.show_total(total, narrowed=self.wanted.narrows)

    def _turn(self, product: ProductDetail) -> None:
        self.writing.set_active([product.id], active=not product.is_active, name=product.name)

    def _made(self, product_id: UUID) -> None:
        self.open_product(product_id)
        self.table.setFocus()

    def _touched(self, _touched: Touched) -> None:
        self._load_categories()
        if self.isVisible():
            self.table.refresh()
        else:
            self._stale = True

    def _load_categories(self) -> None:
        work = partial(products.categories, self.desk.database)
        self.desk.background.ask(work, owner=self, then=self._took_categories)
        recent = partial(imports.recent, self.desk.database, frozenset((imports.Kind.PRODUCTS,)))
        self.desk.background.ask(recent, owner=self, then=self._took_imports)

    def _took_categories(self, categories: list[str]) -> None:
        self._categories = categories

    def _took_imports(self, batches: list[imports.Batch]) -> None:
        self._batches = batches
        self.filters.retell()

    def _imports(self) -> list[tuple[str, str]]:
        return [(str(one.id), one.title) for one in self._batches]

    def _options(self) -> list[tuple[str, str]]:
        return [(name, name) for name in self._categories]


def _command(name: str, run: Callable[[], None], shortcut: str, icon: str) -> Command:
    return Command(f"products.{name}", f"products.command.{name}", run, shortcut, icon)
