"""The pages of a day beyond customers and quotes, and lists in groups, as acts that can be measured."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import insert

from salesdesk.desktop.calendar.page import VIEWS, CalendarPage
from salesdesk.desktop.doubles.page import DoublesPage
from salesdesk.desktop.inbox.lines import SECTIONS
from salesdesk.desktop.inbox.page import InboxPage
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.shows.capture import CapturePage
from salesdesk.desktop.shows.page import TABS
from salesdesk.desktop.stage import Stage
from salesdesk.desktop.tables.list_page import ListPage
from salesdesk.desktop.today.page import TodayPage
from salesdesk.desktop.widgets.dialog import Sheet
from salesdesk.services import customers
from salesdesk.services.customers import CustomerFilter
from salesdesk.storage.database import Database
from salesdesk.storage.tables.replication import ConflictRow
from tests.bench.day import Act, front, typed

CLASHES: Final = 300
DOUBLES: Final = 8
VISITS: Final = 8
SEEN: Final = datetime(2026, 11, 23, 4, tzinfo=UTC)


def disagree(database: Database) -> None:
    """Leave as many clashes in the inbox as a long journey without a network brings, and some doubles."""
    for found in customers.listing(database, CustomerFilter()).page(0, DOUBLES):
        customers.add_customer(database, {"name": found.name, "city": found.city})
    ids = customers.listing(database, CustomerFilter()).ids()
    values = {name: json.dumps(f"{name} words").encode() for name in ("base", "theirs", "mine")}
    rows = [
        {"mseq": n, "entity": "customers", "row_id": ids[n % len(ids)], "field": ("note", "city")[n % 2]}
        | values
        | {"by": "Wang", "seen_at": SEEN, "choice": ""}
        for n in range(CLASHES)
    ]
    with database.engine.execution_options(rw=True).begin() as connection:
        connection.execute(insert(ConflictRow), rows)


def other_acts(stage: Stage) -> Iterator[Act]:
    """Give the acts, each page opened twice; the window comes to rest after each."""
    yield from _today(stage)
    yield from _calendar(stage)
    yield from _show(stage)
    yield from _doubles(stage)
    yield from _inbox(stage)
    yield from lists(stage, "customers", ("lifecycle", "city", "owner"))
    yield from lists(stage, "quotes", ("status", "customer", "owner", "month", "currency"))
    yield from lists(stage, "products", ("category", "state"))
    yield from _look(stage)


def _to(stage: Stage, kind: str) -> Act:
    return f"to {kind}", partial(stage.window.open, Place(kind))


def _today(stage: Stage) -> Iterator[Act]:
    yield _to(stage, "today")
    page = front(stage, TodayPage)
    for time in ("first", "second"):
        yield f"filter of today, {time} opening", page.search
        for letter in "guang":
            yield "a letter in the filter of today", partial(typed, page.filters.line, letter)
        yield "emptying the filter of today", page.filters.clear
        yield "picking visits of today", lambda: page.list.tasks.pick(range(VISITS), on=True)
        yield f"plan of the day, {time} time", page.plan_visits
        yield "closing the plan", page.drawer.close_drawer
        yield "letting go what was picked", page.list.tasks.clear_picks
    yield "a line of today is done", lambda: page.list.ask("done")


def _calendar(stage: Stage) -> Iterator[Act]:
    for time in ("first", "second"):
        yield f"calendar, {time} opening", partial(stage.window.open, Place("calendar"))
        page = front(stage, CalendarPage)
        for view in VIEWS:
            yield f"calendar by {view}, {time} time", partial(page.show_view, view)
            yield f"the next {view}", partial(page.step, 1)
            yield f"the {view} before", partial(page.step, -1)
        yield f"a new appointment, {time} time", page.new_appointment
        yield "closing the new appointment", close_sheets


def _show(stage: Stage) -> Iterator[Act]:
    for tab in TABS:
        for time in ("first", "second"):
            place = Place("shows", args=(("tab", tab),))
            yield f"{tab} of a show, {time} opening", partial(stage.window.open, place)
    for time in ("first", "second"):
        yield f"capture, {time} opening", partial(stage.window.open, Place("capture"))
        page = front(stage, CapturePage)
        for name in ("company", "name"):
            line = page.form.fields[name].focusProxy()
            assert line is not None
            yield "to a field of the capture", line.setFocus
            for letter in "深圳xin":
                yield "a letter in the capture", partial(typed, line, letter)
        yield "saving a lead", page.save
        yield "leaving the capture", page.leave_form


def _doubles(stage: Stage) -> Iterator[Act]:
    for time in ("first", "second"):
        yield f"duplicates, {time} opening", partial(stage.window.open, Place("doubles"))
        page = front(stage, DoublesPage)
        yield "searching duplicates", page.search
        for row in range(min(5, len(page.groups))):
            yield "to a group of duplicates", partial(page.list.go_to, row)
    yield "merging duplicates", page.merge


def _inbox(stage: Stage) -> Iterator[Act]:
    for time in ("first", "second"):
        yield f"inbox, {time} opening", partial(stage.window.open, Place("inbox"))
        page = front(stage, InboxPage)
        for row in range(5):
            yield "to a line of the inbox", partial(page.list.go_to, row)
        yield "choosing all of the inbox", page.list.selectAll
        for section in SECTIONS:
            yield f"inbox, {section}", partial(page.show_section, section)
    yield "back to the clashes", partial(page.show_section, "conflicts")
    yield "deciding a clash", partial(page.act, "mine")


def _look(stage: Stage) -> Iterator[Act]:
    """Change the look while these pages are in front: by now all pages are made, and each changes."""
    for kind in ("today", "calendar", "shows", "doubles", "inbox"):
        yield _to(stage, kind)
        for theme in ("dark", "light"):
            yield f"{theme} theme on {kind}, all pages made", partial(stage.theme.set_scheme, theme)
        for language in ("en", "zh"):
            yield f"language {language} on {kind}, all pages made", partial(stage.language.switch, language)


def lists(stage: Stage, kind: str, groups: tuple[str, ...]) -> Iterator[Act]:
    """Give the acts of one list in groups, and of a look at changing all of it."""
    yield _to(stage, kind)
    page = front(stage, ListPage)
    bar = page.table.verticalScrollBar()
    for group in groups:
        yield f"{kind} grouped by {group}", partial(page.group_by, group)
        for frame in range(6):
            yield f"scrolling {kind} grouped by {group}", partial(bar.setValue, bar.maximum() * frame // 5)
    yield f"{kind} in one list", partial(page.group_by, "")
    yield f"choosing all {kind}", page.table.selectAll
    yield f"a look at changing all {kind}", partial(_change, page)
    yield "closing the look", close_sheets
    yield "choosing none", page.table.clearSelection


def _change(page: ListPage) -> None:
    asks = {"customers": {"change_asked": {"grade": "A"}}, "quotes": {"act_asked": "accepted"}}
    ((signal, wanted),) = asks.get(page.kind, {"active_asked": False}).items()
    getattr(vars(page)["bulk"], signal).emit(wanted)


def close_sheets() -> None:
    """Leave what lies over the window."""
    for window in QApplication.topLevelWidgets():
        if isinstance(window, Sheet) and window.isVisible():
            _press(window, Qt.Key.Key_Escape)


def _press(receiver: QWidget, key: Qt.Key) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(receiver, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier))
