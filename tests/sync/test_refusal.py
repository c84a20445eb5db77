"""What is refused goes back to what the server has by then, not to what was there when it was written."""

from decimal import Decimal

from salesdesk.services import inbox, products
from salesdesk.sync.state import Outcome, Tally
from tests.sync.office import same_rows


def test_a_refused_change_leaves_what_came_from_the_server_meanwhile(office, li, laptop):
    admin = laptop("admin")
    product = products.add_product(
        admin.database, {"name": "球阀", "code": "V-1", "unit_price": Decimal(100), "currency": "CNY"}
    )
    admin.sync()
    li.sync()
    products.edit_product(admin.database, product, {"unit_price": Decimal(120)})
    admin.sync()

    def meanwhile(name):
        if name == "sync/pull":
            li.link.before = lambda _name: None
            products.edit_product(li.database, product, {"unit_price": Decimal(90)})

    li.link.before = meanwhile
    li.sync()
    assert li.living("products")[product]["unit_price"] == 90
    li.sync()
    assert li.living("products")[product]["unit_price"] == 120
    assert inbox.counts(li.database).with_others == 1
    assert same_rows(office, li) == []


def test_a_line_that_breaks_after_a_refusal_leaves_no_stamp_of_ones_own(office, li, laptop, clock):
    admin = laptop("admin")
    product = products.add_product(admin.database, {"name": "球阀", "code": "V-1"})
    admin.sync()
    li.sync()
    products.edit_product(li.database, product, {"unit": "台"})
    li.link.cut = {"sync/pull", "sync/repair"}
    assert li.sync().outcome is Outcome.OFFLINE
    assert inbox.counts(li.database).with_others == 1
    li.link.cut = set()
    clock.forward(minutes=10)
    for _ in range(2):
        li.sync()
    assert same_rows(office, li) == []
    assert li.sync().tally == Tally(), "it is compared once"
