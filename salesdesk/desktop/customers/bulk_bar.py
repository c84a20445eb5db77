"""What can be done with several customers at once: one change, one step to undo."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from salesdesk.desktop.customers.words import GRADES, LIFECYCLES
from salesdesk.desktop.widgets.adaptive_row import AdaptiveRow
from salesdesk.desktop.widgets.ask_sheet import AskSheet
from salesdesk.desktop.widgets.buttons import Button, IconButton, MenuButton
from salesdesk.desktop.widgets.fields.dates import DateField
from salesdesk.desktop.widgets.fields.field import Field
from salesdesk.desktop.widgets.fields.tags import TagsField
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.domain.customers import Lifecycle
from salesdesk.words import say

_STAGES: Final = tuple(each for each in LIFECYCLES if each[0] != Lifecycle.CLOSED)


class BulkBar(AdaptiveRow):
    """Shown, and made, once more than one row is selected. It tells what is wanted; the page does it."""

    change_asked = Signal(dict)  # fields and their new values
    tags_asked = Signal(tuple, tuple)  # to add, to remove
    remove_asked = Signal()
    merge_asked = Signal()
    given = Signal(object)  # to whom: the id of a user, None for the pool
    claim_asked = Signal()
    protect_asked = Signal(object)  # until which day
    cleared = Signal()

    def __init__(
        self,
        today: Callable[[], date],
        known_tags: Callable[[], list[str]],
        owners: Callable[[], list[tuple[object, str]]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._today, self._known_tags, self._owners = today, known_tags, owners
        self.count = PlainLabel(role="strong", parent=self)
        self.hide()

    def show_count(self, number: int) -> None:
        """Say how many are selected; hide when it is not worth a bar."""
        if number > 1 and self.row.isEmpty():
            self._build()
        self.setVisible(number > 1)
        self.count.say("customers.selected", n=number)

    def _build(self) -> None:
        row = self.row
        row.addWidget(self.count)
        row.addSpacing(8)
        row.addWidget(self._menu("customers.bulk.grade", "star", self._fill_grades))
        row.addWidget(self._menu("customers.bulk.lifecycle", "flag", self._fill_stages))
        row.addWidget(self._menu("customers.bulk.tags", "tag", self._fill_tags))
        row.addWidget(
            Button(key="customers.bulk.follow_up", icon="calendar", kind="ghost", run=self.ask_follow_up)
        )
        row.addWidget(self._menu("customers.bulk.owner", "user-check", self._fill_owners))
        self.merge = Button(key="customers.bulk.merge", icon="merge", kind="ghost", run=self.merge_asked.emit)
        row.addWidget(self.merge)
        row.addWidget(
            Button(key="customers.bulk.delete", icon="trash-2", kind="ghost", run=self.remove_asked.emit)
        )
        row.addStretch()
        row.addWidget(IconButton("x", "customers.bulk.clear", self.cleared.emit, shortcut="Esc"))

    def ask_follow_up(self) -> None:
        """Ask for a day, and set it for all."""
        field = DateField("customer.field.next_follow_up", self._today, placeholder_key="log.next.hint")
        take = lambda value: self.change_asked.emit({"next_follow_up": value})  # noqa: E731
        self._ask("customers.bulk.follow_up", field, take)

    def ask_protection(self) -> None:
        """Ask for a day, and protect all until then; without one protection ends."""
        field = DateField("customer.field.protected_until", self._today, placeholder_key="log.next.hint")
        self._ask("customers.bulk.protect", field, self.protect_asked.emit)

    def ask_tags(self, *, add: bool) -> None:
        """Ask for tags, and add them to all or take them from all."""
        field = TagsField("customer.field.tags", self._known_tags())
        take = self._add_tags if add else self._remove_tags
        self._ask("customers.bulk.tag_add" if add else "customers.bulk.tag_remove", field, take)

    def _ask(self, title_key: str, field: Field, take: Callable[[object], None]) -> None:
        AskSheet(title_key, field, take, self.window()).open()

    def _add_tags(self, tags: object) -> None:
        if isinstance(tags, tuple) and tags:
            self.tags_asked.emit(tags, ())

    def _remove_tags(self, tags: object) -> None:
        if isinstance(tags, tuple) and tags:
            self.tags_asked.emit((), tags)

    def _menu(self, key: str, icon: str, fill: Callable[[QMenu], None]) -> MenuButton:
        return MenuButton(fill=fill, key=key, icon=icon, kind="ghost")

    def _fill_grades(self, menu: QMenu) -> None:
        for value, key in GRADES:
            menu.addAction(say(key), partial(self.change_asked.emit, {"grade": value}))

    def _fill_stages(self, menu: QMenu) -> None:
        for value, key in _STAGES:
            menu.addAction(say(key), partial(self.change_asked.emit, {"lifecycle": value}))

    def _fill_tags(self, menu: QMenu) -> None:
        menu.addAction(say("customers.bulk.tag_add"), partial(self.ask_tags, add=True))
        menu.addAction(say("customers.bulk.tag_remove"), partial(self.ask_tags, add=False))

    def _fill_owners(self, menu: QMenu) -> None:
        for value, name in self._owners():
            menu.addAction(name.replace("&", "&&"), partial(self.given.emit, value))
        menu.addSeparator()
        menu.addAction(say("customers.bulk.release"), partial(self.given.emit, None))
        menu.addAction(say("customers.bulk.claim"), self.claim_asked.emit)
        menu.addAction(say("customers.bulk.protect"), self.ask_protection)
