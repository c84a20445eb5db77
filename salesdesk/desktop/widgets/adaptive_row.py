"""A row of buttons that shows icons alone where there is no room for words."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from salesdesk.desktop.widgets.buttons import Button


class AdaptiveRow(QWidget):
    """Widgets side by side. From the left, buttons with an icon give up their words; primary ones last."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 4) -> None:
        super().__init__(parent)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(spacing)

    def sizeHint(self) -> QSize:
        return QSize(self._wanted(), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        saved = sum(button.full_size().width() - button.compact_size().width() for button in self._order())
        return QSize(self._wanted() - saved, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._adapt()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._adapt()
        return super().event(event)

    def _adapt(self) -> None:
        wanted = self._wanted()
        for button in self._order():
            compact = wanted > self.width()
            button.set_compact(compact=compact)
            if compact:
                wanted -= button.full_size().width() - button.compact_size().width()

    def _wanted(self) -> int:
        """Return how wide the row is with all its words."""
        widths = [_full(widget).width() for widget in self._widgets()]
        return sum(widths) + self.row.spacing() * max(0, len(widths) - 1)

    def _order(self) -> list[Button]:
        found = [widget for widget in self._widgets() if isinstance(widget, Button)]
        named = [button for button in found if button.icon_name and button.text()]
        return sorted(named, key=lambda button: button.kind() == "primary")

    def _widgets(self) -> list[QWidget]:
        items = (self.row.itemAt(at) for at in range(self.row.count()))
        widgets = (item.widget() for item in items if item is not None)
        return [widget for widget in widgets if widget is not None and not widget.isHidden()]


def _full(widget: QWidget) -> QSize:
    return widget.full_size() if isinstance(widget, Button) else widget.sizeHint()
