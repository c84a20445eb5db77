"""Views of colleagues in the window: found in the menu, opened whatever stands in them, never saved over."""

from uuid import uuid4

import pytest
from PySide6.QtWidgets import QMenu

from salesdesk.desktop.quotes.wanted import Wanted as QuotesWanted
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.widgets.ask_sheet import AskSheet
from salesdesk.services import shared_views, views
from salesdesk.storage.tables.company import SharedViewRow
from salesdesk.storage.tables.users import UserRow
from salesdesk.storage.undo import Step

JUNK = {
    "grade": "Z",
    "lifecycle": 7,
    "silent": "²",
    "batch": "not an id",
    "own": f"own%3A{uuid4().hex}=A&own:x=1",
    "sort": "own.gone",
    "descending": "yes",
    "columns": {"order": ["own.gone", 3, "city"], "hidden": ["own.gone", None], "widths": {"city": "wide"}},
}


@pytest.fixture
def wangs(database):
    with database.write(Step.of_machine("x")) as session:
        wang = UserRow(id=uuid4(), name="王敏")
        row = SharedViewRow(page="customers", name="怪视图", definition=JUNK, owner_id=wang.id)
        session.add_all((wang, row))
        session.flush()
        return row.id


def test_a_colleagues_view_opens_is_told_and_is_saved_as_ones_own(
    open_page, make_customer, desk, settle, wangs
):
    make_customer(city="深圳市")
    page = open_page()
    tabs = page.views
    assert not tabs._buttons[str(wangs)].isVisible()
    menu = QMenu(tabs)
    tabs._fill_more(menu)
    action = menu.actions()[-1]
    assert action.text() == "怪视图  ·  Shared by 王敏"
    action.trigger()
    settle()
    assert tabs.current() == str(wangs)
    assert tabs._buttons[str(wangs)].isVisible()
    assert page.table.columns.shown()[0].key == "city"
    page.filters._set("grade", "A")
    tabs.save()
    (sheet,) = page.findChildren(AskSheet)
    sheet.field.line.setText("我的")
    sheet.save()
    settle()
    (own,) = views.saved_views(desk.database, "customers")
    assert (own.name, own.definition["grade"]) == ("我的", "A")
    assert shared_views.shared_views(desk.database)[0].definition == JUNK


def test_a_view_is_shared_and_pinned_by_its_menu(open_page, desk, settle):
    view = views.add_view(desk.database, "customers", "华南区", {"grade": "A"})
    page = open_page(Place("customers", args=(("view", str(view)),)))
    acts = [action.text() for action in _acts(page).actions()]
    assert acts == ["Rename", "Pin to the sidebar", "Remove this view"]  # alone there is nobody to share with
    page.views._share(page.views._of(str(view)))
    settle()
    (shared,) = shared_views.shared_views(desk.database)
    assert page.views.current() == str(shared.id)
    _acts(page).actions()[1].trigger()
    settle()
    assert shared_views.pinned(desk.database) == [shared_views.Pinned(shared.id, "customers", "华南区")]
    assert "Stop sharing" in [action.text() for action in _acts(page).actions()]


def test_what_makes_no_sense_in_a_view_is_passed_over():
    wanted = QuotesWanted.read({"status": "gone", "currency": "XXX", "worth": ">lots", "expiring": "²"})
    assert wanted.asked(None).status is None


def _acts(page):
    menu = QMenu(page)
    page.views._fill_acts(menu)
    return menu
