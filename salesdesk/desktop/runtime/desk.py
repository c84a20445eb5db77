"""Everything a page is given."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from PySide6.QtCore import SignalInstance

from salesdesk.desktop.runtime.background import Background
from salesdesk.desktop.runtime.changes import Changes
from salesdesk.desktop.runtime.clock import Clock
from salesdesk.desktop.runtime.commands import Commands
from salesdesk.desktop.runtime.language import Language
from salesdesk.desktop.runtime.notices import Notices
from salesdesk.desktop.runtime.sync_agent import SyncAgent
from salesdesk.services.workspace import Workspace
from salesdesk.settings import DeviceChoices, Places
from salesdesk.storage.database import Database


class Appearance(Protocol):
    """The theme, as far as a page may change it."""

    @property
    def changed(self) -> SignalInstance: ...
    @property
    def scheme(self) -> str: ...
    @property
    def density(self) -> str: ...
    @property
    def zoom(self) -> int: ...
    def set_scheme(self, scheme: str) -> None: ...
    def set_density(self, density: str) -> None: ...
    def set_zoom(self, percent: int) -> None: ...
    def zoom_by(self, steps: int) -> None: ...


def _ignored(_minutes: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """The workspace that is open, and the window's services."""

    database: Database
    places: Places
    background: Background
    changes: Changes
    language: Language
    theme: Appearance
    notices: Notices
    choices: DeviceChoices
    clock: Clock
    commands: Commands
    lock_after: Callable[[int], None] = _ignored  # minutes without a touch; 0 is never
    workspace: Workspace | None = None  # the keys; None where only a database is open
    sync: SyncAgent | None = None  # None where nobody may connect

    def today(self) -> date:
        """Return today's date."""
        return self.clock.today()
