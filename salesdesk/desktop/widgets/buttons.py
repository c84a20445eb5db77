"""Buttons: plain, primary, ghost, danger, link; with an icon; an icon alone; one choice of a few."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QPushButton, QWidget

from salesdesk.desktop.runtime.language import bind, rebind
from salesdesk.desktop.theme.icons import draw_icon
from salesdesk.desktop.theme.look import colour, look
from salesdesk.desktop.widgets.plain import panel, tip
from salesdesk.words import say

_GAP: Final = 8
_ICON: Final = 16
_SMALL_ICON: Final = 11


class Button(QPushButton):
    """A button. `kind`: plain, primary, ghost, danger, link, tab, nav. `run` is called when it is pressed."""

    def __init__(
        self,
        *,
        key: str = "",
        text: str = "",
        icon: str = "",
        kind: str = "plain",
        run: Callable[[], object] | None = None,
        parent: QWidget | None = None,
        **values: object,
    ) -> None:
        super().__init__(parent)
        self.icon_name = icon
        self._ending = ""
        self.ending_icon = ""
        self._compact = False
        self.setProperty("kind", kind)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        if key:
            bind(self, self.setText, key, **values)
        else:
            self.setText(text)
        if run is not None:
            self.clicked.connect(lambda _checked: run())

    def setText(self, text: str) -> None:
        super().setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        if self._compact:
            tip(self, text)

    def set_ending(self, text: str) -> None:
        """Show a short text at the right end, such as a count or a shortcut."""
        self._ending = text
        self.update()

    def set_icon(self, name: str) -> None:
        """Show another icon."""
        self.icon_name = name
        self.update()

    def kind(self) -> str:
        """Return the kind this button was made as."""
        return str(self.property("kind"))

    def set_compact(self, *, compact: bool) -> None:
        """Show the icon alone, and the words as a tooltip: where there is little room."""
        if compact != self._compact and self.icon_name:
            self._compact = compact
            tip(self, self.text().replace("&&", "&") if compact else "")
            self.updateGeometry()
            self.update()

    def compact_size(self) -> QSize:
        """Return the size of the icon alone."""
        return QSize(look().control + look().px(4), super().sizeHint().height())

    def sizeHint(self) -> QSize:
        return self.compact_size() if self._compact else self.full_size()

    def full_size(self) -> QSize:
        """Return the size with all words."""
        hint = super().sizeHint()
        extra = sum(self._icon_room(self.text()))
        return QSize(hint.width() + extra + self._ending_room(), hint.height())

    def _ending_room(self) -> int:
        if self.ending_icon:
            return look().px(_ICON + 6)
        return look().metrics(12).horizontalAdvance(self._ending) + look().px(12) if self._ending else 0

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.updateGeometry()  # the sheet has another weight than the layout has measured

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._is_plain_text():
            super().paintEvent(event)
        else:
            self._paint()

    def _is_plain_text(self) -> bool:
        """Say whether Qt can draw it: words alone, with room for all of them."""
        more = self.icon_name or self._ending or self.ending_icon or self._compact
        return not more and self.isEnabled() and self.width() >= super().sizeHint().width()

    def _paint(self) -> None:
        # QStyle has a hundred enums: 7 ms that the first paint of the lock screen does not wait for
        from PySide6.QtWidgets import QStyle, QStyleOptionButton, QStylePainter  # noqa: PLC0415

        option = QStyleOptionButton()
        self.initStyleOption(option)
        text, option.text = option.text, ""
        option.icon = QIcon()
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        room = self.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, self)
        self._draw_contents(painter, room, "" if self._compact else text.replace("&&", "&"))
        painter.end()

    def _draw_contents(self, painter: QPainter, room: QRect, text: str) -> None:
        ink, metrics = colour(self._ink()), self.fontMetrics()
        side, gap = self._icon_room(text)
        width = min(side + gap + metrics.horizontalAdvance(text), room.width())
        spare = max(room.width() - width - self._ending_room(), 0)
        left = room.left() if self._from_left() else room.left() + spare // 2
        if side:
            spot = QRect(left, room.top(), side, room.height())
            draw_icon(painter, spot, self.icon_name, self._icon_ink())
        rest = room.adjusted(left - room.left() + side + gap, 0, 0, 0)
        rest.setRight(rest.right() - self._draw_ending(painter, rest))
        painter.setPen(ink)
        painter.setFont(self.font())
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rest.width() + 1)
        painter.drawText(rest, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    def _draw_ending(self, painter: QPainter, room: QRect) -> int:
        if self.ending_icon:
            side = look().px(_ICON - 1)
            spot = QRect(room.right() - side, room.top(), side, room.height())
            draw_icon(painter, spot, self.ending_icon, look().tokens.side_text)
            return side + look().px(6)
        if not self._ending:
            return 0
        painter.setPen(colour(look().tokens.side_text))
        painter.setFont(look().font(12))
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._ending)
        return look().metrics(12).horizontalAdvance(self._ending) + look().px(6)

    def _icon_room(self, text: str) -> tuple[int, int]:
        """Return the side of the icon, and the gap behind it."""
        if not self.icon_name:
            return 0, 0
        side, gap = (_SMALL_ICON, _GAP // 2) if self.kind() == "chip" else (_ICON, _GAP)
        return look().px(side), look().px(gap) if text else 0

    def _from_left(self) -> bool:
        return self.kind() in ("nav", "search")

    def _ink(self) -> str:
        tokens, kind = look().tokens, self.kind()
        if not self.isEnabled():
            return tokens.text3
        if kind == "primary":
            return tokens.on_accent
        if kind == "danger":
            return tokens.bad
        if kind == "link" or (self.isChecked() and kind in ("tab", "ghost", "chip")):
            return tokens.accent
        if kind == "search":
            return tokens.text3
        return tokens.text if kind == "plain" or self.isChecked() or self.underMouse() else tokens.text2

    def _icon_ink(self) -> str:
        tokens = look().tokens
        if self.kind() == "nav" and self.isChecked():
            return tokens.accent
        return tokens.text2 if self.kind() == "plain" and self.isEnabled() else self._ink()


class IconButton(Button):
    """An icon alone; its name is its tooltip and what a screen reader says."""

    def __init__(
        self,
        icon: str,
        key: str,
        run: Callable[[], object] | None = None,
        *,
        shortcut: str = "",
        parent: QWidget | None = None,
        **values: object,
    ) -> None:
        super().__init__(icon=icon, kind="icon", run=run, parent=parent)
        self._shortcut = shortcut
        self.name_as(key, **values)

    def name_as(self, key: str, **values: object) -> None:
        """Say another name."""

        def again() -> None:
            text = say(key, **values)
            self.setAccessibleName(text)
            tip(self, f"{text}  ({self._shortcut.replace('+', ' ')})" if self._shortcut else text)

        rebind(self, again)

    def sizeHint(self) -> QSize:
        return QSize(look().control + 2, look().control + 2)


class MenuButton(Button):
    """A button that opens a menu. `fill` is asked each time, so that the menu is never stale."""

    def __init__(self, *, fill: Callable[[QMenu], None], **named: object) -> None:
        super().__init__(**named)  # type: ignore[arg-type]
        self._fill = fill
        self.clicked.connect(self.open_menu)

    def open_menu(self) -> None:
        """Open the menu below the button."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill(menu)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))


class Segments(QWidget):
    """A choice of a few, all in sight: `options` are (value, key of its text)."""

    chosen = Signal(str)

    def __init__(self, key: str, options: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        inner = panel("segments", self)
        outer, row = QHBoxLayout(self), QHBoxLayout(inner)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(inner)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, Button] = {}
        for value, text_key in options:
            button = Button(key=text_key, kind="segment", run=partial(self._press, value))
            button.setCheckable(True)
            self._group.addButton(button)
            self._buttons[value] = button
            row.addWidget(button)
        bind(self, self.setAccessibleName, key)

    def value(self) -> str:
        """Return the choice, or "" when there is none."""
        return next((value for value, button in self._buttons.items() if button.isChecked()), "")

    def show_value(self, value: str) -> None:
        """Show a choice without telling."""
        if value in self._buttons:
            self._buttons[value].setChecked(True)

    def _press(self, value: str) -> None:
        self.chosen.emit(value)
