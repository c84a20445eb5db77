import pytest
from sqlalchemy import func, select

from salesdesk.domain.quotes import QuoteStatus
from salesdesk.services import contacts, customers, quotes
from salesdesk.storage import outbox
from salesdesk.storage.base import new_id
from salesdesk.storage.queries.customers import one
from salesdesk.storage.recorder import SLICE
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.tables.replication import OutboxRow
from salesdesk.storage.undo import Step


def test_a_new_row_is_one_act_with_what_it_says(database, make_customer, acts):
    customer = make_customer("鑫源", city="深圳")
    (act,) = acts()
    assert (act.kind, act.entity, act.row_id, act.base) == ("edit", "customers", customer, None)
    assert act.patch["name"] == "鑫源"
    assert act.patch["scope_id"] == f"owner:{database.me}"
    assert "sort_key" not in act.patch  # derived anew by each side
    assert "note" not in act.patch  # empty by default


def test_an_edit_carries_only_what_changed_with_what_it_was(database, make_customer, acts):
    customer = make_customer("鑫源", city="深圳")
    customers.edit_customer(database, customer, {"city": "东莞", "name": "鑫源"})
    assert (acts()[-1].base, acts()[-1].patch) == ({"city": "深圳"}, {"city": "东莞"})


def test_a_change_to_the_same_value_is_no_act(database, make_customer, acts, told):
    customer = make_customer("鑫源", city="深圳")
    told.clear()
    customers.edit_customer(database, customer, {"city": "深圳"})
    assert (len(acts()), told) == (1, [])


def test_several_flushes_of_a_row_are_one_act(database, acts):
    with database.write(Step("x")) as session:
        row = CustomerRow(name="鑫源")
        session.add(row)
        session.flush()
        row.city = "深圳"
        session.flush()
        row.city = "东莞"
    assert [act.patch["city"] for act in acts()] == ["东莞"]
    assert database.ask(one, row.id).version == 1


def test_a_change_and_back_again_within_one_write_is_no_act(database, make_customer, acts):
    customer = make_customer("鑫源", city="深圳")
    with database.write(Step("x")) as session:
        row = one(session, customer)
        row.city = "东莞"
        session.flush()
        row.city = "深圳"
    assert len(acts()) == 1


def test_numbers_have_no_gaps_and_a_write_is_one_group(database, make_customer, acts):
    contacts.add_contact(database, make_customer(), {"name": "王芳"})
    contacts.add_contact(database, make_customer(), {"name": "李雷", "is_primary": True})
    assert [act.mseq for act in acts()] == list(range(2, 2 + len(acts())))
    assert len({act.group_id for act in acts()}) == 4


def test_every_version_counts_once_a_write(database, make_customer):
    customer = make_customer()
    for city in ("深圳", "东莞", "广州"):
        customers.edit_customer(database, customer, {"city": city})
    assert customers.customer(database, customer).version == 4


def test_a_guarded_field_changes_by_command(database, make_quote, today, acts, clock):
    quote = make_quote()
    quotes.move_quote(database, quote, QuoteStatus.SENT, today=today)
    act = [act for act in acts() if act.entity == "quotes"][-1]
    assert (act.kind, act.command, act.base, act.patch) == ("command", "quote.move", None, None)
    assert act.args == {"from": "draft", "to": "sent", "sent_at": clock.now}


def test_an_owner_changes_by_command_and_the_rest_by_edit(database, make_customer, acts):
    customer = make_customer()
    customers.edit_customer(database, customer, {"owner_id": None, "grade": "A"})
    assert [(act.kind, act.command) for act in acts()[-2:]] == [
        ("edit", None),
        ("command", "customer.reassign"),
    ]


def test_handed_out_papers_are_appended(database, make_quote, acts):
    quotes.add_paper(database, make_quote(), language="zh", sha256="0" * 64, size=1, pages=1, file_id="f")
    assert (acts()[-1].kind, acts()[-1].entity) == ("append", "issued_papers")


def test_many_new_rows_are_as_if_written_one_by_one(database, acts):
    with database.write(Step("x")) as session:
        ids = outbox.bulk(
            session, "customers", creates=[{"name": f"客户 {n}", "city": "深圳"} for n in range(3)]
        )
    one_by_one = customers.add_customer(database, {"name": "客户 0", "city": "深圳"})
    first, alone = acts()[0].patch, acts()[-1].patch
    assert first | {"owner_id": database.me, "source": None} == alone | {"source": None}
    assert [act.row_id for act in acts()[:3]] == ids
    assert customers.customer(database, ids[0]).name == customers.customer(database, one_by_one).name
    names = [row.name for row in customers.listing(database, customers.CustomerFilter()).page(0, 10)]
    assert names == ["客户 0", "客户 0", "客户 1", "客户 2"]  # the sort key is there


def test_many_updates_carry_base_and_patch_and_derive(database, make_customer, acts):
    a, b = make_customer("甲"), make_customer("乙")
    changes = [
        (a, {"name": "甲"}, {"name": "丙"}),
        (b, {"city": "", "grade": ""}, {"city": "上海", "grade": "A"}),
    ]
    with database.write(Step("x")) as session:
        outbox.bulk(session, "customers", updates=changes)
    assert {act.row_id: (act.base, act.patch) for act in acts()[-2:]} == {
        row_id: (base, patch) for row_id, base, patch in changes
    }
    found = [row.name for row in customers.listing(database, customers.CustomerFilter()).page(0, 10)]
    assert found == ["丙", "乙"]  # b before y


def test_the_same_change_to_many_leaves_out_those_that_have_it(database, make_customer, acts):
    ids = [make_customer(city=city) for city in ("上海", "深圳", "北京")]
    before = len(acts())
    assert customers.edit_customers(database, ids, {"city": "上海"}) == 2
    assert [act.base for act in acts()[before:]] == [{"city": "深圳"}, {"city": "北京"}]


def test_removed_rows_stay_with_their_time(database, make_customer, clock):
    customer = make_customer()
    clock.forward(hours=1)
    customers.remove_customers(database, [customer])
    row = database.ask(lambda session: session.get(CustomerRow, customer))
    assert (row.deleted_at, row.version) == (clock.now, 2)


def test_more_rows_can_be_removed_than_a_statement_takes_values(database, make_contact):
    ids = [make_contact(), *[new_id()] * 250_000]
    assert contacts.remove_contacts(database, ids) == 1


@pytest.mark.parametrize("n", [0, 1, SLICE + 1])
def test_bulk_takes_any_number(database, n):
    with database.write(Step("x")) as session:
        outbox.bulk(session, "products", creates=[{"name": f"阀 {i}", "code": f"{i}"} for i in range(n)])
    assert database.ask(outbox.pending) == 1 + n
    last = database.ask(lambda session: session.scalar(select(func.max(OutboxRow.mseq))))
    assert last == 1 + n
