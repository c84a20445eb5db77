"""The result of an import as a file: every row with what became of it, and why."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from salesdesk.desktop.exchange.job import FileJob
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.services.imports import ImportResult, write_result
from salesdesk.words import say


def ask_where(parent: QWidget, job: FileJob, then: Callable[[Path], None]) -> QFileDialog:
    """Ask for the name of the file."""
    home = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    name = say("exchange.save.name", file=job.path.stem)
    dialog = QFileDialog(
        parent, say("exchange.save"), str(home / f"{name}.xlsx"), "Excel (*.xlsx);;CSV (*.csv)"
    )
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("xlsx")
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def save_results(desk: Desk, owner: QWidget, results: Sequence[ImportResult], path: Path) -> None:
    """Write the results in the background and say so; of several files each gets a name of its own."""
    desk.background.ask(
        partial(_write, list(results), path),
        owner=owner,
        then=lambda rows: desk.notices.done("exchange.saved", file=path.name, n=rows, shown=f"{rows:,}"),
        failed=desk.notices.failed,
    )


def _write(results: Sequence[ImportResult], path: Path) -> int:
    if len(results) == 1:
        return write_result(results[0], path)
    return sum(
        write_result(result, path.with_stem(f"{path.stem} {result.inspection.path.stem}"))
        for result in results
    )
