"""A newer program puts into the index anew what an older one put there."""

from hashlib import sha256

import pytest
from sqlalchemy import delete, func, select, update

from salesdesk.domain.matching import match_keys as keys_of
from salesdesk.services import customers, duplicates, search
from salesdesk.storage import meta
from salesdesk.storage.base import Base
from salesdesk.storage.database import utc_now
from salesdesk.storage.indexing import FORM, INDEXED_AS, index_touched
from salesdesk.storage.replica.finding import UNFOUND, catch_up
from salesdesk.storage.replica.pace import FEW
from salesdesk.storage.replica.reindexing import go_on, is_behind
from salesdesk.storage.searchable import Terms, contact_party, customer_party
from salesdesk.storage.tables.search import match_keys, search_docs, search_marks

SAMPLE = {
    "name": "深圳市鑫源（重庆）精密机械有限公司 Müller",
    "core_name": "鑫源精密机械",
    "name_en": "Mueller Pumps GmbH & Co. KG",
    "short_name": "鑫源",
    "phone": "0755-2600 1234",
    "email": "Info@Xinyuan.example",
    "tax_id": "91440300708461136T",
    "city": "深圳市",
    "street": "科技路1号",
}
"""What the terms and keys of this sample come to, by the form of the index."""
SUMS = {1: "cb2ab79ce06dbd0a"}


@pytest.fixture
def of_an_older_program(database, make_customer, make_contact):
    """Customers whose keys an older program did not make."""
    ids = [make_customer(f"宁波远洋泵业{n}", phone=f"0574-2600{n:04}") for n in range(2 * FEW + 10)]
    make_contact(ids[0], "王芳", wechat="wangfang")
    with database.absorb() as absorbed:
        absorbed.session.execute(delete(match_keys))
        absorbed.session.execute(update(search_marks).values({search_marks.c["keys"]: b""}))
        meta.put(absorbed.session, INDEXED_AS, str(FORM - 1))
    return ids


def twins(database):
    return [
        match.id
        for match in duplicates.likely_duplicates(
            database, {"phone": "057426000000", "name": "宁波远洋泵业0"}
        )
    ]


def test_a_new_workspace_has_nothing_to_do(database):
    assert not database.ask(is_behind)
    assert not go_on(database)


def test_what_an_older_program_put_in_is_put_in_anew(database, of_an_older_program):
    assert twins(database) == []
    while go_on(database):
        pass
    assert twins(database)[0] == of_an_older_program[0]
    assert not database.ask(is_behind)
    found = duplicates.likely_duplicates(database, {"name": "王芳", "wechat": "wangfang"}, kind="contacts")
    assert [match.name for match in found] == ["王芳"]


def test_it_goes_on_where_it_was_cut_off(database, of_an_older_program, make_customer):
    make_customer("somebody works here")  # so that it is done in small pieces
    assert go_on(database)
    first = database.ask(meta.get, "reindexed")
    assert go_on(database)
    assert database.ask(meta.get, "reindexed") != first
    assert twins(database)[0] == of_an_older_program[0]
    assert database.ask(is_behind)


def test_everything_is_found_meanwhile(database, of_an_older_program):
    customers.edit_customer(database, of_an_older_program[3], {"note": "reads slowly"})
    assert go_on(database)
    assert [hit.id for hit in search.search(database, "reads slowly")] == [of_an_older_program[3]]


def test_what_a_first_copy_has_not_put_in_yet_is_left_to_it(database, of_an_older_program):
    """Both are at work when a program starts: what is in the index already cannot be put in as new."""
    missing = of_an_older_program[1:3]
    table = Base.metadata.tables["customers"]
    with database.absorb() as absorbed:
        absorbed.session.execute(update(table).where(table.c.id.in_(missing)).values(deleted_at=utc_now()))
        index_touched(absorbed.session, {"customers": missing})
        absorbed.session.execute(update(table).values(deleted_at=None))
        meta.put(absorbed.session, UNFOUND, "1")
    while go_on(database):
        pass
    asked = select(func.count()).where(search_docs.c.row_id.in_(missing))
    assert database.ask(lambda session: session.scalar(asked)) == 0
    catch_up(database)
    assert database.ask(lambda session: session.scalar(asked)) == len(missing)


def test_whoever_changes_what_is_found_raises_the_form():
    """Where this fails: raise FORM in storage/indexing.py, and note here what its sample comes to."""
    terms = Terms()
    terms.name(SAMPLE["name"], core=SAMPLE["core_name"])
    terms.name("欧阳乐", person=True)
    terms.spoken("重庆银行", "绿")
    terms.words("Straße 12", SAMPLE["street"])
    terms.code("Q-2026-0012")
    terms.phone("0755-26001234", "+8675526001234")
    person = contact_party({"name": "欧阳乐", "wechat": "Ou1", "phones": [{"number": "13800138000"}]})
    told = "\n".join([terms.all(), *terms.heads, *keys_of(customer_party(SAMPLE)), *keys_of(person)])
    assert SUMS[FORM] == sha256(told.encode()).hexdigest()[:16]
