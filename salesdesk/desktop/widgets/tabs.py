"""Saved views as tabs: choose, add, and, by the menu, what can be done with one."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QWidget

from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.widgets.buttons import Button, IconButton, MenuButton
from salesdesk.desktop.widgets.plain import restyle, tip
from salesdesk.words import say


@dataclass(frozen=True, slots=True)
class ViewTab:
    """One tab. `acts` is what can be done with the view; those that come with the page have none.

    `by` is who shares it; a `folded` one is in the menu until it is chosen.
    """

    name: str
    title: str = ""
    title_key: str = ""
    acts: tuple[str, ...] = ()
    by: str = ""
    folded: bool = False


class ViewTabs(QWidget):
    """The tabs behind the title of a page."""

    chosen = Signal(str)  # the name of a view
    add_asked = Signal()
    act_asked = Signal(str, str)  # one of its `acts`, and the name of a view
    save_asked = Signal()
    reset_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 0, 0, 0)
        self._row.setSpacing(2)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, Button] = {}
        self._tabs: dict[str, ViewTab] = {}
        self._add = IconButton("plus", "window.views.add", self.add_asked.emit)
        self._save = Button(key="window.views.save", kind="link", run=self.save_asked.emit)
        self._reset = Button(key="window.views.reset", kind="link", run=self.reset_asked.emit)
        self._more = MenuButton(fill=self._fill_more, icon="chevrons-right", kind="icon")
        bind(self._more, self._more.setAccessibleName, "window.views.more")
        self._acts = MenuButton(fill=self._fill_acts, icon="ellipsis", kind="icon")
        bind(self._acts, self._acts.setAccessibleName, "window.views.acts")
        for widget in (self._more, self._acts, self._add, self._save, self._reset):
            self._row.addWidget(widget)
        self._row.addStretch(1)
        self._more.hide()
        self._acts.hide()
        self.set_modified(modified=False)

    def show_views(self, views: Sequence[ViewTab], current: str) -> None:
        """Show these tabs, with one of them chosen."""
        for button in self._buttons.values():
            self._row.removeWidget(button)
            self._group.removeButton(button)
            button.deleteLater()
        self._buttons = {}
        self._tabs = {view.name: view for view in views}
        for place, view in enumerate(views):
            button = self._button(view)
            button.setChecked(view.name == current)
            self._group.addButton(button)
            self._buttons[view.name] = button
            self._row.insertWidget(place, button)
        self._fit()

    def _button(self, view: ViewTab) -> Button:
        run = partial(self._press, view.name)
        icon = "users" if view.by else ""
        button = Button(key=view.title_key, text=view.title, icon=icon, kind="tab", run=run)
        button.setCheckable(True)
        if view.by:
            tip(button, say("window.views.by", name=view.by))
            button.setAccessibleName(f"{view.title} ({say('window.views.by', name=view.by)})")
        if view.acts:
            button.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            button.customContextMenuRequested.connect(partial(self._menu, view, button))
        return button

    def current(self) -> str:
        """Return the name of the chosen view, or ""."""
        return next((name for name, button in self._buttons.items() if button.isChecked()), "")

    def choose(self, name: str) -> None:
        """Choose a view without telling."""
        if name in self._buttons:
            self._buttons[name].setChecked(True)
            restyle(self._buttons[name])
            self._fit()

    def sizeHint(self) -> QSize:
        tabs = [button for name, button in self._buttons.items() if not self._is_folded(name)]
        return QSize(self._wide(tabs), super().sizeHint().height())

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
        others = (
            widget for widget in (self._acts, self._add, self._save, self._reset) if not widget.isHidden()
        )
        widths = [widget.sizeHint().width() for widget in (*tabs, *others)]
        margins = self._row.contentsMargins()
        return sum(widths) + self._row.spacing() * len(widths) + margins.left() + margins.right()

    def _fit(self) -> None:
        """Show as many tabs as there is room for, the chosen one always; the rest are in a menu."""
        tabs = list(self._buttons.values())
        shown = [button for name, button in self._buttons.items() if not self._is_folded(name)]
        self._acts.setVisible(self.current() in self._tabs and bool(self._tabs[self.current()].acts))
        room = self.width()
        if self._wide(shown) > room or len(shown) < len(tabs):
            room -= self._more.sizeHint().width()
        while len(shown) > 1 and self._wide(shown) > room:
            shown.remove(next(tab for tab in reversed(shown) if not tab.isChecked()))
        for tab in tabs:
            tab.setVisible(tab in shown)
        self._more.setVisible(len(shown) < len(tabs))

    def _fill_more(self, menu: QMenu) -> None:
        hidden = [self._tabs[name] for name, button in self._buttons.items() if button.isHidden()]
        for view in sorted(hidden, key=lambda one: bool(one.by)):
            text = self._buttons[view.name].text()
            who = f"{text}  ·  {say('window.views.by', name=view.by.replace('&', '&&'))}" if view.by else text
            menu.addAction(who, partial(self._take, view.name))

    def _fill_acts(self, menu: QMenu) -> None:
        view = self._tabs.get(self.current())
        for act in view.acts if view is not None else ():
            menu.addAction(say(f"window.views.{act}"), partial(self.act_asked.emit, act, self.current()))

    def _is_folded(self, name: str) -> bool:
        return self._tabs[name].folded and not self._buttons[name].isChecked()

    def _take(self, name: str) -> None:
        self.choose(name)
        self._press(name)

    def _press(self, name: str) -> None:
        self.chosen.emit(name)

    def _menu(self, view: ViewTab, button: Button, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for act in view.acts:
            menu.addAction(say(f"window.views.{act}"), partial(self.act_asked.emit, act, view.name))
        menu.popup(button.mapToGlobal(at))
