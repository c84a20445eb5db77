"""Comments and stars in the drawer of a customer, by keyboard alone."""

import pytest
from PySide6.QtCore import Qt

from salesdesk.desktop import record_search
from salesdesk.desktop.runtime.places import Place
from salesdesk.services import customers, stars
from salesdesk.storage.tables.comments import CommentRow
from salesdesk.storage.tables.users import UserRow
from salesdesk.storage.undo import Step

KEY = Qt.Key


@pytest.fixture
def colleagues(database):
    with database.write(Step.of_machine("someone")) as session:
        session.add_all([UserRow(name="李华"), UserRow(name="李华强"), UserRow(name="Ann")])


@pytest.fixture
def page(open_page, make_customer, settle, colleagues):
    customer = make_customer("鑫源")
    page = open_page()
    page.open_customer(customer)
    settle()
    return page


def test_somebody_is_called_with_a_few_keys(page, database, press, settle):
    page.acts.comment()
    settle()
    line = page.drawer.overview.comment
    press(line.text.text, "请 @李华强")
    assert [offer.text() for offer in line.offers] == ["李华强"]
    press(line.text.text, KEY.Key_Backspace)
    assert [offer.text() for offer in line.offers] == ["李华", "李华强"]
    settle()
    assert line.offers[0].x() < line.offers[1].x() < line.save.x()
    press(line.text.text, KEY.Key_Tab)
    assert line.text.text.toPlainText() == "请 @李华 "
    press(line.text.text, "看一下")
    press(line.text.text, KEY.Key_Return)
    settle()
    (row,) = database.ask(lambda session: session.query(CommentRow).all())
    assert (row.body, len(row.mentions)) == ("请 @李华 看一下", 1)
    assert page.drawer.overview.timeline.entries.told(0).title == "请 @李华 看一下"
    assert line.isHidden()


def test_a_comment_that_is_left_is_there_when_one_comes_back(page, press, settle):
    page.acts.comment()
    line = page.drawer.overview.comment
    press(line.text.text, "还没写完")
    press(line.text.text, KEY.Key_Escape)
    assert line.isHidden()
    page.acts.comment()
    assert line.text.text.toPlainText() == "还没写完"


def test_a_star_is_turned_by_a_key(page, database, settle):
    customer = page.shown().id
    page.acts.star()
    settle()
    assert stars.is_starred(database, "customers", customer)
    assert page.drawer.star.isChecked()
    stars.set_star(database, "customers", customer, on=False)
    settle()
    assert not page.drawer.star.isChecked()
    assert customers.timeline(database, customer)


def test_the_palette_begins_with_what_is_starred(page, database, make_product, settle, clock):
    product = make_product("球阀")
    page.acts.star()
    settle()
    clock.forward(minutes=1)
    stars.set_star(database, "products", product, on=True)
    settle()
    record_search.note_opened(database, Place("customers", page.shown().id))
    found = record_search.find_records(database, "")
    assert [(one.title, one.icon) for one in found[1:]] == [("球阀", "star"), ("鑫源", "star")]
