from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from salesdesk.desktop.widgets.fields.choice import ChoiceField
from salesdesk.desktop.widgets.fields.dates import BirthdayField, DateField
from salesdesk.desktop.widgets.fields.entries import EntriesField
from salesdesk.desktop.widgets.fields.figures import MoneyField, NumberField, PercentField
from salesdesk.desktop.widgets.fields.form import Form
from salesdesk.desktop.widgets.fields.record import RecordField
from salesdesk.desktop.widgets.fields.tags import TagsField
from salesdesk.desktop.widgets.fields.text import LongTextField, TextField
from salesdesk.desktop.widgets.picker import Suggestion
from salesdesk.domain.errors import BadInput
from salesdesk.domain.money import Money

KEY = Qt.Key
TODAY = date(2026, 11, 23)  # a Monday
NAME = "settings.company.name"


@pytest.fixture
def put(qtbot):
    """Put a field into a window that is active."""
    windows: list[QWidget] = []

    def put(field):
        window = QWidget()
        windows.append(window)
        QVBoxLayout(window).addWidget(field)
        qtbot.addWidget(window)
        window.resize(500, 400)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        field.told = []
        field.committed.connect(field.told.append)
        field.setFocus()
        return field

    return put


def _type(qtbot, field, text, *keys):
    field.line.selectAll()
    word = QInputMethodEvent()
    word.setCommitString(text)
    QApplication.sendEvent(field.line, word)
    for key in keys:
        qtbot.keyClick(field.line, key)


def test_a_field_is_committed_when_it_is_left(qtbot, put):
    field = put(TextField(NAME))
    field.show_value("鑫源")
    _type(qtbot, field, "鑫源机械 ")
    assert field.told == []
    QApplication.sendEvent(field.line, QFocusEvent(QEvent.Type.FocusOut))
    assert (field.told, field.line.text()) == (["鑫源机械"], "鑫源机械")


def test_a_field_that_was_not_changed_tells_nothing(qtbot, put):
    field = put(TextField(NAME))
    field.show_value("鑫源")
    qtbot.keyClick(field.line, KEY.Key_Return)
    assert field.told == []


def test_escape_takes_the_old_value_back(qtbot, put):
    field = put(TextField(NAME))
    field.show_value("Acme")
    _type(qtbot, field, "Acne", KEY.Key_Escape)
    assert (field.line.text(), field.told) == ("Acme", [])


def test_what_is_needed_is_refused_with_the_reason_in_its_place(qtbot, put):
    field = put(TextField(NAME, required=True))
    field.show_value("Acme")
    field.line.clear()
    qtbot.keyClick(field.line, KEY.Key_Return)
    assert field.refused
    assert field.line.accessibleDescription()
    assert (field.told, field.value()) == ([], "Acme")
    _type(qtbot, field, "Acme Ltd", KEY.Key_Return)
    assert (field.refused, field.told) == (False, ["Acme Ltd"])


def test_what_is_being_typed_is_not_overwritten_by_a_refresh(qtbot, put):
    field = put(TextField(NAME))
    field.show_value("old")
    _type(qtbot, field, "half ty")
    field.show_value("changed elsewhere")
    assert field.line.text() == "half ty"


@pytest.mark.parametrize(
    ("typed", "value"),
    [("12k", "12000"), ("1.2万", "12000"), ("=3*99", "297"), ("１，２００．５", "1200.5"), ("", None)],
)
def test_numbers_are_read_as_people_type_them(qtbot, put, typed, value):
    field = put(NumberField(NAME))
    field.show_value(Decimal(1))
    field.line.setText(typed)
    field.commit()
    assert field.told == [None if value is None else Decimal(value)]


def test_money_keeps_its_currency(qtbot, put):
    field = put(MoneyField(NAME, "CNY"))
    field.line.setText("1.2万")
    field.commit()
    assert (field.value(), field.line.text()) == (Money(Decimal("12000.00"), "CNY"), "¥12,000.00")
    field.line.setText("US$ 5")
    field.commit()
    assert field.value() == Money(Decimal("5.00"), "USD")


def test_percent_knows_what_a_chinese_discount_says(qtbot, put):
    field = put(PercentField(NAME))
    field.line.setText("85折")
    field.commit()
    assert (field.value(), field.line.text()) == (Decimal(15), "15 %")


def test_a_bad_number_is_refused_in_words(qtbot, put):
    field = put(NumberField(NAME))
    field.line.setText("1o0")
    assert not field.commit()
    assert field.refused
    assert field.told == []


def test_a_day_in_words_is_shown_resolved_before_it_is_taken(qtbot, put):
    field = put(DateField(NAME, lambda: TODAY))
    _type(qtbot, field, "next fri")
    assert field._hint.text() == "→ Fri 4 Dec 2026"
    qtbot.keyClick(field.line, KEY.Key_Return)
    assert field.told == [date(2026, 12, 4)]
    assert field.line.text() == "Fri 4 Dec 2026"


def test_a_day_is_spelt_anew_in_another_language(qtbot, put, desk):
    field = put(DateField(NAME, lambda: TODAY))
    field.show_value(TODAY)
    desk.language.switch("zh")
    qtbot.waitUntil(lambda: field.line.text() == "2026年11月23日 星期一")
    assert field.commit()
    desk.language.switch("en")


def test_a_birthday_is_shown_as_typed_without_a_year_or_with_it(qtbot, put):
    field = put(BirthdayField(NAME, lambda: TODAY))
    _type(qtbot, field, "04-12")
    assert field._hint.text() == "→ 12 Apr · no year"
    qtbot.keyClick(field.line, KEY.Key_Return)
    assert field.line.text() == "12 Apr"
    assert field.commit()
    _type(qtbot, field, "1986-04-12", KEY.Key_Return)
    assert field.told == [date(1604, 4, 12), date(1986, 4, 12)]


@pytest.mark.parametrize(
    ("known", "shown"),
    [(None, TODAY), (date(1604, 4, 12), date(2027, 4, 12)), (date(1986, 4, 12), date(1986, 4, 12))],
    ids=["none", "without its year", "whole"],
)
def test_the_calendar_of_a_birthday_opens_where_the_next_one_is(put, known, shown):
    field = put(BirthdayField(NAME, lambda: TODAY))
    field.show_value(known)
    assert field._shown_day() == shown


def test_a_day_that_stays_is_no_change(qtbot, put):
    field = put(DateField(NAME, lambda: TODAY))
    field.show_value(TODAY)
    assert field.commit()
    assert field.told == []


def test_a_choice_tells_its_value_and_follows_the_language(qtbot, put, desk):
    options = [("dark", "settings.theme.dark"), ("light", "settings.theme.light")]
    field = put(ChoiceField(NAME, options))
    field.show_value("dark")
    qtbot.keyClick(field.box, KEY.Key_Down)
    assert field.told == ["light"]
    desk.language.switch("zh")
    qtbot.waitUntil(lambda: field.box.itemText(1) == "浅色")
    desk.language.switch("en")


def test_tags_are_added_once_and_taken_back(qtbot, put):
    field = put(TagsField(NAME, known=["VIP"]))
    field.show_value(["华南"])
    qtbot.keyClicks(field.line, "VIP,")
    qtbot.keyClicks(field.line, "VIP")
    qtbot.keyClick(field.line, KEY.Key_Return)
    assert field.value() == ("华南", "VIP")
    qtbot.keyClick(field.line, KEY.Key_Backspace)
    assert field.told == [("华南", "VIP"), ("华南",)]


def test_phones_are_a_list_and_a_number_typed_anew_loses_its_old_form(qtbot, put):
    labels = [("work", "settings.theme.light"), ("mobile", "settings.theme.dark")]
    field = put(EntriesField(NAME, "number", labels, add_key="window.tags.add"))
    field.show_value([{"label": "work", "number": "0755 8288", "e164": "+867558288"}])
    line = field.findChildren(TextField)[0]
    line.line.setText("021 6288")
    line.commit()
    assert field.told == [[{"label": "work", "number": "021 6288"}]]


def test_several_lines_are_committed_with_ctrl_enter(qtbot, put):
    field = put(LongTextField(NAME))
    qtbot.keyClicks(field.text, "one")
    qtbot.keyClick(field.text, KEY.Key_Return)
    qtbot.keyClicks(field.text, "two")
    qtbot.keyClick(field.text, KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert field.told == ["one\ntwo"]


def test_a_record_is_found_by_typing_and_taken_with_enter(qtbot, put, background, settle):
    names = ["深圳鑫源机械", "苏州新月电子"]
    found = lambda text: [Suggestion(name, at) for at, name in enumerate(names) if text in name]  # noqa: E731
    field = put(RecordField(NAME, background, found))
    _type(qtbot, field, "电子")
    settle()
    qtbot.keyClick(field.line, KEY.Key_Return)
    assert (field.told, field.value(), field.line.text()) == ([1], 1, "苏州新月电子")


def test_a_record_that_is_not_there_can_be_made(qtbot, put, background, settle):
    made: list[str] = []
    field = put(RecordField(NAME, background, lambda _text: [], create=made.append))
    _type(qtbot, field, "New Ltd")
    settle()
    qtbot.keyClick(field.line, KEY.Key_Return)
    assert (made, field.told) == (["New Ltd"], [])


def test_half_a_name_is_no_record(qtbot, put, background, settle):
    field = put(RecordField(NAME, background, lambda _text: []))
    field.show_value(Suggestion("Acme", 7))
    _type(qtbot, field, "Acm")
    settle()
    QApplication.sendEvent(field.line, QFocusEvent(QEvent.Type.FocusOut))
    assert (field.line.text(), field.value()) == ("Acme", 7)


def test_escape_in_a_field_does_not_close_what_is_around_it(qtbot, put):
    closed: list[int] = []
    field = put(TextField(NAME))
    field.window().keyPressEvent = lambda event: closed.append(event.key())
    field.show_value("a")
    _type(qtbot, field, "b")
    QApplication.sendEvent(
        field.line, QKeyEvent(QEvent.Type.KeyPress, KEY.Key_Escape, Qt.KeyboardModifier.NoModifier)
    )
    assert closed == []


def test_a_form_sends_an_error_to_the_field_it_names(qtbot, put):
    form = Form([("name", TextField(NAME)), ("email", TextField("settings.company.email"))])
    qtbot.addWidget(form)
    changed: list[tuple[str, object]] = []
    form.changed.connect(lambda name, value: changed.append((name, value)))
    form.show_values({"name": "Acme", "email": "x"})
    assert form.refuse(BadInput("field-required", field="email"))
    assert form.fields["email"].refused
    assert not form.refuse(BadInput("field-required", field="fax"))
    form.fields["name"].line.setText("Acme Ltd")
    assert form.values() == {"name": "Acme Ltd", "email": "x"}
    assert changed == [("name", "Acme Ltd")]
