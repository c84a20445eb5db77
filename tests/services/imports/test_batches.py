"""What one import brought can be asked for, and files of one import know one another."""

from salesdesk.services import customers, products, undo
from salesdesk.services.customers import CustomerFilter
from salesdesk.services.imports import Kind, inspect, plan, recent
from salesdesk.services.products import ProductFilter

CUSTOMERS = frozenset((Kind.CUSTOMERS, Kind.CONTACTS))


def _names(database, batch) -> list[str]:
    return [one.name for one in customers.listing(database, CustomerFilter(batch=batch)).page(0, 100)]


def test_the_last_imports_are_told_newest_first(database, bring, clock):
    bring("公司名称\n深圳鑫源\n", "first.csv")
    clock.forward(minutes=5)
    bring("公司名称\n广州金穗\n", "second.csv")
    bring("产品编码,产品名称\nP-1,球阀\n", "goods.csv")
    assert [one.file_name for one in recent(database, CUSTOMERS)] == ["second.csv", "first.csv"]
    assert recent(database, CUSTOMERS)[0].counts["created"] == 1


def test_an_import_that_was_taken_back_is_told_no_more(database, bring):
    bring("公司名称\n深圳鑫源\n")
    undo.undo(database)
    assert recent(database, CUSTOMERS) == []


def test_what_an_import_made_and_changed_is_found_by_it(database, bring, clock, make_customer):
    make_customer("苏州昆仑", external_id="C9")
    known = make_customer("深圳鑫源", external_id="C1")
    clock.forward(minutes=5)
    result = bring("客户编号,公司名称,城市\nC1,深圳鑫源,深圳\nC2,广州金穗,广州\n")
    assert _names(database, result.batch_id) == ["广州金穗", "深圳鑫源"]
    clock.forward(minutes=5)
    customers.edit_customer(database, known, {"city": "东莞"})
    assert _names(database, result.batch_id) == ["广州金穗"]


def test_people_show_their_companies(database, bring, clock, make_customer):
    make_customer("深圳鑫源", external_id="C1")
    clock.forward(minutes=5)
    result = bring("客户编号,姓名,手机\nC1,王芳,13800138000\n")
    assert _names(database, result.batch_id) == ["深圳鑫源"]


def test_products_too(database, bring, clock, make_product):
    make_product("离心泵")
    clock.forward(minutes=5)
    result = bring("产品编码,产品名称\nV-1,球阀\n")
    found = products.listing(database, ProductFilter(batch=result.batch_id)).page(0, 9)
    assert [one.name for one in found] == ["球阀"]


def test_people_of_customers_that_are_still_to_come_are_not_refused(database, write):
    companies = inspect(write("客户编号,公司名称\nK1,深圳鑫源\n", "companies.csv"))
    people = inspect(write("客户编号,姓名,手机\nK1,王芳,13800138000\n", "people.csv"))
    assert [one.code for one in plan(database, people).refused] == ["customer-not-found"]
    before = plan(database, companies)
    after = plan(database, people, after=[before])
    assert (after.created, after.refused) == (1, ())
    assert after.work.customers.creates == []
