"""Customers that may be one: group by group, side by side, worked through by keyboard."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar
from uuid import UUID

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.desktop.doubles.groups import COLUMNS, Group, chosen_by_hand, compare, search
from salesdesk.desktop.doubles.side_by_side import SideBySide, why
from salesdesk.desktop.inbox.line_list import LineList
from salesdesk.desktop.inbox.lines import Line
from salesdesk.desktop.runtime.commands import Command
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.runtime.task import Task
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.empty import EmptyState
from salesdesk.desktop.widgets.page import Page
from salesdesk.desktop.widgets.plain import PlainLabel, line, panel
from salesdesk.desktop.widgets.undoable import do
from salesdesk.services import duplicates, merging
from salesdesk.services.merging import Comparison
from salesdesk.words import say

_BOTH, _NONE, _SEARCHING = range(3)


class DoublesPage(Page):
    """`Place("doubles")` searches all customers; the argument `ids` shows these alone, parted by commas."""

    kind: ClassVar[str] = "doubles"
    title_key: ClassVar[str] = "doubles.title"
    icon: ClassVar[str] = "merge"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.groups: list[Group] = []
        self._task: Task | None = None
        self._searched = False
        self.list = LineList(self._told)
        self.why, self.says = PlainLabel(role="strong", wrap=True), PlainLabel(role="muted", wrap=True)
        self.sides = SideBySide()
        self.merge_button = Button(key="doubles.merge", icon="merge", kind="primary", run=self.merge)
        self.apart_button = Button(key="doubles.apart", icon="split", run=self.keep_apart)
        self.stack = QStackedWidget()
        self._arrange()
        bind(self.list, self.list.setAccessibleName, "doubles.list")
        self.list.chosen.connect(self._show_chosen)
        self.list.opened.connect(self._open)
        self.sides.kept_changed.connect(lambda name: self.says.say("doubles.says", name=name))
        self.setFocusProxy(self.list)

    def show_place(self, place: Place) -> None:
        named = [UUID(one) for one in place.arg("ids").split(",") if one]
        if named:
            self._searched = False
            work = partial(chosen_by_hand, self.desk.database, named)
            self.desk.background.ask(work, owner=self, then=self._show_groups)
        elif not self._searched:
            self.search()

    def search(self) -> None:
        """Look through all customers in the background; it can be cancelled at the foot of the window."""
        if self._task is not None:
            self._task.cancel()
        self._searched = True
        self.stack.setCurrentIndex(_SEARCHING)
        work = partial(search, self.desk.database)
        self._task = self.desk.background.task(
            say("doubles.searching"), work, owner=self, then=self._show_groups, reads=True
        )
        self._task.ended.connect(self._ended)

    def commands(self) -> tuple[Command, ...]:
        has_one = lambda: self.current() is not None  # noqa: E731
        keeps = (
            Command(
                f"doubles-keep-{place + 1}",
                "doubles.command.keep",
                partial(self.sides.keep, place),
                str(place + 1),
                "check",
                values={"n": place + 1},
                enabled=has_one,
            )
            for place in range(COLUMNS)
        )
        return (
            Command("doubles-merge", "doubles.merge", self.merge, "M; Ctrl+Return", "merge", enabled=has_one),
            Command("doubles-apart", "doubles.apart", self.keep_apart, "N", "split", enabled=has_one),
            Command("doubles-search", "doubles.search", self.search, "R", "refresh-cw"),
            *keeps,
        )

    def current(self) -> Group | None:
        """Return the group that is shown."""
        row = self.list.currentIndex().row()
        return self.groups[row] if 0 <= row < len(self.groups) else None

    def merge(self) -> None:
        """Let the customers of the group become one, as chosen; undo parts them again."""
        group, found = self.current(), self.sides.found
        if group is None or found is None or found.ids != group.ids:
            return
        work = partial(
            merging.merge,
            self.desk.database,
            self.sides.kept_id(),
            self.sides.losers(),
            sides=self.sides.sides(),
        )
        name = found.names[self.sides.kept]
        do(self.desk, work, owner=self, say="doubles.merged", then=lambda _: self._done(group), name=name)

    def keep_apart(self) -> None:
        """Remember that these customers are not one."""
        group = self.current()
        if group is not None:
            work = partial(duplicates.keep_apart, self.desk.database, group.ids)
            do(self.desk, work, owner=self, say="doubles.kept_apart", then=lambda _: self._done(group))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "stack"):
            self._show_chosen()

    def _arrange(self) -> None:
        self.header.add_action(Button(key="doubles.search", icon="refresh-cw", run=self.search))
        both, left, right = QWidget(), panel("sheet"), panel("sheet")
        beside, listed, shown, foot = QHBoxLayout(both), QVBoxLayout(left), QVBoxLayout(right), QHBoxLayout()
        listed.setContentsMargins(1, 6, 1, 6)
        listed.addWidget(self.list)
        shown.setContentsMargins(18, 14, 8, 12)
        shown.setSpacing(6)
        shown.addWidget(self.why)
        shown.addWidget(self.sides, 1)
        shown.addWidget(self.says)
        shown.addWidget(line())
        foot.addWidget(self.merge_button)
        foot.addWidget(self.apart_button)
        foot.addStretch()
        shown.addLayout(foot)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(10)
        beside.addWidget(left, 3)
        beside.addWidget(right, 7)
        again = Button(key="doubles.search", icon="refresh-cw", kind="primary", run=self.search)
        self.stack.addWidget(both)
        self.stack.addWidget(EmptyState("check-check", "doubles.none", "doubles.none.text", again))
        self.stack.addWidget(EmptyState("search", "doubles.searching", "doubles.searching.text"))
        self.body.addWidget(self.stack, 1)

    def _ended(self) -> None:
        """Where the search was cancelled, show what was there before."""
        self._task = None
        if self.stack.currentIndex() == _SEARCHING:
            self._show_groups(self.groups)

    def _show_groups(self, groups: Sequence[Group]) -> None:
        self.groups = list(groups)
        now = self.desk.clock.now()
        lines = [
            Line("decide", group.ids, (), "customers", group.ids[0], " · ".join(group.names), now)
            for group in self.groups
        ]
        self.list.show_lines(lines)
        self.stack.setCurrentIndex(_BOTH if lines else _NONE)
        self._show_chosen()

    def _told(self, shown: Line) -> tuple[str, str]:
        group = next((one for one in self.groups if one.ids == shown.key), None)
        if group is None or not group.likeness.reasons:
            return say("doubles.by_hand"), ""
        return why(group), f"{group.likeness.score} %"

    def _show_chosen(self) -> None:
        group = self.current()
        if group is not None:
            self.why.setText(why(group))
            work = partial(compare, self.desk.database, group)
            self.desk.background.ask(work, owner=self, then=partial(self._show_sides, group))

    def _show_sides(self, group: Group, found: Comparison) -> None:
        if group is not self.current():
            return
        if found.ids == group.ids:
            self.sides.show_found(found)
        else:
            self._done(group)  # somebody removed or merged one meanwhile

    def _done(self, group: Group) -> None:
        """Go on with the next group."""
        if group in self.groups:
            self.groups.remove(group)
            self._show_groups(self.groups)

    def _open(self) -> None:
        group = self.current()
        if group is not None:
            self.open_requested.emit(Place("customers", group.ids[0]))
