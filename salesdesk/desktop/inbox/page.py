"""Pending & problems: what two people changed, what was refused, what is held, what has not gone out yet."""

from functools import partial
from typing import ClassVar
from uuid import UUID

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.desktop.activities.when import ago
from salesdesk.desktop.inbox.acting import OFFERED, WAYS, Act, act_on, choose
from salesdesk.desktop.inbox.detail import Detail
from salesdesk.desktop.inbox.line_list import LineList
from salesdesk.desktop.inbox.lines import SECTIONS, Found, Line, Section, read
from salesdesk.desktop.inbox.telling import second_line
from salesdesk.desktop.inbox.third_value import can_be_typed, field_for
from salesdesk.desktop.runtime.changes import Touched
from salesdesk.desktop.runtime.commands import Command
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.language import rebind
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.widgets.ask_sheet import AskSheet
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.empty import EmptyState
from salesdesk.desktop.widgets.page import Page
from salesdesk.desktop.widgets.plain import PlainLabel, panel
from salesdesk.services import inbox
from salesdesk.words import say

_PAGES = {"quotes": "quote"}
"""The page that shows a kind of record, where it is not called like the kind."""


class InboxPage(Page):
    """`Place("inbox", id)` goes to what is open about a record; `args` may name a section."""

    kind: ClassVar[str] = "inbox"
    title_key: ClassVar[str] = "inbox.title"
    icon: ClassVar[str] = "inbox"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.found = Found()
        self.section: Section = "conflicts"
        self._place: Place | None = None  # where to go once it is read
        self._reading = self._stale = False
        self.tabs = {section: self._tab(section) for section in SECTIONS}
        self.list = LineList(self._told)
        self.more = PlainLabel(role="small", wrap=True)
        self.detail = Detail(desk.clock)
        self.stack = QStackedWidget()
        self._arrange()
        self.list.chosen.connect(self._show_chosen)
        self.list.opened.connect(partial(self.act, "open"))
        self.list.section_asked.connect(self._step)
        self.detail.asked.connect(self.act)
        self.detail.one_asked.connect(self._act_on_one)
        desk.changes.listen(self, self._touched)
        rebind(self, self._name_tabs)
        desk.clock.minute.connect(self.list.viewport().update)
        self.setFocusProxy(self.list)

    def show_place(self, place: Place) -> None:
        self._place = place
        self._read()

    def commands(self) -> tuple[Command, ...]:
        ways = ((act, WAYS[act]) for act in OFFERED[self.section])
        return tuple(
            Command(f"inbox-{act}", f"inbox.act.{act}", partial(self.act, act), way.key, way.icon)
            for act, way in ways
        )

    def show_section(self, section: Section) -> None:
        """Show another section."""
        changed = section != self.section
        self.section = section
        self.tabs[section].setChecked(True)
        self._show()
        if changed:
            self.commands_changed.emit()

    def act(self, act: Act) -> None:
        """Do something with the chosen lines."""
        lines = self.list.chosen_lines()
        if not lines or act not in OFFERED[self.section] or (len(lines) > 1 and not WAYS[act].many):
            return
        if act == "open":
            self._open(lines[0])
        elif act == "other":
            self._ask_value(lines[0])
        else:
            act_on(self.desk, act, lines, self)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "stack"):
            self._show_chosen()

    def _arrange(self) -> None:
        group, views = QButtonGroup(self), QWidget()
        row = QHBoxLayout(views)
        row.setContentsMargins(8, 0, 0, 0)
        row.setSpacing(2)
        for button in self.tabs.values():
            group.addButton(button)
            row.addWidget(button)
        self.header.add_views(views)
        both, sheet = QWidget(), panel("sheet")
        column, beside = QVBoxLayout(sheet), QHBoxLayout(both)
        column.setContentsMargins(1, 6, 1, 6)
        column.addWidget(self.list)
        column.addWidget(self.more)
        self.more.setContentsMargins(16, 4, 16, 4)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(10)
        beside.addWidget(sheet, 4)
        beside.addWidget(self.detail, 6)
        self.stack.addWidget(both)
        for section in SECTIONS:
            icon = "check-check" if section != "waiting" else "cloud"
            self.stack.addWidget(EmptyState(icon, f"inbox.empty.{section}", f"inbox.empty.{section}.text"))
        self.body.addWidget(self.stack, 1)

    def _tab(self, section: Section) -> Button:
        go = partial(self.show_section, section)
        button = Button(kind="tab", run=go)
        button.setCheckable(True)
        return button

    def _name_tabs(self) -> None:
        for section, button in self.tabs.items():
            count = self.found.total(section)
            name = say(f"inbox.section.{section}")
            button.setText(f"{name}  {count:,}" if count else name)

    def _touched(self, _touched: Touched) -> None:
        if self.isVisible():
            self._read()

    def _read(self) -> None:
        """Read everything again; what comes while it is being read is read once more."""
        self._stale = self._reading
        if not self._reading:
            self._reading = True
            work = partial(read, self.desk.database)
            self.desk.background.ask(work, owner=self, then=self._took, failed=self._failed)

    def _took(self, found: Found) -> None:
        self._reading = False
        self.found = found
        self._name_tabs()
        place, self._place = self._place, None
        if place is None:
            self._show()
        else:
            self._go_to(place)
        if self._stale:
            self._read()

    def _failed(self, error: Exception) -> None:
        self._reading = False
        self.desk.notices.failed(error)

    def _go_to(self, place: Place) -> None:
        self.list.clearSelection()
        named = next((each for each in SECTIONS if each == place.arg("section")), None)
        wanted: UUID | None = place.id
        if named is None and wanted is None and self.found.of(self.section):
            named = self.section
        self.show_section(named or self.found.first(wanted))
        about = [line for line in self.found.of(self.section) if line.row_id == wanted]
        if about:
            self.list.show_lines(self.found.of(self.section), about[0].key)

    def _show(self) -> None:
        lines, total = self.found.of(self.section), self.found.total(self.section)
        self.list.show_lines(lines)
        self.more.setVisible(total > len(lines))
        self.more.say("inbox.first", listed=f"{len(lines):,}", total=f"{total:,}")
        self.stack.setCurrentIndex(0 if lines else 1 + SECTIONS.index(self.section))
        self._show_chosen()

    def _show_chosen(self) -> None:
        self.detail.show_lines(self.list.chosen_lines(), self.found)

    def _told(self, line: Line) -> tuple[str, str]:
        return second_line(line, self.found), ago(line.when, self.desk.clock.now())

    def _step(self, by: int) -> None:
        at = SECTIONS.index(self.section) + by
        if 0 <= at < len(SECTIONS):
            self.show_section(SECTIONS[at])
            (self.list if self.found.of(self.section) else self.tabs[self.section]).setFocus()

    def _act_on_one(self, act: str, conflict_id: int) -> None:
        """Act on one of the conflicts beside each other, whichever line has the cursor."""
        lines = [line for line in self.found.of("conflicts") if line.key == conflict_id]
        if act == "other" and lines:
            self._ask_value(lines[0])
        elif act in ("mine", "theirs"):
            act_on(self.desk, "mine" if act == "mine" else "theirs", lines, self)

    def _ask_value(self, line: Line) -> None:
        (change,) = line.changes
        if not can_be_typed(change.entity, change.field):
            self.desk.notices.say("inbox.not_typed")
            return
        take = partial(choose, self.desk, change.conflict_id, owner=self)
        AskSheet("inbox.other.title", field_for(change, self.desk.today), take, self.window()).open()

    def _open(self, line: Line) -> None:
        work = partial(inbox.shown_by, self.desk.database, line.entity, line.row_id)
        self.desk.background.ask(work, owner=self, then=self._opened)

    def _opened(self, above: tuple[str, UUID] | None) -> None:
        if above is None:
            self.desk.notices.say("inbox.gone")
        else:
            self.open_requested.emit(Place(_PAGES.get(above[0], above[0]), above[1]))
