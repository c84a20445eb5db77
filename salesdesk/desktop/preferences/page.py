"""Settings: all on one page, found by typing, in force at once."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from salesdesk.desktop.preferences.about import about
from salesdesk.desktop.preferences.appearance import appearance
from salesdesk.desktop.preferences.company import company_section, quotes_section
from salesdesk.desktop.preferences.connection import connecting
from salesdesk.desktop.preferences.data import data
from salesdesk.desktop.preferences.follow_ups import follow_ups
from salesdesk.desktop.preferences.own_fields import fields_section
from salesdesk.desktop.preferences.pool import pool_section
from salesdesk.desktop.preferences.protection import protection
from salesdesk.desktop.preferences.rows import Section
from salesdesk.desktop.runtime.commands import Command
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.runtime.turns import turns
from salesdesk.desktop.theme.dress import dress
from salesdesk.desktop.theme.icons import icon
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.drawer import scrolled
from salesdesk.desktop.widgets.page import Page
from salesdesk.desktop.widgets.plain import PlainLabel, panel

Maker = Callable[[Desk], Section | Iterator[Section | None]]
_SECTIONS: Final[dict[str, tuple[str, Maker]]] = {
    "appearance": ("palette", appearance),
    "company": ("building-2", company_section),
    "quotes": ("file-text", quotes_section),
    "fields": ("columns-3", fields_section),
    "follow_ups": ("bell", follow_ups),
    "pool": ("users-round", pool_section),
    "connection": ("cloud", connecting),
    "protection": ("shield-check", protection),
    "data": ("database", data),
    "about": ("info", about),
}
"""The sections from top to bottom: the icon of each, and who makes it, a large one in several steps."""


class SettingsPage(Page):
    """`Place("settings", args=(("section", "company"),))` scrolls to a section.

    The sections are made one after the other once the page is there, and each is dressed by itself.
    """

    kind: ClassVar[str] = "settings"
    title_key: ClassVar[str] = "settings.title"
    icon: ClassVar[str] = "settings"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.sections: list[Section] = []
        self._wanted = ""  # the section to go to once all are there
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
        if wanted in _SECTIONS:
            self.go_to(wanted)

    def dress_parts(self) -> None:
        dress(self.header)

    def search(self, text: str) -> None:
        """Show only settings that hold these words."""
        found = [section.narrow(text) for section in self.sections]
        self.nothing.setVisible(not any(found))

    def go_to(self, name: str) -> None:
        """Bring a section to the top; if it is still to be made, as soon as it is."""
        self._wanted = name
        self.line.clear()
        self._names[name].setChecked(True)
        section = next((section for section in self.sections if section.name == name), None)
        if section is not None and len(self.sections) == len(_SECTIONS):
            self._wanted = ""
            column = self.inner.layout()
            if column is not None:
                column.activate()  # the places of what was made just now
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
        left = panel("clear", self)
        self.inner = QWidget(self)
        self.area = scrolled(self.inner)
        row.addWidget(left)
        row.addWidget(self.area, 1)
        self.inner.setMaximumWidth(look().px(860))
        self._column = QVBoxLayout(self.inner)
        self._column.setContentsMargins(4, 4, 16, 24)
        self._column.setSpacing(14)
        self._column.addWidget(self.nothing)
        self._column.addStretch()
        self._fill_contents(left)
        for part in (left, self.nothing, self.area.verticalScrollBar()):
            dress(part)

    def _make_next(self, steps: Iterator[Section | None]) -> None:
        """Take the next step to the next section, one a turn."""
        section = next(steps, None)
        if section is not None:
            self._add_section(section)
        if len(self.sections) < len(_SECTIONS):
            turns().add(self, partial(self._make_next, steps))

    def _add_section(self, section: Section) -> None:
        dress(section)
        self.sections.append(section)
        self._column.insertWidget(self._column.count() - 1, section)
        if self.line.text():
            self.search(self.line.text())
        if self._wanted:
            self.go_to(self._wanted)

    def _fill_contents(self, left: QWidget) -> None:
        left.setFixedWidth(look().px(220))
        column = QVBoxLayout(left)
        column.setContentsMargins(6, 4, 6, 0)
        column.setSpacing(2)
        column.addWidget(self.line)
        column.addSpacing(8)
        for name, (icon_name, _) in _SECTIONS.items():
            go = partial(self.go_to, name)
            button = Button(key=f"settings.{name}", icon=icon_name, kind="nav", run=go)
            button.setCheckable(True)
            self._group.addButton(button)
            self._names[name] = button
            column.addWidget(button)
        turns().add(self, partial(self._make_next, _steps(self.desk)))
        column.addStretch()
        column.setAlignment(Qt.AlignmentFlag.AlignTop)


def _steps(desk: Desk) -> Iterator[Section | None]:
    """Make the sections from top to bottom; None stands for a step that made part of one."""
    for _, make in _SECTIONS.values():
        made = make(desk)
        if isinstance(made, Section):
            yield made
        else:
            yield from made
