import pytest

from salesdesk.services import customers, undo
from salesdesk.services.duplicates import Reason, clusters, keep_apart, likely_duplicates

MOBILE = [{"label": "mobile", "number": "138 1234 5678"}]


@pytest.fixture
def xinyuan(make_customer):
    return make_customer("深圳市鑫源科技有限公司", phone="0755-88662233", email="info@xinyuan.example")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"name": "鑫源科技（集团）"}, Reason.SAME_CORE),
        ({"name": "深圳新源科技"}, Reason.SAME_SOUND),
        ({"name": "宏达", "phone": "+86 755 8866 2233"}, Reason.SAME_PHONE),
        ({"name": "", "email": "INFO@xinyuan.example"}, Reason.SAME_MAIL),
    ],
)
def test_what_is_typed_is_told_as_likely_there(database, xinyuan, fields, reason):
    (match,) = likely_duplicates(database, fields)
    assert (match.kind, match.id, match.customer_id) == ("customers", xinyuan, xinyuan)
    assert match.likeness.reasons[0] is reason


def test_the_record_itself_and_removed_ones_are_not_told(database, xinyuan):
    same = {"name": "深圳市鑫源科技有限公司"}
    assert likely_duplicates(database, same, except_id=xinyuan) == []
    customers.remove_customers(database, [xinyuan])
    assert likely_duplicates(database, same) == []


def test_an_edit_is_known_at_once(database, xinyuan):
    customers.edit_customer(database, xinyuan, {"phone": "13900001111"})
    assert likely_duplicates(database, {"name": "宏达", "phone": "0755-88662233"}) == []
    assert [match.id for match in likely_duplicates(database, {"phone": "139 0000 1111"})] == [xinyuan]


def test_a_person_is_told_with_the_customer(database, xinyuan, make_contact):
    contact = make_contact(xinyuan, "王芳", phones=MOBILE)
    (match,) = likely_duplicates(database, {"name": "小王", "phones": MOBILE}, kind="contacts")
    assert (match.kind, match.id, match.customer_id) == ("contacts", contact, xinyuan)
    (by_company,) = likely_duplicates(database, {"name": "宏达", "phone": "13812345678"})
    assert (by_company.kind, by_company.name) == ("contacts", "王芳")


def test_namesakes_elsewhere_are_not_told(database, xinyuan, make_contact, make_customer):
    make_contact(xinyuan, "张伟")
    other = make_customer("宏达")
    assert likely_duplicates(database, {"name": "张伟", "customer_id": other}, kind="contacts") == []
    assert len(likely_duplicates(database, {"name": "张伟", "customer_id": xinyuan}, kind="contacts")) == 1


def test_the_likeliest_come_first_and_only_a_few(database, xinyuan, make_customer):
    for n in range(8):
        make_customer(f"鑫源科技{'一二三四五六七八'[n]}厂", phone="0755-88662233")
    found = likely_duplicates(database, {"name": "深圳市鑫源科技有限公司", "phone": "0755-88662233"}, limit=3)
    assert len(found) == 3
    assert found[0].id == xinyuan


def test_clusters_gather_what_is_one(database, xinyuan, make_customer):
    second = make_customer("鑫源科技集团")
    third = make_customer("新源科技", email="info@xinyuan.example")
    make_customer("宏达贸易")
    muller = {make_customer("Müller Pumpen GmbH"), make_customer("Muller Pumpen")}
    steps = []
    found = clusters(database, progress=lambda done, total: steps.append((done, total)))
    assert {frozenset(cluster.ids) for cluster in found} == {
        frozenset({xinyuan, second, third}),
        frozenset(muller),
    }
    assert steps[0][0] == 0
    assert all(cluster.likeness.reasons for cluster in found)


def test_a_key_of_many_is_no_key(database, make_customer):
    for n in range(62):
        make_customer(f"参展商{n}", phone="400-800-1234")
    assert clusters(database) == []


def test_the_check_reads_indexes_only(make_customer, plan_of, xinyuan):
    from salesdesk.storage.queries.duplicates import likely_duplicates as query  # noqa: PLC0415 - the query itself

    steps = plan_of(query, {"name": "鑫源科技", "phone": "0755-88662233"})
    assert not [step for step in steps if step.startswith("SCAN")]


def test_what_was_found_to_be_two_is_not_shown_again_until_undo(database, xinyuan, make_customer):
    other = make_customer("鑫源科技集团")
    (found,) = clusters(database)
    assert set(found.ids) == {xinyuan, other}
    keep_apart(database, [other, xinyuan])
    assert clusters(database) == []
    undo.undo(database)
    assert len(clusters(database)) == 1


def test_a_search_ends_when_it_is_told_to(database, xinyuan, make_customer):
    make_customer("鑫源科技集团")

    def stop(done, total):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        clusters(database, progress=stop)
