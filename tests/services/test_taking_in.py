"""What was typed for a new customer goes into one that is there: nothing that stands is lost, one step."""

import pytest

from salesdesk.domain.errors import BadInput
from salesdesk.domain.regions import PARTS
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
        "name": How.DIFFERS, "phone": How.FILLS, "region": How.DIFFERS, "grade": How.SAME, "note": How.JOINS,
        "contact": How.SAME, "job_title": How.FILLS,
    }  # fmt: skip
    taking_in.take_in(database, known, TYPED, {"name": "王 芳", "job_title": "采购"}, over={"region"})
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


NANSHAN = ("广东省", "深圳市", "南山区")


@pytest.mark.parametrize(
    ("stands", "how", "kept", "over"),
    [
        (("", "", ""), How.FILLS, NANSHAN, NANSHAN),
        (("广东省", "深圳市", ""), How.FILLS, NANSHAN, NANSHAN),
        (("浙江省", "", ""), How.DIFFERS, ("浙江省", "", ""), NANSHAN),
        (
            ("", "", "南山区"),
            How.DIFFERS,
            ("", "", "南山区"),
            NANSHAN,
        ),  # more than one town has such a district
        (NANSHAN, How.SAME, NANSHAN, NANSHAN),
    ],
)
def test_two_places_are_never_mixed(database, make_customer, stands, how, kept, over):
    for chosen, wanted in ((set(), kept), ({"region"}, over)):
        row_id = make_customer(**dict(zip(PARTS, stands, strict=True)))
        typed = dict(zip(PARTS, NANSHAN, strict=True))
        assert [(line.field, line.how) for line in taking_in.beside(database, row_id, typed).lines] == [
            ("region", how)
        ]
        taking_in.take_in(database, row_id, typed, over=chosen)
        found = customers.customer(database, row_id)
        assert (found.province, found.city, found.district) == wanted


def test_a_town_alone_is_there_already_or_takes_the_place_of_all_three(database, make_customer):
    row_id = make_customer(**dict(zip(PARTS, NANSHAN, strict=True)))
    [line] = taking_in.beside(database, row_id, {"city": "深圳市"}).lines
    assert line.how is How.SAME
    taking_in.take_in(database, row_id, {"city": "东莞市"}, over={"region"})
    found = customers.customer(database, row_id)
    assert (found.province, found.city, found.district) == ("", "东莞市", "")


def test_what_is_wrong_is_refused_and_changes_nothing(database, known):
    with pytest.raises(BadInput) as refused:
        taking_in.take_in(database, known, {"name": "鑫源", "city": "广州", "email": "nobody"})
    assert refused.value.field == "email"
    assert customers.customer(database, known).city == "深圳市"
