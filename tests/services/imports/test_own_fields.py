"""Columns of a file that are own fields of the company: known by name, read by kind, written as one step."""

from datetime import date
from decimal import Decimal

import pytest

from salesdesk.services import custom_fields, customers, undo
from salesdesk.services.customers import CustomerFilter
from salesdesk.services.exports import ExportKind, export
from salesdesk.services.imports import Kind, Outcome, carry_out, chosen, inspect, plan

LIST = (
    "公司名称,压力,Since,材质,签约,备注名\n"
    '深圳鑫源,"1,200.50",2026/3/4,碳钢,是,=老客户\n'
    "上海宏达,,,,,\n"
    "成都蓝天,-3,4.3.2026,不锈钢,否,新\n"
)
FIELDS = (
    {"label": "压力", "label_en": "Pressure", "kind": "number"},
    {"label": "始于", "label_en": "Since", "kind": "day"},
    {"label": "材质", "kind": "choice", "choices": ["碳钢", "不锈钢"]},
    {"label": "签约", "label_en": "Signed", "kind": "yes"},
    {"label": "备注名", "label_en": "Nickname"},
)


@pytest.fixture
def own(database):
    return [custom_fields.add_field(database, given) for given in FIELDS]


def _all(database):
    return {one.name: one.id for one in customers.listing(database, CustomerFilter()).page(0, 100)}


def _values(database, own, name):
    held = custom_fields.values_of(database, _all(database)[name])
    return [held.get(field) for field in own]


def test_columns_are_known_by_either_name_and_written_by_kind(database, bring, own):
    result = bring(LIST)
    assert result.count(Outcome.CREATED) == 3
    assert _values(database, own, "深圳鑫源") == [
        Decimal("1200.50"), date(2026, 3, 4), "碳钢", True, "=老客户"
    ]  # fmt: skip
    assert _values(database, own, "成都蓝天") == [Decimal(-3), date(2026, 3, 4), "不锈钢", None, "新"]
    assert _values(database, own, "上海宏达") == [None] * 5
    undo.undo(database)
    assert _all(database) == {}
    undo.redo(database)
    assert _values(database, own, "成都蓝天")[0] == Decimal(-3)


def test_a_customer_that_comes_again_brings_own_values_too(database, bring, own):
    text = "公司名称,压力,材质\n深圳鑫源,12,\n深圳鑫源,13,碳钢\n深圳鑫源,12,不锈钢\n"
    for _again in range(2):
        result = bring(text, kind=Kind.CUSTOMERS)
        told = [(one.row, one.own.id, one.kept, one.given) for one in result.outcomes.untaken]
        assert told == [(3, own[0], 12, 13), (4, own[2], "碳钢", "不锈钢")]
        assert _values(database, own, "深圳鑫源")[:3] == [12, None, "碳钢"]


def test_what_is_exported_comes_back_unchanged(database, bring, own, tmp_path):
    custom_fields.add_field(
        database, {"label": "城市", "label_en": "City"}
    )  # called as a field of the program
    custom_fields.add_field(database, {"label": "压力(二)", "label_en": "Pressure"})  # and as another own one
    bring(LIST)
    both = custom_fields.fields_of(database)[-2:]
    some = _all(database)["深圳鑫源"]
    customers.edit_customer(database, some, {"city": "深圳市"})
    for field, value in zip(both, ("南城", "1.5"), strict=True):
        custom_fields.set_value(database, [some], field.id, value)
    custom_fields.edit_field(database, own[2], {"choices": ["不锈钢"]})  # 碳钢 stands, but is not offered
    before = custom_fields.values_of_many(database, list(_all(database).values()))
    for name in ("out.csv", "out.xlsx"):
        export(database, ExportKind.CUSTOMERS, tmp_path / name)
        planned = plan(database, inspect(tmp_path / name, database=database))
        assert (planned.unchanged, planned.refused) == (3, ())
        taken = planned.inspection.mapping.values()
        assert {f"own.{field.key}" for field in custom_fields.fields_of(database)} <= set(taken)
        carry_out(database, planned)
    assert custom_fields.values_of_many(database, list(_all(database).values())) == before


def test_known_customers_are_changed_and_given_back(database, bring, own):
    bring(LIST)
    again = "公司名称,压力,签约\n深圳鑫源,7,否\n上海宏达,8,\n成都蓝天,-3.00,\n"
    result = bring(again)
    assert (result.count(Outcome.UPDATED), result.count(Outcome.UNCHANGED)) == (2, 1)
    assert _values(database, own, "深圳鑫源")[::3] == [Decimal(7), None]
    undo.undo(database)
    assert _values(database, own, "深圳鑫源")[::3] == [Decimal("1200.50"), True]
    assert _values(database, own, "上海宏达")[0] is None
    bring(again)  # what was taken back stands again, in the rows that were hidden
    assert _values(database, own, "上海宏达")[0] == Decimal(8)


def test_what_does_not_fit_is_refused_with_line_field_and_remedy(database, write, own):
    rows = ("甲,很高,,,", "乙,,昨天以前,,", "丙,,,木头,", "丁,,,,也许", "戊,1,,,")
    file = write("\n".join(("公司名称,压力,始于,材质,签约", *rows)))
    planned = plan(database, inspect(file, database=database))
    told = {one.row: (one.called, one.code, one.message) for one in planned.refused}
    assert [(row, called) for row, (called, _, _) in told.items()] == [
        (2, "Pressure"), (3, "Since"), (4, "材质"), (5, "Signed")
    ]  # fmt: skip
    assert "很高" in told[2][2]
    assert "碳钢 · 不锈钢" in told[4][2]
    assert "yes or no" in told[5][2]
    assert planned.created == 1


def test_a_double_that_is_updated_instead_gets_what_the_row_holds(database, write, own, make_customer):
    known = make_customer("深圳鑫源精密机械股份有限公司")
    custom_fields.set_value(database, [known], own[0], Decimal(1))
    file = write("公司名称,压力,签约\n深圳市鑫源精密机械有限公司,5,是\n深圳市鑫源精密机械公司,6,\n")
    result = carry_out(database, plan(database, inspect(file, database=database)), {2: known, 3: known})
    assert result.count(Outcome.UPDATED) == 2
    assert custom_fields.values_of(database, known) == {own[0]: Decimal(6), own[3]: True}
    assert list(_all(database).values()) == [known]


def test_a_customer_that_comes_again_brings_what_its_first_row_left_empty(
    database, write, own, make_customer
):
    file = write("公司名称,压力,签约\n鑫源,,是\n鑫源,5,否\n鑫源,7,\n")
    result = carry_out(database, plan(database, inspect(file, database=database)))
    assert [result.count(each) for each in (Outcome.CREATED, Outcome.UPDATED, Outcome.SKIPPED)] == [1, 1, 1]
    assert _values(database, own, "鑫源") == [Decimal(5), None, None, True, None]
    undo.undo(database)
    known = make_customer("鑫源科技")
    carry_out(database, plan(database, inspect(file, database=database)), {2: known})
    assert custom_fields.values_of(database, known) == {own[0]: Decimal(5), own[3]: True}


def test_a_company_that_comes_with_its_people_has_own_fields_and_a_list_of_goods_none(database, write, own):
    file = write("姓名,公司名称,压力\n王芳,深圳鑫源,5\n李强,深圳鑫源,5\n", "people.csv")
    found = chosen(inspect(file, database=database), kind=Kind.CONTACTS)
    carry_out(database, plan(database, found))
    assert _values(database, own, "深圳鑫源")[0] == Decimal(5)
    assert "own.pressure" not in chosen(found, kind=Kind.PRODUCTS).mapping.values()


def test_a_field_out_of_use_is_forgotten_with_how_its_column_was_taken(database, bring, write, own):
    bring(LIST)
    custom_fields.edit_field(database, own[0], {"is_active": False})
    found = inspect(write(LIST), database=database)
    assert found.remembered
    assert "own.pressure" not in found.mapping.values()
    assert bring(LIST).count(Outcome.UNCHANGED) == 3
