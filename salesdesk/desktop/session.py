"""An open workspace with its window: what is made when it is unlocked and ends when it is locked."""

from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Qt, Signal

from salesdesk.desktop.keeping import Keeping
from salesdesk.desktop.lending import Lending
from salesdesk.desktop.loading import BESIDE, PAGE_CRAFTS, Loading
from salesdesk.desktop.main_window import MainWindow
from salesdesk.desktop.new_day import NewDay
from salesdesk.desktop.pages import PAGES, modules_of
from salesdesk.desktop.reindexing import Reindexing
from salesdesk.desktop.reminding import Reminding
from salesdesk.desktop.runtime.background import Background
from salesdesk.desktop.runtime.changes import Changes, Touched
from salesdesk.desktop.runtime.clock import Clock
from salesdesk.desktop.runtime.commands import Commands
from salesdesk.desktop.runtime.desk import Appearance, Desk
from salesdesk.desktop.runtime.language import Language
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.runtime.sync_agent import SyncAgent
from salesdesk.desktop.theme.icons import read_icons
from salesdesk.desktop.tray import Tray
from salesdesk.desktop.unlock.lock import IdleWatch
from salesdesk.desktop.unlock.sleep import SleepWatch
from salesdesk.desktop.widgets.notices import NoticeArea
from salesdesk.services import company
from salesdesk.services.workspace import Workspace
from salesdesk.settings import DeviceChoices
from salesdesk.sync.state import Outcome, Replica
from salesdesk.sync.status import Status

if TYPE_CHECKING:
    from salesdesk.desktop.practice.coach import Coach

USUAL_IDLE_MINUTES = 10


class Ground(Protocol):
    """What the program has before any workspace is open."""

    @property
    def background(self) -> Background: ...
    @property
    def language(self) -> Language: ...
    @property
    def theme(self) -> Appearance: ...
    @property
    def choices(self) -> DeviceChoices: ...


class Session(QObject):
    """Makes the Desk, and the window on it."""

    lock_asked = Signal()
    reset_asked = Signal()
    wipe_asked = Signal()
    closed = Signal()

    def __init__(self, ground: Ground, workspace: Workspace, *, demo: bool = False) -> None:
        super().__init__()
        self._ground, self._workspace = ground, workspace
        self.clock = Clock(parent=self, zone=company.time_zone(workspace.database))
        self.changes = Changes(workspace.database.changes, self)
        self.changes.listen(self, self._look_at_zone, "company_settings")
        self.commands = Commands(self)
        self.idle = IdleWatch(self._idle_minutes(), self.clock.now, self)
        self._loading = Loading(ground.background, self)
        replica = Replica(workspace.database, workspace.files)
        self.sync = SyncAgent(replica, ground.background, self.changes, self, may_connect=not demo)
        self.window = MainWindow(self._desk, demo=demo)
        self.keeping = Keeping(self.window.desk, self)
        self.new_day = NewDay(self.window.desk, self)
        self.reindexing = Reindexing(self.window.desk, self)
        self.lending = Lending(self.window.desk, self.window, self)
        self.reminding = Reminding(self.window.desk, Tray(self), self._is_away, self)
        self.coach = self._make_coach() if demo else None
        self.sleep = SleepWatch(self.clock.now, self)
        self.idle.idle.connect(self.lock_asked)
        self.sleep.left.connect(self.lock_asked)
        self.window.lock_asked.connect(self.lock_asked)
        self.window.reset_asked.connect(self.reset_asked)
        self.window.closed.connect(self.closed)
        self.reminding.open_requested.connect(self._open_reminded)
        self.sync.changed.connect(self._obey)

    def _make_coach(self) -> "Coach":
        from salesdesk.desktop.practice.coach import Coach  # noqa: PLC0415 - only the demo has one

        return Coach(self.window.desk, self.window, self)

    def start(self) -> None:
        """Show the window where the person left it."""
        self.window.open_last()
        self.window.show()
        self._tell_how_it_was_opened()
        if self.coach is not None:
            self.coach.begin()
        self._ground.background.idle.connect(self._load_pages, Qt.ConnectionType.SingleShotConnection)

    def _tell_how_it_was_opened(self) -> None:
        """Say what a repair came to, or that this is a copy to look at."""
        notices, looked_at = self.window.notices, self._workspace.database.looked_at
        if looked_at is not None:
            notices.stay("unlock.looking", when=looked_at)
        repaired = self._workspace.repaired
        if repaired is None:
            return
        replayed = repaired.replayed
        if repaired.was_needless:
            notices.stay("unlock.repair_needless")
        elif repaired.made_at is not None:
            notices.stay("unlock.repaired", n=replayed.changes, when=repaired.made_at)
        else:
            notices.stay("unlock.repaired_alone", n=replayed.changes)
        if replayed.held:
            notices.stay("unlock.repaired_held", n=replayed.held)
        if repaired.blind:
            notices.stay("unlock.repaired_blind")

    def _obey(self, status: Status) -> None:
        """Do what the company ordered: nobody works here any more, and perhaps nothing is left here."""
        if status.outcome is Outcome.SUSPENDED:
            self.lock_asked.emit()
        elif status.outcome is Outcome.WIPED:
            self.wipe_asked.emit()

    def _load_pages(self) -> None:
        """Once the page in front is there, load what the others need."""
        pages = [*BESIDE, *modules_of(*(entry.kind for entry in PAGES))]
        load = partial(self._loading.pages, pages, partial(self._loading.classes, _nothing))
        self._loading.crafts(PAGE_CRAFTS, load, read_icons)
        self.sync.begin()
        self.sleep.listen()
        self.new_day.begin()
        self.reindexing.begin()
        self.lending.begin()
        self.reminding.begin()

    def _is_away(self) -> bool:
        return not self.window.isActiveWindow()

    def _open_reminded(self, place: Place) -> None:
        if self.window.isMinimized():
            self.window.showNormal()
        self.window.raise_()
        self.window.activateWindow()
        self.window.open(place)

    def _look_at_zone(self, _touched: Touched) -> None:
        ask = partial(company.time_zone, self._workspace.database)
        self._ground.background.ask(ask, owner=self, then=self.clock.move)

    @property
    def workspace(self) -> Workspace:
        """What is open."""
        return self._workspace

    def close(self) -> None:
        """End it: no more news, no more window, the database closed."""
        self._loading.close()
        self.sync.close()
        self.idle.close()
        self.sleep.close()
        self.keeping.close()
        self.reminding.close()
        if self.coach is not None:
            self.coach.close()
        self.clock.close()
        self.changes.close()
        self.window.hide()
        self._ground.background.close()
        self.window.deleteLater()
        self._workspace.close()

    def _idle_minutes(self) -> int:
        minutes = self._ground.choices.get("idle_minutes", USUAL_IDLE_MINUTES)
        return minutes if isinstance(minutes, int) else USUAL_IDLE_MINUTES

    def _desk(self, notices: NoticeArea) -> Desk:
        ground = self._ground
        return Desk(
            database=self._workspace.database,
            places=self._workspace.places,
            background=ground.background,
            changes=self.changes,
            language=ground.language,
            theme=ground.theme,
            notices=notices,
            choices=ground.choices,
            clock=self.clock,
            commands=self.commands,
            lock_after=self.idle.set_minutes,
            workspace=self._workspace,
            sync=self.sync,
        )


def _nothing() -> None:
    """Nobody waits for it."""
