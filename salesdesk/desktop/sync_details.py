"""What lies behind the sync card: server and person, what waits, the clocks, the way on. Never in the way."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, Signal
from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from salesdesk import formats
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.language import rebind
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.sync_card import SyncCard
from salesdesk.desktop.sync_words import Way
from salesdesk.desktop.theme.dress import dress
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.drawer import scrolled
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.desktop.widgets.shadow import Shadow
from salesdesk.services import connection
from salesdesk.services.connection import Connection, Removal
from salesdesk.sync.status import Status
from salesdesk.words import language, say

INBOX: Final = Place("inbox")
SETTINGS: Final = Place("settings", args=(("section", "connection"),))
_FACTS: Final = ("company", "server", "person", "device", "last", "waiting", "files", "calling", "skew")
_SKEWED: Final = timedelta(minutes=2)
"""Clocks this far apart are worth a word; they change no result."""


class SyncDetails(QWidget):
    """Lies over the window above the card, and goes when the keyboard goes elsewhere."""

    open_requested = Signal(Place)

    def __init__(self, over: QWidget, desk: Desk, card: SyncCard) -> None:
        super().__init__(over)
        self._over, self._desk, self.card = over, desk, card
        self._known: Connection | None = None
        self.setProperty("part", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.title, self.more = PlainLabel(role="h3"), PlainLabel(role="muted", wrap=True)
        self._names = {name: PlainLabel(key=f"sync.fact.{name}", role="small") for name in _FACTS}
        self.facts = {name: PlainLabel(elide=name != "skew", wrap=name == "skew") for name in _FACTS}
        self.list = PlainLabel(role="small", wrap=True)
        self._listed = scrolled(self.list)
        self.way = Button(kind="primary", run=self._go_on)
        self.leave = Button(key="sync.way.leave", run=self.close_details)
        self.now = Button(key="sync.now", icon="refresh-cw", run=self.sync_now)
        self.inbox = Button(key="inbox.title", icon="inbox", run=partial(self._open, INBOX))
        self.settings = Button(key="settings.connection", icon="settings", run=partial(self._open, SETTINGS))
        self._arrange()
        card.details_asked.connect(self.turn)
        over.installEventFilter(self)
        if desk.sync is not None:
            desk.sync.changed.connect(self._changed)
        dress(self)
        rebind(self, self._show)
        self.hide()

    def turn(self) -> None:
        """Show the details, or put them away."""
        if self.isVisible():
            self.close_details()
            return
        self._show()
        self.show()
        self.raise_()
        self._place()
        (self.way if self.way.isVisibleTo(self) else self.inbox).setFocus(Qt.FocusReason.PopupFocusReason)
        _application().focusChanged.connect(self._focus_moved)
        self._ask()

    def close_details(self) -> None:
        """Put the details away; the keyboard goes back to the card."""
        focused = QApplication.focusWidget()
        self._hide()
        if focused is self or (focused is not None and self.isAncestorOf(focused)):
            self.card.setFocus()

    def sync_now(self) -> None:
        """Go to the server at once; where there is none, say where one is told."""
        if self._desk.sync is None or not self._desk.sync.is_connected:
            self._desk.notices.say("sync.alone.more")
        else:
            self._desk.sync.wake()
            self._desk.notices.say("sync.asked")

    def connect_now(self) -> None:
        """Go where a server is told."""
        self._open(SETTINGS)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_details()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, Button):
                focused.click()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._place()
        return done

    def _arrange(self) -> None:
        grid, buttons, ways = QGridLayout(), QHBoxLayout(), QHBoxLayout()
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(4)
        for at, name in enumerate(_FACTS):
            grid.addWidget(self._names[name], at, 0)
            grid.addWidget(self.facts[name], at, 1)
        for button in (self.now, self.inbox, self.settings):
            buttons.addWidget(button)
        buttons.addStretch()
        for button in (self.way, self.leave):
            ways.addWidget(button)
        ways.addStretch()
        self._listed.setMaximumHeight(look().px(140))
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(10)
        column.addWidget(self.title)
        column.addWidget(self.more)
        column.addWidget(self._listed)
        column.addLayout(ways)
        column.addLayout(grid)
        column.addLayout(buttons)
        self._shadow = Shadow(self)

    def _place(self) -> None:
        """Stand beside the card, its feet on the same line."""
        width = min(look().px(500), self._over.width() - 40)
        self.setFixedWidth(width)
        layout = self.layout()
        if layout is None:
            return
        layout.activate()
        height = layout.heightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()
        corner = self.card.mapTo(self._over, QPoint(self.card.width(), self.card.height()))
        self.setGeometry(corner.x() + look().px(16), max(8, corner.y() - height), width, height)

    def _changed(self, _status: Status) -> None:
        if self.isVisible():
            self._show()
            self._ask()

    def _ask(self) -> None:
        database, background = self._desk.database, self._desk.background
        background.ask(partial(connection.connection, database), owner=self, then=self._know)

    def _know(self, known: Connection) -> None:
        self._known = known
        self._show()
        self._ask_removal()  # only now: what is doomed is told in place of what `_show` says

    def _ask_removal(self) -> None:
        doomed = self.card.status().doomed
        if doomed and self.card.standing().way == "consent":
            work = partial(connection.removal, self._desk.database, doomed)
            self._desk.background.ask(work, owner=self, then=self._show_removal)

    def _show(self) -> None:
        told = self.card.standing()
        self.title.setText(told.title)
        self.more.setText(told.more)
        self.setAccessibleName(told.title)
        self._show_way(told.way)
        for name, text in self._told().items():
            self.facts[name].setText(text)
            for label in (self._names[name], self.facts[name]):
                label.setVisible(bool(text))

    def _show_way(self, way: Way) -> None:
        sync = self._desk.sync
        alone = sync is None or not sync.is_connected
        offered = way in ("sign-in", "consent") or (
            way == "connect" and sync is not None and sync.may_connect
        )
        self.way.setVisible(offered)
        if offered:
            self.way.setText(say(f"sync.way.{way}"))
        self.leave.setVisible(way == "consent")
        if way != "consent":
            self._listed.hide()
        self.now.setVisible(not alone)

    def _told(self) -> dict[str, str]:
        known, status = self._known, self.card.status()
        if known is None or not known.connected:
            return dict.fromkeys(_FACTS, "") | {"waiting": say("sync.changes", n=status.waiting)}
        role = say(f"server.role.{known.role}") if known.role else ""
        last = formats.moment(status.last_success, language()) if status.last_success else say("sync.never")
        return {
            "company": known.company,
            "server": known.url,
            "person": " · ".join(part for part in (known.name, role) if part),
            "device": known.device,
            "last": last,
            "waiting": say("sync.changes", n=status.waiting),
            "files": files_text(status),
            "calling": say("sync.changes", n=status.problems),
            "skew": skew_text(status.skew),
        }

    def _show_removal(self, removal: Removal) -> None:
        counted = {"n": removal.customers, "all": removal.all_customers}
        if removal.customers:
            self.more.setText(say("sync.needs-consent.customers", **counted))
        self.list.setText(_listing(removal.titles))
        self._listed.setVisible(bool(removal.titles))
        self._place()

    def _go_on(self) -> None:
        way, sync = self.card.standing().way, self._desk.sync
        if way == "consent" and sync is not None:
            self.close_details()
            sync.consent()
        else:
            self._open(SETTINGS)

    def _open(self, place: Place) -> None:
        self._hide()
        self.open_requested.emit(place)

    def _hide(self) -> None:
        if self.isVisible():
            _application().focusChanged.disconnect(self._focus_moved)
            self.hide()

    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and now is not self and now is not self.card and not self.isAncestorOf(now):
            self._hide()


def _application() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app


def skew_text(skew: timedelta | None) -> str:
    """Return how far this machine's clock is off, where it is worth a word."""
    if skew is None or abs(skew) < _SKEWED:
        return ""
    minutes = round(abs(skew).total_seconds() / 60)
    days, hours = minutes // 1_440, minutes // 60
    key = "behind" if skew > timedelta() else "ahead"
    if days:
        return say(f"sync.skew.{key}.days", n=days)
    return say(f"sync.skew.{key}.hours", n=hours) if hours else say(f"sync.skew.{key}.minutes", n=minutes)


def files_text(status: Status) -> str:
    """Return how many files are still to be sent and to come, where there are any."""
    figures = {"sending": status.sending, "coming": status.coming}
    return " · ".join(say(f"sync.files.{name}", n=n) for name, n in figures.items() if n)


def _listing(titles: Sequence[tuple[str, str]]) -> str:
    return "\n".join(f"{say(f'inbox.entity.{entity}')}  {title}" for entity, title in titles)
