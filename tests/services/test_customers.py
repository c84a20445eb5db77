from uuid import uuid4

import pytest

from salesdesk.domain.customers import Grade, Lifecycle
from salesdesk.domain.errors import BadInput, NotFound
from salesdesk.services import customers


def test_a_new_customer_is_mine_and_tidied(database, make_customer):
    found = customers.customer(
        database, make_customer("  鑫源  机械 ", tags="展会，阀门", website="xinyuan.cn")
    )
    assert (found.name, found.tags, found.owner_id) == ("鑫源 机械", ("展会", "阀门"), database.me)
    assert (found.lifecycle, found.grade) == (Lifecycle.POTENTIAL, Grade.NONE)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x", "grade": "Z"}, "grade"),
        ({"name": "x", "colour": "red"}, "colour"),
        ({"name": "x", "email": "nobody"}, "email"),
        ({"name": "x", "referrer_id": uuid4()}, "referrer_id"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_added(database, told, fields, field):
    with pytest.raises(BadInput) as refused:
        customers.add_customer(database, fields)
    assert (refused.value.field, told) == (field, [])
    assert customers.listing(database, customers.CustomerFilter()).count() == 0


def test_a_customer_cannot_refer_itself(database, make_customer):
    customer = make_customer()
    with pytest.raises(BadInput, match="referrer-unknown"):
        customers.edit_customer(database, customer, {"referrer_id": customer})


def test_the_names_behind_references_are_told(database, make_customer):
    referrer = make_customer("宝山钢构")
    found = customers.customer(database, make_customer("鑫源", referrer_id=referrer))
    assert found.referrer_name == "宝山钢构"


def test_renaming_moves_the_customer_in_the_list(database, make_customer):
    make_customer("宝山")
    customer = make_customer("张江")
    customers.edit_customer(database, customer, {"name": "安泰"})
    assert customers.listing(database, customers.CustomerFilter()).page(0, 1)[0].id == customer


def test_what_is_gone_cannot_be_read_edited_or_removed_again(database, make_customer):
    customer = make_customer()
    assert customers.remove_customers(database, [customer]) == 1
    for act in (
        lambda: customers.customer(database, customer),
        lambda: customers.edit_customer(database, customer, {"city": "上海"}),
        lambda: customers.timeline(database, customer),
        lambda: customers.remove_customers(database, [customer]),
    ):
        with pytest.raises(NotFound, match="customer-gone"):
            act()


def test_removing_many_is_one_step(database, make_customer):
    ids = [make_customer() for _ in range(3)]
    assert customers.remove_customers(database, ids[:2]) == 2
    assert customers.listing(database, customers.CustomerFilter()).ids() == ids[2:]


def test_the_timeline_tells_everything_newest_first(
    database, clock, make_customer, make_contact, make_activity, make_quote
):
    customer = make_customer("鑫源")
    for make in (make_contact, make_activity, make_quote):
        clock.forward(hours=1)
        make(customer)
    entries = customers.timeline(database, customer)
    assert [entry.kind.value for entry in entries] == [
        "quote_added",
        "activity",
        "contact_added",
        "customer_added",
    ]
    assert (entries[0].gross, entries[0].currency, entries[1].title) == (11300, "CNY", "谈年框")


def test_summaries_keep_the_order_asked_for(database, make_customer):
    ids = [make_customer() for _ in range(4)]
    wanted = [ids[2], ids[0], uuid4()]
    assert [row.id for row in customers.summaries(database, wanted)] == ids[2:3] + ids[:1]


def test_counts_by_lifecycle_leave_none_out(database, make_customer):
    make_customer(lifecycle="closed")
    counts = customers.lifecycle_counts(database, customers.CustomerFilter())
    assert counts == {Lifecycle.POTENTIAL: 0, Lifecycle.INTERESTED: 0, Lifecycle.CLOSED: 1}


def test_only_some_fields_offer_their_values(database):
    with pytest.raises(BadInput):
        customers.known_values(database, "tax_id")
