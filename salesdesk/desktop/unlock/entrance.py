"""The window before the workspace is open: first run, lock screen, and what may stand in the way."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from salesdesk import words
from salesdesk.desktop.runtime.background import Background
from salesdesk.desktop.runtime.language import Language, bind
from salesdesk.desktop.theme.icons import draw_icon
from salesdesk.desktop.theme.look import colour, look
from salesdesk.desktop.unlock.card import Screen
from salesdesk.desktop.unlock.first_run import KeepKey, Welcome, You
from salesdesk.desktop.unlock.lock_screen import LockScreen
from salesdesk.desktop.unlock.opening import Opening
from salesdesk.desktop.unlock.recover import Recover
from salesdesk.desktop.unlock.trouble import FOLDER, QUIT, RECOVERY, REPORT, RESTORE, RETRY, Trouble
from salesdesk.desktop.widgets.buttons import Segments
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.security import crash

if TYPE_CHECKING:
    from salesdesk.services.accounts import NewWorkspace, Workspace


_LEAST = QSize(480, 420)


class _Brand(QWidget):
    """The sign of the program: a case on a square of the accent colour."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(QSize(look().px(28), look().px(28)))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(look().tokens.accent))
        corner = look().px(7)
        painter.drawRoundedRect(QRectF(self.rect()), corner, corner)
        edge = self.width() // 4
        side = self.width() - 2 * edge
        draw_icon(painter, QRect(edge, edge, side, side), "briefcase", look().tokens.on_accent)
        painter.end()


class Entrance(QWidget):
    """Shows the screen that is called for. `opened` carries the workspace once one is open."""

    opened = Signal(object)
    demo_wanted = Signal()
    closed = Signal()

    def __init__(self, opening: Opening, background: Background, language: Language) -> None:
        super().__init__()
        self._opening, self._background, self._language = opening, background, language
        self._workspace: Workspace | None = None
        self.setProperty("part", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        bind(self, self.setWindowTitle, "unlock.window")
        self.stack = QStackedWidget()
        self._made: dict[str, Screen] = {}
        layout = QVBoxLayout(self)
        layout.addLayout(self._head())
        layout.addWidget(self.stack, 1)
        layout.addLayout(self._foot())
        self.setMinimumSize(_LEAST)
        room = self.screen().availableSize()
        self.resize(QSize(look().px(960), look().px(700)).boundedTo(room))
        self.show_screen("welcome" if opening.is_new else "lock")

    def show_screen(self, name: str) -> Screen:
        """Bring one screen to the front: welcome, you, key, lock, recover, trouble."""
        screen = self.screen_named(name)
        self.stack.setCurrentWidget(screen)
        self.languages.setVisible(name != "welcome")  # which asks for the language itself
        if self.isVisible():
            screen.begin()
        return screen

    def screen_named(self, name: str) -> Screen:
        """Return a screen; it is made when it is first called for."""
        if name not in self._made:
            make: dict[str, Callable[[], Screen]] = {
                "welcome": self._welcome,
                "you": self._you,
                "key": self._keep_key,
                "lock": self._lock,
                "recover": self._recover,
                "trouble": self._trouble,
            }
            self._made[name] = make[name]()
            self.stack.addWidget(self._made[name])
        return self._made[name]

    def show_trouble(self, error: Exception) -> None:
        """Tell what stands in the way."""
        screen = self.screen_named("trouble")
        if isinstance(screen, Trouble):
            screen.show_error(error)
        self.show_screen("trouble")

    def start(self) -> None:
        """Show the window; look behind it whether all is in its place."""
        self.show()
        current = self.stack.currentWidget()
        if isinstance(current, Screen):
            current.begin()
        self._background.ask(
            self._opening.check, owner=self, then=lambda _fine: None, failed=self.show_trouble
        )

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(20, 16, 20, 0)
        row.setSpacing(10)
        row.addWidget(_Brand())
        row.addWidget(PlainLabel("SalesDesk", role="h2"))
        row.addStretch()
        return row

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(20, 0, 20, 16)
        names = [(code, f"unlock.language.{code}") for code in words.LANGUAGES]
        self.languages = Segments("unlock.language", names)
        self.languages.show_value(words.language())
        self.languages.chosen.connect(self._language.switch)
        self._language.changed.connect(self._mark_language)
        row.addWidget(self.languages)
        foot = PlainLabel(key="unlock.foot", role="small", elide=True)
        foot.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(foot, 1)
        return row

    def _mark_language(self) -> None:
        self.languages.show_value(words.language())

    def _welcome(self) -> Screen:
        screen = Welcome(self._language)
        screen.done.connect(partial(self.show_screen, "you"))
        screen.demo_wanted.connect(self.demo_wanted)
        return screen

    def _you(self) -> Screen:
        screen = You(self._opening, self._background)
        screen.left.connect(partial(self.show_screen, "welcome"))
        screen.made.connect(self._keep)
        screen.troubled.connect(self.show_trouble)
        return screen

    def _keep_key(self) -> Screen:
        screen = KeepKey()
        screen.done.connect(self._begin_work)
        return screen

    def _lock(self) -> Screen:
        screen = LockScreen(self._opening, self._background)
        screen.opened.connect(self.opened)
        screen.troubled.connect(self.show_trouble)
        screen.recovery_wanted.connect(partial(self.show_screen, "recover"))
        return screen

    def _recover(self) -> Screen:
        screen = Recover(self._opening, self._background)
        screen.opened.connect(self.opened)
        screen.troubled.connect(self.show_trouble)
        screen.left.connect(partial(self.show_screen, "lock"))
        return screen

    def _trouble(self) -> Screen:
        screen = Trouble()
        screen.chosen.connect(self._take)
        return screen

    def _keep(self, made: "NewWorkspace") -> None:
        self._workspace = made.workspace
        screen = self.show_screen("key")
        if isinstance(screen, KeepKey):
            screen.card.show_workspace(made)

    def _begin_work(self) -> None:
        workspace, self._workspace = self._workspace, None
        self.opened.emit(workspace)

    def _take(self, way: str) -> None:
        """Go the way out of a trouble that was chosen."""
        ways: dict[str, Callable[[], object]] = {
            RETRY: self._retry,
            RECOVERY: partial(self.show_screen, "recover"),
            RESTORE: partial(self._password_for, "restore"),
            FOLDER: partial(open_folder, self._opening.places.profile),
            REPORT: self._report,
            QUIT: self.close,
        }
        ways[way]()

    def _retry(self) -> None:
        """Begin again; a password that was typed is tried at once."""
        if self._opening.is_new:
            self.show_screen("you")
        else:
            self._password_for("unlock")

    def _password_for(self, purpose: str) -> None:
        screen = self.show_screen("lock")
        if isinstance(screen, LockScreen):
            screen.serve(purpose)

    def _report(self) -> None:
        screen = self.screen_named("trouble")
        if isinstance(screen, Trouble) and screen.error is not None:
            logs = self._opening.places.logs
            path = crash.keep_report(logs, screen.error, self._opening.now())
            screen.tell_report(path)


def open_folder(path: Path) -> None:
    """Show a folder in the system's own way."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
