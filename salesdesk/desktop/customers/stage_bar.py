"""How far along a customer is, as a bar of stages that can be moved."""

from typing import Final

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from salesdesk.desktop.customers.words import lifecycle_text
from salesdesk.desktop.runtime.language import rebind
from salesdesk.desktop.tables.cells import draw_text
from salesdesk.desktop.theme.look import MEDIUM, colour, look
from salesdesk.domain.customers import Lifecycle
from salesdesk.words import say

_STAGES: Final = tuple(Lifecycle)
_STEPS: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class StageBar(QWidget):
    """One stretch a stage, filled up to where the customer is. A click or Left and Right move it."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stage = Lifecycle.POTENTIAL
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        rebind(self, self._name)

    def stage(self) -> Lifecycle:
        """Return the stage that is shown."""
        return self._stage

    def show_stage(self, stage: Lifecycle) -> None:
        """Show a stage without telling."""
        self._stage = stage
        self._name()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(200), look().px(26))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        at = _STAGES.index(self._stage) + (step or 0)
        if step is None:
            super().keyPressEvent(event)
        elif 0 <= at < len(_STAGES):
            self._choose(_STAGES[at])

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = int(event.position().x() * len(_STAGES) / max(1, self.width()))
        if self.rect().contains(event.position().toPoint()):
            self._choose(_STAGES[min(at, len(_STAGES) - 1)])

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gap, high = look().px(4), look().px(5)
        width = (self.width() - gap * (len(_STAGES) - 1)) / len(_STAGES)
        for at, stage in enumerate(_STAGES):
            left = at * (width + gap)
            self._paint_stage(painter, QRectF(left, 1, width, high), stage)
        if self.hasFocus():
            painter.setPen(QPen(colour(look().tokens.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, -3, -0.5, -0.5), 4, 4)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def _paint_stage(self, painter: QPainter, bar: QRectF, stage: Lifecycle) -> None:
        tokens = look().tokens
        reached = _STAGES.index(stage) <= _STAGES.index(self._stage)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(tokens.accent if reached else tokens.quiet))
        painter.drawRoundedRect(bar, bar.height() / 2, bar.height() / 2)
        here = stage is self._stage
        room = QRect(round(bar.left()), round(bar.bottom()) + 3, round(bar.width()), look().px(16))
        weight, tone = (MEDIUM, "text") if here else (400, "text3")
        draw_text(painter, room, lifecycle_text(stage), tone=tone, size=11, weight=weight)

    def _choose(self, stage: Lifecycle) -> None:
        if stage is not self._stage:
            self.show_stage(stage)
            self.chosen.emit(stage.value)

    def _name(self) -> None:
        self.setAccessibleName(f"{say('customer.stage')}: {lifecycle_text(self._stage)}")
