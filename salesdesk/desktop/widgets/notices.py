"""Short notices at the foot of the window. Nothing here stops anybody."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.desktop.runtime.notices import Offer
from salesdesk.desktop.theme.dress import dress
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import Button, IconButton
from salesdesk.desktop.widgets.icon_label import IconLabel
from salesdesk.desktop.widgets.plain import PlainLabel, panel
from salesdesk.domain.errors import Cancelled, SalesDeskError
from salesdesk.words import error_text, say

BRIEF: Final = 4_000  # milliseconds
UNDOABLE: Final = 8_000
_MOST: Final = 3
_MOVING: Final = frozenset((QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide))


class Toast(QWidget):
    """One notice. It goes by itself unless `stays`; while the mouse is on it, it waits."""

    gone = Signal()
    closed = Signal()

    def __init__(self, text: str, icon: str, tone: str, *, stays: bool = False, lasts: int = BRIEF) -> None:
        super().__init__()
        self._lasts = 0 if stays else lasts
        self.is_asking = False  # it waits for an answer, however much else is told
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.close_toast)
        box = panel("raised", self)
        outer, self._row = QHBoxLayout(self), QHBoxLayout(box)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(box)
        self._row.setContentsMargins(14, 8, 8, 8)
        self._row.setSpacing(10)
        self._row.addWidget(IconLabel(icon, tone))
        self._label = PlainLabel(text, wrap=stays)
        self._label.setMinimumWidth(look().px(320) if stays else 0)
        self._row.addWidget(self._label, 1)
        self._row.addWidget(IconButton("x", "window.close", self._press_close))
        self.setAccessibleName(text)
        self._start()

    def offer(self, key: str, run: Callable[[], None]) -> None:
        """Put a button into the notice; the notice goes when it is pressed."""

        def press() -> None:
            self.close_toast()
            run()

        self._row.insertWidget(self._row.count() - 1, Button(key=key, kind="link", run=press))

    def offer_all(self, offers: Sequence[Offer]) -> None:
        """Put buttons below the text."""
        self.is_asking = True
        row = QHBoxLayout()
        row.setSpacing(2)
        for offer in offers:
            row.addWidget(Button(key=offer.key, kind="link", run=offer.run))
        row.addStretch()
        texts = QVBoxLayout()
        texts.setSpacing(2)
        self._row.removeWidget(self._label)
        texts.addWidget(self._label)
        texts.addLayout(row)
        self._row.insertLayout(1, texts, 1)

    def close_toast(self) -> None:
        """Take the notice away."""
        self._timer.stop()
        self.hide()
        self.gone.emit()
        self.deleteLater()

    def _press_close(self) -> None:
        self.closed.emit()
        self.close_toast()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._start()
        super().leaveEvent(event)

    def _start(self) -> None:
        if self._lasts:
            self._timer.start(self._lasts)


class NoticeArea(QWidget):
    """Stacks the notices over the foot of the widget it is put on; the newest is lowest."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._foot: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        over.installEventFilter(self)
        dress(self)
        self.hide()

    def stand_on(self, foot: QWidget) -> None:
        """Keep clear of a widget at the foot, which is there to be read, while it is seen."""
        self._foot = foot
        foot.installEventFilter(self)

    def say(self, key: str, **values: object) -> None:
        """Tell something for a few seconds."""
        self._add(Toast(say(key, **values), "info", "info"))

    def stay(self, key: str, *, offer: Offer | None = None, **values: object) -> None:
        """Tell something that stays until it is read; with `offer`, put a button beside it."""
        toast = Toast(say(key, **values), "info", "info", stays=True)
        if offer is not None:
            toast.offer(offer.key, offer.run)
        self._add(toast)

    def done(self, key: str, *, undo: Callable[[], None] | None = None, **values: object) -> None:
        """Tell that something was done; with `undo`, offer it for 8 seconds."""
        self.done_text(say(key, **values), undo=undo)

    def done_text(self, text: str, *, undo: Callable[[], None] | None = None) -> None:
        """Tell in words that are already made."""
        toast = Toast(text, "check", "ok", lasts=UNDOABLE if undo is not None else BRIEF)
        if undo is not None:
            toast.offer("window.undo", undo)
        self._add(toast)

    def ask(
        self, text: str, offers: Sequence[Offer], *, icon: str, closed: Callable[[], None]
    ) -> Callable[[], None]:
        """Tell something that stays until it is answered; return what takes it away."""
        toast = Toast(text, icon, "accent", stays=True)
        toast.offer_all(offers)
        toast.closed.connect(closed)
        self._add(toast)
        return toast.close_toast

    def failed(self, error: Exception) -> None:
        """Tell what went wrong and what to do; it stays until it is read."""
        text = error_text(error)
        if isinstance(error, Cancelled):
            self._add(Toast(text, "info", "info"))
            return
        toast = Toast(text, "circle-alert", "bad", stays=True)
        code = error.code if isinstance(error, SalesDeskError) else type(error).__name__
        toast.offer("window.copy_code", lambda: QGuiApplication.clipboard().setText(f"{code}: {text}"))
        self._add(toast)

    def texts(self) -> list[str]:
        """Return what is shown now, oldest first."""
        return [toast.accessibleName() for toast in self._toasts()]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched in (self._over, self._foot) and event.type() in _MOVING:
            self._place()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._place()  # a notice has come, gone or been dressed: wrapped texts need another height
        return done

    def _add(self, toast: Toast) -> None:
        for old in [toast for toast in self._toasts() if not toast.is_asking][: 1 - _MOST]:
            old.close_toast()
        self._column.addWidget(toast)
        toast.gone.connect(self._removed)
        self.show()
        self.raise_()
        self._place()

    def _removed(self) -> None:
        toast = self.sender()
        if isinstance(toast, QWidget):
            self._column.removeWidget(toast)
        self.setVisible(bool(self._toasts()))
        self._place()

    def _toasts(self) -> list[Toast]:
        items = (self._column.itemAt(at) for at in range(self._column.count()))
        found = [item.widget() for item in items if item is not None]
        return [toast for toast in found if isinstance(toast, Toast)]

    def _place(self) -> None:
        width = min(look().px(560), self._over.width() - 32)
        size = self._column.sizeHint()
        width = min(max(size.width(), look().px(280)), width)
        height = self._column.heightForWidth(width) if self._column.hasHeightForWidth() else size.height()
        left = (self._over.width() - width) // 2
        self.setGeometry(left, self._floor() - height - 20, width, height)

    def _floor(self) -> int:
        if self._foot is None or not self._foot.isVisible():
            return self._over.height()
        return self._foot.mapTo(self._over, QPoint(0, 0)).y()
