"""The files of one customer: dropped, pasted or chosen; looked at, saved, taken away."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.desktop.activities.timeline import TimelineList, Told
from salesdesk.desktop.activities.when import ago
from salesdesk.desktop.customers.file_look import FileLook
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.bringing import Brought, brought_in, from_paths
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.desktop.widgets.undoable import do
from salesdesk.services import attachments
from salesdesk.services.attachments import Attachment
from salesdesk.storage.files import Files
from salesdesk.words import say

Found = tuple[list[Attachment], frozenset[UUID]]
_KILO: Final = 1_000
_MEGA: Final = 1_000_000


class FilesPanel(QWidget):
    """Enter looks at a file, S saves it, Del takes it away; files are dropped anywhere on it."""

    attached = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._customer: UUID | None = None
        self._away: frozenset[UUID] = frozenset()
        self.list = TimelineList(self._tell)
        bind(self.list, self.list.setAccessibleName, "customer.files.list")
        self._nothing = PlainLabel(key="customer.files.empty", role="small", wrap=True)
        self.add = Button(key="customer.files.add", icon="paperclip", run=self.choose)
        self.save = Button(key="customer.files.save", icon="download", kind="ghost", run=self.save_one)
        self.remove = Button(key="customer.files.remove", icon="trash-2", kind="ghost", run=self.remove_one)
        self.look = FileLook(desk)
        self._build()
        self.setAcceptDrops(True)
        self.list.installEventFilter(self)
        self.list.chosen.connect(self.look.show_file)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._fit())
        self._fit()

    def show_customer(self, customer_id: UUID) -> None:
        """Read and show a customer's files."""
        if customer_id != self._customer:
            self.look.hide()
        self._customer = customer_id
        work = partial(_found, self._desk, customer_id)
        self._desk.background.ask(work, owner=self, then=partial(self._show, customer_id))

    def current(self) -> Attachment | None:
        """Return the file the cursor is on."""
        index = self.list.currentIndex()
        found: Attachment | None = self.list.entries.entry(index.row()) if index.isValid() else None
        return found

    def choose(self) -> None:
        """Ask for files to attach."""
        dialog = QFileDialog(self.window(), say("customer.files.add"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda paths: self.attach(from_paths([Path(path) for path in paths])))
        dialog.open()

    def attach(self, brought: Sequence[Brought]) -> None:
        """Attach files that are read in the background."""
        workspace, customer = self._desk.workspace, self._customer
        if workspace is None or customer is None or not brought:
            return

        def work() -> int:
            given = [one.read() for one in brought]
            return len(attachments.attach(self._desk.database, workspace.files, customer, given))

        do(self._desk, work, owner=self, say="customer.files.added")

    def save_one(self) -> None:
        """Ask where the file under the cursor is to be saved."""
        found, workspace = self.current(), self._desk.workspace
        if found is None or workspace is None:
            return
        dialog = QFileDialog(self.window(), say("customer.files.save"), found.name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.fileSelected.connect(lambda path: self._save(workspace.files, found, Path(path)))
        dialog.open()

    def remove_one(self) -> None:
        """Take the file under the cursor away."""
        found = self.current()
        if found is not None:
            self.look.hide()
            work = partial(attachments.remove, self._desk.database, [found.id])
            do(self._desk, work, owner=self, say="customer.files.removed", name=found.name)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if brought_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.attach(brought_in(event.mimeData()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not (isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress):
            return super().eventFilter(watched, event)
        if event.matches(QKeySequence.StandardKey.Paste):
            self.attach(brought_in(QGuiApplication.clipboard().mimeData()))
            return True
        acts = {Qt.Key.Key_S: self.save_one, Qt.Key.Key_Delete: self.remove_one}
        act = acts.get(Qt.Key(event.key())) if not event.modifiers() else None
        if act is not None:
            act()
        return act is not None

    def _build(self) -> None:
        row, column = QHBoxLayout(), QVBoxLayout(self)
        row.setSpacing(6)
        for button in (self.add, self.save, self.remove):
            row.addWidget(button)
        row.addStretch()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self._nothing)
        column.addWidget(self.list, 1)
        column.addWidget(self.look)
        self.list.setMinimumHeight(look().px(200))
        self.look.hide()

    def _show(self, customer: UUID, found: Found) -> None:
        if customer != self._customer:
            return
        files, self._away = found
        row = max(self.list.currentIndex().row(), 0)
        self.list.entries.show(files)
        if files:
            self.list.setCurrentIndex(self.list.entries.index(min(row, len(files) - 1)))
        self._nothing.setVisible(not files)
        self._fit()

    def _fit(self) -> None:
        found = self.current()
        self.save.setEnabled(found is not None and found.id not in self._away)
        self.remove.setEnabled(found is not None)

    def _tell(self, found: Attachment) -> Told:
        parts = [size_of(found.size), ago(found.at, self._desk.clock.now()), found.by]
        if found.id in self._away:
            parts.insert(0, say("customer.files.away"))
        icon = "image" if found.thumbnail else "file-text"
        return Told(icon, found.name, " · ".join(part for part in parts if part))

    def _save(self, files: Files, found: Attachment, path: Path) -> None:
        work = partial(attachments.save_as, files, found, path)
        then = lambda _: self._desk.notices.say("customer.files.saved", file=path.name)  # noqa: E731
        self._desk.background.ask(work, owner=self, then=then, failed=self._desk.notices.failed)


def size_of(size: int) -> str:
    """Return a size as people read it."""
    if size >= _MEGA:
        return f"{size / _MEGA:.1f} MB"
    return f"{max(size // _KILO, 1)} KB" if size else "0 KB"


def _found(desk: Desk, customer: UUID) -> Found:
    files = attachments.files_of(desk.database, customer)
    away = attachments.away(desk.workspace.files, files) if desk.workspace is not None else frozenset()
    return files, away
