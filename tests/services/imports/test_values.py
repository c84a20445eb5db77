import time
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.errors import BadInput
from salesdesk.services.imports.countries import country_code
from salesdesk.services.imports.fields import FIELDS
from salesdesk.services.imports.habits import date_order_of, decimals_of
from salesdesk.services.imports.values import (
    DateOrder,
    Decimals,
    day,
    figure,
    moment,
    value_of,
)

POINT, COMMA = Decimals.POINT, Decimals.COMMA
DMY, MDY = DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST


@pytest.mark.parametrize(
    ("text", "decimals", "value"),
    [
        ("1234.56", POINT, "1234.56"),
        ("1,234.56", POINT, "1234.56"),
        ("1,234", POINT, "1234"),
        ("１２３", POINT, "123"),
        ("1.234,56", COMMA, "1234.56"),
        ("1.234", COMMA, "1234"),
        ("0,5", COMMA, "0.5"),
        ("-99,90", COMMA, "-99.90"),
        ("¥1,200.00", POINT, "1200.00"),
        ("$74.69", POINT, "74.69"),
        ("1.2万", POINT, "12000"),
        ("(12.50)", POINT, "-12.50"),
        ("1.5E+3", POINT, "1500"),
        ("100 元", POINT, "100"),
    ],
)
def test_figures_of_any_country(text, decimals, value):
    assert figure(text, "x", decimals) == Decimal(value)


@pytest.mark.parametrize("text", ["=1+1", "abc", "1.2.3.4", "12 apples and 3"])
def test_what_is_no_figure_is_refused(text):
    with pytest.raises(BadInput, match="number-unreadable"):
        figure(text, "unit_price", POINT)


def test_a_figure_beyond_all_measure_is_said_to_be_that():
    with pytest.raises(BadInput, match="number-too-large"):
        figure("12345678901234567890", "unit_price", POINT)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_a_figure_written_either_way_is_the_same(value):
    english = f"{value:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    assert figure(english, "x", POINT) == figure(german, "x", COMMA) == value


@pytest.mark.parametrize(
    ("text", "order", "value"),
    [
        ("2026-02-28", DMY, date(2026, 2, 28)),
        ("2026/2/8", DMY, date(2026, 2, 8)),
        ("2026年2月8日", DMY, date(2026, 2, 8)),
        ("20260208", DMY, date(2026, 2, 8)),
        ("8.2.2026", DMY, date(2026, 2, 8)),
        ("2/8/2026", MDY, date(2026, 2, 8)),
        ("31/12/26", DMY, date(2026, 12, 31)),
        ("12/31/2026", DMY, date(2026, 12, 31)),
        ("01-02-99", DMY, date(1999, 2, 1)),
        ("24 October 2011", DMY, date(2011, 10, 24)),
        ("Oct 24, 2011", DMY, date(2011, 10, 24)),
        ("1948-12-08 00:00:00.000", DMY, date(1948, 12, 8)),
        ("2020-01-01T15:00:00+03:00", DMY, date(2020, 1, 1)),
        ("46081", DMY, date(2026, 2, 28)),
    ],
)
def test_days_as_files_write_them(text, order, value):
    assert day(text, "x", order) == value


@pytest.mark.parametrize("text", ["--0412", "--04-12", "04-12", "4月12日", "Apr 12", "1604-04-12"])
def test_a_birthday_of_a_file_may_lack_its_year(text):
    assert value_of(text, FIELDS["contact.birthday"], POINT, DMY) == date(1604, 4, 12)


@pytest.mark.parametrize("text", ["4/12", "12.4.", "--1304", "30 Feb", "--04"])
def test_a_birthday_nobody_can_tell_is_refused(text):
    with pytest.raises(BadInput, match="date-unreadable"):
        value_of(text, FIELDS["contact.birthday"], POINT, DMY)


@pytest.mark.parametrize("text", ["2026-02-30", "31/02/2026", "2026-13-01", "tomorrow", "99999999", "0"])
def test_a_day_that_is_none_is_refused(text):
    with pytest.raises(BadInput, match="date-unreadable"):
        day(text, "next_follow_up", DMY)


@pytest.mark.parametrize("cell", [datetime(1, 1, 1), "9999-12-31T23:00:00-11:00"])  # noqa: DTZ001 - as files say it
def test_a_moment_at_the_end_of_time_is_refused(cell, monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        with pytest.raises(BadInput, match="date-unreadable"):
            moment(cell, "x", DMY)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_moment_with_a_zone_is_that_moment():
    assert moment("2020-01-01T15:00:00+03:00", "x", DMY) == datetime(2020, 1, 1, 12, tzinfo=UTC)
    assert moment("2020-01-01 03:05 PM", "x", DMY).astimezone().hour == 15


def test_samples_tell_marks_and_orders():
    assert decimals_of(["1.234", "0,5"]) is COMMA
    assert decimals_of(["1,234", "1.5"]) is POINT
    assert date_order_of(["01/02/2026", "01/31/2026"]) is MDY
    assert date_order_of(["01/02/2026"]) is DMY


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("customer.lifecycle", "成交客户", "closed"),
        ("customer.lifecycle", "Lead", "potential"),
        ("customer.grade", "A 级", "A"),
        ("customer.source", "广交会", "trade_show"),
        ("customer.source", "Word of mouth", "referral"),
        ("customer.kind", "个人", "person"),
        ("customer.country", "Deutschland", "DE"),
        ("customer.country", "中国", "CN"),
        ("customer.currency", "美元", "USD"),
        ("product.tax_rate", "13%", Decimal(13)),
        ("product.tax_rate", "0.13", Decimal(13)),
        ("product.tax_rate", "13", Decimal(13)),
        ("product.is_active", "是", True),
        ("product.is_active", "0", False),
        ("customer.city", "NULL", None),
        ("customer.city", "—", None),
    ],
)
def test_labels_and_words_become_values(field, text, value):
    assert value_of(text, FIELDS[field], POINT, DMY) == value


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("customer.lifecycle", "抖音", "choice-unknown"),
        ("customer.country", "Atlantis", "country-unreadable"),
        ("customer.currency", "Taler", "currency-unknown"),
        ("product.is_active", "perhaps", "choice-unknown"),
    ],
)
def test_a_label_nobody_knows_is_refused_and_named(field, text, code):
    with pytest.raises(BadInput, match=code) as error:
        value_of(text, FIELDS[field], POINT, DMY)
    assert error.value.field == field.partition(".")[2]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("USA", "US"),
        ("uk", "GB"),
        ("Holland", "NL"),
        ("Philipines", "PH"),
        ("Österreich", "AT"),
        ("日本", "JP"),
        ("xx", ""),
        ("", ""),
    ],
)
def test_countries_by_any_name(name, code):
    assert country_code(name) == code
