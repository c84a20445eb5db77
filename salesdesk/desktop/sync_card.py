"""The card at the foot of the sidebar: how sync stands. Offline is normal and looks so."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.sync_words import Standing, standing
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.icon_label import IconLabel
from salesdesk.desktop.widgets.plain import PlainLabel, is_restyled, tip
from salesdesk.sync.status import State, Status

_ALONE = Status(State.ALONE)


class SyncCard(QPushButton):
    """Icon, two lines, a bar while something is under way. A click, Enter or Space asks for the details."""

    details_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._practised: Callable[[], Standing | None] = _nothing
        self._icon = IconLabel("monitor", "side_text")
        self._title = PlainLabel(role="h4", elide=True)
        self._detail = PlainLabel(role="small", elide=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self.setProperty("kind", "card")
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._arrange()
        self.clicked.connect(self.details_asked)
        if desk.sync is not None:
            desk.sync.changed.connect(self._show)
        desk.clock.minute.connect(self._again)
        self._again()

    def status(self) -> Status:
        """Return how sync stands."""
        return _ALONE if self._desk.sync is None else self._desk.sync.status

    def standing(self) -> Standing:
        """Return how sync stands, in words; while a network is simulated, how that one stands."""
        return self._practised() or standing(self.status(), self._desk.clock.now())

    def practise(self, told: Callable[[], Standing | None]) -> None:
        """Say from now on how the simulated network of a lesson stands, for as long as there is one."""
        self._practised = told
        self._again()

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_bar"):
            self._again()
        elif is_restyled(event) and hasattr(self, "_bar"):
            self.updateGeometry()

    def _arrange(self) -> None:
        row, column = QHBoxLayout(), QVBoxLayout(self)
        lines = QVBoxLayout()
        lines.setSpacing(1)
        for label in (self._title, self._detail):
            lines.addWidget(label)
        row.setSpacing(look().px(8))
        row.addWidget(self._icon)
        row.addLayout(lines, 1)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self._bar)
        self._bar.hide()
        for part in (self._icon, self._title, self._detail, self._bar):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def _again(self) -> None:
        self._show(self.status())

    def _show(self, status: Status) -> None:
        told = self._practised() or standing(status, self._desk.clock.now())
        self._icon.show_icon(told.icon, told.tone)
        self._title.setText(told.title)
        self._detail.setText(told.detail)
        self.setAccessibleName(f"{told.title}. {told.detail}")
        tip(self, told.more)
        self._bar.setVisible(status.state is State.WORKING)
        self._bar.setRange(0, status.total)
        self._bar.setValue(min(status.done, status.total))


def _nothing() -> None:
    """No network is simulated."""
