"""The views of a list: those it comes with, and those a person has saved under a name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.widgets.ask_sheet import AskSheet
from salesdesk.desktop.widgets.fields.text import TextField
from salesdesk.desktop.widgets.tabs import ViewTab, ViewTabs
from salesdesk.desktop.widgets.undoable import do
from salesdesk.services import views

Definition = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A view that comes with the page; it can be changed on the way, but not saved over."""

    name: str
    title_key: str
    definition: Definition


class SavedViews(ViewTabs):
    """Tabs that load, save, rename, pin and remove the views of one page.

    `now` gives the definition of what is seen at the moment; `picked` tells one that is to be shown.
    """

    picked = Signal(object)  # a definition

    def __init__(
        self,
        desk: Desk,
        page: str,
        built_in: Sequence[BuiltIn],
        now: Callable[[], Definition],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._page, self._now = desk, page, now
        self._built_in = tuple(built_in)
        self._own: list[views.SavedView] = []
        self._name = self._built_in[0].name
        self._wanted = ""
        self.chosen.connect(self.pick)
        self.add_asked.connect(self.save_as)
        self.save_asked.connect(self.save)
        self.reset_asked.connect(lambda: self.pick(self._name))
        self.act_asked.connect(self._act)
        desk.changes.listen(self, lambda _touched: self.load(), "saved_views")
        self._draw()
        self.load()

    def load(self) -> None:
        """Read the saved views."""
        work = partial(views.saved_views, self._desk.database, self._page)
        self._desk.background.ask(work, owner=self, then=self._loaded)

    def definition(self, name: str) -> Definition | None:
        """Return what a view shows, or None."""
        for each in self._built_in:
            if each.name == name:
                return each.definition
        own = self._of(name)
        return own.definition if own is not None else None

    def pick(self, name: str) -> None:
        """Choose a view and tell what it shows; one that is not loaded yet is chosen when it is."""
        definition = self.definition(name)
        if definition is None:
            self._wanted = name
            return
        self._name, self._wanted = name, ""
        self.choose(name)
        self.set_modified(modified=False)
        self.picked.emit(definition)

    def start_at(self, name: str) -> None:
        """Take up the view of the last time without showing it: what was seen then is shown by the page."""
        self._name = name or self._name
        self.choose(self._name)

    def look_again(self) -> None:
        """Notice whether what is seen is still the view that was chosen."""
        definition = self.definition(self._name)
        self.set_modified(modified=definition is not None and not _same(definition, self._now()))

    def save(self) -> None:
        """Save what is seen into the chosen view; one that comes with the page is saved under a new name."""
        own = self._of(self._name)
        if own is None:
            self.save_as()
            return
        work = partial(views.edit_view, self._desk.database, own.id, definition=self._now())
        do(self._desk, work, owner=self, say="window.views.saved", name=own.name)

    def save_as(self) -> None:
        """Ask for a name, and save what is seen under it."""
        self._ask_name("window.views.add", "", self._add_view)

    def _add_view(self, name: str) -> None:
        work = partial(views.add_view, self._desk.database, self._page, name, self._now())
        do(self._desk, work, owner=self, say="window.views.saved", then=self._added, name=name)

    def _added(self, view_id: UUID) -> None:
        self._wanted = str(view_id)
        self.load()

    def _act(self, act: str, name: str) -> None:
        own, database = self._of(name), self._desk.database
        if own is None:
            return
        if act == "remove":
            work = partial(views.remove_view, database, own.id)
            do(self._desk, work, owner=self, say="window.views.removed", name=own.name)
        elif act == "pin":
            pin = partial(views.edit_view, database, own.id, is_pinned=not own.is_pinned)
            self._desk.background.change(pin, owner=self)
        else:
            self._ask_name("window.views.rename", own.name, partial(self._rename, own.id))

    def _rename(self, view_id: UUID, name: str) -> None:
        work = partial(views.edit_view, self._desk.database, view_id, name=name)
        self._desk.background.change(work, owner=self, failed=self._desk.notices.failed)

    def _ask_name(self, title_key: str, name: str, take: Callable[[str], None]) -> None:
        field = TextField("window.views.name", required=True)
        field.show_value(name)
        field.line.selectAll()
        AskSheet(title_key, field, lambda value: take(str(value)), self.window()).open()

    def _loaded(self, own: list[views.SavedView]) -> None:
        changed = own != self._own
        self._own = own
        if self.definition(self._name) is None:
            self._wanted = self._built_in[0].name
        if changed:
            self._draw()
        if self._wanted:
            self.pick(self._wanted)
        else:
            self.look_again()

    def _draw(self) -> None:
        tabs = [ViewTab(each.name, title_key=each.title_key) for each in self._built_in]
        tabs += [ViewTab(str(own.id), title=own.name, own=True, pinned=own.is_pinned) for own in self._own]
        self.show_views(tabs, self._name)

    def _of(self, name: str) -> views.SavedView | None:
        return next((own for own in self._own if str(own.id) == name), None)


def _same(saved: Definition, now: Definition) -> bool:
    """Compare two definitions; widths do not count, and columns only where the saved one names them."""
    keys = (set(saved) | set(now)) - {"columns"}
    if any(saved.get(key) != now.get(key) for key in keys):
        return False
    kept, shown = saved.get("columns"), now.get("columns")
    if not isinstance(kept, Mapping) or not isinstance(shown, Mapping):
        return True
    return all(kept.get(part) == shown.get(part) for part in ("order", "hidden"))
