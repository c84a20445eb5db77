"""Reading what is typed or pasted into lines, and the smallest step that saves it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from salesdesk.desktop.quotes.finding import write_lines
from salesdesk.desktop.quotes.line_columns import COLUMNS, DISCOUNT, PRICE, QUANTITY, TAX, price_text
from salesdesk.desktop.quotes.line_model import LineModel
from salesdesk.desktop.quotes.pasting import read_rows, rows_of
from salesdesk.domain.errors import RuleBroken, SalesDeskError
from salesdesk.services import quotes, undo
from salesdesk.services.quote_lines import QuoteLine, last_price

LINE = QuoteLine(name="球阀", unit_price=Decimal(100), tax_rate=Decimal(13))


def typed(column, text, currency="CNY"):
    return COLUMNS[column].read(LINE, text, currency)


@pytest.mark.parametrize(
    ("text", "percent", "amount"),
    [
        ("5", "5", 0),
        ("5 %", "5", 0),
        ("9折", "10", 0),
        ("¥10", "0", 1000),
        ("10元", "0", 1000),
        ("5 % + ¥10.50", "5", 1050),
        ("=2+3", "5", 0),
        ("", "0", 0),
    ],
)
def test_a_discount_is_percent_or_amount_or_both(text, percent, amount):
    line = typed(DISCOUNT, text)
    assert (line.discount_percent, line.discount_amount) == (Decimal(percent), amount)


@pytest.mark.parametrize(
    ("text", "rate", "included"),
    [
        ("9", "9", False),
        ("9 含", "9", True),
        ("6 incl", "6", True),
        ("6 不含", "6", False),
        ("incl.", "13", True),
    ],
)
def test_a_tax_rate_may_say_whether_the_price_includes_it(text, rate, included):
    line = typed(TAX, text)
    assert (line.tax_rate, line.tax_included) == (Decimal(rate), included)


def test_a_quantity_brings_its_unit():
    line = typed(QUANTITY, "12k pcs")
    assert (line.quantity, line.unit) == (Decimal(12_000), "pcs")


def test_a_price_in_another_currency_is_refused():
    with pytest.raises(RuleBroken) as refused:
        typed(PRICE, "$10")
    assert refused.value.code == "currency-mixed"


@pytest.mark.parametrize(
    ("price", "currency", "shown"),
    [("1234.5", "CNY", "1,234.50"), ("0.0333", "CNY", "0.0333"), ("1500", "JPY", "1,500")],
)
def test_a_unit_price_shows_all_its_places(price, currency, shown):
    assert price_text(Decimal(price), currency) == shown


def test_a_heading_of_the_spreadsheet_is_not_a_line():
    assert rows_of("Code\tQty\nA\t2\n\n") == [(2, ["A", "2"])]
    assert rows_of("A\t2") == [(1, ["A", "2"])]


def test_a_pasted_row_takes_price_and_tax_of_its_product(database, make_product, today):
    make_product("球阀 DN50", code="BV-50", unit_price=Decimal(120))
    pasted = read_rows(
        database,
        [(1, ["BV-50", "3"]), (2, ["球阀 DN50", "2", "99"])],
        usual=QuoteLine(),
        currency="CNY",
        day=today,
    )
    assert [(line.quantity, line.unit_price, line.tax_rate) for line in pasted.lines] == [
        (Decimal(3), Decimal(120), Decimal(13)),
        (Decimal(2), Decimal(99), Decimal(13)),
    ]
    assert pasted.complaints == ()


@pytest.mark.parametrize(
    ("change", "step"),
    [
        (lambda lines: [*lines, QuoteLine(name="D")], "line-add"),
        (lambda lines: [QuoteLine(name="D"), *lines], "line-add"),
        (lambda lines: lines[1:], "line-remove"),
        (lambda lines: [lines[1], lines[2], lines[0]], "line-move"),
        (lambda lines: [lines[1], lines[0], lines[2]], "line-move"),
        (lambda lines: [replace(lines[0], quantity=Decimal(9)), *lines[1:]], "quote-lines"),
        (lambda lines: [], "quote-lines"),
    ],
)
def test_lines_are_saved_by_the_smallest_step(change, step, database, make_quote):
    quote_id = make_quote(lines=[QuoteLine(name=name) for name in "ABC"])
    before = [replace(line, net=0, tax=0, gross=0) for line in quotes.quote(database, quote_id).lines]
    after = change(before)
    ids = write_lines(database, quote_id, before, after)
    assert [line.name for line in quotes.quote(database, quote_id).lines] == [line.name for line in after]
    assert len(ids) == len(after)
    assert undo.steps(database, limit=1)[0].key == step


def test_a_blank_row_waits_at_the_end_and_is_never_saved(qapp):
    model = LineModel()
    model.show_lines([LINE], "CNY", editable=True)
    assert [row.blank for row in model.rows] == [False, True]
    assert len(model.content()) == 1
    model.put(1, replace(model.rows[1].line, name="Second"))
    assert [row.blank for row in model.rows] == [False, False, True]
    assert [line.name for _, line in model.content()] == ["球阀", "Second"]
    model.deleteLater()


def test_sections_become_headings_and_lines_know_theirs_again(qapp):
    lines = [
        replace(LINE, section="Pumps"),
        replace(LINE, section="Pumps"),
        replace(LINE, section="Services"),
    ]
    model = LineModel()
    model.show_lines(lines, "CNY", editable=True)
    assert [row.heading for row in model.rows] == [True, False, False, True, False, False]
    assert [line.section for _, line in model.content()] == ["Pumps", "Pumps", "Services"]
    model.deleteLater()


def test_what_cannot_be_read_is_refused():
    for column, text in (
        (QUANTITY, "many"),
        (PRICE, "?"),
        (TAX, "9折"),
        (DISCOUNT, "x"),
        (DISCOUNT, "5 % + 3 %"),
    ):
        with pytest.raises(SalesDeskError):
            typed(column, text)


def test_the_last_offer_is_taken_by_one_click(
    open_editor, make_customer, make_product, make_quote, database, settle
):
    from salesdesk.domain.quotes import QuoteStatus  # noqa: PLC0415

    customer, product = make_customer(), make_product(unit_price=Decimal(100))
    offered = QuoteLine(product_id=product, name="球阀", unit_price=Decimal(88), discount_percent=Decimal(2))
    make_quote(customer, lines=[offered], status=QuoteStatus.SENT)
    assert last_price(database, customer, product, "CNY").unit_price == 88
    quote_id = make_quote(customer, lines=[replace(offered, unit_price=Decimal(100))])
    editor = open_editor(quote_id)
    editor.form.table.go(0, PRICE)
    settle()
    assert "88" in editor.form.panel.last.text()
    editor.form.panel.last.click()
    settle()
    assert quotes.quote(database, quote_id).lines[0].unit_price == 88
