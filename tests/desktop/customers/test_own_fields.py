"""Own fields: made in the settings, filled in on a customer, shown as a column, filtered by, exported."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt

from salesdesk.desktop.customers.details_panel import DetailsPanel
from salesdesk.desktop.preferences.own_fields import FieldSheet, OwnFields
from salesdesk.services import custom_fields, customers
from salesdesk.services.custom_fields import FieldKind
from tests.desktop.customers.test_page import names

KEY = Qt.Key


@pytest.fixture
def editor(qtbot, desk, settle):
    editor = OwnFields(desk)
    qtbot.addWidget(editor)
    editor.show()
    settle()
    return editor


@pytest.fixture
def steel(database):
    given = {"label": "材质", "label_en": "Material", "kind": "choice", "choices": ["碳钢", "不锈钢"]}
    return custom_fields.add_field(database, given)


def test_a_field_is_added_renamed_and_moved(editor, database, press, settle):
    editor.begin()
    (sheet,) = editor.window().findChildren(FieldSheet)
    press(sheet.form.fields["label"].line, "验厂日")
    sheet.form.fields["kind"].show_value(FieldKind.DAY)
    sheet.submit()
    settle()
    custom_fields.add_field(database, {"label": "压力", "kind": "number"})
    settle()
    assert [(one.label, one.kind) for one in custom_fields.fields_of(database)] == [
        ("验厂日", "day"),
        ("压力", "number"),
    ]
    editor.shift(1, -1)
    settle()
    assert [one.label for one in custom_fields.fields_of(database)] == ["压力", "验厂日"]


def test_a_field_without_a_name_or_choices_is_refused_in_its_place(editor, database, press, settle):
    editor.begin()
    (sheet,) = editor.window().findChildren(FieldSheet)
    sheet.form.fields["kind"].show_value(FieldKind.CHOICE)
    sheet.submit()
    settle()
    assert sheet.form.fields["label"].refused
    press(sheet.form.fields["label"].line, "材质")
    sheet.submit()
    settle()
    assert sheet.form.fields["choices"].refused
    assert custom_fields.fields_of(database) == []


def test_a_customer_has_them_and_they_are_written_where_they_stand(
    qtbot, desk, make_customer, database, steel, settle
):
    customer = make_customer()
    panel = DetailsPanel(desk)
    qtbot.addWidget(panel)
    panel.show_customer(customers.customer(database, customer))
    panel.show()
    qtbot.waitUntil(lambda: panel.own is not None)
    settle()
    box = panel.own.form.fields["material"].box
    box.setCurrentIndex(2)
    box.activated.emit(2)
    settle()
    assert custom_fields.values_of(database, customer) == {steel: "不锈钢"}
    custom_fields.set_value(database, [customer], steel, "碳钢")
    settle()
    assert panel.own.form.fields["material"].value() == "碳钢"


def test_the_list_shows_a_column_and_narrows_by_it(open_page, database, make_customer, steel, settle):
    one, other = make_customer("鑫源"), make_customer("华东")
    pressure = custom_fields.add_field(database, {"label": "压力", "label_en": "Pressure", "kind": "number"})
    custom_fields.set_value(database, [one], steel, "不锈钢")
    custom_fields.set_value(database, [one, other], pressure, Decimal("1.6"))
    page = open_page()
    settle()
    assert "own.material" not in [column.key for column in page.table.columns.shown()]
    page.table.columns.show_column("own.material", shown=True)
    settle()
    column = next(column for column in page.table.columns.shown() if column.key == "own.material")
    told = {
        page.table.records.row(number).name: column.text(page.table.records.row(number)) for number in (0, 1)
    }
    assert told == {"鑫源": "不锈钢", "华东": ""}
    assert page.exporting.columns(page.table)[-1] == "own.material"
    page.search()
    settle()
    page.filters._set(f"own:{steel.hex}", "不锈钢")
    settle()
    assert names(page) == ["鑫源"]
    again = page.definition()
    page.filters.clear()
    settle()
    assert set(names(page)) == {"鑫源", "华东"}
    page._show_definition(again)
    settle()
    assert names(page) == ["鑫源"]
    assert page.filters.values() == {f"own:{steel.hex}": "不锈钢"}
