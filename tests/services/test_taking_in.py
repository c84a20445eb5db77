"""What was typed for a new customer goes into one that is there: nothing that stands is lost, one step."""

import pytest

from salesdesk.domain.errors import BadInput
from salesdesk.services import contacts, customers, taking_in, undo
from salesdesk.services.taking_in import How

TYPED = {
    "name": "鑫源机械",
    "phone": "0755-2600 1234",
    "city": "东莞市",
    "grade": "A",
    "note": "展会上见过",
    "tax_id": "",
}


@pytest.fixture
def known(database, make_customer):
    found = make_customer("深圳鑫源机械有限公司", city="深圳市", grade="A", note="老客户")
    contacts.add_contact(database, found, {"name": "王芳"})
    return found


def test_empty_fields_are_filled_and_the_rest_is_a_choice(database, known):
    meeting = taking_in.beside(database, known, TYPED, {"name": "王 芳", "job_title": "采购"})
    assert {line.field: line.how for line in meeting.lines} == {
        "name": How.DIFFERS, "phone": How.FILLS, "city": How.DIFFERS, "grade": How.SAME, "note": How.JOINS,
        "contact": How.SAME, "job_title": How.FILLS,
    }  # fmt: skip
    taking_in.take_in(database, known, TYPED, {"name": "王 芳", "job_title": "采购"}, over={"city"})
    found = customers.customer(database, known)
    assert (found.name, found.city, found.note) == ("深圳鑫源机械有限公司", "东莞市", "老客户\n展会上见过")
    assert found.phone.endswith("1234")
    assert [(one.name, one.job_title) for one in contacts.contacts_of(database, known)] == [("王芳", "采购")]


def test_it_is_one_step_and_a_new_person_comes_along(database, known):
    before = customers.customer(database, known)
    taking_in.take_in(database, known, TYPED, {"name": "李强", "job_title": "经理"})
    people = {one.name: (one.job_title, one.is_primary) for one in contacts.contacts_of(database, known)}
    assert people == {"王芳": ("", True), "李强": ("经理", False)}
    undo.undo(database)
    assert [one.name for one in contacts.contacts_of(database, known)] == ["王芳"]
    after = customers.customer(database, known)
    assert (after.phone, after.note) == (before.phone, before.note)


def test_what_is_wrong_is_refused_and_changes_nothing(database, known):
    with pytest.raises(BadInput) as refused:
        taking_in.take_in(database, known, {"name": "鑫源", "city": "广州", "email": "nobody"})
    assert refused.value.field == "email"
    assert customers.customer(database, known).city == "深圳市"
