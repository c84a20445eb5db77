import pytest

from salesdesk.domain.errors import BadInput, NotFound
from salesdesk.services import contacts, customers


def test_the_first_person_is_the_main_one(database, make_customer, make_contact):
    customer = make_customer()
    first, second = make_contact(customer, "王芳"), make_contact(customer, "安娜")
    assert [person.id for person in contacts.contacts_of(database, customer)] == [first, second]


def test_there_is_one_main_person_at_a_time(database, make_customer, make_contact):
    customer = make_customer()
    make_contact(customer, "王芳")
    second, third = make_contact(customer, "李雷", is_primary=True), make_contact(customer, "韩梅")
    contacts.edit_contact(database, third, {"is_primary": True})
    assert [person.id for person in contacts.contacts_of(database, customer) if person.is_primary] == [third]
    assert not contacts.contact(database, second).is_primary


def test_phones_are_kept_as_typed_and_known_by_their_number(database, make_contact):
    person = contacts.contact(database, make_contact(phones=[{"number": "138 0013 8000"}]))
    assert [(phone.label, phone.number, phone.e164) for phone in person.phones] == [
        ("mobile", "138 0013 8000", "+8613800138000")
    ]


def test_a_person_cannot_hang_on_a_removed_customer(database, make_customer):
    customer = make_customer()
    customers.remove_customers(database, [customer])
    with pytest.raises(NotFound):
        contacts.add_contact(database, customer, {"name": "王芳"})


def test_a_nameless_person_is_refused(database, make_customer):
    with pytest.raises(BadInput) as refused:
        contacts.add_contact(database, make_customer(), {"name": ""})
    assert refused.value.field == "name"


def test_removed_people_are_gone(database, make_customer, make_contact):
    customer = make_customer()
    person = make_contact(customer)
    assert contacts.remove_contacts(database, [person]) == 1
    assert contacts.contacts_of(database, customer) == []
    with pytest.raises(NotFound):
        contacts.contact(database, person)
