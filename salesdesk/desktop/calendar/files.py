"""Calendars as files: what is to go out is asked for, and what comes in is looked at before it is taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from salesdesk import formats
from salesdesk.desktop.activities.timeline import TimelineList, Told
from salesdesk.desktop.file_drop import CALENDARS
from salesdesk.desktop.quotes.finding import find_customers
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.theme.tokens import Tone
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.dialog import Sheet
from salesdesk.desktop.widgets.fields.record import RecordField
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.desktop.widgets.undoable import do
from salesdesk.services import calendar_files
from salesdesk.services.calendar_files import CalendarFile, Proposal, Taken
from salesdesk.storage.database import Database
from salesdesk.words import language, say


@dataclass(frozen=True, slots=True)
class _Looked:
    """A file with whom its entries are with."""

    file: CalendarFile
    proposals: list[Proposal]


class CalendarFiles(QObject):
    """Writes and reads in the background."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._page = desk, parent

    def ask_where(self, ids: Sequence[UUID] | None, name: str) -> None:
        """Ask where to; then write these activities, or all that are open."""
        home = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        dialog = QFileDialog(
            self._page.window(), say("calendar.export"), str(home / f"{name}.ics"), "iCalendar (*.ics)"
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("ics")
        dialog.fileSelected.connect(lambda chosen: self.write(Path(chosen), ids))
        dialog.open()

    def write(self, path: Path, ids: Sequence[UUID] | None) -> None:
        """Write the file, and say so."""
        desk = self._desk
        work = partial(calendar_files.export_calendar, desk.database, path, ids)
        told = partial(desk.notices.done, "calendar.exported", file=path.name)
        desk.background.ask(work, owner=self, then=lambda n: told(n=n), failed=desk.notices.failed)

    def ask_which(self) -> None:
        """Ask for calendars to take in."""
        home = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        endings = " ".join(f"*{suffix}" for suffix in sorted(CALENDARS))
        wanted = f"iCalendar ({endings});;{say('exchange.files.all')} (*)"
        dialog = QFileDialog(self._page.window(), say("calendar.import"), home, wanted)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.look_at([Path(name) for name in names]))
        dialog.open()

    def look_at(self, paths: Sequence[Path]) -> None:
        """Read calendars and show what is in each; one that cannot be read is told of."""
        for path in paths:
            work = partial(_look, self._desk.database, path)
            self._desk.background.ask(work, owner=self, then=self._show, failed=self._desk.notices.failed)

    def _show(self, looked: _Looked) -> None:
        ImportSheet(self._desk, looked.file, looked.proposals, self._page.window()).open()


class ImportSheet(Sheet):
    """What is in a calendar, whom each is with, and to whom the rest goes; taken in as one step."""

    taken = Signal(object)

    def __init__(
        self, desk: Desk, file: CalendarFile, proposals: Sequence[Proposal], parent: QWidget | None
    ) -> None:
        super().__init__("calendar.import.title", parent, width=560, file=file.name)
        self._desk, self._file, self.proposals = desk, file, list(proposals)
        fresh = [each for each in proposals if not each.is_known]
        nobody = sum(each.customer_id is None for each in fresh)
        self.summary = PlainLabel(role="muted", wrap=True)
        self.summary.setText(_summary(file, fresh, nobody))
        self.entries = TimelineList(_told)
        self.entries.setMinimumHeight(look().px(280))
        self.entries.entries.show([*fresh, *file.refused])
        self.others = RecordField(
            "calendar.import.others", desk.background, partial(find_customers, desk.database)
        )
        self.body.addWidget(self.summary)
        self.body.addWidget(self.entries, 1)
        for widget in (PlainLabel(key="calendar.import.others", role="faint"), self.others):
            self.body.addWidget(widget)
            widget.setVisible(nobody > 0)
        self.add_cancel()
        self.take = self.add_button(Button(key="calendar.import.take", kind="primary", run=self.take_in))
        self.take.setEnabled(bool(fresh))

    def take_in(self) -> None:
        """Take it in, and close."""
        work = partial(
            _take, self._desk.database, self.proposals, others=self.others.value(), file=self._file.name
        )
        do(self._desk, work, owner=self._desk.background, say="calendar.imported", then=self._close)

    def _close(self, added: int) -> None:
        self.taken.emit(added)
        self.accept()


def _look(database: Database, path: Path) -> _Looked:
    found = calendar_files.read_calendar(path)
    return _Looked(found, calendar_files.propose(database, found))


def _take(database: Database, proposals: Sequence[Proposal], **how: Any) -> int:
    taken: Taken = calendar_files.take_in(database, proposals, **how)
    return taken.added


def _summary(file: CalendarFile, fresh: Sequence[Proposal], nobody: int) -> str:
    counts = {
        "fresh": len(fresh),
        "known": len(file.entries) - len(fresh),
        "nobody": nobody,
        "refused": len(file.refused),
        "cancelled": file.cancelled,
    }
    return " · ".join(
        say(f"calendar.import.{name}", n=n) for name, n in counts.items() if n or name == "fresh"
    )


def _told(entry: Proposal | tuple[str, str]) -> Told:
    if not isinstance(entry, Proposal):
        name, why = entry
        return Told(
            "circle-alert",
            name or say("calendar.import.unnamed"),
            say(f"calendar.import.why.{why}"),
            "",
            "bad",
        )
    found = entry.entry
    when = _when(entry)
    notes = [say(f"calendar.import.note.{note}") for note in found.notes]
    who = entry.customer_name or say("calendar.import.with_nobody")
    below = " · ".join((when, who, *notes))
    tone: Tone = "plain" if entry.customer_id is not None else "warn"
    return Told("calendar-days", found.summary or say("calendar.import.unnamed"), below, found.text, tone)


def _when(entry: Proposal) -> str:
    found = entry.entry
    if found.day is not None:
        return formats.day(found.day, language())
    begins = found.begins
    return f"{formats.day(begins.date(), language())} {begins:%H:%M}" if begins is not None else ""
