"""Own fields: what is kept can be read again, and what is not of a field's kind is refused with its place."""

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.custom_fields import (
    MOST,
    MOST_CHOICES,
    CustomField,
    FieldKind,
    Stored,
    check_count,
    check_field,
    choices,
    free_key,
    read,
    store,
    value_id,
    value_of,
)
from salesdesk.domain.errors import BadInput, RuleBroken

TODAY = date(2026, 11, 30)


def field(kind, **more):
    usual = {"id": UUID(int=1), "entity": "customers", "key": "pressure", "label": "压力"}
    return CustomField(**usual | {"kind": FieldKind(kind)} | more)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("number", "1.2万", Decimal(12000)),
        ("number", "-0.5", Decimal("-0.5")),
        ("day", "2026年12月1日", date(2026, 12, 1)),
        ("yes", "是", True),
        ("yes", "No", False),
        ("choice", "不锈钢", "不锈钢"),
        ("text", " DN50  PN16 ", "DN50 PN16"),
        ("text", "", None),
    ],
)
def test_what_is_typed_is_read_and_told_again(kind, text, value):
    one = field(kind, choices=("碳钢", "不锈钢"))
    assert read(one, text, TODAY) == value
    assert value_of(one, store(one, value)) in (value, "" if value is None else value)


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("number", "许多", "number-unreadable"),
        ("number", "9999999999999", "number-too-large"),
        ("day", "前些日子吧", "date-unreadable"),
        ("yes", "也许", "choice-unknown"),
        ("choice", "木头", "choice-unknown"),
    ],
)
def test_what_is_not_of_the_kind_is_refused_and_the_field_is_named(kind, text, code):
    with pytest.raises(BadInput) as told:
        read(field(kind, choices=("碳钢",)), text, TODAY)
    assert (told.value.code, told.value.field) == (code, "pressure")


@given(st.decimals(min_value=-(10**11), max_value=10**11, places=6))
def test_a_figure_stays_what_it_is(value):
    one = field("number")
    stored = store(one, value)
    assert value_of(one, stored) == value or value == 0
    assert "E" not in stored.words


@given(st.dates())
def test_a_day_stays_what_it_is_and_its_words_sort_like_it(day):
    stored = store(field("day"), day)
    assert (stored.day, date.fromisoformat(stored.words)) == (day, day)


def test_a_choice_that_is_no_longer_offered_is_still_shown():
    assert value_of(field("choice", choices=("碳钢",)), Stored("木头")) == "木头"


def test_choices_are_lines_each_once():
    assert choices("碳钢\n\n 不锈钢 \n") == ["碳钢", "不锈钢"]
    with pytest.raises(BadInput, match="choice-twice"):
        choices(["PVC", "pvc"])
    with pytest.raises(BadInput, match="choices-many"):
        choices([str(n) for n in range(MOST_CHOICES + 1)])


def test_a_field_needs_a_name_and_a_choice_something_to_choose_from():
    with pytest.raises(BadInput) as told:
        check_field({"kind": "number"}, new=True)
    assert told.value.field == "label"
    with pytest.raises(BadInput) as told:
        check_field({"kind": "choice", "label": "材质", "choices": []}, new=True)
    assert (told.value.code, told.value.field) == ("choices-missing", "choices")


@given(st.lists(st.text(max_size=50), max_size=20))
def test_every_field_has_a_key_of_its_own(labels):
    taken = []
    for label in labels:
        taken.append(free_key(label, taken))
    assert len(set(taken)) == len(labels)
    assert all(key.isascii() and key.islower() for key in taken)


def test_there_is_an_end_to_fields():
    check_count(MOST - 1)
    with pytest.raises(RuleBroken, match="fields-many"):
        check_count(MOST)


def test_one_field_of_one_record_is_one_row_everywhere():
    record, one, other = uuid4(), uuid4(), uuid4()
    assert value_id(record, one) == value_id(record, one) != value_id(record, other)
