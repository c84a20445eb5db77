from zoneinfo import ZoneInfo

import pytest

from salesdesk.desktop.activities import logging_talks, walls
from salesdesk.desktop.calendar import page as page_module
from salesdesk.desktop.calendar.page import CalendarPage
from salesdesk.desktop.runtime.places import Place

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def at_home(monkeypatch, desk):
    """This machine is where the company is."""
    for module in (page_module, walls, logging_talks):
        monkeypatch.setattr(module, "zone_here", lambda: SHANGHAI)
    desk.clock.move(SHANGHAI)


@pytest.fixture
def open_calendar(desk, qtbot, settle):
    def open_it(place: Place | None = None) -> CalendarPage:
        page = CalendarPage(desk)
        qtbot.addWidget(page)
        page.resize(1180, 800)
        page.show()
        page.activateWindow()
        page.show_place(place or Place("calendar"))
        settle()
        return page

    return open_it
