"""Saved views as tabs: choose, add, and, by the menu, rename, pin or remove one."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QWidget

from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.widgets.buttons import Button, IconButton, MenuButton
from salesdesk.desktop.widgets.plain import restyle
from salesdesk.words import say

_ACTS: Final = ("rename", "pin", "remove")


@dataclass(frozen=True, slots=True)
class ViewTab:
    """One tab. `own` views can be renamed, pinned and removed; the others come with the page."""

    name: str
    title: str = ""
    title_key: str = ""
    own: bool = False
    pinned: bool = False


class ViewTabs(QWidget):
    """The tabs behind the title of a page."""

    chosen = Signal(str)  # the name of a view
    add_asked = Signal()
    act_asked = Signal(str, str)  # "rename", "pin" or "remove", and the name of a view
    save_asked = Signal()
    reset_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 0, 0, 0)
        self._row.setSpacing(2)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, Button] = {}
        self._add = IconButton("plus", "window.views.add", self.add_asked.emit)
        self._save = Button(key="window.views.save", kind="link", run=self.save_asked.emit)
        self._reset = Button(key="window.views.reset", kind="link", run=self.reset_asked.emit)
        self._more = MenuButton(fill=self._fill_more, icon="chevrons-right", kind="icon")
        bind(self._more, self._more.setAccessibleName, "window.views.more")
        for widget in (self._more, self._add, self._save, self._reset):
            self._row.addWidget(widget)
        self._row.addStretch(1)
        self._more.hide()
        self.set_modified(modified=False)

    def show_views(self, views: Sequence[ViewTab], current: str) -> None:
        """Show these tabs, with one of them chosen."""
        for button in self._buttons.values():
            self._row.removeWidget(button)
            self._group.removeButton(button)
            button.deleteLater()
        self._buttons = {}
        for place, view in enumerate(views):
            button = Button(
                key=view.title_key, text=view.title, kind="tab", run=partial(self._press, view.name)
            )
            button.setCheckable(True)
            button.setChecked(view.name == current)
            if view.own:
                button.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
                button.customContextMenuRequested.connect(partial(self._menu, view, button))
            self._group.addButton(button)
            self._buttons[view.name] = button
            self._row.insertWidget(place, button)
        self._fit()

    def current(self) -> str:
        """Return the name of the chosen view, or ""."""
        return next((name for name, button in self._buttons.items() if button.isChecked()), "")

    def choose(self, name: str) -> None:
        """Choose a view without telling."""
        if name in self._buttons:
            self._buttons[name].setChecked(True)
            restyle(self._buttons[name])

    def sizeHint(self) -> QSize:
        return QSize(self._wide(list(self._buttons.values())), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        current = [button for button in self._buttons.values() if button.isChecked()]
        return QSize(self._wide(current) + self._more.sizeHint().width(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and hasattr(self, "_more"):
            self._fit()  # a tab is wider or narrower than it was: another language, another font
        return super().event(event)

    def set_modified(self, *, modified: bool) -> None:
        """Offer to save or to reset a view that is no longer as it was saved."""
        self._save.setVisible(modified)
        self._reset.setVisible(modified)

    def _wide(self, tabs: Sequence[Button]) -> int:
        """Return how wide these tabs are with what stands behind them."""
        others = (widget for widget in (self._add, self._save, self._reset) if not widget.isHidden())
        widths = [widget.sizeHint().width() for widget in (*tabs, *others)]
        margins = self._row.contentsMargins()
        return sum(widths) + self._row.spacing() * len(widths) + margins.left() + margins.right()

    def _fit(self) -> None:
        """Show as many tabs as there is room for, the chosen one always; the rest are in a menu."""
        tabs = list(self._buttons.values())
        shown = list(tabs)
        room = self.width()
        if self._wide(shown) > room:
            room -= self._more.sizeHint().width()
        while len(shown) > 1 and self._wide(shown) > room:
            shown.remove(next(tab for tab in reversed(shown) if not tab.isChecked()))
        for tab in tabs:
            tab.setVisible(tab in shown)
        self._more.setVisible(len(shown) < len(tabs))

    def _fill_more(self, menu: QMenu) -> None:
        for name, button in self._buttons.items():
            if button.isHidden():
                menu.addAction(button.text(), partial(self._take, name))

    def _take(self, name: str) -> None:
        self.choose(name)
        self._fit()
        self._press(name)

    def _press(self, name: str) -> None:
        self.chosen.emit(name)

    def _menu(self, view: ViewTab, button: Button, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for act in _ACTS:
            key = "window.views.unpin" if act == "pin" and view.pinned else f"window.views.{act}"
            menu.addAction(say(key), partial(self.act_asked.emit, act, view.name))
        menu.popup(button.mapToGlobal(at))
