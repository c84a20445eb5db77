from decimal import Decimal

import pytest

from salesdesk.protocol.messages import Limits
from salesdesk.services import contacts, customers, products, quote_lines, quotes, search
from salesdesk.storage import outbox
from salesdesk.storage.replica import outgoing
from salesdesk.storage.tables.contacts import ContactRow
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.undo import Step
from salesdesk.sync.state import Outcome
from tests.conftest import TODAY
from tests.sync.office import same_rows


def test_what_one_laptop_writes_a_second_one_reads(office, li, laptop):
    customer = customers.add_customer(li.database, {"name": "深圳鑫源机械有限公司"})
    contacts.add_contact(li.database, customer, {"name": "王芳"})
    quote = quotes.draft_quote(li.database, customer, today=TODAY)
    line = quote_lines.QuoteLine(name="球阀", unit_price=Decimal("99.5"), tax_rate=Decimal(13))
    quote_lines.set_lines(li.database, quote, [line])
    first = li.sync()
    assert first.outcome is Outcome.DONE, first
    assert first.tally.problems == 0
    assert li.database.ask(outbox.pending) == 0
    second = laptop("li")
    assert second.sync().outcome is Outcome.DONE
    assert second.living("customers")[customer]["sort_key"] == li.living("customers")[customer]["sort_key"]
    assert same_rows(office, li) == same_rows(office, second) == []


def test_an_import_that_no_request_could_carry_arrives_in_pieces(office, li, laptop, monkeypatch):
    monkeypatch.setattr(outgoing, "WHOLE", 10)
    monkeypatch.setattr(office.exchange, "_limits", Limits(acts=10))
    with li.database.write(Step("import")) as session:
        made = [CustomerRow(name=f"宁波远洋泵业{n}", owner_id=li.database.me) for n in range(25)]
        session.add_all(made)
        session.flush()
        session.add_all(ContactRow(customer_id=one.id, name="王芳") for one in made)
    li.link.lose.add("sync/push")
    assert li.sync().outcome is Outcome.OFFLINE
    li.link.asked.clear()
    ended = li.sync()
    assert (ended.outcome, ended.tally.pushed, ended.tally.problems) == (Outcome.DONE, 50, 0)
    assert li.link.asked.count("sync/push") >= 4
    second = laptop("li")
    second.sync()
    assert len(second.living("contacts")) == 25
    assert same_rows(office, li) == same_rows(office, second) == []


def test_an_idle_cycle_is_one_request(li):
    customers.add_customer(li.database, {"name": "A"})
    li.sync()
    li.sync()
    li.link.asked.clear()
    assert li.sync().outcome is Outcome.DONE
    assert li.link.asked == ["sync/session"]


def test_a_manager_gets_the_customers_of_those_beneath_and_finds_them(office, li, laptop):
    customer = customers.add_customer(li.database, {"name": "深圳鑫源机械有限公司"})
    contacts.add_contact(li.database, customer, {"name": "王芳"})
    li.sync()
    wang, han = laptop("wang"), laptop("han")
    wang.sync()
    han.sync()
    assert customer in wang.living("customers")
    assert customer not in han.living("customers")
    assert search.search(wang.database, "wangf") != []


def test_two_people_change_one_field_and_the_author_is_told(office, li, laptop):
    customer = customers.add_customer(li.database, {"name": "A", "phone": "0755-1234567"})
    li.sync()
    wang = laptop("wang")
    wang.sync()
    customers.edit_customer(wang.database, customer, {"note": "from above", "city": "深圳"})
    wang.sync()
    customers.edit_customer(li.database, customer, {"note": "from below", "website": "a.example"})
    ended = li.sync()
    assert (ended.tally.conflicts, ended.tally.problems) == (1, 0)
    row = li.living("customers")[customer]
    assert (row["note"], row["city"], row["website"]) == ("from above", "深圳", "a.example")
    assert same_rows(office, li) == []


@pytest.mark.parametrize("name", ["sync/push", "sync/pull", "sync/session"])
def test_a_lost_answer_changes_nothing(office, li, name):
    customers.add_customer(li.database, {"name": "A"})
    li.link.lose = {name}
    assert li.sync().outcome is Outcome.OFFLINE
    assert li.sync().outcome is Outcome.DONE
    assert same_rows(office, li) == []
    assert [row["version"] for row in office.rows("customers").values()] == [1]


def test_what_a_salesperson_may_not_write_is_held_and_told(office, li):
    product = products.add_product(li.database, {"name": "球阀", "code": "P-1", "unit": "台"})
    ended = li.sync()
    assert ended.tally.problems == 1
    assert product not in li.rows("products")
    assert same_rows(office, li) == []


def test_what_is_written_while_a_page_is_on_its_way_stays_on_top(office, li, laptop):
    customer = customers.add_customer(li.database, {"name": "A"})
    li.sync()
    wang = laptop("wang")
    wang.sync()
    customers.edit_customer(wang.database, customer, {"city": "深圳"})
    wang.sync()

    def meanwhile(name):
        if name == "sync/pull":
            li.link.before = lambda _name: None
            customers.edit_customer(li.database, customer, {"note": "meanwhile"})

    li.link.before = meanwhile
    li.sync()
    row = li.living("customers")[customer]
    assert (row["city"], row["note"]) == ("深圳", "meanwhile")
    li.sync()
    assert same_rows(office, li) == []
    assert office.rows("customers")[customer]["note"] == "meanwhile"
