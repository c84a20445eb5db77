import pytest
from sqlalchemy import func, select

from salesdesk.services import contacts, customers, undo
from salesdesk.storage import outbox
from salesdesk.storage.queries.search import matching
from salesdesk.storage.tables.search import match_keys, range_of, search_docs, search_marks
from salesdesk.storage.undo import Step


def sizes(database):
    """Count the rows of all tables of the index."""
    text = database.ask(
        lambda session: session.connection().exec_driver_sql("SELECT count(*) FROM search_text").scalar()
    )
    others = (
        database.ask(lambda session, table=table: session.scalar(select(func.count()).select_from(table)))
        for table in (search_docs, search_marks, match_keys)
    )
    return (text, *others)


def test_edits_leave_nothing_behind(database, make_customer):
    customer = make_customer("深圳鑫源", phone="13812345678", email="a@xinyuan.example")
    before = sizes(database)
    for n in range(5):
        customers.edit_customer(database, customer, {"name": f"深圳鑫源{n}", "phone": "13912345678"})
    customers.edit_customer(database, customer, {"name": "深圳鑫源", "phone": "13812345678"})
    assert sizes(database) == before
    customers.remove_customers(database, [customer])
    assert sizes(database) == (0, 0, 0, 0)
    undo.undo(database)
    assert sizes(database) == before


def test_a_person_who_moves_is_found_at_the_new_place_only(database, make_customer, make_contact):
    old, new = make_customer("鑫源"), make_customer("宏达")
    contact = make_contact(old, "曾乐")
    contacts.edit_contact(database, contact, {"customer_id": new})
    assert customers.listing(database, customers.CustomerFilter(text="曾乐")).ids() == [new]


def test_many_rows_at_once_are_found_like_one(database):
    with database.write(Step("customer-add")) as session:
        creates = [{"name": f"深圳市鑫源{n}号贸易有限公司", "phone": f"1389999{n:04}"} for n in range(2_500)]
        ids = outbox.bulk(session, "customers", creates=creates)
    found = customers.listing(database, customers.CustomerFilter(text="鑫源1234号"))
    assert (found.count(), found.ids()) == (1, [ids[1234]])
    assert customers.listing(database, customers.CustomerFilter(text="szxy")).count() == 2_500


def test_a_broad_search_pages_in_order_of_names(database):
    names = [f"鑫源{n}号" for n in range(2_500)]
    with database.write(Step("customer-add")) as session:
        outbox.bulk(session, "customers", creates=[{"name": name, "grade": "A"} for name in reversed(names)])
    for wanted in (customers.CustomerFilter(text="xy"), customers.CustomerFilter(text="xy", grade="A")):
        found = customers.listing(database, wanted)
        assert found.count() == 2_500
        assert [row.name for row in found.page(1_000, 3)] == names[1_000:1_003]
        assert [row.name for row in found.page(2_498, 100)] == names[2_498:]


def test_what_stays_is_still_found_when_a_large_import_is_taken_back(database, make_customer, make_contact):
    make_contact(make_customer("深圳鑫源"), "曾乐")
    before = sizes(database)
    with database.write(Step("import")) as session:
        creates = [{"name": f"宏达{n}号", "phone": f"1389999{n:04}"} for n in range(2_500)]
        outbox.bulk(session, "customers", creates=creates)
    undo.undo(database)
    assert sizes(database) == before
    assert customers.listing(database, customers.CustomerFilter(text="zengle")).count() == 1
    assert customers.listing(database, customers.CustomerFilter(text="hongda")).count() == 0
    undo.redo(database)
    assert customers.listing(database, customers.CustomerFilter(text="hongda")).count() == 2_500


def test_one_kind_is_one_range_of_the_full_text(database, make_customer, make_contact):
    make_contact(make_customer("鑫源"), "曾乐")
    places = database.ask(lambda session: list(session.scalars(select(search_docs.c.place))))
    assert sorted(places) == [range_of("customers")[0] + 1 + (len(places) - 2), range_of("contacts")[0] + 1]


def test_the_text_is_asked_first_and_rows_by_number(make_customer, plan_of):
    make_customer()
    steps = plan_of(lambda session: session.scalars(matching("customers", "鑫源")).all())
    assert any("SEARCH search_docs USING INTEGER PRIMARY KEY" in step for step in steps)
    assert any("search_text VIRTUAL TABLE" in step for step in steps)


@pytest.mark.parametrize(
    "text", ['"', "NEAR(", "鑫源 OR 宏达", "head:x", "*", "^", '鑫"源', "鑫源 AND NOT 宏达", "\x00", "'"]
)
def test_what_a_person_types_is_never_read_as_a_command(database, make_customer, text):
    make_customer("鑫源")
    assert customers.listing(database, customers.CustomerFilter(text=text)).ids() == [] or text == '鑫"源'
