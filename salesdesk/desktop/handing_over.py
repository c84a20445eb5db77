"""The hand-over file, where the server is out of reach: asks where to, writes it, says whom to give it to."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.words import say


def ask_where(desk: Desk, owner: QWidget) -> QFileDialog:
    """Ask for the name of the file; then write it."""
    from salesdesk.services.hand_over import SUFFIX  # noqa: PLC0415 - hardly ever

    home = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    name = say("hand_over.name", day=f"{desk.today():%Y-%m-%d}")
    kind = f"{say('hand_over.kind')} (*.{SUFFIX})"
    dialog = QFileDialog(owner, say("hand_over.write"), str(home / f"{name}.{SUFFIX}"), kind)
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
