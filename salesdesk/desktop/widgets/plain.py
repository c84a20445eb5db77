"""Text that is shown as it was typed. Labels and tooltips of Qt guess whether a text is HTML; ours never."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from salesdesk.desktop.runtime.language import bind


class PlainLabel(QLabel):
    """The only class of label.

    `role` names its style: h1 h2 h3 kpi strong muted faint small tiny caption key refusal.
    With `key` the label says a text of the catalogue, in the language in use, live. With `elide` it is cut
    with an ellipsis where there is no room, and shows the whole in its tooltip.
    """

    def __init__(
        self,
        text: str = "",
        *,
        key: str = "",
        role: str = "",
        wrap: bool = False,
        elide: bool = False,
        selectable: bool = False,
        parent: QWidget | None = None,
        **values: object,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self._elide = elide
        if elide:
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        if selectable:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if role:
            self.setProperty("role", role)
        if role == "caption":
            font = self.font()
            font.setCapitalization(QFont.Capitalization.AllUppercase)
            self.setFont(font)
        if key:
            bind(self, self.setText, key, **values)
        else:
            self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(text)
        if self._elide:
            tip(self, text)

    def say(self, key: str, **values: object) -> None:
        """Say another text of the catalogue from now on."""
        bind(self, self.setText, key, **values)

    def set_role(self, role: str) -> None:
        """Change the style."""
        if self.property("role") != role:
            self.setProperty("role", role)
            restyle(self)

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(24, hint.height()) if self._elide else hint

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._elide:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        room = self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, self.alignment() | Qt.TextFlag.TextSingleLine, text)
        painter.end()


def tip(widget: QWidget, text: str) -> None:
    """Set a tooltip that shows `text` literally; Qt takes a text with "<" or "&lt;" for HTML."""
    if "<" in text or "&lt;" in text:
        from html import escape  # noqa: PLC0415 - seldom needed, and never before the first paint

        text = f"<span>{escape(text)}</span>"
    widget.setToolTip(text)


def restyle(widget: QWidget) -> None:
    """Have the style sheet look again at the properties of a widget."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.updateGeometry()
    widget.update()


def is_restyled(event: QEvent) -> bool:
    """Say whether the look has just changed: colours, fonts or sizes are to be read anew."""
    return event.type() in (QEvent.Type.StyleChange, QEvent.Type.PaletteChange)


def line(parent: QWidget | None = None, *, upright: bool = False) -> QWidget:
    """Return a hairline, one pixel thick."""
    made = QWidget(parent)
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    made.setProperty("part", "line")
    if upright:
        made.setFixedWidth(1)
    else:
        made.setFixedHeight(1)
    return made


def panel(part: str, parent: QWidget | None = None) -> QWidget:
    """Return an empty widget dressed as `part` of the style sheet: sheet, card, raised, side, page."""
    made = QWidget(parent)
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    made.setProperty("part", part)
    return made
