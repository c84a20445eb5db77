import pytest
from PySide6.QtCore import Qt

from salesdesk.desktop.customers.new_drawer import DRAFT
from salesdesk.desktop.customers.taking_in import TakeInSheet
from salesdesk.desktop.runtime.places import Place
from salesdesk.protocol.sketches import KEY as SKETCH_KEY
from salesdesk.protocol.sketches import name_of, sketch_of
from salesdesk.services import contacts, customers, drafts
from salesdesk.services.customers import CustomerFilter
from salesdesk.storage.replica import sketching

KEY = Qt.Key
NEW = Place("customers", args=(("new", "1"),))


def all_names(desk) -> list[str]:
    listing = customers.listing(desk.database, CustomerFilter())
    return [row.name for row in listing.page(0, 10)]


def test_a_customer_is_added_by_keyboard_alone(open_page, desk, press, settle, heard):
    page = open_page(NEW)
    form = page.new_drawer.form.fields
    press(form["name"].line, "Acme Pumps")
    press(form["contact"].line, "Jo Brook")
    press(form["phone"].line, "13800138000")
    press(form["phone"].line, KEY.Key_Return)
    [row] = customers.listing(desk.database, CustomerFilter()).page(0, 10)
    assert (row.name, row.phone, row.owner_id) == ("Acme Pumps", "138 0013 8000", desk.database.me)
    assert [person.name for person in contacts.contacts_of(desk.database, row.id)] == ["Jo Brook"]
    assert heard.said[-1] == "Acme Pumps added"
    assert page.shown().id == row.id
    heard.undo()
    settle()
    assert all_names(desk) == []


def test_a_job_without_a_person_is_asked_about_and_not_lost(open_page, desk, press):
    page = open_page(NEW)
    form = page.new_drawer.form.fields
    press(form["name"].line, "Acme Pumps")
    press(form["job_title"].line, "Buyer", KEY.Key_Return)
    assert (form["contact"].refused, all_names(desk)) == (True, [])
    press(form["contact"].line, "Jo Brook", KEY.Key_Return)
    assert all_names(desk) == ["Acme Pumps"]


def test_without_a_name_nothing_is_added(open_page, desk, press):
    page = open_page(NEW)
    press(page.new_drawer.form.fields["email"].line, "jo@acme.example")
    press(page.new_drawer.form.fields["email"].line, KEY.Key_Return)
    assert page.new_drawer.form.fields["name"].refused
    assert all_names(desk) == []


@pytest.mark.parametrize(
    ("typed", "city", "district"),
    [("szns", "深圳市", "南山区"), ("Leeds", "Leeds", ""), ("Linz", "Linz", "")],
)
def test_a_place_is_chosen_by_a_few_letters_or_kept_as_typed(
    open_page, desk, press, settle, typed, city, district
):
    page = open_page(NEW)
    form = page.new_drawer.form.fields
    press(form["name"].line, "Acme Pumps")
    form["region"].line.setFocus()
    press(form["region"].line, typed)
    press(form["region"].line, KEY.Key_Return)  # takes what is offered, or saves where nothing is
    if typed != "Leeds":
        press(form["region"].line, KEY.Key_Return)
    [row] = customers.listing(desk.database, CustomerFilter()).page(0, 10)
    found = customers.customer(desk.database, row.id)
    assert (found.city, found.district) == (city, district)


@pytest.mark.parametrize("key", [KEY.Key_Tab, KEY.Key_Return])
def test_whoever_goes_on_before_the_places_are_there_gets_the_first(open_page, desk, settle, qtbot, key):
    page = open_page(NEW)
    form = page.new_drawer.form.fields
    form["region"].line.setFocus()
    qtbot.keyClicks(form["region"].line, "szns")
    qtbot.keyClick(form["region"].line, key)
    settle()
    assert form["region"].value() == ("广东省", "深圳市", "南山区")


def test_a_wrong_mail_address_is_told_beside_the_field(open_page, desk, press):
    page = open_page(NEW)
    form = page.new_drawer.form.fields
    press(form["name"].line, "Acme")
    press(form["email"].line, "nobody")
    press(form["email"].line, KEY.Key_Return)
    assert form["email"].refused
    assert all_names(desk) == []


def test_what_is_unfinished_is_there_the_next_time(open_page, desk, press, settle):
    page = open_page(NEW)
    press(page.new_drawer.form.fields["name"].line, "Half a na")
    page.new_drawer.close_drawer()
    settle()
    assert drafts.draft(desk.database, *DRAFT).body["name"] == "Half a na"
    again = open_page(NEW)
    assert again.new_drawer.form.fields["name"].line.text() == "Half a na"
    assert again.new_drawer.kept.isVisibleTo(again)
    again.new_drawer.give_up()
    settle()
    assert drafts.draft(desk.database, *DRAFT) is None


def test_what_was_taken_back_is_no_unfinished_customer(open_page, desk, press, settle):
    page = open_page(NEW)
    assert page.new_drawer.form.fields["grade"].box.currentText()
    press(page.new_drawer.form.fields["name"].line, "A")
    press(page.new_drawer.form.fields["name"].line, KEY.Key_Backspace)
    page.new_drawer.close_drawer()
    settle()
    assert drafts.draft(desk.database, *DRAFT) is None


def test_a_draft_is_kept_soon_after_the_last_key(open_page, desk, press, qtbot):
    page = open_page(NEW)
    press(page.new_drawer.form.fields["name"].line, "Acme")
    qtbot.waitUntil(lambda: drafts.draft(desk.database, *DRAFT) is not None)


def test_those_who_may_be_the_same_are_shown_and_stop_nobody(open_page, desk, make_customer, press, qtbot):
    old = make_customer("深圳鑫源机械有限公司", phone="0755-26001234")
    page = open_page(NEW)
    press(page.new_drawer.form.fields["name"].line, "鑫源机械")
    hint = page.new_drawer.alike
    assert hint.isVisibleTo(page)
    assert hint.buttons[0].text() == "深圳鑫源机械有限公司 · same name but for legal form and place"
    with qtbot.waitSignal(page.open_requested) as asked:
        hint.buttons[0].click()
    assert asked.args == [Place("customers", old)]
    press(page.new_drawer.form.fields["name"].line, KEY.Key_Return)
    assert "鑫源机械" in all_names(desk)


def test_a_customer_of_a_colleague_is_hinted_at_below_ones_own_and_stops_nobody(
    open_page, desk, make_customer, press, settle
):
    make_customer("深圳鑫源机械有限公司")
    theirs = {"phone:+8613800138000", "name:acme pumps", "name:鑫源机械"}
    packed = sketch_of(theirs, key=b"k" * SKETCH_KEY, rounds=1).packed()
    sketching.keep(desk.database, name_of(packed), packed)
    drawer = open_page(NEW).new_drawer
    hint, name = drawer.colleague, drawer.form.fields["name"].line
    press(name, "鑫源机械")
    assert drawer.alike.isVisibleTo(drawer)
    assert not hint.isVisibleTo(drawer), "what is one's own is no colleague's"
    press(drawer.form.fields["phone"].line, "13800138000")
    assert hint.isVisibleTo(drawer)
    assert hint.told.text() == "A colleague may know this customer already (phone)."
    assert "Of 1,000 values that nobody has, up to 1 is told by mistake" in hint.toolTip()
    assert drawer.body.indexOf(hint) > drawer.body.indexOf(drawer.alike)
    desk.language.switch("zh")
    settle()
    assert hint.told.text() == "可能已有同事认识这位客户（电话）。"
    desk.language.switch("en")
    press(name, KEY.Key_Return)
    assert "鑫源机械" in all_names(desk)
    assert not hint.isVisibleTo(drawer)


def test_what_was_typed_is_taken_into_one_that_is_there(open_page, desk, make_customer, press, settle):
    old = make_customer("深圳鑫源机械有限公司", city="深圳市")
    page = open_page(NEW)
    form = page.new_drawer.form.fields
    press(form["region"].line, "东莞市")
    press(form["phone"].line, "0755-26001234")
    press(form["name"].line, "鑫源机械")
    page.new_drawer.alike.takers[0].setFocus()
    press(page.new_drawer.alike.takers[0], KEY.Key_Return)  # and no new customer is saved
    sheet = page.window().findChild(TakeInSheet)
    assert set(sheet.choices) == {"name", "region"}
    press(sheet.choices["region"][1], KEY.Key_Space)
    press(sheet.choices["region"][1], KEY.Key_Return)
    settle()
    found = customers.customer(desk.database, old)
    assert (found.name, found.city, found.phone) == ("深圳鑫源机械有限公司", "东莞市", "0755-26001234")
    assert all_names(desk) == ["深圳鑫源机械有限公司"]
    assert page.shown().id == old
    assert drafts.draft(desk.database, *DRAFT) is None
