"""The files of one import as tabs, in the order in which they are imported."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from salesdesk.desktop.exchange.job import FileJob
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.plain import tip


class FileTabs(QWidget):
    """One tab a file; hidden where there is only one."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 0, 0, 0)
        self._row.setSpacing(2)
        self._buttons: list[Button] = []
        self.hide()

    def show_jobs(self, jobs: Sequence[FileJob], at: int) -> None:
        """Show these files, one of them in front."""
        if len(jobs) != len(self._buttons):
            self._make(len(jobs))
        for number, (job, button) in enumerate(zip(jobs, self._buttons, strict=True)):
            name = job.path.name
            button.setText(name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…")
            button.setAccessibleName(name)
            tip(button, name)
            button.set_icon("circle-alert" if job.refused is not None or job.missing else "")
            button.updateGeometry()
            button.setChecked(number == at)
        self.setVisible(len(jobs) > 1)

    def _make(self, number: int) -> None:
        for button in self._buttons:
            self._row.removeWidget(button)
            self._group.removeButton(button)
            button.deleteLater()
        self._buttons = []
        for at in range(number):
            button = Button(kind="tab", run=partial(self._press, at))
            button.setCheckable(True)
            self._group.addButton(button)
            self._row.addWidget(button)
            self._buttons.append(button)

    def _press(self, at: int) -> None:
        self.chosen.emit(at)


_LONGEST = 24
