"""Files dropped anywhere on the window: while they hang over it, it says what letting go will do."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.desktop.theme.dress import dress
from salesdesk.desktop.widgets.plain import PlainLabel, panel

IMPORTED: Final = frozenset(
    (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".vcf", ".vcard", ".ldif", ".gz")
)
CALENDARS: Final = frozenset((".ics", ".ical", ".icalendar"))
_HANGING: Final = (QEvent.Type.DragEnter, QEvent.Type.DragMove)
_MARGIN: Final = 12


class FileDrop(QObject):
    """Takes tables, address cards and calendars; what is something else is not taken."""

    def __init__(self, window: QWidget, take: Callable[[Sequence[Path]], None]) -> None:
        super().__init__(window)
        self._window, self._take = window, take
        self._hint: QWidget | None = None
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _HANGING and isinstance(event, QDropEvent) and files_in(event.mimeData()):
            event.acceptProposedAction()
            self._show_hint()
            return True
        if kind == QEvent.Type.Drop and isinstance(event, QDropEvent):
            paths = files_in(event.mimeData())
            self._hide_hint()
            if paths:
                event.acceptProposedAction()
                self._take(paths)
                return True
        if kind == QEvent.Type.DragLeave:
            self._hide_hint()
        return super().eventFilter(watched, event)

    def _show_hint(self) -> None:
        if self._hint is None:
            self._hint = _hint(self._window)
        self._hint.setGeometry(self._window.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN))
        self._hint.show()
        self._hint.raise_()

    def _hide_hint(self) -> None:
        if self._hint is not None:
            self._hint.hide()


def files_in(data: QMimeData) -> list[Path]:
    """Return the files of a drag that can be imported."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() in IMPORTED | CALENDARS]


def is_calendar(path: Path) -> bool:
    """Return whether a file goes to the calendar and not to the import of tables."""
    return path.suffix.lower() in CALENDARS


def _hint(window: QWidget) -> QWidget:
    hint = panel("drop_hint", window)
    hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    dress(hint)
    column = QVBoxLayout(hint)
    column.addWidget(PlainLabel(key="window.drop", role="h2"), 0, Qt.AlignmentFlag.AlignCenter)
    return hint
