"""The page of trade shows: a preset by keyboard, figures, the evening's letters, and ready or not."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.shows import evening
from salesdesk.services import customers, leads, show_letters, shows
from salesdesk.services.leads import Lead
from tests.conftest import TODAY

WANG = {"company": "Acme Pumps", "name": "Jo Brook", "email": "jo@acme.example", "phone": "13800138000"}


@pytest.fixture
def open_tab(window, settle):
    def open_it(tab: str):
        window.open(Place("shows", args=(("tab", tab),)))
        settle()
        return window.stack.front()

    return open_it


@pytest.fixture
def take(database):
    def take(show, fields=WANG, **given):
        return leads.capture_lead(database, show, Lead(fields=fields, **given), today=TODAY)

    return take


def test_without_a_show_the_page_says_what_it_is_for(open_tab):
    page = open_tab("so_far")
    assert page.stack.currentWidget() is page.empty


def test_a_show_is_made_and_set_up_by_keyboard(open_tab, stand, hands, make_product, settle):
    make_product("Ball valve")
    page = open_tab("so_far")
    page.setFocus()
    hands.press("N")
    assert page.preset.form.fields["name"].line.hasFocus()
    page.preset.form.fields["name"].line.selectAll()
    hands.type("Pump expo")
    hands.press("Return")
    page.preset.questions.text.setFocus()
    hands.type("When do they buy: now / later")
    hands.press("Ctrl+Return")
    page.preset.products.finder.line.setFocus()
    hands.type("Ball")
    hands.press("Return")
    settle()
    [show] = shows.shows(stand.database)
    assert (show.name, show.starts_on) == ("Pump expo", TODAY)
    assert show.questions == [{"text": "When do they buy", "choices": ["now", "later"]}]
    assert len(show.interests) == 1


def test_a_show_that_ends_before_it_begins_is_refused_in_its_place(open_tab, stand, make_show, hands):
    show = make_show()
    page = open_tab("preset")
    field = page.preset.form.fields["ends_on"]
    field.line.setFocus()
    field.line.selectAll()
    hands.type("2020-01-01")
    hands.press("Return")
    assert field.refused
    assert shows.show(stand.database, show.id).ends_on == show.ends_on


def test_a_question_without_choices_is_refused_in_its_place(open_tab, make_show, hands):
    make_show(questions=[])
    page = open_tab("preset")
    page.preset.questions.text.setFocus()
    hands.type("When do they buy")
    hands.press("Ctrl+Return")
    assert page.preset.questions.refused


def test_leads_are_taken_for_the_show_that_was_chosen(open_tab, window, make_show, settle):
    make_show("Now")
    later = make_show("Later", starts_on=TODAY + timedelta(days=90), ends_on=TODAY + timedelta(days=91))
    page = open_tab("preset")
    page.choice.box.setCurrentIndex(0)
    page.choice.box.activated.emit(0)
    settle()
    assert page.preset.show_now.id == later.id
    page.preset.take.click()
    window.open(Place("capture"))
    settle()
    assert window.stack.front().show_name.text() == "Later"


def test_a_show_so_far_is_told_beside_the_one_before(open_tab, make_show, make_product, take):
    pump = make_product("Centrifugal pump")
    before = make_show("Spring", starts_on=TODAY - timedelta(days=90), ends_on=TODAY - timedelta(days=88))
    show = make_show("Autumn", interests=[pump])
    take(before)
    take(show, grade="A", interests=[pump])
    take(show, {"company": "Beta"}, grade="B")
    page = open_tab("so_far")
    cards = page.so_far.cards
    assert (cards["leads"].figure.text(), cards["leads"].before.text()) == ("2", "Spring: 1")
    assert cards["grade_a"].figure.text() == "1"
    assert page.so_far.products.accessibleName() == "Centrifugal pump: 1"
    assert "2" in page.so_far.hours.accessibleName()


def test_a_lead_of_the_list_leads_to_its_customer(open_tab, window, make_show, take, hands, settle):
    taken = take(make_show())
    page = open_tab("so_far")
    page.so_far.leads.setFocus()
    hands.press("Return")
    settle()
    assert window.stack.front().kind == "customers"
    assert window.history.now.id == taken.customer_id


def test_the_evening_writes_each_letter_as_it_was_looked_over(
    open_tab, stand, make_show, take, tmp_path, hands, settle, monkeypatch
):
    opened = []
    monkeypatch.setattr(evening.QDesktopServices, "openUrl", opened.append)
    show = make_show()
    take(show, grade="A")
    take(show, {"company": "Beta", "email": "info@beta.example"}, grade="B")
    take(show, {"company": "Gamma"}, grade="B")
    page = open_tab("evening")
    panel = page.evening
    assert panel.summary.text() == "3 in all, 1 of them without an address"
    assert "Jo Brook" in panel.body.text.toPlainText()
    panel.subject.line.setFocus()
    panel.subject.line.selectAll()
    hands.type("Your pumps")
    panel.list.setFocus()
    hands.press("Down")
    assert "Beta" in panel.body.text.toPlainText()
    panel.write_to(tmp_path / "mail")
    settle()
    files = sorted(path.name for path in (tmp_path / "mail").iterdir())
    assert files == ["A Acme Pumps.eml", "B Beta.eml"]
    message = message_from_bytes((tmp_path / "mail" / "A Acme Pumps.eml").read_bytes(), policy=default)
    assert message["Subject"] == "Your pumps"
    assert [lead.company for lead in show_letters.without_letter(stand.database, show.id)] == ["Gamma"]
    assert len(opened) == 1


def test_a_letter_is_changed_for_everybody_and_keeps_its_blanks(
    open_tab, stand, make_show, take, hands, settle
):
    take(make_show(), grade="A")
    panel = open_tab("evening").evening
    panel.edit_template()
    panel.body.text.setPlainText("Hello {name} {nobody}")
    panel.edit_template()
    settle()
    assert panel.body.refused
    panel.body.text.setPlainText("Hello {name}")
    panel.edit_template()
    settle()
    own = show_letters.templates(stand.database)[0]
    assert (own.id is not None, own.body) == (True, "Hello {name}")


def test_a_card_that_waits_is_typed_beside_its_picture(
    open_tab, window, stand, make_show, take, photo, hands, settle
):
    files = stand.workspace.files
    take(make_show(), {}, photo=leads.keep_photo(files, photo))
    page = open_tab("typing")
    page.typing.list.setFocus()
    hands.press("Return")
    capture = window.stack.front()
    assert capture.kind == "capture"
    assert capture.beside.photo.isVisible()
    hands.type("Acme")
    hands.press("Ctrl+Return")
    settle()
    assert leads.to_type(stand.database) == []
    assert window.stack.front() is page
    [row] = customers.listing(stand.database, customers.CustomerFilter()).page(0, 10)
    assert row.name == "Acme"


def test_the_list_before_going_offline_leads_to_what_is_missing(open_tab, make_show, window, settle):
    page = open_tab("ready")
    assert page.ready.title.text() == "2 things to do before you go"
    make_show()
    page.ready.check_again()
    settle()
    assert page.ready.title.text() == "One thing to do before you go"


def test_shows_can_be_reached_from_the_palette(window, stand):
    titles = {command.title for command in stand.commands.all()}
    assert {"Take leads at the stand", "Get ready for offline", "Go to Trade shows"} <= titles
    assert stand.commands.clashes() == []
