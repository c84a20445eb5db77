"""Copies and checks of the workspace's file, and where it is."""

from datetime import datetime
from functools import partial

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from salesdesk.desktop.preferences.rows import Section, SettingRow
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.task import Progress
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.services import copies
from salesdesk.words import say


def data(desk: Desk) -> Section:
    """Return the section."""
    return DataSection(desk)


class DataSection(Section):
    """Back up, check, and find the files."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.last = PlainLabel(key="settings.backup.none", role="small")
        self.copy = Button(key="settings.backup.now", icon="archive", run=self.back_up)
        self.check = Button(key="settings.check.now", icon="check-check", run=self.look)
        folder = Button(key="settings.folder.open", icon="folder-open", run=self._open_folder)
        rows = [
            SettingRow("settings.backup", self.copy),
            SettingRow("settings.backup.last", self.last),
            SettingRow("settings.check", self.check),
            SettingRow("settings.folder", folder),
        ]
        super().__init__("data", rows)
        self._ask_last()

    def back_up(self) -> None:
        """Make a copy now."""
        desk = self._desk
        self.copy.setEnabled(False)

        def work(_progress: Progress) -> object:
            return copies.back_up(desk.database, desk.places)

        task = desk.background.task(say("settings.backup.now"), work, owner=self, then=self._copied)
        task.ended.connect(lambda _cancelled: self.copy.setEnabled(True))

    def look(self) -> None:
        """Read the whole file and tell whether it is whole."""
        database = self._desk.database
        self.check.setEnabled(False)

        def work(_progress: Progress) -> list[str]:
            return copies.damage(database)

        task = self._desk.background.task(say("settings.check.now"), work, owner=self, then=self._checked)
        task.ended.connect(lambda _cancelled: self.check.setEnabled(True))

    def _copied(self, _path: object) -> None:
        self._desk.notices.done("settings.backup.done")
        self._ask_last()

    def _checked(self, found: list[str]) -> None:
        if found:
            self._desk.notices.say("settings.check.damaged", n=len(found))
        else:
            self._desk.notices.done("settings.check.whole")

    def _ask_last(self) -> None:
        work = partial(copies.last_copy, self._desk.places)
        self._desk.background.ask(work, owner=self, then=self._show_last)

    def _show_last(self, when: datetime | None) -> None:
        if when is None:
            self.last.say("settings.backup.none")
        else:
            self.last.say("settings.backup.when", when=when)

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._desk.places.profile)))
