"""The views of a page that somebody has kept, one's own and those that are shared, with what can be done."""

from dataclasses import dataclass
from typing import Any

from salesdesk.services import shared_views, views
from salesdesk.services.shared_views import SharedView
from salesdesk.services.views import SavedView
from salesdesk.storage.database import Database


@dataclass(frozen=True, slots=True)
class KeptView:
    """One view; `by` is who shares it, "" for one's own alone. What is `mine` can be saved over."""

    view: SavedView | SharedView
    acts: tuple[str, ...]
    by: str = ""
    mine: bool = True

    @property
    def name(self) -> str:
        """What it is picked by."""
        return str(self.view.id)

    @property
    def title(self) -> str:
        return self.view.name

    @property
    def definition(self) -> dict[str, Any]:
        return self.view.definition

    @property
    def is_shared(self) -> bool:
        return isinstance(self.view, SharedView)

    @property
    def is_folded(self) -> bool:
        """Whether it waits in the menu: what colleagues share is nobody's tab before they pin it."""
        return not self.mine and not self.view.is_pinned


def kept_views(database: Database, page: str, *, may_share: bool) -> list[KeptView]:
    """Return the kept views of a page, one's own first. For a worker."""
    own = [_own(view, may_share=may_share) for view in views.saved_views(database, page)]
    shared = [_shared(database, view) for view in shared_views.shared_views(database, page)]
    return own + sorted(shared, key=lambda one: (not one.mine, one.is_folded))


def _pin(view: SavedView | SharedView) -> str:
    return "unpin" if view.is_pinned else "pin"


def _own(view: SavedView, *, may_share: bool) -> KeptView:
    share = ("share",) if may_share else ()
    return KeptView(view, ("rename", _pin(view), *share, "remove"))


def _shared(database: Database, view: SharedView) -> KeptView:
    if view.owner_id == database.me:
        return KeptView(view, ("rename", _pin(view), "unshare", "remove_shared"), view.by)
    remove = ("remove_shared",) if shared_views.may_remove(database, view) else ()
    return KeptView(view, (_pin(view), "copy", *remove), view.by or "?", mine=False)
