"""Duplicates, searched in the background and worked through by keyboard."""

import pytest
from PySide6.QtCore import Qt

from salesdesk.desktop.doubles.page import DoublesPage
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.shortcuts import Keys
from salesdesk.services import customers, duplicates, undo
from salesdesk.services.customers import CustomerFilter
from tests.desktop.test_record_pages import clipped, left_over, speak

KEY = Qt.Key
SEARCH = Place("doubles")


@pytest.fixture
def pair(make_customer, make_contact):
    kept = make_customer("深圳鑫源机械有限公司", phone="0755 2345 6789", grade="A")
    loser = make_customer("鑫源机械", phone="0755 2345 6789", grade="B", website="xinyuan.cn")
    make_contact(kept)
    make_contact(kept, "李强")
    make_contact(loser, "赵敏")
    return kept, loser


@pytest.fixture
def open_page(qtbot, desk, settle):
    def show(place: Place = SEARCH) -> DoublesPage:
        page = DoublesPage(desk)
        qtbot.addWidget(page)
        page.resize(1212, 860)
        page.show()
        page.show_place(place)
        settle()
        desk.commands.offer("page", page.commands())
        page.keys = Keys(page, desk.commands)
        page.list.setFocus()
        qtbot.waitUntil(lambda: page.list.hasFocus() or not page.groups)
        return page

    return show


def names(desk):
    return {row.name for row in customers.listing(desk.database, CustomerFilter()).page(0, 50)}


def test_those_that_may_be_one_stand_side_by_side_with_the_reasons(open_page, pair):
    page = open_page()
    assert [set(group.ids) for group in page.groups] == [set(pair)]
    assert "phone" in page.why.text().lower()
    assert set(page.sides.cells) == {"name", "grade"}
    assert page.sides.kept_id() == pair[0]  # on it most hangs


def test_m_merges_and_undo_parts(qtbot, open_page, pair, desk, settle):
    page = open_page()
    qtbot.keyClick(page.list, KEY.Key_M)
    settle()
    assert names(desk) == {"深圳鑫源机械有限公司"}
    assert customers.customer(desk.database, pair[0]).website.endswith("xinyuan.cn")
    assert page.groups == []
    undo.undo(desk.database)
    assert names(desk) == {"深圳鑫源机械有限公司", "鑫源机械"}


def test_whom_to_keep_and_whose_value_stands_is_chosen_by_key(qtbot, open_page, pair, desk, settle):
    page = open_page()
    other = page.sides.found.ids.index(pair[1])
    qtbot.keyClick(page.list, KEY.Key_1 + other)
    cell = page.sides.cells["grade"][1 - other]
    cell.setFocus()
    qtbot.keyClick(cell, KEY.Key_Space)
    qtbot.keyClick(page.list, KEY.Key_M)
    settle()
    found = customers.customer(desk.database, pair[1])
    assert (found.name, found.grade) == ("鑫源机械", "A")


def test_n_notes_that_they_are_two(qtbot, open_page, pair, desk, settle):
    page = open_page()
    qtbot.keyClick(page.list, KEY.Key_N)
    settle()
    assert page.groups == []
    assert duplicates.clusters(desk.database) == []
    assert len(names(desk)) == 2


def test_those_somebody_put_together_are_shown_alone(open_page, pair, make_customer):
    third = make_customer("宏达贸易")
    ids = ",".join(str(one) for one in (third, pair[0]))
    page = open_page(Place("doubles", args=(("ids", ids),)))
    assert [group.ids for group in page.groups] == [(third, pair[0])]


def test_one_that_is_gone_meanwhile_is_not_offered(open_page, pair, desk, settle):
    page = open_page()
    customers.remove_customers(desk.database, [pair[1]])
    page._show_chosen()
    settle()
    assert page.groups == []


def test_without_duplicates_it_says_so(open_page, make_customer):
    make_customer("宏达贸易")
    page = open_page()
    assert page.stack.currentIndex() == 1


def test_it_reads_well_in_both_languages(open_page, pair, qapp, settle):
    page = open_page()
    for before, now in (("en", "zh"), ("zh", "en")):
        speak(now, qapp)
        settle()
        assert left_over(page, before, now) == set()
        assert clipped(page) == []
