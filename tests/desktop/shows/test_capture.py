"""Leads by keyboard alone: a scanner never saves half of one, and nothing that was typed is lost."""

from uuid import UUID

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from salesdesk.desktop.main_window import MainWindow
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.shows.lead_draft import KIND, NEW
from salesdesk.protocol.sketches import KEY, name_of, sketch_of
from salesdesk.services import activities, contacts, customers, drafts, leads, quotes, shows
from salesdesk.services.customers import CustomerFilter
from salesdesk.storage.replica import sketching
from tests.conftest import TODAY

CARD = (
    "BEGIN:VCARD\nVERSION:3.0\nN:Brook;Jo;;;\nFN:Jo Brook\nORG:Acme Pumps Ltd\nTITLE:Buyer\n"
    "TEL;TYPE=CELL:13800138000\nEMAIL:jo@acme.example\nEND:VCARD"
)


def _text(page, name: str) -> str:
    return page.form.values().get("fields", {}).get(name, "")


def _all(desk) -> list[customers.CustomerSummary]:
    return customers.listing(desk.database, CustomerFilter()).page(0, 50)


def test_f2_fills_the_screen_and_esc_gives_it_back(window, capture, hands):
    assert window.isFullScreen()
    assert not window.sidebar.isVisible()
    assert capture.desk.commands.clashes() == []
    assert capture.form.scan.hasFocus()
    hands.press("Esc")
    assert window.stack.front().kind == "help"
    assert window.sidebar.isVisible()
    assert not window.isFullScreen()


def test_a_window_closed_over_the_form_opens_on_it_again_and_fills_the_screen(qtbot, stand, settle):
    window = MainWindow(lambda _notices: stand)
    qtbot.addWidget(window)
    window.open(Place("capture"))
    window.show()
    settle()
    window.close()
    settle()
    window = MainWindow(lambda _notices: stand)
    qtbot.addWidget(window)
    window.open_last()
    window.show()
    settle()
    assert window.stack.front().kind == "capture"
    assert window.isFullScreen()
    assert not window.sidebar.isVisible()


def test_in_the_cells_of_a_list_f2_edits_as_ever(window, stand, make_customer, hands, settle):
    make_customer("Acme")
    window.open(Place("customers"))
    settle()
    table = window.stack.front().table
    table.records.seen(0)
    settle()
    table.setFocus()
    table.go_to(0)
    hands.press("Right", "F2")
    assert window.stack.front().kind == "customers"
    assert QApplication.focusWidget() is not table
    hands.press("Esc", "Esc", "F2")
    assert window.stack.front().kind == "capture"


def test_a_lead_is_typed_by_keyboard_alone(make_show, make_product, window, stand, hands):
    valve, pump = make_product("Ball valve"), make_product("Centrifugal pump")
    show = make_show(interests=[valve, pump])
    hands.press("F2")
    page = window.stack.front()
    hands.press("Tab")
    hands.type("Acme Pumps Ltd")
    hands.press("Tab")
    hands.type("Jo Brook")
    hands.press("Tab")
    hands.type("13800138000")
    hands.press("Alt+1", "Alt+I")
    hands.type("cp")
    hands.press("Tab", "1", "2", "1", "Alt+W", "Ctrl+Return")
    [row] = _all(stand)
    assert (row.name, row.grade, row.source) == ("Acme Pumps Ltd", "A", "trade_show")
    [kept] = shows.captures(stand.database, show.id)
    assert [one["choice"] for one in kept.answers] == ["this month", "their boss", "yes"]
    assert [UUID(one) for one in kept.interests] == [pump]
    assert customers.customer(stand.database, row.id).next_follow_up.day == TODAY.day + 7
    assert page.values() == {}
    assert page.form.scan.hasFocus()
    assert page.beside.lately.count.text() == "1"


def test_a_scanned_card_fills_the_form_and_saves_nothing_by_its_enters(capture, stand, hands):
    hands.scan(capture, CARD)
    assert _all(stand) == []
    assert (_text(capture, "company"), _text(capture, "name")) == ("Acme Pumps Ltd", "Jo Brook")
    assert (_text(capture, "phone"), _text(capture, "job_title")) == ("13800138000", "Buyer")
    assert capture.form.scan.text() == ""
    hands.press("Ctrl+Return")
    [row] = _all(stand)
    assert [one.name for one in contacts.contacts_of(stand.database, row.id)] == ["Jo Brook"]


@pytest.mark.parametrize("where", ["Tab", "Alt+I", "Alt+1"])
def test_a_scanner_may_type_wherever_the_cursor_is_and_leaves_no_letter_there(capture, hands, where):
    hands.press(where)
    before = capture.form.values()
    hands.scan(capture, "EXPO2026-4711")
    assert capture.form.values() == before
    assert capture.values()["raw"] == "EXPO2026-4711"


def test_keys_of_a_hand_that_came_late_and_all_at_once_stay_where_they_were_typed(capture, hands):
    hands.press("Tab")
    hands.type("A")
    hands.all_at_once(capture, "cme Pumps")
    assert (_text(capture, "company"), capture.values().get("raw")) == ("Acme Pumps", None)


def test_what_was_typed_before_a_scan_stays(capture, hands):
    hands.press("Tab")
    hands.type("Acme GmbH")
    hands.scan(capture, CARD)
    assert (_text(capture, "company"), _text(capture, "name")) == ("Acme GmbH", "Jo Brook")


def test_a_slow_scanner_is_understood_at_its_enter_and_waits_for_the_end_of_a_card(capture, hands):
    for line in CARD.split("\n"):
        hands.type(line)
        hands.press("Return")
    assert (_text(capture, "company"), _text(capture, "name")) == ("Acme Pumps Ltd", "Jo Brook")


def test_a_name_typed_into_the_line_of_the_scanner_becomes_the_company(capture, hands):
    hands.type("Acme")
    hands.press("Tab")
    assert _text(capture, "company") == "Acme"


def test_an_input_method_writes_names_while_the_scanner_is_watched(capture, stand, hands):
    hands.press("Tab")
    hands.type("深圳鑫源机械有限公司")
    hands.press("Tab")
    hands.type("王五")
    hands.press("Ctrl+Return")
    assert [row.name for row in _all(stand)] == ["深圳鑫源机械有限公司"]


def test_whoever_is_known_is_told_beside_the_form_and_one_key_makes_it_a_visit(
    capture, stand, make_customer, make_contact, hands, qtbot
):
    known = make_customer("深圳鑫源机械有限公司")
    make_contact(known, "王五", phones=[{"number": "13800138000"}])
    hands.press("Tab", "Tab", "Tab")
    hands.type("13800138000")
    qtbot.waitUntil(capture.known.isVisible)
    hands.press("Alt+M")
    assert capture.known.customer == (known, "深圳鑫源机械有限公司")
    hands.press("Ctrl+Return")
    assert len(_all(stand)) == 1
    assert [one.kind for one in activities.activities_of(stand.database, known)] == ["meeting"]
    assert capture.known.customer is None


def test_whom_a_colleague_may_know_is_told_beside_the_form_but_for_a_visit(
    capture, stand, make_customer, hands, qtbot
):
    make_customer("Acme Pumps")
    packed = sketch_of({"phone:+8613800138000"}, key=b"k" * KEY, rounds=1).packed()
    sketching.keep(stand.database, name_of(packed), packed)
    hint = capture.beside.colleague
    hands.press("Tab")
    hands.type("Acme Pumps")
    qtbot.waitUntil(capture.known.isVisible)
    hands.press("Tab", "Tab")
    hands.type("13800138000")
    qtbot.waitUntil(hint.isVisible)
    hands.press("Alt+M")
    assert not hint.isVisible(), "it is a visit of one's own customer"
    hands.press("Alt+M")
    assert hint.isVisible()
    hands.press("Ctrl+Return")
    assert len(_all(stand)) == 2
    assert not hint.isVisible()


def test_the_hint_holds_nobody_up(capture, stand, make_customer, hands, qtbot):
    make_customer("Acme Pumps", phone="13800138000")
    hands.press("Tab")
    hands.type("Acme Pumps")
    qtbot.waitUntil(capture.known.isVisible)
    hands.press("Ctrl+Return")
    assert len(_all(stand)) == 2


def test_one_of_ones_customers_is_picked_from_the_list_only_by_going_there(capture, make_customer, hands):
    known = make_customer("Acme Pumps")
    hands.press("Tab")
    hands.type("Acme")
    hands.press("Tab")
    assert (_text(capture, "company"), capture.known.customer) == ("Acme", None)
    hands.press("Shift+Tab")
    hands.type("Acme")
    hands.press("Down", "Return")
    assert (_text(capture, "company"), capture.known.customer) == ("Acme Pumps", (known, "Acme Pumps"))


def test_nothing_is_saved_of_an_empty_form_and_the_field_says_so(capture, stand, hands):
    hands.press("Ctrl+Return")
    assert _all(stand) == []
    assert capture.form.fields["company"].refused


def test_a_wrong_address_is_told_in_its_place_and_what_was_typed_stays(capture, stand, hands):
    hands.press("Tab")
    hands.type("Acme")
    capture.form.fields["email"].setFocus()
    hands.type("jo@")
    hands.press("Ctrl+Return")
    assert capture.form.fields["email"].refused
    assert (_text(capture, "company"), _text(capture, "email")) == ("Acme", "jo@")
    assert _all(stand) == []


def test_ctrl_z_takes_the_last_lead_back_and_puts_it_into_the_form(capture, stand, hands, qtbot):
    hands.press("Tab")
    hands.type("Acme")
    hands.press("Alt+2", "Ctrl+Return")
    assert len(_all(stand)) == 1
    hands.press("Ctrl+Z")
    qtbot.waitUntil(lambda: _text(capture, "company") == "Acme")
    assert _all(stand) == []
    assert capture.form.grade.value() == "B"


def test_what_is_typed_while_a_lead_is_saved_goes_into_the_next(capture, stand, hands, settle):
    hands.press("Tab")
    hands.type("Acme")
    capture.save()
    for letter in "Next":
        QTest.keyClick(QApplication.focusWidget(), letter)
    settle()
    assert [row.name for row in _all(stand)] == ["Acme"]
    assert capture.form.scan.text() == "Next"


def test_a_half_typed_lead_is_there_again(window, capture, stand, hands, qtbot):
    hands.press("Tab")
    hands.type("Acme Pum")
    hands.press("Alt+3")
    qtbot.waitUntil(lambda: drafts.draft(stand.database, KIND, NEW) is not None)
    hands.press("Esc", "F2")
    assert window.stack.front() is capture
    assert _text(capture, "company") == "Acme Pum"
    hands.press("Ctrl+Return")
    assert drafts.draft(stand.database, KIND, NEW) is None


def test_a_draft_is_shown_by_a_form_that_is_made_afresh(window, stand, hands):
    drafts.keep_draft(stand.database, KIND, NEW, {"fields": {"company": "Acme"}, "grade": "B", "raw": "x"})
    hands.press("F2")
    page = window.stack.front()
    assert (_text(page, "company"), page.form.grade.value(), page.values()["raw"]) == ("Acme", "B", "x")


def _copy(data: QMimeData) -> None:
    QApplication.clipboard().setMimeData(data)


def test_a_picture_of_a_code_is_pasted_and_read(capture, hands, tmp_path):
    code = zxingcpp.create_barcode(
        "MECARD:N:Brook,Jo;ORG:Acme;TEL:13800138000;;", zxingcpp.BarcodeFormat.QRCode
    )
    Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=6)).save(tmp_path / "badge.png")
    data = QMimeData()
    data.setImageData(QImage(str(tmp_path / "badge.png")))
    _copy(data)
    hands.press("Ctrl+V")
    assert (_text(capture, "name"), _text(capture, "company")) == ("Jo Brook", "Acme")
    assert capture.photo is None


def test_a_picture_of_a_card_is_saved_now_and_typed_later(
    window, capture, stand, hands, photo, tmp_path, make_show
):
    path = tmp_path / "card.png"
    path.write_bytes(photo)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    _copy(data)
    hands.press("Ctrl+V")
    assert capture.beside.photo.isVisible()
    hands.press("Ctrl+Return")
    [waiting] = leads.to_type(stand.database)
    assert not capture.beside.photo.isVisible()
    assert leads.photo_content(stand.workspace.files, waiting.photo)


def test_a_picture_is_dropped_anywhere_on_the_form(capture, photo, tmp_path, settle):
    (tmp_path / "card.png").write_bytes(photo)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "card.png"))])
    copy, left, bare = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(40, 90), copy, data, left, bare)
    enter.ignore()
    QApplication.sendEvent(capture, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(capture, QDropEvent(QPointF(40, 90), copy, data, left, bare))
    settle()
    assert capture.photo is not None
    assert capture.beside.photo.isVisible()


def test_a_picture_that_cannot_be_read_is_told_and_changes_nothing(capture, heard, tmp_path, hands):
    (tmp_path / "broken.png").write_bytes(b"no picture")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "broken.png"))])
    _copy(data)
    hands.press("Ctrl+V")
    assert [error.code for error in heard.errors] == ["picture-unreadable"]
    assert capture.values() == {}
    heard.errors.clear()


def test_a_card_on_the_clipboard_is_pasted_into_its_fields(capture, hands):
    data = QMimeData()
    data.setText(CARD)
    _copy(data)
    hands.press("Ctrl+V")
    assert (_text(capture, "company"), _text(capture, "name")) == ("Acme Pumps Ltd", "Jo Brook")


def test_whoever_wants_a_price_gets_a_quote_at_once(window, capture, stand, hands, settle):
    hands.press("Tab")
    hands.type("Acme")
    hands.press("Alt+Q", "Ctrl+Return")
    settle()
    assert window.stack.front().kind == "quote"
    [quote] = quotes.listing(stand.database, quotes.QuoteFilter()).page(0, 10)
    assert quote.customer_name == "Acme"


def test_text_is_pasted_as_text(capture, hands):
    data = QMimeData()
    data.setText("Acme")
    _copy(data)
    hands.press("Tab", "Ctrl+V")
    assert _text(capture, "company") == "Acme"


def test_a_letter_on_a_question_is_no_command(make_show, window, hands):
    make_show()
    hands.press("F2")
    page = window.stack.front()
    page.form.questions[0].setFocus()
    hands.type("gt?")
    assert window.stack.front() is page


def test_a_product_nobody_shows_is_refused(make_show, make_product, window, hands):
    make_show(interests=[make_product("Ball valve")])
    hands.press("F2")
    page = window.stack.front()
    hands.press("Alt+I")
    hands.type("zz")
    assert page.form.interests.line.refused
    hands.type("bv")
    assert len(page.form.interests.value()) == 1
    hands.type("bv")
    assert page.form.interests.value() == []


def test_a_lead_half_typed_from_a_picture_does_not_become_a_new_one(window, stand, hands, photo, settle):
    kept = leads.keep_photo(stand.workspace.files, photo)
    waiting = leads.capture_lead(stand.database, None, leads.Lead(photo=kept), today=TODAY)
    window.open(Place("capture", args=(("type", str(waiting.id)),)))
    settle()
    hands.type("Acme")
    hands.press("Esc", "F2")
    page = window.stack.front()
    assert (_text(page, "company"), page.beside.photo.isVisible()) == ("", False)
    window.open(Place("capture", args=(("type", str(waiting.id)),)))
    settle()
    assert _text(page, "company") == "Acme"


def test_a_card_that_was_typed_elsewhere_meanwhile_gives_way_to_a_new_lead(window, heard, settle):
    window.open(Place("capture", args=(("type", str(UUID(int=7))),)))
    settle()
    page = window.stack.front()
    assert [error.code for error in heard.errors] == ["lead-gone"]
    assert page.draft.typing is None
    heard.errors.clear()
