"""Who wears the style sheet, and when it is put on: part by part, a turn of the event loop for each step.

A sheet on the whole program would have Qt style each widget several times while a page is built, and all
widgets of all pages at once when the theme changes: together longer than a person lets pass. So each part of
a window (the sidebar, a page, a sheet that asks something) wears a sheet of its own. It is put on when the
part is shown for the first time, and again when the part is seen after the look has changed; a part nobody
sees waits. What is not dressed yet is not painted, so nobody sees it half dressed.

The same goes for the language: a part that is not seen hears of a new one when it is shown.
"""

from weakref import WeakSet

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtWidgets import QLayout, QWidget
from shiboken6 import isValid

from salesdesk.desktop.runtime.turns import turns

_sheet: list[str] = [""]


class _Part(QObject):
    """Keeps one part dressed, as its child."""

    def __init__(self, part: QWidget) -> None:
        super().__init__(part)
        self._part = part
        self._worn = ""
        self._on_way = self._deaf = False
        part.installEventFilter(self)
        _parts.add(self)

    @property
    def is_seen(self) -> bool:
        return isValid(self) and self._part.isVisible()

    def renew(self) -> None:
        """Follow a change of the sheet; the whole window changes at once for who looks at it."""
        if self.is_seen and self._worn != _sheet[0]:
            turns().hold_still(self._part.window())
            self._by_turns()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.LanguageChange and not self._part.isVisible():
            self._deaf = True
            return True
        if kind == QEvent.Type.Polish and self._part.isWindow():
            self._put_on()  # its size is found next
        elif kind == QEvent.Type.Show:
            self._come()
        return super().eventFilter(watched, event)

    def _come(self) -> None:
        if self._deaf:
            turns().hold_still(self._part)
            turns().add(self, self._hear)
        if self._worn == _sheet[0]:
            return
        if self._part.window().testAttribute(Qt.WidgetAttribute.WA_Mapped):
            turns().hold_still(self._part)
            self._by_turns()
        else:
            self._put_on()  # nothing of the window can be seen yet

    def _hear(self) -> None:
        if self._deaf:
            self._deaf = False
            QCoreApplication.sendEvent(self._part, QEvent(QEvent.Type.LanguageChange))
            turns().add(self, self._arrange)

    def _arrange(self) -> None:
        """Give new texts their room: a layout that changed while nobody saw it waits for a lost event."""
        for layout in self._part.findChildren(QLayout):
            layout.activate()

    def _by_turns(self) -> None:
        if not self._on_way:
            self._on_way = True
            if self._worn:  # a sheet is put on in half the time where there is none
                turns().add(self, self._take_off)
            turns().add(self, self._put_on)

    def _take_off(self) -> None:
        self._part.setStyleSheet("")

    def _put_on(self) -> None:
        self._on_way = False
        if self._worn != _sheet[0]:
            self._worn = _sheet[0]
            self._part.setStyleSheet(self._worn)


_parts: WeakSet[_Part] = WeakSet()


def dress(part: QWidget) -> None:
    """Have a part of a window, or a window, wear the style sheet from now on. Parts do not lie in parts."""
    _Part(part)


def change_sheet(sheet: str) -> None:
    """Have all parts wear another sheet: those that are seen turn by turn, the others when they are shown."""
    _sheet[0] = sheet
    for part in list(_parts):
        part.renew()
