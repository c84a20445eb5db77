"""The pages of a paper under one another, as they will be printed."""

from typing import Final

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from salesdesk.desktop.quotes.rendering import Rendering
from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.theme.look import colour, look

ZOOMS: Final = (50, 75, 100, 125, 150, 200)
_MARGIN, _GAP = 14, 12
_CSS: Final = 96 / 72  # logical pixels a point at 100 %
_SAME: Final = 0.01  # pixels a point: nobody sees less


class PreviewView(QAbstractScrollArea):
    """Shows a Rendering. Pages that come into sight without being drawn are asked for by `missing`."""

    missing = Signal()
    zoomed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rendering: Rendering | None = None
        self.zoom = 0  # percent; 0 fits the width
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        bind(self, self.setAccessibleName, "quote.preview")

    def show_rendering(self, rendering: Rendering) -> None:
        """Show another paper, keeping the place."""
        self._rendering = rendering
        self._arrange()
        self.viewport().update()
        if self.undrawn():
            self.missing.emit()

    def add_pages(self, rendering: Rendering) -> None:
        """Take pages that were drawn later of the same paper."""
        now = self._rendering
        if now is None or now.pdf is not rendering.pdf:
            return
        same = abs(now.scale - rendering.scale) < _SAME
        pages = {**(now.pages if same else {}), **rendering.pages}
        self._rendering = Rendering(now.pdf, now.sizes, rendering.scale, pages)
        self.viewport().update()

    @property
    def rendering(self) -> Rendering | None:
        """What is shown."""
        return self._rendering

    def pixels_a_point(self, width: float) -> float:
        """Return how many device pixels a point takes, given the width of the first page in points."""
        return self._logical(width) * self.devicePixelRatio()

    def in_sight(self) -> list[int]:
        """Return the numbers of the pages that can be seen, and the next one."""
        if self._rendering is None:
            return [0, 1]
        top, bottom = (
            self.verticalScrollBar().value(),
            self.verticalScrollBar().value() + self.viewport().height(),
        )
        seen = [at for at, rect in enumerate(self._rects()) if rect.bottom() >= top and rect.top() <= bottom]
        return [*seen, seen[-1] + 1] if seen else [0, 1]

    def undrawn(self) -> list[int]:
        """Return the pages in sight that are not drawn, or not at this size."""
        now = self._rendering
        if now is None:
            return []
        wrong = abs(now.scale - self.pixels_a_point(now.sizes[0][0])) > _SAME
        return [at for at in self.in_sight() if at < len(now.sizes) and (wrong or at not in now.pages)]

    def set_zoom(self, percent: int) -> None:
        """Show at a percentage; 0 fits the width."""
        self.zoom = percent
        self._arrange()
        self.viewport().update()
        self.zoomed.emit()
        self.missing.emit()

    def zoom_by(self, steps: int) -> None:
        """Go a step nearer or farther."""
        sizes = self._rendering.sizes if self._rendering is not None else ((595.0, 842.0),)
        now = self.zoom or round(self._logical(sizes[0][0]) / _CSS * 100)
        larger, smaller = [z for z in ZOOMS if z > now], [z for z in ZOOMS if z < now]
        fresh = (larger or [now])[0] if steps > 0 else (smaller or [now])[-1]
        self.set_zoom(fresh)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), colour(look().tokens.bg))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._rendering is not None:
            self._paint_pages(painter, self._rendering)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self.missing.emit()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        self.viewport().update()
        if self.undrawn():
            self.missing.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.viewport().update()

    def _paint_pages(self, painter: QPainter, rendering: Rendering) -> None:
        left, top = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        for at, place in enumerate(self._rects()):
            rect = place.translated(-left, -top)
            if not rect.intersects(self.viewport().rect()):
                continue
            shade = QColor(look().tokens.shade)
            shade.setAlpha(26)
            painter.fillRect(rect.adjusted(0, 2, 0, 3), shade)
            painter.fillRect(rect, Qt.GlobalColor.white)
            if at in rendering.pages:
                painter.drawImage(rect, rendering.pages[at])
            painter.setPen(QPen(colour(look().tokens.border2), 1))
            painter.drawRect(rect.adjusted(-1, -1, 0, 0))

    def _logical(self, width: float) -> float:
        """Return logical pixels a point."""
        if self.zoom:
            return _CSS * self.zoom / 100
        return max(0.1, (self.viewport().width() - 2 * look().px(_MARGIN)) / width)

    def _rects(self) -> list[QRect]:
        """Return where the pages lie on the whole, scrolled surface."""
        if self._rendering is None:
            return []
        scale = self._logical(self._rendering.sizes[0][0])
        rects, top = [], look().px(_MARGIN)
        room = self.viewport().width()
        for width, height in self._rendering.sizes:
            wide, high = round(width * scale), round(height * scale)
            rects.append(QRect(max(look().px(_MARGIN), (room - wide) // 2), top, wide, high))
            top += high + look().px(_GAP)
        return rects

    def _arrange(self) -> None:
        rects = self._rects()
        if rects:
            margin = look().px(_MARGIN)
            right, bottom = max(rect.right() for rect in rects) + margin, rects[-1].bottom() + margin
            self.horizontalScrollBar().setRange(0, max(0, right - self.viewport().width()))
            self.verticalScrollBar().setRange(0, max(0, bottom - self.viewport().height()))
            self.verticalScrollBar().setPageStep(self.viewport().height())
            self.verticalScrollBar().setSingleStep(look().px(24))
