"""The hand-over file, where the server is out of reach: asks where to, writes it, says whom to give it to."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.words import say

SUFFIX: Final = "handover"
"""How the name of such a file ends."""


def suggested(today: date) -> tuple[str, str]:
    """Return where a file of today may lie, and what kind of file it is, as a dialog wants to know it."""
    home = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    name = say("hand_over.name", day=f"{today:%Y-%m-%d}")
    return str(home / f"{name}.{SUFFIX}"), f"{say('hand_over.kind')} (*.{SUFFIX})"


def ask_where(desk: Desk, owner: QWidget) -> QFileDialog:
    """Ask for the name of the file; then write it."""
    dialog = QFileDialog(owner, say("hand_over.write"), *suggested(desk.today()))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(SUFFIX)
    dialog.fileSelected.connect(lambda chosen: write(desk, owner, Path(chosen)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def write(desk: Desk, owner: QWidget, path: Path) -> None:
    """Write the file in the background and say what to do with it."""
    from salesdesk.services.hand_over import write_hand_over  # noqa: PLC0415 - hardly ever

    def told(acts: int) -> None:
        desk.notices.stay("hand_over.written", n=acts, file=path.name)

    work = partial(write_hand_over, desk.database, path)
    desk.background.ask(work, owner=owner, then=told, failed=desk.notices.failed)
