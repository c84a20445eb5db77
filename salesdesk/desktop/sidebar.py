"""The sidebar: the workspace, the way to everything, the places, pinned views, settings and the sync card."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from salesdesk.desktop.pages import PageEntry
from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.theme.dress import dress
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import Button, MenuButton
from salesdesk.desktop.widgets.plain import PlainLabel, tip
from salesdesk.services.shared_views import Pinned
from salesdesk.words import say

_WIDTH = 228


class Sidebar(QWidget):
    """Where one can go. `go` is asked for a place; the window answers by `show_current`."""

    go = Signal(Place)
    search_asked = Signal()

    def __init__(
        self,
        entries: Sequence[PageEntry],
        fill_menu: Callable[[QMenu], None],
        foot: Sequence[QWidget],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("part", "side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        bind(self, self.setAccessibleName, "window.sidebar")
        self._buttons: dict[str, Button] = {}
        self._views: dict[str, Button] = {}
        self.workspace = MenuButton(fill=fill_menu, icon="building-2", kind="nav")
        self.workspace.ending_icon = "chevrons-up-down"
        self._badge = PlainLabel(key="window.demo", role="key")
        self._column = QVBoxLayout(self)
        self._column.setSpacing(2)
        self._build(entries, foot)
        self._fit()
        dress(self)

    def name_workspace(self, name: str, *, demo: bool = False) -> None:
        """Say whose workspace it is."""
        self.workspace.setText(name or say("window.name"))
        self._badge.setVisible(demo)
        tip(self._badge, say("window.demo.tip"))

    def show_current(self, place: Place) -> None:
        """Mark where we are."""
        view = place.arg("view")
        for kind, button in self._buttons.items():
            button.setChecked(kind == place.kind and view not in self._views)
        for name, button in self._views.items():
            button.setChecked(name == view)

    def show_count(self, kind: str, count: int) -> None:
        """Show how many things wait at a place; 0 shows nothing."""
        if kind in self._buttons:
            self._buttons[kind].set_ending(f"{count:,}" if count else "")

    def show_views(self, views: Sequence[Pinned]) -> None:
        """Show the pinned views."""
        for button in self._views.values():
            self._pinned.removeWidget(button)
            button.deleteLater()
        self._views = {}
        for view in views:
            place = Place(view.page, args=(("view", str(view.id)),))
            button = self._nav(Button(text=view.name, icon="users" if view.by else "star", kind="nav"), place)
            tip(button, say("window.views.by", name=view.by) if view.by else "")
            self._views[str(view.id)] = button
            self._pinned.addWidget(button)
        self._pinned_title.setVisible(bool(views))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_column"):
            self._fit()

    def _build(self, entries: Sequence[PageEntry], foot: Sequence[QWidget]) -> None:
        head = QHBoxLayout()
        head.addWidget(self.workspace, 1)
        head.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignVCenter)
        self._badge.hide()
        search = Button(key="window.palette", icon="search", kind="search", run=self.search_asked.emit)
        search.set_ending("Ctrl K")
        self._column.addLayout(head)
        self._column.addSpacing(4)
        self._column.addWidget(search)
        self._column.addSpacing(8)
        self._add_entries(entries, "top")
        self._pinned_title = PlainLabel(key="window.views.pinned", role="caption")
        self._pinned_title.setContentsMargins(12, 10, 0, 4)
        self._pinned_title.hide()
        self._pinned = QVBoxLayout()
        self._pinned.setSpacing(2)
        self._column.addWidget(self._pinned_title)
        self._column.addLayout(self._pinned)
        self._column.addStretch(1)
        self._add_entries(entries, "foot")
        self._column.addSpacing(4)
        for widget in foot:
            self._column.addWidget(widget)

    def _add_entries(self, entries: Sequence[PageEntry], place: str) -> None:
        for entry in entries:
            if entry.place == place:
                button = Button(key=entry.title_key, icon=entry.icon, kind="nav")
                self._buttons[entry.kind] = self._nav(button, Place(entry.kind))
                self._column.addWidget(button)

    def _nav(self, button: Button, place: Place) -> Button:
        button.setCheckable(True)
        button.clicked.connect(partial(self._press, button, place))
        return button

    def _press(self, button: Button, place: Place, *_checked: object) -> None:
        button.setChecked(True)
        self.go.emit(place)

    def _fit(self) -> None:
        self.setFixedWidth(look().px(_WIDTH))
        edge = look().px(10)
        self._column.setContentsMargins(edge, edge, edge, edge)
