"""Own fields of customers, written as one step each, by one laptop or two."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from salesdesk.domain.errors import BadInput, NotFound
from salesdesk.services import custom_fields, customers, undo


@pytest.fixture
def pressure(database):
    return custom_fields.add_field(database, {"label": "压力", "label_en": "Pressure", "kind": "number"})


def test_a_field_has_a_key_of_its_own_and_its_place(database, pressure):
    custom_fields.add_field(database, {"label": "压力", "label_en": "Pressure"})
    found = custom_fields.fields_of(database)
    assert [(one.key, one.position) for one in found] == [("pressure", 0), ("pressure_2", 1)]
    assert [one.called("zh") for one in found] == ["压力", "压力"]
    custom_fields.order_fields(database, [found[1].id, found[0].id])
    assert [one.key for one in custom_fields.fields_of(database)] == ["pressure_2", "pressure"]


def test_a_value_is_kept_changed_and_taken_back(database, make_customer, pressure):
    customer = make_customer()
    assert custom_fields.set_value(database, [customer], pressure, Decimal("1.6")) == 1
    assert custom_fields.set_value(database, [customer], pressure, Decimal("1.6")) == 0
    custom_fields.set_value(database, [customer], pressure, Decimal("2.5"))
    assert custom_fields.values_of(database, customer) == {pressure: Decimal("2.5")}
    undo.undo(database)
    assert custom_fields.values_of(database, customer) == {pressure: Decimal("1.6")}
    undo.undo(database)
    assert custom_fields.values_of(database, customer) == {}
    custom_fields.set_value(database, [customer], pressure, Decimal(4))
    assert custom_fields.values_of(database, customer) == {pressure: Decimal(4)}


def test_nothing_is_a_value_too(database, make_customer, pressure):
    customer = make_customer()
    custom_fields.set_value(database, [customer], pressure, Decimal(3))
    custom_fields.set_value(database, [customer], pressure, None)
    assert custom_fields.values_of(database, customer) == {}


def test_many_customers_get_a_value_in_one_step(database, make_customer, pressure):
    ids = [make_customer(f"客户{n}") for n in range(5)]
    assert custom_fields.set_value(database, [*ids, uuid4()], pressure, Decimal(10)) == 5
    undo.undo(database)
    assert [custom_fields.values_of(database, one) for one in ids] == [{}] * 5


def test_another_kind_and_no_choices_are_refused_and_nothing_changes(database):
    steel = custom_fields.add_field(
        database, {"label": "材质", "kind": "choice", "choices": ["碳钢", "不锈钢"]}
    )
    for changes in ({"kind": "number"}, {"choices": []}):
        with pytest.raises(BadInput):
            custom_fields.edit_field(database, steel, changes)
    (field,) = custom_fields.fields_of(database)
    assert (field.kind, field.choices) == ("choice", ("碳钢", "不锈钢"))
    with pytest.raises(BadInput, match="choice-unknown"):
        custom_fields.set_value(database, [uuid4()], steel, "木头")


def test_a_field_out_of_use_keeps_what_stands_in_it(database, make_customer, pressure):
    customer = make_customer()
    custom_fields.set_value(database, [customer], pressure, Decimal(6))
    custom_fields.edit_field(database, pressure, {"is_active": False})
    assert custom_fields.fields_of(database) == []
    assert [one.label for one in custom_fields.fields_of(database, retired=True)] == ["压力"]
    custom_fields.edit_field(database, pressure, {"is_active": True})
    assert custom_fields.values_of(database, customer) == {pressure: Decimal(6)}
    with pytest.raises(NotFound):
        custom_fields.edit_field(database, uuid4(), {"label": "无"})


def test_values_go_with_their_customer_and_come_back_with_it(database, make_customer):
    when = custom_fields.add_field(database, {"label": "验厂日", "kind": "day"})
    customer = make_customer()
    custom_fields.set_value(database, [customer], when, date(2026, 12, 24))
    customers.remove_customers(database, [customer])
    assert custom_fields.values_of(database, customer) == {}
    undo.undo(database)
    assert custom_fields.values_of(database, customer) == {when: date(2026, 12, 24)}
