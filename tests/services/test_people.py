"""A person who works for several customers has a card at each."""

import pytest

from salesdesk.domain.errors import BadInput
from salesdesk.services import contacts, customers, people, undo

MOBILE = [{"number": "138 0013 8000"}]


@pytest.fixture
def here(make_customer):
    return make_customer(name="深圳鑫源精密机械有限公司")


@pytest.fixture
def there(make_customer):
    return make_customer(name="苏州轨道装备有限公司")


def places(database, customer):
    return {
        person: [(at.customer_name, at.role, at.job_title) for at in some]
        for person, some in people.elsewhere(database, customer).items()
    }


def test_one_person_is_known_at_both_places_by_what_they_are_there(database, here, there, make_contact):
    one = make_contact(here, "周敏", phones=MOBILE, role="decider")
    other = make_contact(there, "周敏", phones=[{"number": "+86 13800138000"}], job_title="顾问")
    assert places(database, here) == {one: [("苏州轨道装备有限公司", "", "顾问")]}
    assert places(database, there) == {other: [("深圳鑫源精密机械有限公司", "decider", "")]}


@pytest.mark.parametrize(
    ("name", "reached"),
    [
        ("周敏", {"phones": [{"number": "13900139000"}]}),
        ("李雷", {"phones": MOBILE}),
        ("周敏", {}),
    ],
    ids=["a namesake", "who has the phone now", "a name alone"],
)
def test_a_name_or_a_number_alone_makes_nobody_the_same(database, here, there, make_contact, name, reached):
    make_contact(here, "周敏", phones=MOBILE)
    make_contact(there, name, **reached)
    assert places(database, here) == {}


def test_whoever_is_gone_is_nowhere_else(database, here, there, make_contact):
    make_contact(here, "周敏", wechat="zhoumin8")
    other = make_contact(there, "周敏", wechat="zhoumin8")
    assert places(database, here)
    contacts.remove_contacts(database, [other])
    assert places(database, here) == {}
    undo.undo(database)
    assert places(database, here)
    customers.remove_customers(database, [there])
    assert places(database, here) == {}


def test_a_person_is_added_at_another_customer_with_what_is_their_own(database, here, there, make_contact):
    given = {"phones": MOBILE, "wechat": "zhoumin8", "emails": [{"address": "zhou@xinyuan.example"}]}
    person = make_contact(here, "周敏", job_title="总经理", role="decider", note="喜欢钓鱼", **given)
    added = contacts.contact(database, people.add_at(database, person, there))
    assert (added.name, added.wechat, added.phones[0].number) == ("周敏", "zhoumin8", "138 0013 8000")
    assert added.emails[0].address == "zhou@xinyuan.example"
    assert (added.job_title, added.role, added.note, added.is_primary) == ("", "", "", True)
    undo.undo(database)
    assert contacts.contacts_of(database, there) == []
    assert contacts.contact(database, person).role == "decider"


@pytest.mark.parametrize("reached", [{"phones": MOBILE}, {}], ids=["by phone", "by name alone"])
def test_nobody_is_added_where_they_are(database, here, there, make_contact, reached):
    person = make_contact(here, "周敏", **reached)
    people.add_at(database, person, there)
    for customer in (here, there):
        with pytest.raises(BadInput, match="person-there"):
            people.add_at(database, person, customer)
    assert len(contacts.contacts_of(database, there)) == 1
