"""Taking back what somebody did, when the server has decided otherwise meanwhile."""

from salesdesk.services import customers, products, undo
from tests.sync.office import same_rows


def test_a_change_of_a_row_that_was_refused_is_not_taken_back_but_nothing_breaks(office, li):
    product = products.add_product(li.database, {"name": "球阀", "code": "P-1", "unit": "台"})
    products.edit_product(li.database, product, {"name": "闸阀"})
    customer = customers.add_customer(li.database, {"name": "A"})
    li.sync()
    assert product not in li.rows("products")
    taken = [undo.undo(li.database) for _ in range(2)]
    assert [step.key for step in taken if step] == ["customer-add", "product-edit"]
    assert taken[1].kept > 0
    li.sync()
    assert customer not in li.living("customers")
    assert same_rows(office, li) == []
