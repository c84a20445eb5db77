"""Writing a quote in its editor, without a mouse."""

from decimal import Decimal

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication

from salesdesk.desktop.quotes.complaints import ComplaintsSheet
from salesdesk.desktop.quotes.line_columns import PRICE, QUANTITY
from salesdesk.desktop.runtime.places import Place
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.services import quotes, undo
from salesdesk.services.quote_lines import QuoteLine
from salesdesk.services.quotes import QuoteFilter

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ENTER, TAB, ESC = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape
VALVE = QuoteLine(
    name="球阀 DN50",
    code="BV-50",
    unit="台",
    unit_price=Decimal(100),
    quantity=Decimal(3),
    tax_rate=Decimal(13),
)


def only_quote(database):
    found = quotes.listing(database, QuoteFilter()).page(0, 10)
    assert len(found) == 1
    return quotes.quote(database, found[0].id)


def test_first_quote_by_keyboard_alone(page, window, press, database, make_customer, pumps, files):
    make_customer("深圳鑫源机械有限公司")
    make_customer("苏州新区电子")
    press("q")
    press("szxy")
    press(ENTER)
    editor = window.stack.front()
    for code, quantity in zip(pumps, ("2", "10", "1"), strict=True):
        press(code, ENTER, quantity, ENTER)
    press(ESC)
    editor.form.foot.percent.setFocus()
    press("5", ENTER)
    press(Qt.Key.Key_S, held=CTRL | SHIFT)

    quote = only_quote(database)
    assert quote.customer_name == "深圳鑫源机械有限公司"
    assert [(line.code, line.quantity) for line in quote.lines] == [
        ("CP-50", Decimal(2)),
        ("GV-80", Decimal(10)),
        ("SVC-1", Decimal(1)),
    ]
    assert quote.status is QuoteStatus.SENT
    assert quote.gross == 3_933_000  # 41,400.00 less 5 %
    paper = quotes.papers(database, quote.id)[0]
    assert files.get(paper.file_id).startswith(b"%PDF")


def test_the_sums_follow_each_key_before_anything_is_saved(open_editor, make_quote, press, database):
    quote_id = make_quote(lines=[VALVE])
    editor = open_editor(quote_id)
    editor.form.table.setFocus()
    editor.form.table.go(0, QUANTITY)
    press("=3*99")
    assert editor.form.foot.totals.texts()["Total"] == "¥33,561.00"
    assert quotes.quote(database, quote_id).gross == 33_900
    press(ESC)
    assert editor.form.foot.totals.texts()["Total"] == "¥339.00"


def test_what_is_shown_is_what_the_service_works_out(open_editor, make_quote, press, database):
    lines = [VALVE, QuoteLine(name="Fitting", unit_price=Decimal("9.99"), tax_rate=Decimal(6))]
    quote_id = make_quote(lines=lines)
    editor = open_editor(quote_id)
    editor.form.foot.amount.setFocus()
    press("10", ENTER)
    kept = quotes.quote(database, quote_id)
    shown = editor.form.foot.totals.texts()
    assert kept.discount_amount == 1000
    assert shown["Net"] == f"¥{kept.net / 100:,.2f}"
    assert shown["Total"] == f"¥{kept.gross / 100:,.2f}"


def test_a_price_is_typed_as_people_write_it_and_refused_in_its_place(
    open_editor, make_quote, press, database
):
    quote_id = make_quote(lines=[VALVE])
    editor = open_editor(quote_id)
    editor.form.table.setFocus()
    editor.form.table.go(0, PRICE)
    press("1.2万", ENTER)
    assert quotes.quote(database, quote_id).lines[0].unit_price == 12_000
    editor.form.table.go(0, PRICE)
    press("abc", ENTER)
    assert editor.form.table.editing.line is not None
    assert "abc" in editor.form.panel.story.text()
    press(ESC)
    assert quotes.quote(database, quote_id).lines[0].unit_price == 12_000


def test_each_change_can_be_taken_back_and_made_again(
    open_editor, window, make_quote, press, database, settle
):
    quote_id = make_quote(lines=[VALVE])
    editor = open_editor(quote_id)
    editor.form.table.setFocus()
    editor.form.table.go(0, QUANTITY)
    press("7", ENTER)
    press(ESC)
    window.undoing.undo()
    settle()
    assert editor.quote.lines.rows[0].line.quantity == 3
    window.undoing.redo()
    settle()
    assert editor.quote.lines.rows[0].line.quantity == 7
    assert quotes.quote(database, quote_id).lines[0].quantity == 7


@pytest.mark.parametrize(
    ("act", "step"),
    [
        ("duplicate", "line-add"),
        ("remove", "line-remove"),
        ("down", "line-move"),
    ],
)
def test_a_step_is_named_by_what_was_done(act, step, open_editor, make_quote, database, settle):
    editor = open_editor(make_quote(lines=[VALVE, QuoteLine(name="B"), QuoteLine(name="C")]))
    editor.form.table.go(0, 0)
    {
        "duplicate": editor.form.table.duplicate,
        "remove": editor.form.table.remove,
        "down": lambda: editor.form.table.shift(1),
    }[act]()
    settle()
    assert undo.steps(database, limit=1)[0].key == step


def test_two_quick_edits_are_saved_once_each_and_no_line_twice(open_editor, make_quote, database, settle):
    quote_id = make_quote(lines=[])
    editor = open_editor(quote_id)
    for name in ("A", "B", "C"):  # the second and third come while the first is on its way
        editor.quote.lines.insert(0, [QuoteLine(name=name)])
    settle()
    assert [line.name for line in quotes.quote(database, quote_id).lines] == ["C", "B", "A"]


def test_rows_from_a_spreadsheet_become_lines_and_bad_rows_are_told(
    open_editor, make_quote, pumps, database, press, settle, qapp
):
    quote_id = make_quote(lines=[])
    editor = open_editor(quote_id)
    editor.form.table.setFocus()
    QGuiApplication.clipboard().setText(
        "Code\tQty\tPrice\r\nCP-50\t2\t\r\nGV-80\tmany\t\r\nSpecial part\t1,000\t3.50\r\n"
    )
    press(Qt.Key.Key_V, held=CTRL)
    lines = quotes.quote(database, quote_id).lines
    assert [(line.name, line.quantity, line.unit_price) for line in lines] == [
        ("离心泵 50 型", Decimal(2), Decimal(8600)),
        ("Special part", Decimal(1000), Decimal("3.5")),
    ]
    sheet = next(widget for widget in qapp.topLevelWidgets() if isinstance(widget, ComplaintsSheet))
    told = [label.text() for label in sheet.findChildren(type(sheet.title))]
    assert any("many" in text for text in told)
    assert any("Special part" in text for text in told)
    sheet.accept()
    settle()


def test_a_quote_that_went_out_is_locked_and_offers_a_revision(
    open_editor, make_quote, database, press, settle, window
):
    quote_id = make_quote(lines=[VALVE], status=QuoteStatus.SENT)
    editor = open_editor(quote_id)
    assert editor.form.locked.isVisible()
    assert not editor.form.head.field("title").isEnabled()
    editor.form.table.setFocus()
    editor.form.table.go(0, QUANTITY)
    press("9", ENTER)
    assert quotes.quote(database, quote_id).lines[0].quantity == 3
    editor.form.locked.revise.click()
    settle()
    assert editor.quote.detail.number.endswith("-R2")
    assert editor.quote.editable
    assert window.history.now == Place("quote", editor.quote.detail.id)


def test_letters_are_commands_again_where_nothing_can_be_typed(open_editor, make_quote):
    def is_taken(editor) -> bool:
        key = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_G, Qt.KeyboardModifier.NoModifier, "g")
        key.ignore()
        QApplication.sendEvent(editor.form.table, key)
        return key.isAccepted()

    assert not is_taken(open_editor(make_quote(lines=[VALVE], status=QuoteStatus.SENT)))
    assert is_taken(open_editor(make_quote(lines=[VALVE])))


def test_another_quantity_has_another_price_unless_somebody_has_set_one(
    open_editor, make_quote, make_product, database, press
):
    from salesdesk.services import products  # noqa: PLC0415

    product = make_product("球阀", code="BV")
    price = products.Price(
        currency="CNY", unit_price=Decimal(80), tax_included=False, min_quantity=Decimal(10)
    )
    products.set_prices(database, product, [price])
    quote_id = make_quote(lines=[])
    editor = open_editor(quote_id)
    editor.form.table.begin()
    press("BV", ENTER, "10", ENTER)
    assert quotes.quote(database, quote_id).lines[0].unit_price == 80
    press(ESC)
    editor.form.table.go(0, PRICE)
    press("77", ENTER)
    editor.form.table.go(0, QUANTITY)
    press("1", ENTER)
    assert quotes.quote(database, quote_id).lines[0].unit_price == 77


def test_a_code_typed_faster_than_it_is_found_is_still_taken(
    open_editor, make_quote, pumps, qtbot, database, settle
):
    quote_id = make_quote(lines=[])
    editor = open_editor(quote_id)
    editor.form.table.begin()
    line = QApplication.focusWidget()
    qtbot.keyClicks(line, "gv")
    qtbot.keyClick(line, ENTER)  # nothing was found yet
    settle()
    assert quotes.quote(database, quote_id).lines[0].code == "GV-80"


def test_a_section_is_written_above_its_lines(open_editor, make_quote, database, press):
    quote_id = make_quote(lines=[VALVE, QuoteLine(name="Montage")])
    editor = open_editor(quote_id)
    editor.form.table.go(1, 0)
    editor.form.table.add_section()
    press("Services", ENTER)
    assert [line.section for line in quotes.quote(database, quote_id).lines] == ["", "Services"]


def test_a_field_is_saved_when_it_is_left(open_editor, make_quote, database, press, settle):
    quote_id = make_quote(lines=[VALVE])
    editor = open_editor(quote_id)
    editor.form.head.field("title").setFocus()
    press("泵房改造")
    editor.form.table.setFocus()
    settle()
    assert quotes.quote(database, quote_id).title == "泵房改造"
    editor.form.head.field("valid_until").setFocus()
    press(Qt.Key.Key_A, held=CTRL)
    press("2020-01-01", ENTER)
    assert editor.form.head.field("valid_until").refused
    assert quotes.quote(database, quote_id).valid_until.year == 2026


def test_an_incomplete_quote_says_what_it_lacks(open_editor, make_quote, heard, press):
    editor = open_editor(make_quote(lines=[]))
    editor.form.table.setFocus()
    press(Qt.Key.Key_S, held=CTRL | SHIFT)
    assert heard.said[-1] == "Not ready to be sent yet. Still needed: at least one line."


def test_what_an_input_method_composes_begins_the_cell(open_editor, make_quote, press, database):
    quote_id = make_quote(lines=[])
    editor = open_editor(quote_id)
    press(ESC)
    editor.form.table.setFocus()
    editor.form.table.go(0, 0)
    press("安装调试", ENTER, ENTER)
    assert [line.name for line in quotes.quote(database, quote_id).lines] == ["安装调试"]


def test_saving_by_habit_is_answered_kindly(open_editor, make_quote, press, heard, database):
    quote_id = make_quote(lines=[VALVE])
    editor = open_editor(quote_id)
    editor.form.head.field("title").setFocus()
    press("Pumps")
    press(Qt.Key.Key_S, held=CTRL)
    assert quotes.quote(database, quote_id).title == "Pumps"
    assert "saved" in heard.said[-1]


def test_an_undone_step_of_others_is_seen_at_once(open_editor, make_quote, database, settle):
    quote_id = make_quote(lines=[VALVE])
    editor = open_editor(quote_id)
    quotes.edit_quote(database, quote_id, {"title": "From another place"})
    settle()
    assert editor.form.head.field("title").value() == "From another place"


def test_a_quote_on_its_way_is_no_new_quote(window, make_quote, settle):
    window.open(Place("quote", make_quote()))
    editor = window.stack.front()
    assert not editor.start.isVisible()
    assert not editor.moves.isVisible()
    settle()
    assert editor.moves.isVisible()
