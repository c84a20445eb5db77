"""A box to tick, with a tick that can be seen."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton

from salesdesk.desktop.theme.icons import draw_icon
from salesdesk.desktop.theme.look import look


class Tick(QCheckBox):
    """Draws the tick over the box that the style sheet has filled."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.isChecked():
            option = QStyleOptionButton()
            self.initStyleOption(option)
            room = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
            painter = QPainter(self)
            draw_icon(painter, room.adjusted(2, 2, -2, -2), "check", look().tokens.on_accent)
            painter.end()
