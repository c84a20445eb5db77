"""The views of a list: those it comes with, and those a person has saved under a name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.widgets.ask_sheet import AskSheet
from salesdesk.desktop.widgets.fields.text import TextField
from salesdesk.desktop.widgets.kept_views import KeptView, kept_views
from salesdesk.desktop.widgets.tabs import ViewTab, ViewTabs
from salesdesk.desktop.widgets.undoable import do
from salesdesk.services import shared_views, views
from salesdesk.storage.database import Database

Definition = Mapping[str, Any]
_TOLD: Final = ("saved_views", "shared_views", "stars", "users")


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A view that comes with the page; it can be changed on the way, but not saved over."""

    name: str
    title_key: str
    definition: Definition


class SavedViews(ViewTabs):
    """Tabs that load, save, share, pin and remove the views of one page.

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
        self._kept: list[KeptView] = []
        self._name = self._built_in[0].name
        self._wanted = ""
        self._may_share = False
        self.chosen.connect(self.pick)
        self.add_asked.connect(self.save_as)
        self.save_asked.connect(self.save)
        self.reset_asked.connect(lambda: self.pick(self._name))
        self.act_asked.connect(self._act)
        desk.changes.listen(self, lambda _touched: self.load(), *_TOLD)
        if desk.sync is not None:
            desk.sync.changed.connect(self._stands)
        self._draw()
        self.load()

    def load(self) -> None:
        """Read the saved views."""
        self._may_share = _has_colleagues(self._desk)
        work = partial(kept_views, self._desk.database, self._page, may_share=self._may_share)
        self._desk.background.ask(work, owner=self, then=self._loaded)

    def definition(self, name: str) -> Definition | None:
        """Return what a view shows, or None."""
        for each in self._built_in:
            if each.name == name:
                return each.definition
        kept = self._of(name)
        return kept.definition if kept is not None else None

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
        """Save what is seen into the chosen view; one that is not one's own is saved under a new name."""
        kept = self._of(self._name)
        if kept is None or not kept.mine:
            self.save_as()
            return
        edit = shared_views.edit_shared if kept.is_shared else views.edit_view
        work = partial(edit, self._desk.database, kept.view.id, definition=self._now())
        do(self._desk, work, owner=self, say="window.views.saved", name=kept.title)

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
        kept = self._of(name)
        if kept is not None:
            getattr(self, f"_{act}")(kept)

    def _rename(self, kept: KeptView) -> None:
        self._ask_name("window.views.rename", kept.title, partial(self._call, kept))

    def _call(self, kept: KeptView, name: str) -> None:
        edit = shared_views.edit_shared if kept.is_shared else views.edit_view
        self._change(partial(edit, self._desk.database, kept.view.id, name=name))

    def _pin(self, kept: KeptView) -> None:
        self._set_pin(kept, on=True)

    def _unpin(self, kept: KeptView) -> None:
        self._set_pin(kept, on=False)

    def _set_pin(self, kept: KeptView, *, on: bool) -> None:
        database, view_id = self._desk.database, kept.view.id
        if kept.is_shared:
            self._change(partial(shared_views.pin_shared, database, view_id, on=on))
        else:
            self._change(partial(views.edit_view, database, view_id, is_pinned=on))

    def _share(self, kept: KeptView) -> None:
        self._turn(kept, shared_views.share, "window.views.shared")

    def _unshare(self, kept: KeptView) -> None:
        self._turn(kept, shared_views.unshare, "window.views.unshared")

    def _copy(self, kept: KeptView) -> None:
        self._turn(kept, shared_views.copy_shared, "window.views.saved")

    def _remove(self, kept: KeptView) -> None:
        work = partial(views.remove_view, self._desk.database, kept.view.id)
        do(self._desk, work, owner=self, say="window.views.removed", name=kept.title)

    def _remove_shared(self, kept: KeptView) -> None:
        work = partial(shared_views.remove_shared, self._desk.database, kept.view.id)
        do(self._desk, work, owner=self, say="window.views.removed", name=kept.title)

    def _turn(self, kept: KeptView, make: Callable[[Database, UUID], UUID], told: str) -> None:
        """Make another view of one, and go to it."""
        work = partial(make, self._desk.database, kept.view.id)
        do(self._desk, work, owner=self, say=told, then=self._added, name=kept.title)

    def _change(self, work: Callable[[], object]) -> None:
        self._desk.background.change(work, owner=self, failed=self._desk.notices.failed)

    def _ask_name(self, title_key: str, name: str, take: Callable[[str], None]) -> None:
        field = TextField("window.views.name", required=True)
        field.show_value(name)
        field.line.selectAll()
        AskSheet(title_key, field, lambda value: take(str(value)), self.window()).open()

    def _stands(self, _status: object) -> None:
        if _has_colleagues(self._desk) != self._may_share:
            self.load()  # with colleagues there is somebody to share with

    def _loaded(self, kept: list[KeptView]) -> None:
        changed = kept != self._kept
        self._kept = kept
        if self.definition(self._name) is None and self.definition(self._wanted) is None:
            self._wanted = self._built_in[0].name
        if changed:
            self._draw()
        if self._wanted:
            self.pick(self._wanted)
        else:
            self.look_again()

    def _draw(self) -> None:
        tabs = [ViewTab(each.name, title_key=each.title_key) for each in self._built_in]
        tabs += [
            ViewTab(kept.name, kept.title, acts=kept.acts, by=kept.by, folded=kept.is_folded)
            for kept in self._kept
        ]
        self.show_views(tabs, self._name)

    def _of(self, name: str) -> KeptView | None:
        return next((kept for kept in self._kept if kept.name == name), None)


def _has_colleagues(desk: Desk) -> bool:
    return desk.sync is not None and desk.sync.is_connected


def _same(saved: Definition, now: Definition) -> bool:
    """Compare two definitions; widths do not count, and columns only where the saved one names them."""
    keys = (set(saved) | set(now)) - {"columns"}
    if any(saved.get(key) != now.get(key) for key in keys):
        return False
    kept, shown = saved.get("columns"), now.get("columns")
    if not isinstance(kept, Mapping) or not isinstance(shown, Mapping):
        return True
    return all(kept.get(part) == shown.get(part) for part in ("order", "hidden"))
