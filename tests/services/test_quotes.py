from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from salesdesk.domain.errors import BadInput, NotFound, RuleBroken
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.services import company, contacts, customers, products, quote_lines, quotes
from salesdesk.services.quote_lines import QuoteLine
from salesdesk.storage.queries import customers as queries
from salesdesk.storage.tables.quotes import QuoteLineRow, QuoteRow
from salesdesk.storage.tables.replication import CounterRow
from salesdesk.storage.undo import Step

TODAY = date(2026, 11, 23)
LINE = QuoteLine(name="球阀", quantity=Decimal(16), unit_price=Decimal("348.35"), tax_rate=Decimal(22))


def test_a_draft_begins_as_the_company_has_set_it(database, make_customer):
    company.edit_profile(
        database, {"name": "诺瓦", "validity_days": 10, "payment_terms": "月结30天", "quote_language": "both"}
    )
    customer = make_customer(currency="USD", tax_id="91440300MA5F1X2Y3Z")
    found = quotes.quote(database, quotes.draft_quote(database, customer, today=TODAY))
    assert (found.valid_until, found.currency) == (TODAY + timedelta(days=10), "USD")
    assert (found.payment_terms, found.language, found.status) == ("月结30天", "both", QuoteStatus.DRAFT)
    assert (found.seller["name"], found.buyer["tax_id"]) == ("诺瓦", "91440300MA5F1X2Y3Z")


def test_numbers_go_up_and_are_never_used_again(database, make_quote):
    first = quotes.quote(database, make_quote()).number
    quotes.remove_quotes(database, [quotes.quote_of_number(database, first)])
    second = quotes.quote(database, make_quote()).number
    assert first.startswith("Q-2026-")
    assert int(second[-4:]) == int(first[-4:]) + 1


def test_each_year_counts_for_itself(database, make_quote):
    make_quote()
    next_year = quotes.quote(database, make_quote(today=date(2027, 1, 2))).number
    assert next_year.startswith("Q-2027-")
    assert next_year.endswith("0001")


def test_totals_are_worked_out_by_the_domain(database, make_quote):
    quote = make_quote(lines=[replace(LINE, discount_percent=Decimal(4))])
    found = quotes.quote(database, quote)
    assert (found.net, found.tax, found.gross) == (535066, 117715, 652781)  # odoo #37896
    assert [(line.net, line.tax, line.gross) for line in found.lines] == [(535066, 117715, 652781)]


def test_a_quote_keeps_the_way_of_rounding_it_was_made_with(database, make_quote):
    company.edit_profile(database, {"rounding_mode": "down"})
    quote = make_quote(lines=[QuoteLine(name="阀", unit_price=Decimal("0.99"), tax_rate=Decimal(13))])
    company.edit_profile(database, {"rounding_mode": "up"})
    quotes.edit_quote(database, quote, {"title": "球阀"})
    assert quotes.quote(database, quote).tax == 12  # 0.1287
    assert quotes.quote(database, quotes.copy_quote(database, quote, today=TODAY)).tax == 12
    assert quote_lines.totals_of(quotes.quote(database, quote)).tax == 12
    assert quotes.quote(database, make_quote(lines=[replace(LINE, unit_price=Decimal("0.001"))])).net == 2


def test_a_discount_on_the_document_is_spread_over_the_lines(database, make_quote):
    quote = make_quote(lines=[QuoteLine(name=n, unit_price=Decimal(100)) for n in "abc"])
    quotes.edit_quote(database, quote, {"discount_amount": 1000})
    found = quotes.quote(database, quote)
    assert sorted(line.net for line in found.lines) == [9666, 9667, 9667]
    assert found.net == 29000


def test_optional_lines_are_priced_but_not_counted(database, make_quote):
    found = quotes.quote(database, make_quote(lines=[LINE, replace(LINE, optional=True)]))
    assert found.net == found.lines[0].net == found.lines[1].net


def test_setting_lines_keeps_known_ones_and_removes_the_rest(database, make_quote):
    quote = make_quote(lines=[replace(LINE, name="a"), replace(LINE, name="b")])
    a, b = quotes.quote(database, quote).lines
    quote_lines.set_lines(database, quote, [replace(b, quantity=Decimal(1)), replace(LINE, name="c")])
    found = quotes.quote(database, quote).lines
    assert [line.name for line in found] == ["b", "c"]
    assert found[0].id == b.id
    assert a.id not in {line.id for line in found}


def test_a_line_can_be_added_moved_and_taken_out(database, make_quote):
    quote = make_quote(lines=[replace(LINE, name="a"), replace(LINE, name="b")])
    added = quote_lines.add_line(database, quote, replace(LINE, name="c"), at=1)
    assert [line.name for line in quotes.quote(database, quote).lines] == ["a", "c", "b"]
    quote_lines.move_line(database, quote, added, 2)
    assert [line.name for line in quotes.quote(database, quote).lines] == ["a", "b", "c"]
    quote_lines.remove_line(database, quote, added)
    assert [line.name for line in quotes.quote(database, quote).lines] == ["a", "b"]
    with pytest.raises(NotFound, match="line-gone"):
        quote_lines.remove_line(database, quote, added)


def test_a_product_line_takes_its_price_and_remembers_why(database, make_product):
    product = make_product("球阀", unit_price=Decimal("12.5"), unit="台")
    line = quote_lines.line_for(database, product, currency="CNY", quantity=Decimal(3), day=TODAY)
    assert (line.name, line.unit, line.unit_price, line.quantity) == ("球阀", "台", Decimal("12.5"), 3)
    assert line.price_chain == ({"step": "list", "unit_price": "12.5"},)
    foreign = quote_lines.line_for(database, product, currency="EUR", quantity=Decimal(3), day=TODAY)
    assert (foreign.unit_price, foreign.price_chain) == (0, ())


def test_a_quote_keeps_what_it_said_when_product_and_customer_change(
    database, make_product, make_customer, make_quote
):
    customer, product = make_customer("鑫源"), make_product("球阀", unit_price=Decimal(100))
    line = quote_lines.line_for(database, product, currency="CNY", quantity=Decimal(1), day=TODAY)
    quote = make_quote(customer, lines=[line], status=QuoteStatus.SENT)
    products.edit_product(database, product, {"unit_price": Decimal(999), "name": "x"})
    customers.edit_customer(database, customer, {"name": "改名"})
    found = quotes.quote(database, quote)
    assert (found.lines[0].name, found.gross, found.buyer["name"]) == ("球阀", 11300, "鑫源")


def test_sending_and_the_answer_leave_their_time_and_reason(database, make_quote, clock):
    quote = make_quote(status=QuoteStatus.SENT)
    assert quotes.quote(database, quote).sent_at == clock.now
    clock.forward(days=2)
    quotes.move_quote(database, quote, QuoteStatus.REJECTED, today=TODAY, reason="价格高")
    found = quotes.quote(database, quote)
    assert (found.status, found.decided_at, found.reason) == (QuoteStatus.REJECTED, clock.now, "价格高")


def test_a_broken_rule_changes_nothing(database, make_quote, told, content):
    quote = make_quote()
    before = content()
    told.clear()
    with pytest.raises(RuleBroken):
        quotes.move_quote(database, quote, QuoteStatus.ACCEPTED, today=TODAY)
    assert (told, content()) == ([], before)


def test_an_empty_quote_is_not_sent(database, make_quote):
    with pytest.raises(RuleBroken, match="quote-incomplete") as refused:
        make_quote(lines=[], status=QuoteStatus.SENT)
    assert refused.value.values["missing"] == ("lines",)


def test_a_quote_that_has_run_out_is_not_accepted_until_it_is_redated(database, make_quote):
    quote = make_quote(status=QuoteStatus.SENT)
    late = TODAY + timedelta(days=60)
    with pytest.raises(RuleBroken, match="quote-expired"):
        quotes.move_quote(database, quote, QuoteStatus.ACCEPTED, today=late)
    quotes.edit_quote(database, quote, {"valid_until": late})
    quotes.move_quote(database, quote, QuoteStatus.ACCEPTED, today=late)
    assert quotes.quote(database, quote).status is QuoteStatus.ACCEPTED


@pytest.mark.parametrize("status", [QuoteStatus.SENT, QuoteStatus.ACCEPTED])
def test_what_has_gone_out_is_revised_not_edited(database, make_quote, content, status):
    quote = make_quote(status=status)
    before = content()
    for act in (
        lambda: quotes.edit_quote(database, quote, {"note": "x"}),
        lambda: quote_lines.set_lines(database, quote, []),
        lambda: quote_lines.add_line(database, quote, LINE),
    ):
        with pytest.raises(RuleBroken, match="quote-not-draft"):
            act()
    assert content() == before


def test_a_revision_takes_the_place_of_the_old_one_which_stays_readable(database, make_quote):
    old = make_quote(status=QuoteStatus.SENT)
    fresh = quotes.revise_quote(database, old, today=TODAY)
    before, after = quotes.quote(database, old), quotes.quote(database, fresh)
    assert (after.number, after.revision, after.status) == (f"{before.number}-R2", 2, QuoteStatus.DRAFT)
    assert (before.status, before.is_current, before.gross) == (QuoteStatus.SUPERSEDED, False, after.gross)
    assert [row.id for row in quotes.revisions(database, old)] == [fresh, old]
    assert quotes.listing(database, quotes.QuoteFilter()).ids() == [fresh]
    assert len(quotes.listing(database, quotes.QuoteFilter(superseded=True)).ids()) == 2
    with pytest.raises(RuleBroken, match="quote-not-current"):
        quotes.revise_quote(database, old, today=TODAY)
    again = quotes.revise_quote(database, fresh, today=TODAY)
    assert quotes.quote(database, again).number == f"{before.number}-R3"


def test_a_copy_is_a_quote_of_its_own(database, make_quote, make_customer, make_contact):
    customer = make_customer()
    old = make_quote(customer, contact_id=make_contact(customer), title="年框", status=QuoteStatus.SENT)
    other = make_customer("宝山")
    fresh = quotes.quote(database, quotes.copy_quote(database, old, today=TODAY, customer_id=other))
    assert (fresh.customer_name, fresh.contact_id, fresh.title) == ("宝山", None, "年框")
    assert (fresh.revision, fresh.gross, fresh.status) == (1, 11300, QuoteStatus.DRAFT)
    assert fresh.number != quotes.quote(database, old).number


def test_removing_takes_all_revisions(database, make_quote):
    old = make_quote(status=QuoteStatus.SENT)
    fresh = quotes.revise_quote(database, old, today=TODAY)
    assert quotes.remove_quotes(database, [fresh]) == 2
    with pytest.raises(NotFound):
        quotes.quote(database, old)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"currency": "XXQ"}, "currency"),
        ({"valid_until": "soon"}, "valid_until"),
        ({"discount_percent": Decimal(101)}, "discount_percent"),
        ({"discount_amount": Decimal("1.5")}, "discount_amount"),
        ({"language": "fr"}, "language"),
        ({"gross": 1}, "gross"),
        ({"base_rate": Decimal("NaN")}, "base_rate"),
        ({"base_rate": Decimal("1e30")}, "base_rate"),
        ({"base_rate": Decimal(0)}, "base_rate"),
        ({"status": "sent"}, "status"),
    ],
)
def test_a_wrong_field_is_named(database, make_quote, changes, field):
    with pytest.raises(BadInput) as refused:
        quotes.edit_quote(database, make_quote(), changes)
    assert refused.value.field == field


def test_it_cannot_end_before_it_begins(database, make_quote):
    with pytest.raises(RuleBroken, match="quote-validity-backwards"):
        quotes.edit_quote(database, make_quote(), {"valid_until": TODAY - timedelta(days=1)})


def test_a_person_of_another_customer_is_refused(database, make_quote, make_contact):
    with pytest.raises(BadInput, match="not-of-this-customer"):
        quotes.edit_quote(database, make_quote(), {"contact_id": make_contact()})


def test_a_person_who_was_removed_leaves_the_quote_open_to_work(database, make_quote, make_contact):
    customer = _customer_of(database, person := make_contact())
    quote = make_quote(customer, contact_id=person)
    contacts.remove_contacts(database, [person])
    quotes.edit_quote(database, quote, {"title": "球阀"})
    assert quotes.quote(database, quote).contact_id is None
    assert quotes.quote(database, quote).buyer["contact"] is None
    quotes.move_quote(database, quote, QuoteStatus.SENT, today=TODAY)
    quotes.revise_quote(database, quote, today=TODAY)


def test_a_sent_quote_to_a_person_who_was_removed_can_be_copied(database, make_quote, make_contact):
    customer = _customer_of(database, person := make_contact())
    quote = make_quote(customer, contact_id=person, status=QuoteStatus.SENT)
    contacts.remove_contacts(database, [person])
    assert quotes.quote(database, quotes.copy_quote(database, quote, today=TODAY)).contact_id is None
    assert quotes.quote(database, quote).buyer["contact"]["name"] == "王芳"  # as it was sent


def _customer_of(database, person):
    return contacts.contact(database, person).customer_id


def test_discounts_stay_what_was_typed_when_the_currency_changes(database, make_quote):
    quote = make_quote(lines=[QuoteLine(name="阀", unit_price=Decimal(100), discount_amount=1000)])
    quotes.edit_quote(database, quote, {"discount_amount": 500})
    quotes.edit_quote(database, quote, {"currency": "JPY"})
    found = quotes.quote(database, quote)
    assert (found.discount_amount, found.lines[0].discount_amount, found.net) == (5, 10, 85)
    quotes.edit_quote(database, quote, {"currency": "CNY", "discount_amount": 700})
    found = quotes.quote(database, quote)
    assert (found.discount_amount, found.lines[0].discount_amount, found.net) == (700, 1000, 8300)


def test_a_quote_goes_to_those_who_see_its_customer(database, make_quote, make_customer):
    quote, other = make_quote(), make_customer()
    with database.write(Step("x")) as session:
        queries.one(session, other).scope_id = "owner:colleague"
    quotes.edit_quote(database, quote, {"customer_id": other})
    with database.write(Step("x")) as session:
        rows = [session.get_one(QuoteRow, quote), *session.scalars(select(QuoteLineRow))]
        assert {row.scope_id for row in rows} == {"owner:colleague"}


def test_the_last_price_is_of_a_quote_that_went_out(database, make_product, make_customer, make_quote, clock):
    customer, product = make_customer(), make_product()
    line = replace(LINE, product_id=product)
    make_quote(customer, lines=[replace(line, unit_price=Decimal(90))], status=QuoteStatus.SENT)
    clock.forward(days=1)
    make_quote(customer, lines=[replace(line, unit_price=Decimal(80))], status=QuoteStatus.SENT)
    make_quote(customer, lines=[replace(line, unit_price=Decimal(1))])
    assert quote_lines.last_price(database, customer, product, "CNY").unit_price == 80
    assert quote_lines.last_price(database, customer, product, "USD") is None


def test_papers_of_all_revisions_are_kept(database, make_quote):
    old = make_quote(status=QuoteStatus.SENT)
    quotes.add_paper(database, old, language="zh", sha256="a" * 64, size=10, pages=1, file_id="f")
    fresh = quotes.revise_quote(database, old, today=TODAY)
    assert [(paper.quote_id, paper.revision) for paper in quotes.papers(database, fresh)] == [(old, 1)]


def test_a_number_is_found_however_it_is_typed(database, make_quote):
    quote = make_quote()
    number = quotes.quote(database, quote).number
    assert quotes.quote_of_number(database, f" {number.lower()} ") == quote
    with pytest.raises(NotFound):
        quotes.quote_of_number(database, "Q-1999-AAA0001")


def test_a_laptop_restored_from_a_backup_takes_the_next_free_number(database, make_quote, today):
    first, second = (quotes.quote(database, make_quote()).number for _ in range(2))
    with database.write(Step.of_machine("restore")) as session:
        session.execute(update(CounterRow).values(next=1))
    third = quotes.quote(database, make_quote()).number
    assert len({first, second, third}) == 3


def test_quotes_are_found_by_what_they_come_to_in_their_own_currency(database, make_quote):
    line = quote_lines.QuoteLine(name="泵", unit_price=Decimal(1000), tax_rate=Decimal(0))
    yuan = make_quote(lines=[line], currency="CNY")
    yen = make_quote(lines=[replace(line, unit_price=Decimal(50_000))], currency="JPY")

    def found(**bounds):
        return {row.id for row in quotes.listing(database, quotes.QuoteFilter(**bounds)).page(0, 10)}

    assert found(least=Decimal(1000)) == {yuan, yen}
    assert found(least=Decimal("1000.01")) == {yen}
    assert found(most=Decimal(1000)) == {yuan}
