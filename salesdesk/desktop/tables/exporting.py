"""A list goes out into a file: what is seen, in its columns and order.

What writes files knows those that come in, so it is loaded when a list goes out, or when all is quiet.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.task import Progress
from salesdesk.desktop.tables.view import RecordTable
from salesdesk.services.custom_fields import OWN_COLUMN
from salesdesk.services.export_kinds import ExportKind
from salesdesk.words import say


class Exporting(QObject):
    """Asks for a file and writes it in the background; it can be cancelled, and then leaves no file.

    `named` says which exported column stands for which column of the list; others are not written.
    `done_key` is what is said at the end, with `n` and `file`.
    """

    def __init__(
        self, desk: Desk, kind: ExportKind, named: Mapping[str, Sequence[str]], done_key: str, owner: QObject
    ) -> None:
        super().__init__(owner)
        self._desk, self._kind, self._named, self._done_key = desk, kind, named, done_key

    def ask(self, table: RecordTable, wanted: Any, ids: Sequence[UUID] | None, title_key: str) -> None:
        """Ask where to; then write the rows of the filter `wanted`, or of `ids` alone."""
        columns = self.columns(table)
        kinds = ["Excel (*.xlsx)", "CSV (*.csv)", "PDF (*.pdf)"]
        kinds += ["vCard (*.vcf)"] if self._kind is ExportKind.CUSTOMERS else []
        name = f"{say(f'{self._kind}.title')} {self._desk.today():%Y-%m-%d}"
        dialog = QFileDialog(table.window(), say(title_key), name, ";;".join(kinds))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.filterSelected.connect(partial(_take_suffix, dialog))
        dialog.fileSelected.connect(lambda path: self.write(Path(path), columns, wanted, ids))
        dialog.open()

    def columns(self, table: RecordTable) -> list[str]:
        """Return the exported columns for what is seen of a list, in its order."""
        from salesdesk.services.exports import COLUMNS  # noqa: PLC0415 - see above

        known, found = COLUMNS[self._kind], dict[str, None]()
        for column in table.columns.shown():
            own = (column.key,) if column.key.startswith(OWN_COLUMN) else ()
            found |= dict.fromkeys(name for name in self._named.get(column.key, own) if own or name in known)
        return list(found)

    def write(self, path: Path, columns: Sequence[str], wanted: Any, ids: Sequence[UUID] | None) -> None:
        """Write the file; it is told in the status area how far it is."""
        from salesdesk.services.exports import export  # noqa: PLC0415 - see above

        def work(progress: Progress) -> int:
            return export(
                self._desk.database, self._kind, path, wanted, columns=columns, ids=ids, progress=progress
            )

        then = partial(self._told, path.name)
        failed = self._desk.notices.failed
        task = partial(self._desk.background.task, owner=self, then=then, failed=failed, reads=True)
        task(say("table.exporting", file=path.name), work)

    def _told(self, file: str, rows: int) -> None:
        self._desk.notices.done(self._done_key, n=rows, file=file)


def _take_suffix(dialog: QFileDialog, kind: str) -> None:
    dialog.setDefaultSuffix(kind.rpartition("*.")[2].rstrip(")"))
