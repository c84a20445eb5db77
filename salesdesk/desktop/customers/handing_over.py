"""Customers change hands: what goes along is told before, and it can be taken back."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.dialog import Sheet
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.desktop.widgets.undoable import do
from salesdesk.services import pool
from salesdesk.services.pool import Load, Moving
from salesdesk.words import say


class HandingOver(QObject):
    """Gives customers to somebody, to the pool, or takes them out of it."""

    def __init__(self, desk: Desk, owners: Callable[[], list[tuple[object, str]]], parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._owners, self._window = desk, owners, parent

    def ask(self, ids: Sequence[UUID], to: UUID | None) -> None:
        """Tell what would change hands, and do it when that is wanted."""
        database = self._desk.database

        def read() -> tuple[Moving, Load | None]:
            return pool.moving(database, ids), pool.load_of(database, to) if to is not None else None

        self._desk.background.ask(read, owner=self, then=partial(self._show, ids, to))

    def claim(self, ids: Sequence[UUID]) -> None:
        """Take customers out of the pool."""
        waits = self._desk.sync is not None
        done = "customers.claimed.waits" if waits else "customers.claimed"
        do(self._desk, partial(pool.claim, self._desk.database, ids), owner=self, say=done)

    def protect(self, ids: Sequence[UUID], until: object) -> None:
        """Keep customers from going back to the pool until a day, or no longer."""
        if not isinstance(until, date | None):
            return
        work = partial(pool.protect, self._desk.database, ids, until)
        do(self._desk, work, owner=self, say="customers.protected")

    def _show(self, ids: Sequence[UUID], to: UUID | None, told: tuple[Moving, Load | None]) -> None:
        name = dict(self._owners()).get(to, "") if to else ""
        HandOverSheet(*told, name, partial(self._give, ids, to, name), self._window.window()).open()

    def _give(self, ids: Sequence[UUID], to: UUID | None, name: str) -> None:
        if to is None:
            work = partial(pool.release, self._desk.database, ids)
            do(self._desk, work, owner=self, say="customers.released")
        else:
            work = partial(pool.hand_over, self._desk.database, ids, to)
            do(self._desk, work, owner=self, say="customers.handed_over", to=name)


class HandOverSheet(Sheet):
    """How many customers go to whom, how much they have already, and what goes along."""

    def __init__(
        self, moving: Moving, load: Load | None, name: str, take: Callable[[], None], parent: QWidget | None
    ) -> None:
        way = "hand_over" if name else "release"
        super().__init__(f"customers.{way}.title", parent, width=420)
        self._take = take
        self.who = PlainLabel(wrap=True)
        self.load, self.along = PlainLabel(role="muted", wrap=True), PlainLabel(role="muted", wrap=True)
        self.who.say(f"customers.{way}.who", n=moving.customers, name=name)
        kinds = [
            say("doubles.hangs", n=n, kind=say(f"inbox.entity.{entity}"))
            for entity, n in moving.beneath.items()
        ]
        if kinds:
            self.along.say("customers.hand_over.along", kinds="  ·  ".join(kinds))
        if load is not None:
            self.load.say(
                "customers.hand_over.load", name=name, n=load.customers, to_do=load.to_do, late=load.late
            )
        self.load.setVisible(load is not None)
        self.along.setVisible(bool(kinds))
        for line in (self.who, self.load, self.along):
            self.body.addWidget(line)
        self.add_cancel()
        self.button = self.add_button(Button(key=f"customers.{way}.do", kind="primary", run=self.give))
        self.button.setFocus()

    def give(self) -> None:
        """Do it."""
        self.accept()
        self._take()
