"""Shells for what needs the person's whole attention: a sheet of its own, and steps one after another."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.theme.dress import dress
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.plain import PlainLabel, line


class Sheet(QDialog):
    """A dialog with a title, a body, and buttons at the foot. Escape closes it; it is deleted when closed."""

    def __init__(self, title_key: str, parent: QWidget | None, *, width: int = 480, **values: object) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setMinimumWidth(look().px(width))
        bind(self, self.setWindowTitle, title_key, **values)
        self.title = PlainLabel(role="h2")
        self.title.say(title_key, **values)
        self.body = QVBoxLayout()
        self.body.setSpacing(10)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(8)
        self.foot.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(14)
        column.addWidget(self.title)
        column.addLayout(self.body, 1)
        column.addLayout(self.foot)
        dress(self)

    def add_button(self, button: Button) -> Button:
        """Put a button at the right end of the foot."""
        button.setMinimumWidth(look().px(84))
        self.foot.addWidget(button)
        if button.kind() == "primary":
            button.setDefault(True)
        return button

    def add_cancel(self) -> Button:
        """Put the way out into the foot."""
        return self.add_button(Button(key="window.cancel", run=self.reject))


class Steps(QWidget):
    """Pages one after another, with their names above and the way on below: for wizards.

    `next_asked` and `back_asked` are only wishes; whoever owns the steps calls `go_to`. A step is added when
    it is made, which may be late; head, foot and each step are dressed by themselves.
    """

    next_asked = Signal()
    back_asked = Signal()
    cancel_asked = Signal()

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = [PlainLabel(key=key, role="faint") for key in names]
        self.stack = QStackedWidget(self)
        for _ in names:
            self.stack.addWidget(QWidget())  # until the step is made
        self.back = Button(key="window.back", run=self.back_asked.emit)
        self.next = Button(key="window.next", kind="primary", run=self.next_asked.emit)
        self.cancel = Button(key="window.cancel", kind="ghost", run=self.cancel_asked.emit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._head())
        column.addWidget(self.stack, 1)
        column.addWidget(self._foot())
        self.go_to(0)

    def add_step(self, number: int, page: QWidget, *, dresses_itself: bool = False) -> None:
        """Put the page of a step in its place. One that `dresses_itself` does so part by part."""
        if not dresses_itself:
            dress(page)
        empty, in_front = self.stack.widget(number), self.stack.currentIndex()
        if empty is not None:
            self.stack.removeWidget(empty)
            empty.deleteLater()
        self.stack.insertWidget(number, page)
        self.stack.setCurrentIndex(in_front)

    def go_to(self, number: int) -> None:
        """Show a step, counted from 0."""
        self.stack.setCurrentIndex(number)
        self.back.setEnabled(number > 0)
        for at, name in enumerate(self._names):
            name.set_role("strong" if at == number else "faint")

    def current(self) -> int:
        """Return the number of the step that is shown."""
        return self.stack.currentIndex()

    def _head(self) -> QWidget:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        for at, name in enumerate(self._names):
            row.addWidget(PlainLabel(str(at + 1), role="key"))
            row.addWidget(name)
            if at + 1 < len(self._names):
                gap = line()
                gap.setFixedWidth(look().px(28))
                row.addWidget(gap)
        row.addStretch()
        dress(head)
        return head

    def _foot(self) -> QWidget:
        foot, row = QWidget(), QHBoxLayout()
        column = QVBoxLayout(foot)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(line())
        column.addLayout(row)
        row.addWidget(self.cancel)
        row.addStretch()
        row.addWidget(self.back)
        row.addWidget(self.next)
        dress(foot)
        return foot
