from datetime import date, time, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from sqlalchemy import select, update

from salesdesk.desktop.activities.logging_talks import named
from salesdesk.desktop.customers.another_customer import AnotherCustomerSheet
from salesdesk.desktop.runtime.clock import zone_here
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.widgets.bringing import from_paths
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.domain.wall_time import moment_of
from salesdesk.services import activities, attachments, contacts, customers, quotes, undo
from salesdesk.storage.files import Files
from salesdesk.storage.tables.attachments import AttachmentRow
from salesdesk.storage.tables.customers import CustomerRow

KEY = Qt.Key
BLOCK = """名称：深圳市鑫源精密机械股份有限公司
税号：91440300708461136T
地址电话：深圳市南山区科技路1号 0755-26001234
开户行及账号：中国银行深圳分行 6217 0000 1000 0123 456"""


@pytest.fixture
def opened(open_page, make_customer, settle):
    """Open the drawer on a new customer."""

    def open_it(**fields):
        customer = make_customer(**fields)
        page = open_page(Place("customers", customer))
        settle()
        page.activateWindow()
        return page.drawer, customer

    return open_it


def now(desk, customer):
    return customers.customer(desk.database, customer)


def type_into(field, text, settle) -> None:
    field.line.setFocus()
    field.line.setText(text)
    field.line.setModified(True)
    field.commit()
    settle()


def test_a_field_is_kept_when_it_is_left(opened, desk, settle):
    drawer, customer = opened()
    drawer.show_tab("details")
    settle()
    type_into(drawer.details.field("industry"), "机械制造", settle)
    assert now(desk, customer).industry == "机械制造"


def test_what_cannot_be_kept_says_why_in_its_place(opened, desk, settle):
    drawer, customer = opened(email="info@xinyuan.example")
    drawer.show_tab("details")
    settle()
    field = drawer.details.field("email")
    type_into(field, "info at xinyuan", settle)
    assert field.refused
    assert field.line.text() == "info at xinyuan"
    assert now(desk, customer).email == "info@xinyuan.example"


def test_escape_takes_a_refused_text_back(opened, settle, press):
    drawer, _customer = opened(email="info@xinyuan.example")
    drawer.show_tab("details")
    settle()
    field = drawer.details.field("email")
    type_into(field, "nonsense", settle)
    press(field.line, KEY.Key_Escape)
    assert (field.line.text(), field.refused) == ("info@xinyuan.example", False)
    assert drawer.isVisible()


def test_province_city_and_district_are_chosen_in_one_line_and_undone_as_one(
    opened, desk, press, settle, qtbot
):
    drawer, customer = opened(province="北京市", city="市辖区", district="海淀区")
    drawer.show_tab("details")
    qtbot.waitUntil(lambda: drawer.details.field("region") is not None)
    assert drawer.details.field("region").line.text() == "北京市 海淀区"
    customers.edit_customer(desk.database, customer, {"province": "", "city": "东莞市", "district": ""})
    settle()
    region = drawer.details.field("region")
    assert region.line.text() == "东莞市"
    region.line.setFocus()
    region.line.selectAll()
    press(region.line, "pudong")
    press(region.line, KEY.Key_Return)
    found = now(desk, customer)
    assert (found.province, found.city, found.district) == ("上海市", "上海市", "浦东新区")
    assert region.line.text() == "上海市 浦东新区"
    press(region.line, "nanshan")
    press(region.line, KEY.Key_Escape)  # what was begun is given up
    assert (region.line.text(), now(desk, customer).district) == ("上海市 浦东新区", "浦东新区")
    undo.undo(desk.database)
    settle()
    assert (now(desk, customer).city, now(desk, customer).district) == ("东莞市", "")
    assert region.line.text() == "东莞市"


def test_who_referred_a_customer_is_found_by_letters(opened, desk, make_customer, press, settle):
    friend = make_customer("宝山钢构")
    drawer, customer = opened()
    drawer.show_tab("details")
    settle()
    field = drawer.details.field("referrer_id")
    field.line.setFocus()
    press(field.line, "bsgg")
    press(field.line, KEY.Key_Return)
    assert now(desk, customer).referrer_id == friend
    assert field.line.text() == "宝山钢构"


def test_a_referrer_who_is_not_here_stays_when_one_passes_through(opened, desk, qtbot, settle):
    drawer, customer = opened()
    friend = uuid4()
    with desk.database.absorb() as absorbed:  # as a colleague's customer comes: by its id alone
        absorbed.session.execute(update(CustomerRow).values(referrer_id=friend))
        absorbed.note("customers", [customer])
    drawer.show_tab("details")
    qtbot.waitUntil(lambda: drawer.details.field("referrer_id") is not None)
    settle()
    field = drawer.details.field("referrer_id")
    assert field.line.text() == "A customer of a colleague"
    field.line.setFocus()
    qtbot.keyClick(field.line, KEY.Key_Tab)
    settle()
    assert now(desk, customer).referrer_id == friend


def test_who_refers_to_itself_is_told_so_and_the_former_stays(opened, desk, make_customer, press, settle):
    friend = make_customer("宝山钢构")
    drawer, customer = opened(name="鑫源机械", referrer_id=friend)
    drawer.show_tab("details")
    settle()
    field = drawer.details.field("referrer_id")
    field.line.setFocus()
    field.line.selectAll()
    press(field.line, "xyjx")
    press(field.line, KEY.Key_Return)
    assert field.refused
    assert (field.value(), now(desk, customer).referrer_id) == (friend, friend)


def test_the_name_is_changed_at_the_top(opened, desk, settle):
    drawer, customer = opened()
    type_into(drawer.name, "Xinyuan Ltd", settle)
    assert now(desk, customer).name == "Xinyuan Ltd"
    type_into(drawer.name, "", settle)
    assert drawer.name.refused


def test_the_stage_is_moved_by_arrow_keys(opened, desk, press, settle):
    drawer, customer = opened()
    press(drawer.stage, KEY.Key_Right)
    assert now(desk, customer).lifecycle == "interested"
    press(drawer.stage, KEY.Key_Left, KEY.Key_Left)
    assert now(desk, customer).lifecycle == "potential"
    assert drawer.stage.accessibleName() == "Stage: Potential"


def test_a_visit_is_written_down_without_the_mouse(opened, desk, press, today):
    drawer, customer = opened()
    drawer.log("visit")
    press(drawer.overview.log.text.text, "Saw the plant, they want samples")
    press(drawer.overview.log.next_on.line, "+2w")
    press(drawer.overview.log.next_on.line, KEY.Key_Return)
    [visit] = activities.activities_of(desk.database, customer)
    assert (visit.kind, visit.subject) == ("visit", "Saw the plant, they want samples")
    assert now(desk, customer).next_follow_up == today + timedelta(weeks=2)
    assert now(desk, customer).last_contact_at is not None
    assert drawer.overview.timeline.entries.told(0).title == "Saw the plant, they want samples"
    undo.undo(desk.database)
    assert activities.activities_of(desk.database, customer) == []
    assert now(desk, customer).next_follow_up is None


@pytest.fixture
def with_files(desk, places):
    """A desk whose workspace keeps files."""
    files = Files(places.files, b"k" * 32)
    object.__setattr__(desk, "workspace", SimpleNamespace(files=files))
    return files


def test_a_photo_goes_along_with_a_visit_and_back_with_it(opened, desk, with_files, press, settle, qtbot):
    drawer, customer = opened()
    drawer.log("visit")
    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    picture.fill(QColor("#3b5bdb"))
    QGuiApplication.clipboard().setImage(picture)
    text = drawer.overview.log.text.text
    press(text, "The plant")
    qtbot.keyClick(text, KEY.Key_V, Qt.KeyboardModifier.ControlModifier)
    press(text, KEY.Key_Return)
    [visit] = activities.activities_of(desk.database, customer)
    [photo] = attachments.files_of(desk.database, customer)
    assert visit.subject == "The plant"
    with desk.database.engine.connect() as connection:
        assert connection.scalar(select(AttachmentRow.activity_id)) == visit.id
    assert attachments.content(with_files, photo)
    undo.undo(desk.database)
    assert activities.activities_of(desk.database, customer) == []
    assert attachments.files_of(desk.database, customer) == []


def test_what_cannot_be_kept_comes_back_with_all_that_was_written(
    opened, desk, with_files, press, settle, tmp_path, today
):
    drawer, customer = opened()
    drawer.log("visit")
    log = drawer.overview.log
    log.along.add(from_paths([tmp_path / "gone.jpg"]))
    log.outcome.take_digit(1)
    press(log.next_on.line, "+2w")
    press(log.text.text, "The plant", KEY.Key_Return)
    assert activities.activities_of(desk.database, customer) == []
    assert log.isVisible()
    assert log.text.text.toPlainText() == "The plant"
    assert [one.name for one in log.along.files()] == ["gone.jpg"]
    log.along.show_files(())
    press(log.text.text, KEY.Key_Return)
    [visit] = activities.activities_of(desk.database, customer)
    assert (visit.subject, visit.outcome != "") == ("The plant", True)
    assert now(desk, customer).next_follow_up == today + timedelta(weeks=2)


@pytest.mark.parametrize("left", [False, True], ids=["here", "while one is elsewhere"])
def test_what_cannot_be_kept_stands_before_what_was_begun_since(
    opened, desk, with_files, make_customer, settle, tmp_path, left
):
    drawer, customer = opened()
    log = drawer.overview.log
    drawer.log("visit")
    log.along.add(from_paths([tmp_path / "gone.jpg"]))
    log.text.text.setPlainText("The plant")
    log.outcome.show_value("interested")
    log.next.set_days(14)
    log.save.click()
    drawer.log("call")
    log.text.text.setPlainText("They called back")
    if left:
        drawer.overview.turn_to(make_customer())
    settle()
    if left:
        drawer.overview.turn_to(customer)
        settle()
    assert log.text.text.toPlainText() == "The plant\nThey called back"
    assert (log.outcome.value(), log.next.when.line.text() != "") == ("interested", True)
    assert [one.name for one in log.along.files()] == ["gone.jpg"]


def test_escape_closes_the_log_and_keeps_what_was_written(opened, press):
    drawer, _customer = opened()
    drawer.log("call")
    press(drawer.overview.log.text.text, "half a sent")
    press(drawer.overview.log.text.text, KEY.Key_Escape)
    assert not drawer.overview.log.isVisible()
    drawer.log("call")
    assert drawer.overview.log.text.text.toPlainText() == "half a sent"


def test_an_entry_opens_to_all_that_was_written(opened, desk, make_activity, press, settle):
    drawer, customer = opened()
    make_activity(customer, "note", "Long talk", body="They are building a second line.\nDecision in May.")
    settle()
    timeline = drawer.overview.timeline
    first = timeline.entries.index(0)
    low = timeline.sizeHintForIndex(first).height()
    timeline.setCurrentIndex(first)
    press(timeline, KEY.Key_Return)
    assert timeline.sizeHintForIndex(first).height() > low
    press(timeline, KEY.Key_Return)
    assert timeline.sizeHintForIndex(first).height() == low


def test_an_open_task_says_when_it_is_due(opened, desk, make_activity, settle, today):
    drawer, customer = opened()
    make_activity(customer, "task", "Send samples", all_day_on=today - timedelta(days=2))
    settle()
    told = drawer.overview.timeline.entries.told(1)
    assert told.below == "Task · To do 2 days late"
    assert told.tone == "bad"


def test_a_new_quote_is_begun_and_opened(opened, desk, qtbot, settle):
    drawer, customer = opened()
    with qtbot.waitSignal(drawer.open_requested) as asked:
        drawer.overview.new_quote()
    place = asked.args[0]
    assert (place.kind, quotes.quote(desk.database, place.id).customer_id) == ("quote", customer)


def test_quotes_of_the_customer_lead_to_their_page(opened, make_quote, qtbot, settle):
    drawer, customer = opened()
    quote = make_quote(customer, title="Pumps", status=QuoteStatus.SENT)
    drawer.show_tab("quotes")
    settle()
    assert drawer.quotes.list.entries.told(0).below.startswith("¥113.00 · Sent")
    drawer.quotes.list.setCurrentIndex(drawer.quotes.list.entries.index(0))
    with qtbot.waitSignal(drawer.open_requested) as asked:
        qtbot.keyClick(drawer.quotes.list, KEY.Key_Return)
    assert asked.args == [Place("quotes", quote)]


def test_how_a_customer_buys_stands_above_the_quotes(opened, make_quote, settle, today):
    drawer, customer = opened()
    drawer.show_tab("quotes")
    settle()
    card = drawer.quotes.buying
    assert not card.isVisible()
    for days in (95, 65, 35):
        make_quote(customer, status=QuoteStatus.ACCEPTED, issued_on=today - timedelta(days=days))
    settle()
    assert card.isVisible()
    assert card.year.text() == "Bought in 12 months, net: ¥300.00"
    assert card.rhythm.text().endswith("about every 30 days · 5 days late")
    assert card.mix.accessibleName().endswith(": 100 %")


def test_a_person_is_at_another_customer_too(opened, desk, make_customer, make_contact, settle, press, qtbot):
    drawer, customer = opened()
    other = make_customer(name="Suzhou Rail Works")
    phones = [{"number": "13800138000"}]
    person = make_contact(customer, "周敏", phones=phones, role="decider")
    drawer.show_tab("contacts")
    settle()
    card = drawer.contacts.cards[person]
    card.turned.emit()
    settle()
    card.another_asked.emit()
    sheet = drawer.window().findChild(AnotherCustomerSheet)
    qtbot.waitUntil(sheet.other.line.hasFocus)
    press(sheet.other.line, "suzhou", KEY.Key_Return)
    settle()
    [there] = contacts.contacts_of(desk.database, other)
    assert (there.name, there.phones[0].number, there.role) == ("周敏", "13800138000", "")
    drawer.show_customer(customer)
    settle()
    [place] = card.places.findChildren(Button)
    assert place.text() == "Also at Suzhou Rail Works"
    with qtbot.waitSignal(drawer.open_requested) as asked:
        place.click()
    assert asked.args == [Place("customers", other)]


def test_a_person_who_goes_while_the_other_customer_is_looked_for_is_added_nowhere(
    opened, desk, make_customer, make_contact, settle, press
):
    drawer, customer = opened()
    other = make_customer(name="Suzhou Rail Works")
    person = make_contact(customer, "周敏")
    drawer.show_tab("contacts")
    settle()
    drawer.contacts.cards[person].another_asked.emit()
    contacts.remove_contacts(desk.database, [person])
    settle()
    press(drawer.window().findChild(AnotherCustomerSheet).other.line, "suzhou", KEY.Key_Return)
    settle()
    assert contacts.contacts_of(desk.database, other) == []
    assert len(desk.notices.errors) == 1


def test_people_are_added_edited_and_removed(opened, desk, settle, heard):
    drawer, customer = opened()
    drawer.show_tab("contacts")
    settle()
    panel = drawer.contacts
    panel.begin()
    type_into(panel.fresh, "周敏", settle)
    [person] = contacts.contacts_of(desk.database, customer)
    card = panel.cards[person.id]
    assert not card.form.isHidden()
    type_into(card.form.fields["wechat"], "zhoumin8", settle)
    phones = card.form.fields["phones"]
    phones.show_value([{"label": "mobile", "number": "138 0013 8000"}])
    phones.committed.emit(phones.value())
    settle()
    [person] = contacts.contacts_of(desk.database, customer)
    assert (person.wechat, person.phones[0].e164) == ("zhoumin8", "+8613800138000")
    card.remove_asked.emit()
    settle()
    assert contacts.contacts_of(desk.database, customer) == []
    assert panel.cards == {}
    heard.undo()
    settle()
    assert [each.name for each in contacts.contacts_of(desk.database, customer)] == ["周敏"]


def test_another_person_becomes_the_main_one(opened, desk, make_contact, settle):
    drawer, customer = opened()
    make_contact(customer, "王芳")
    other = make_contact(customer, "李雷")
    drawer.show_tab("contacts")
    settle()
    drawer.contacts.cards[other].edited.emit("is_primary", True)
    settle()
    assert [each.name for each in contacts.contacts_of(desk.database, customer)] == ["李雷", "王芳"]


def test_a_pasted_block_fills_the_invoice_fields(opened, desk, settle, heard):
    drawer, customer = opened()
    drawer.show_tab("invoice")
    settle()
    drawer.invoice.block.setPlainText(BLOCK)
    drawer.invoice.take_block()
    settle()
    found = now(desk, customer)
    assert found.invoice_title == "深圳市鑫源精密机械股份有限公司"
    assert (found.tax_id, found.bank_account) == ("91440300708461136T", "6217000010000123456")
    assert heard.said[-1] == "6 fields filled in"
    assert drawer.invoice.valid.isVisibleTo(drawer)


def test_a_wrong_tax_number_is_kept_and_doubted(opened, desk, settle):
    drawer, customer = opened()
    drawer.show_tab("invoice")
    settle()
    type_into(drawer.invoice.field("tax_id"), "91440300708461136X", settle)
    assert now(desk, customer).tax_id == "91440300708461136X"
    assert drawer.invoice.doubt.isVisibleTo(drawer)


def test_the_account_is_hidden_until_the_eye_is_pressed(opened, settle):
    drawer, _customer = opened(bank_account="6217000010000123456")
    drawer.show_tab("invoice")
    settle()
    account = drawer.invoice.field("bank_account")
    assert "0000100001" not in account.line.text().replace(" ", "")
    assert account.line.isReadOnly()
    account.eye.trigger()
    assert account.line.text() == "6217000010000123456"
    account.eye.trigger()
    assert account.line.isReadOnly()


def test_invoice_data_is_copied_as_one_block(opened, settle, heard):
    drawer, _customer = opened(invoice_title="Acme", tax_id="GB1")
    drawer.show_tab("invoice")
    settle()
    drawer.invoice.copy_block()
    assert QGuiApplication.clipboard().text() == "Invoice title: Acme\nTax number: GB1"


def test_a_customer_removed_elsewhere_closes_the_drawer(opened, desk, settle):
    drawer, customer = opened()
    customers.remove_customers(desk.database, [customer])
    settle()
    assert not drawer.isVisible()


def test_only_what_is_in_sight_of_a_long_timeline_is_put_in_words(open_page, make_customer, desk, settle):
    """P14: a customer of years opens at once."""
    customer = make_customer()
    for number in range(300):
        activities.log_activity(desk.database, customer, {"kind": "note", "subject": f"Note {number}"})
    timeline = open_page(Place("customers", customer)).drawer.overview.timeline
    settle()
    assert timeline.entries.rowCount() == 301
    assert len(timeline.entries._told) < 60


def test_escape_closes_from_within_and_alt_down_steps(open_page, make_customer, press, settle):
    make_customer("Alpha")
    make_customer("Beta")
    page = open_page()
    page.table.setFocus()
    page.table.go_to(0)
    press(page.table, KEY.Key_Return)
    assert page.drawer.name.line.hasFocus()
    page.acts.step(1)
    settle()
    assert page.shown().name == "Beta"
    press(page.drawer.name.line, KEY.Key_Escape)
    assert page.shown() is None


def test_a_call_is_two_keys(opened, desk, press, heard, settle):
    drawer, customer = opened()
    drawer.log("call")
    press(drawer.overview.log.text.text, KEY.Key_Return)
    [call] = activities.activities_of(desk.database, customer)
    assert (call.kind, call.subject) == ("call", "")
    assert call.done_at is not None
    assert drawer.overview.timeline.entries.told(0).title == "Call"
    heard.undo()
    settle()
    assert activities.activities_of(desk.database, customer) == []


def test_an_empty_note_is_no_note(opened, desk, press):
    drawer, customer = opened()
    drawer.log("note")
    press(drawer.overview.log.text.text, KEY.Key_Return)
    assert activities.activities_of(desk.database, customer) == []
    assert drawer.overview.log.isVisible()


def test_outcome_and_next_day_by_keys_from_the_text(opened, desk, press, qtbot, today):
    drawer, customer = opened()
    drawer.log("message")
    text = drawer.overview.log.text.text
    press(text, "Sent the price list")
    for key in (KEY.Key_1, KEY.Key_3, KEY.Key_W):
        qtbot.keyClick(text, key, Qt.KeyboardModifier.AltModifier)
    press(text, KEY.Key_Return)
    [message] = activities.activities_of(desk.database, customer)
    assert (message.kind, message.outcome, message.subject) == ("message", "later", "Sent the price list")
    assert now(desk, customer).next_follow_up == today + timedelta(days=7)
    assert "Later" in drawer.overview.timeline.entries.told(0).below


def test_the_outcome_bar_takes_plain_digits_and_takes_them_back(opened, press):
    drawer, _customer = opened()
    drawer.log("call")
    bar = drawer.overview.log.outcome
    press(bar, KEY.Key_2)
    assert bar.value() == "agreed"
    press(bar, KEY.Key_2)
    assert bar.value() == ""
    bar.buttons["interested"].click()
    bar.buttons["declined"].click()
    assert bar.value() == "declined"


def test_a_next_step_with_an_hour_is_planned_and_reminded_of(opened, desk, press, today):
    drawer, customer = opened()
    drawer.log("visit")
    log = drawer.overview.log
    press(log.text.text, "看了泵房")
    press(log.next.step.line, "发修订报价")
    press(log.next.when.line, "fri 3pm", KEY.Key_Return)
    plan, visit = activities.activities_of(desk.database, customer)
    assert (visit.kind, visit.done_at is not None) == ("visit", True)
    assert (plan.kind, plan.subject, plan.remind_before, plan.done_at) == ("task", "发修订报价", 15, None)
    assert plan.happens_at == moment_of(date(2026, 11, 27), time(15), zone_here())
    assert plan.zone == named(zone_here(), desk)
    assert now(desk, customer).next_follow_up == date(2026, 11, 27)
    undo.undo(desk.database)  # one step
    assert activities.activities_of(desk.database, customer) == []


def test_a_visit_that_comes_again_each_month(opened, desk, press, today):
    drawer, customer = opened()
    drawer.log("visit")
    log = drawer.overview.log
    log.next.repeat.show_value("FREQ=MONTHLY")
    press(log.next.when.line, "+1m", KEY.Key_Return)
    (plan,) = activities.activities_of(desk.database, customer)
    assert (plan.kind, plan.all_day_on) == ("visit", date(2026, 12, 23))
    assert plan.repeats == "FREQ=MONTHLY;BYMONTHDAY=23"


def test_a_day_that_is_none_is_refused_beside_it_and_nothing_is_lost(opened, desk, press):
    drawer, customer = opened()
    drawer.log("call")
    log = drawer.overview.log
    press(log.text.text, "谈价格")
    press(log.next.when.line, "someday", KEY.Key_Return)
    assert log.next.when.refused
    assert log.isVisible()
    assert log.text.text.toPlainText() == "谈价格"
    assert activities.activities_of(desk.database, customer) == []


def test_what_cannot_be_stored_is_given_back(opened, desk, press, heard):
    drawer, customer = opened()
    drawer.log("call")
    log = drawer.overview.log
    press(log.text.text, "谈价格")
    log.outcome.show_value("interested")
    log.next.step.line.setText("报价")
    press(log.next.when.line, "9999-12-31", KEY.Key_Return)  # a day, but none that can be kept
    assert [error.code for error in heard.errors] == ["date-unreadable"]
    assert activities.activities_of(desk.database, customer) == []
    assert log.isVisible()
    assert (log.text.text.toPlainText(), log.outcome.value()) == ("谈价格", "interested")
    press(log.next.when.line, KEY.Key_Return)
    assert log.isVisible()


def test_a_holiday_is_told_before_it_is_taken(opened, press, desk):
    drawer, _customer = opened()
    drawer.log("call")
    when = drawer.overview.log.next.when
    press(when.line, "2026-10-01 9:00")
    assert when._hint.text() == "→ Thu 1 Oct 2026 09:00 · National Day"
    when.line.clear()
    press(when.line, "2027-10-01")
    assert when._hint.text().endswith("holidays of 2027 not known yet")


def test_a_key_that_lands_on_a_weekend_says_so(opened, press, desk, clock):
    drawer, _customer = opened()
    clock.forward(days=4)  # a Friday
    drawer.log("call")
    log = drawer.overview.log
    log.next.set_days(1)
    assert log.next.when._hint.text() == "→ Sat 28 Nov 2026 · a weekend"
    assert not log.next.when._hint.isHidden()
    log.next.set_days(3)
    assert log.next.when._hint.isHidden()
