"""What all views of the calendar do: selection by keys, moving by keys and by the mouse, planning anew.

A view arranges the slots of its model as rectangles and says which day and hour a point is; the rest is here.
"""

from datetime import date, time, timedelta
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QToolTip, QWidget

from salesdesk.desktop.calendar.slots import SLOT_ROLE, Slot, SlotModel, spoken
from salesdesk.desktop.runtime.language import bind
from salesdesk.domain.days import Spoken

Index = QModelIndex | QPersistentModelIndex
QUARTER: Final = 15  # minutes
_ARROWS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_EDGE: Final = 16  # pixels
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CalendarView(QAbstractItemView):
    """Shows the days from `first` on, `count` of them."""

    opened = Signal(object)  # Slot
    moved = Signal(object, object)  # Slot, Spoken
    ticked = Signal(object)  # Slot
    asked_new = Signal(object)  # Spoken
    day_asked = Signal(object)  # a day that holds more than there is room for
    stepped = Signal(int)  # so many screens on or back, past the last appointment

    count = 7

    def __init__(self, model: SlotModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.first = self.today = date(2026, 1, 1)
        self._rects: dict[int, QRect] = {}
        self._pressed: QPoint | None = None
        self._target: Spoken | None = None
        self.setModel(model)
        self.setProperty("part", "list")
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        bind(self, self.setAccessibleName, "calendar.list")
        model.modelReset.connect(self.arrange)

    def show_days(self, first: date, today: date) -> None:
        """Show the days from one on."""
        self.first, self.today = first, today
        self.arrange()

    @property
    def days(self) -> list[date]:
        """The days in sight."""
        return [self.first + timedelta(days=number) for number in range(self.count)]

    def slot(self, index: Index) -> Slot | None:
        """Return what is at an index."""
        found = index.data(SLOT_ROLE) if index.isValid() else None
        return found if isinstance(found, Slot) else None

    def current(self) -> Slot | None:
        """Return the slot under the cursor."""
        return self.slot(self.currentIndex())

    # What a view of its own says:

    def arrange(self) -> None:
        """Put each slot into its rectangle, counted from the top of all that can be scrolled."""
        raise NotImplementedError

    def when_at(self, point: QPoint) -> Spoken | None:
        """Return the day, and the hour where there are hours, at a point of the viewport."""
        raise NotImplementedError

    def more_at(self, point: QPoint) -> date | None:
        """Return the day whose "so many more" is at a point of the viewport."""
        raise NotImplementedError

    def moved_by(self, slot: Slot, across: int, down: int) -> Spoken:
        """Return where a slot goes by Alt and an arrow: a day across, a quarter of an hour down."""
        start = slot.start
        if start is None or not down:
            return Spoken(slot.day + timedelta(days=across), slot.at)
        minute = min(max(start + down * QUARTER, 0), 24 * 60 - QUARTER)
        return Spoken(slot.day, time(*divmod(minute, 60)))

    # What Qt asks of every view:

    def visualRect(self, index: Index) -> QRect:
        rect = self._rects.get(index.row(), QRect())
        return rect.translated(0, -self.verticalOffset())

    def indexAt(self, point: QPoint) -> QModelIndex:
        under = point + QPoint(0, self.verticalOffset())
        row = next((row for row, rect in reversed(self._rects.items()) if rect.contains(under)), -1)
        return self.model().index(row, 0) if row >= 0 else QModelIndex()

    def scrollTo(self, index: Index, _hint: object = None) -> None:
        rect, port = self.visualRect(index), self.viewport().rect()
        if rect.isValid() and not port.contains(rect):
            over = min(0, rect.top() - port.top()) or max(0, rect.bottom() - port.bottom())
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() + over)

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def moveCursor(self, _action: object, _modifiers: object) -> QModelIndex:
        return self.currentIndex()

    def isIndexHidden(self, _index: Index) -> bool:
        return False

    def setSelection(self, rect: QRect, flags: object) -> None:
        self.selectionModel().select(self.indexAt(rect.center()), flags)  # type: ignore[call-overload]

    def visualRegionForSelection(self, selection: object) -> QRegion:  # noqa: ARG002 - all is painted at once
        return QRegion(self.viewport().rect())

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 200)

    # Keys:

    def event(self, event: QEvent) -> bool:
        is_ours = isinstance(event, QKeyEvent) and event.key() in _ARROWS and self._may_move()
        held = isinstance(event, QKeyEvent) and event.modifiers() & Qt.KeyboardModifier.AltModifier
        if event.type() == QEvent.Type.ShortcutOverride and is_ours and held:
            event.accept()  # Alt+Left means "back" only where nothing is chosen
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, slot = Qt.Key(event.key()), self.current()
        if key in _ARROWS and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            if slot is not None and self._may_move():
                self.moved.emit(slot, self.moved_by(slot, *_ARROWS[key]))
        elif key in _ARROWS:
            self._step(*_ARROWS[key])
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.stepped.emit(-1 if key == Qt.Key.Key_PageUp else 1)
        elif key in _ENTER and slot is not None:
            self.opened.emit(slot)
        elif key == Qt.Key.Key_Space and slot is not None:
            self.ticked.emit(slot)
        elif key == Qt.Key.Key_Escape and self._target is not None:
            self._drop(None)
        else:
            event.ignore()

    def _step(self, across: int, down: int) -> None:
        """Go to the next or the last appointment; across, to one of another day."""
        slots = self._slots()
        if not slots:
            self.stepped.emit(across)
            return
        row = self.currentIndex().row()
        if row < 0:
            self.go_to(0 if across + down > 0 else len(slots) - 1)
            return
        day, ahead = slots[row].day, across + down > 0
        rows = range(row + 1, len(slots)) if ahead else range(row - 1, -1, -1)
        wanted = next((at for at in rows if down or slots[at].day != day), -1)
        if wanted >= 0:
            self.go_to(wanted)
        else:
            self.stepped.emit(1 if ahead else -1)

    def go_to(self, row: int) -> None:
        """Put the cursor on an appointment."""
        self.setCurrentIndex(self.model().index(row, 0))

    def _slots(self) -> list[Slot]:
        model = self.model()
        return list(model.slots) if isinstance(model, SlotModel) else []

    def _may_move(self) -> bool:
        slot = self.current()
        return slot is not None and not slot.appointment.expected

    # The mouse:

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        point = event.position().toPoint()
        self._pressed = point if self.indexAt(point).isValid() and self._may_move() else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        if self._pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            far = (point - self._pressed).manhattanLength() >= QApplication.startDragDistance()
            if far or self._target is not None:
                self._drag_to(point)
            return
        slot = self.slot(self.indexAt(point))
        QToolTip.showText(event.globalPosition().toPoint(), spoken(slot) if slot else "", self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        day = None if self._target is not None else self.more_at(event.position().toPoint())
        self._drop(self._target)
        if day is not None:
            self.day_asked.emit(day)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        slot, when = self.slot(self.indexAt(point)), self.when_at(point)
        if slot is not None:
            self.opened.emit(slot)
        elif when is not None:
            self.asked_new.emit(when)

    def _drag_to(self, point: QPoint) -> None:
        slot, pressed = self.current(), self._pressed
        if slot is None or pressed is None:
            return
        self._scroll_along(point)
        self._target = self._dragged(slot, self.when_at(pressed), self.when_at(point))
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self.viewport().update()

    def _scroll_along(self, point: QPoint) -> None:
        """Scroll where the hand comes to the edge."""
        bar, port = self.verticalScrollBar(), self.viewport().rect()
        if point.y() > port.bottom() - _EDGE:
            bar.setValue(bar.value() + bar.singleStep())
        elif self.first_hour() <= point.y() < self.first_hour() + _EDGE:
            bar.setValue(bar.value() - bar.singleStep())

    def first_hour(self) -> int:
        """Return below which line of the viewport it scrolls."""
        return 0

    def _dragged(self, slot: Slot, grasped: Spoken | None, under: Spoken | None) -> Spoken | None:
        """Return where a slot goes: it keeps its place under the hand; a whole day takes the hour there."""
        if under is None or under.at is None or slot.start is None:
            return under
        held = slot.start if grasped is None or grasped.at is None else _minutes(grasped.at)
        minute = slot.start + _minutes(under.at) - held
        minute = min(max(round(minute / QUARTER) * QUARTER, 0), 24 * 60 - QUARTER)
        return Spoken(under.day, time(*divmod(minute, 60)))

    def _drop(self, target: Spoken | None) -> None:
        slot, self._pressed, self._target = self.current(), None, None
        self.unsetCursor()
        self.viewport().update()
        if target is not None and slot is not None and (target.day, target.at) != (slot.day, slot.at):
            self.moved.emit(slot, target)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.LanguageChange):
            self.arrange()


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
