"""The window before the workspace is open: first run, lock screen, and what may stand in the way.

Only the lock screen is loaded at the start; every other screen when it is first called for.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from salesdesk import words
from salesdesk.desktop.runtime.background import Background
from salesdesk.desktop.runtime.language import Language, bind
from salesdesk.desktop.theme.dress import dress
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.unlock.brand import Brand
from salesdesk.desktop.unlock.card import Screen
from salesdesk.desktop.unlock.lock_screen import LockScreen
from salesdesk.desktop.unlock.opening import Opening
from salesdesk.desktop.widgets.buttons import Segments
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.words import say

if TYPE_CHECKING:
    from salesdesk.desktop.unlock.first_run import KeepKey, Welcome, You
    from salesdesk.desktop.unlock.recover import Recover
    from salesdesk.desktop.unlock.trouble import Trouble
    from salesdesk.desktop.unlock.where import Joining, Where
    from salesdesk.services.accounts import NewWorkspace, Workspace
    from salesdesk.services.rescue import TakenOut

ScreenT = TypeVar("ScreenT", bound=Screen)
_LEAST: Final = QSize(480, 420)


class Entrance(QWidget):
    """Shows the screen that is called for. `opened` carries the workspace once one is open."""

    opened = Signal(object)
    demo_wanted = Signal()
    closed = Signal()
    painted = Signal()  # once, after the first paint: time for what is heavy

    def __init__(self, opening: Opening, background: Background, language: Language) -> None:
        super().__init__()
        self._opening, self._background, self._language = opening, background, language
        self._workspace: Workspace | None = None
        self._is_painted = self._must_join = False
        self.setProperty("part", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        bind(self, self.setWindowTitle, "unlock.window")
        self.stack = QStackedWidget()
        self._made: dict[type[Screen], Screen] = {}
        layout = QVBoxLayout(self)
        layout.addLayout(self._head())
        layout.addWidget(self.stack, 1)
        layout.addLayout(self._foot())
        self.setMinimumSize(_LEAST)
        room = self.screen().availableSize()
        self.resize(QSize(look().px(960), look().px(700)).boundedTo(room))
        dress(self)
        self.show_screen("welcome" if opening.is_new else "lock")

    def show_screen(self, name: str) -> None:
        """Bring one screen to the front: welcome, you, where, join, lock, recover."""
        screens: dict[str, Callable[[], Screen]] = {
            "welcome": self.welcome,
            "you": self.you,
            "where": self.where,
            "join": self.join,
            "lock": self.lock,
            "recover": self.recover,
        }
        self._front(screens[name]())

    def show_trouble(self, error: Exception) -> None:
        """Tell what stands in the way."""
        screen = self.trouble()
        screen.show_error(error)
        self._front(screen)
        if screen.is_about_the_database:
            self._background.ask(
                self._opening.copy_made_at, owner=screen, then=partial(_tell_copy, screen), failed=_let_be
            )

    def _front(self, screen: Screen) -> None:
        self.stack.setCurrentWidget(screen)
        self.languages.setVisible(not screen.asks_language)
        if self._is_painted:
            screen.begin()

    def _once(self, kind: type[ScreenT], make: Callable[[], ScreenT]) -> ScreenT:
        """Return the screen of a kind; it is made when it is first called for."""
        found = self._made.get(kind)
        if not isinstance(found, kind):
            found = make()
            self._made[kind] = found
            self.stack.addWidget(found)
        return found

    def start(self) -> None:
        """Show the window. What the services are asked for waits until it is painted."""
        self.painted.connect(self._begin)
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self, self.painted.emit)

    def _begin(self) -> None:
        """Look whether all is in its place."""
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
        row.addWidget(Brand())
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

    def welcome(self) -> "Welcome":
        """Return the first step of the first run."""
        from salesdesk.desktop.unlock.first_run import Welcome  # noqa: PLC0415 - see above

        def make() -> Welcome:
            screen = Welcome(self._language)
            screen.done.connect(partial(self.show_screen, "you"))
            screen.demo_wanted.connect(self.demo_wanted)
            return screen

        return self._once(Welcome, make)

    def you(self) -> "You":
        """Return the second step of the first run."""
        from salesdesk.desktop.unlock.first_run import You  # noqa: PLC0415 - see above

        def make() -> You:
            screen = You(self._opening, self._background)
            screen.left.connect(partial(self.show_screen, "welcome"))
            screen.made.connect(self._keep)
            screen.troubled.connect(self.show_trouble)
            return screen

        return self._once(You, make)

    def key(self) -> "KeepKey":
        """Return the third step of the first run."""
        from salesdesk.desktop.unlock.first_run import KeepKey  # noqa: PLC0415 - see above

        def make() -> KeepKey:
            screen = KeepKey()
            screen.done.connect(partial(self.show_screen, "where"))
            return screen

        return self._once(KeepKey, make)

    def where(self) -> "Where":
        """Return the last step of the first run."""
        from salesdesk.desktop.unlock.where import Where  # noqa: PLC0415 - see above

        def make() -> Where:
            screen = Where()
            screen.alone_chosen.connect(self._begin_work)
            screen.connect_chosen.connect(partial(self.show_screen, "join"))
            return screen

        return self._once(Where, make)

    def join(self) -> "Joining":
        """Return the sign-in of the first run."""
        from salesdesk.desktop.unlock.where import Joining  # noqa: PLC0415 - see above

        def make() -> Joining:
            screen = Joining(self._background)
            screen.joined.connect(self._begin_work)
            screen.left.connect(self._leave_joining)
            return screen

        screen = self._once(Joining, make)
        if self._workspace is not None:
            screen.serve(self._workspace, may_leave=not self._must_join)
        return screen

    def lock(self) -> LockScreen:
        """Return the lock screen."""

        def make() -> LockScreen:
            screen = LockScreen(self._opening, self._background)
            screen.opened.connect(self.opened)
            screen.troubled.connect(self.show_trouble)
            screen.recovery_wanted.connect(partial(self.show_screen, "recover"))
            screen.taken_out.connect(self._taken_out)
            screen.handed_over.connect(self._handed_over)
            screen.opened_to_join.connect(self._join_again)
            return screen

        return self._once(LockScreen, make)

    def recover(self) -> "Recover":
        """Return the screen of the recovery key."""
        from salesdesk.desktop.unlock.recover import Recover  # noqa: PLC0415 - see above

        def make() -> Recover:
            screen = Recover(self._opening, self._background)
            screen.opened.connect(self.opened)
            screen.troubled.connect(self.show_trouble)
            screen.left.connect(partial(self.show_screen, "lock"))
            return screen

        return self._once(Recover, make)

    def trouble(self) -> "Trouble":
        """Return the screen that tells what stands in the way."""
        from salesdesk.desktop.unlock.trouble import Trouble  # noqa: PLC0415 - see above

        def make() -> Trouble:
            screen = Trouble()
            screen.chosen.connect(self._take)
            return screen

        return self._once(Trouble, make)

    def _keep(self, made: "NewWorkspace") -> None:
        self._workspace = made.workspace
        screen = self.key()
        screen.card.show_workspace(made)
        self._front(screen)

    def _join_again(self, workspace: "Workspace") -> None:
        """Let the person sign in on a server that has to be asked before this workspace may be used."""
        self._workspace, self._must_join = workspace, True
        self.show_screen("join")

    def _leave_joining(self) -> None:
        """Work alone, where that is allowed."""
        if not self._must_join:
            self._begin_work()
            return
        workspace, self._workspace = self._workspace, None
        if workspace is not None:
            workspace.close()
        self._password_for("unlock")

    def _begin_work(self) -> None:
        workspace, self._workspace = self._workspace, None
        self.opened.emit(workspace)

    def _take(self, way: str) -> None:
        """Go the way out of a trouble that was chosen."""
        ways: dict[str, Callable[[], object]] = {
            "retry": self._retry,
            "recovery": partial(self.show_screen, "recover"),
            "restore": partial(self._password_for, "restore"),
            "anyway": partial(self._password_for, "anyway"),
            "repair": partial(self._password_for, "repair"),
            "copy": partial(self._password_for, "copy"),
            "renew": partial(self._password_for, "renew"),
            "join": partial(self._password_for, "join"),
            "export": self._export,
            "hand_over": self._hand_over,
            "folder": partial(open_folder, self._opening.places.profile),
            "report": self._report,
            "quit": self.close,
        }
        ways[way]()

    def _retry(self) -> None:
        """Begin again; a password that was typed is tried at once."""
        if self._opening.is_new:
            self.show_screen("you")
        else:
            self._password_for("unlock")

    def _password_for(self, purpose: str) -> None:
        self.show_screen("lock")
        self.lock().serve(purpose)

    def _export(self) -> None:
        """Ask for a folder, and then for the password."""
        from PySide6.QtWidgets import QFileDialog  # noqa: PLC0415 - only after trouble

        chosen = QFileDialog.getExistingDirectory(self, say("unlock.way.export"))
        if chosen:
            self.show_screen("lock")
            self.lock().export_to(Path(chosen) / "SalesDesk")

    def _taken_out(self, taken: "TakenOut") -> None:
        screen = self.trouble()
        n, lost, folder = sum(taken.rows.values()), taken.unreadable, str(taken.folder)
        screen.tell_note(lambda: say("unlock.exported", n=n, lost=lost, folder=folder))
        self._front(screen)

    def _hand_over(self) -> None:
        """Ask for a file, and then for the password."""
        from PySide6.QtWidgets import QFileDialog  # noqa: PLC0415 - only after trouble

        from salesdesk.desktop.handing_over import SUFFIX, suggested  # noqa: PLC0415 - the same

        today = self._opening.now().astimezone().date()
        chosen, _ = QFileDialog.getSaveFileName(self, say("hand_over.write"), *suggested(today))
        if chosen:
            file = Path(chosen)
            self.show_screen("lock")
            self.lock().hand_over_to(file if file.suffix else file.with_suffix(f".{SUFFIX}"))

    def _handed_over(self, written: tuple[int, str]) -> None:
        screen, (n, file) = self.trouble(), written
        screen.tell_note(lambda: say("hand_over.written", n=n, file=file))
        self._front(screen)

    def _report(self) -> None:
        from salesdesk.security import crash  # noqa: PLC0415 - not before there is something to report

        screen = self.trouble()
        if screen.error is not None:
            logs = self._opening.places.logs
            screen.tell_report(crash.keep_report(logs, screen.error, self._opening.now()))


def _tell_copy(screen: "Trouble", when: datetime | None) -> None:
    """Say of when the newest proven copy is, before one decides."""
    if when is None:
        screen.tell_note(lambda: say("unlock.trouble.unproven"))
    else:
        screen.tell_note(lambda: say("unlock.trouble.proven", when=when))


def _let_be(_error: Exception) -> None:
    """Without the moment of the copy the ways out are the same."""


def open_folder(path: Path) -> None:
    """Show a folder in the system's own way."""
    from PySide6.QtCore import QUrl  # noqa: PLC0415 - not before it is asked for
    from PySide6.QtGui import QDesktopServices  # noqa: PLC0415 - the same

    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
