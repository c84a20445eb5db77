"""Settings: all on one page, found by typing, in force at once."""

from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from salesdesk.desktop.preferences.about import about
from salesdesk.desktop.preferences.appearance import appearance
from salesdesk.desktop.preferences.company import company_section, quotes_section
from salesdesk.desktop.preferences.data import data
from salesdesk.desktop.preferences.protection import protection
from salesdesk.desktop.preferences.rows import Section
from salesdesk.desktop.runtime.commands import Command
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.theme.icons import icon
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.drawer import scrolled
from salesdesk.desktop.widgets.page import Page
from salesdesk.desktop.widgets.plain import PlainLabel, panel

_MAKERS = (appearance, company_section, quotes_section, protection, data, about)


class SettingsPage(Page):
    """`Place("settings", args=(("section", "company"),))` scrolls to a section."""

    kind: ClassVar[str] = "settings"
    title_key: ClassVar[str] = "settings.title"
    icon: ClassVar[str] = "settings"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.sections: list[Section] = []
        self.line = QLineEdit()
        self.line.setClearButtonEnabled(True)
        self.line.addAction(icon("search", "text3"), QLineEdit.ActionPosition.LeadingPosition)
        self.line.textChanged.connect(self.search)
        bind(self.line, self.line.setPlaceholderText, "settings.search")
        bind(self.line, self.line.setAccessibleName, "settings.search")
        self.nothing = PlainLabel(key="settings.nothing", role="faint")
        self.nothing.hide()
        self._group = QButtonGroup(self)
        self._names: dict[str, Button] = {}
        self._arrange()
        self.setFocusProxy(self.line)

    def show_place(self, place: Place) -> None:
        wanted = place.arg("section")
        for section in self.sections:
            if section.name == wanted:
                self.go_to(section)

    def search(self, text: str) -> None:
        """Show only settings that hold these words."""
        found = [section.narrow(text) for section in self.sections]
        self.nothing.setVisible(not any(found))

    def go_to(self, section: Section) -> None:
        """Bring a section to the top."""
        self.line.clear()
        self._names[section.name].setChecked(True)
        self.area.verticalScrollBar().setValue(section.y())

    def leave(self) -> None:
        focused = self.focusWidget()
        if focused is not None and focused is not self.line:
            focused.clearFocus()

    def commands(self) -> tuple[Command, ...]:
        return (Command("settings-search", "settings.search", self.line.setFocus, "Ctrl+F", "search"),)

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        self.body.addLayout(row)
        left, inner = panel("clear", self), QWidget(self)
        self.area = scrolled(inner)
        row.addWidget(left)
        row.addWidget(self.area, 1)
        inner.setMaximumWidth(look().px(860))
        column = QVBoxLayout(inner)
        column.setContentsMargins(4, 4, 16, 24)
        column.setSpacing(14)
        column.addWidget(self.nothing)
        for make in _MAKERS:
            self.sections.append(make(self.desk))
            column.addWidget(self.sections[-1])
        column.addStretch()
        self._fill_contents(left)

    def _fill_contents(self, left: QWidget) -> None:
        left.setFixedWidth(look().px(220))
        column = QVBoxLayout(left)
        column.setContentsMargins(6, 4, 6, 0)
        column.setSpacing(2)
        column.addWidget(self.line)
        column.addSpacing(8)
        for section in self.sections:
            button = Button(
                key=f"settings.{section.name}",
                icon=section.icon,
                kind="nav",
                run=partial(self.go_to, section),
            )
            button.setCheckable(True)
            self._group.addButton(button)
            self._names[section.name] = button
            column.addWidget(button)
        column.addStretch()
        column.setAlignment(Qt.AlignmentFlag.AlignTop)
