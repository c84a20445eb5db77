"""Customers that become one on several laptops: everybody ends with the same, and nothing is lost."""

from datetime import timedelta

import pytest

from salesdesk.domain.custom_fields import value_id
from salesdesk.domain.merging import Side
from salesdesk.server import retention
from salesdesk.services import activities, contacts, customers, inbox, merging, quotes, stars, undo
from salesdesk.storage.base import new_id
from salesdesk.storage.tables.custom_fields import CustomValueRow
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.tables.merges import CustomerMergeRow
from salesdesk.storage.undo import Step
from salesdesk.storage.uniting import DIRECT
from tests.conftest import NOON, TODAY
from tests.sync.office import same_rows


@pytest.fixture
def admin(laptop):
    return laptop("admin")


@pytest.fixture
def wang(laptop):
    return laptop("wang")


@pytest.fixture
def twin(laptop, li):
    """Li's second laptop."""
    return laptop("li")


@pytest.fixture
def pair(li):
    """One customer twice, each with people, calls and a quote of its own."""
    kept = customers.add_customer(
        li.database, {"name": "深圳鑫源机械有限公司", "grade": "A", "city": "深圳市"}
    )
    loser = customers.add_customer(
        li.database, {"name": "鑫源机械", "grade": "B", "phone": "0755 2345 6789", "tags": ["展会"]}
    )
    for customer, name in ((kept, "王芳"), (loser, "李强")):
        contacts.add_contact(li.database, customer, {"name": name, "role": "buyer"})
        call = {"kind": "call", "subject": f"与{name}通话", "happens_at": NOON}
        activities.log_activity(li.database, customer, call)
        quotes.draft_quote(li.database, customer, today=TODAY)
    li.sync()
    return kept, loser


def _everyone(office, *desks):
    """All go online until nothing moves; then everybody has what the server has."""
    for desk in (*desks, *desks, *desks):
        ended = desk.sync(consented=True)
        assert ended.outcome == "done"
    for desk in desks:
        assert same_rows(office, desk) == []


def _beneath(desk_or_office, customer):
    rows = desk_or_office.rows
    return {
        entity: {i for i, row in rows(entity).items() if row["customer_id"] == customer} for entity in DIRECT
    }


def _has_nothing(office, customer):
    return not any(_beneath(office, customer).values())


def test_all_that_hangs_on_the_other_one_moves(office, li, pair):
    kept, loser = pair
    total = {entity: len(rows) for entity, rows in _beneath(li, kept).items()}
    merging.merge(li.database, kept, [loser])
    here = _beneath(li, kept)
    assert {entity: len(rows) for entity, rows in here.items()} == {e: 2 * n for e, n in total.items()}
    _everyone(office, li)
    assert _beneath(office, kept) == here
    assert _has_nothing(office, loser)
    assert {row["role"] for row in office.rows("contacts").values()} == {"buyer"}
    row = office.rows("customers")[kept]
    assert (row["name"], row["grade"], row["phone"]) == ("深圳鑫源机械有限公司", "A", "0755 2345 6789")
    assert office.rows("customers")[loser]["deleted_at"] is not None
    assert inbox.counts(li.database).calling == 0


def test_two_laptops_merge_the_same_pair_each_its_own_way_round(office, li, twin, pair):
    kept, loser = pair
    twin.sync()
    merging.merge(li.database, kept, [loser])
    merging.merge(twin.database, loser, [kept])
    _everyone(office, li, twin, li)
    assert list(li.living("customers")) == list(twin.living("customers")) == [kept]
    assert len(li.living("contacts")) == 2
    assert len(office.rows("customer_merges")) == len(twin.living("customer_merges")) == 1
    told = {one.field: (one.theirs, one.mine) for one in inbox.conflicts(twin.database)}
    assert told == {"grade": ("A", "B"), "name": ("深圳鑫源机械有限公司", "鑫源机械")}
    assert inbox.conflicts(li.database) == []


def test_who_came_later_takes_their_choice_after_all(office, li, twin, pair):
    kept, loser = pair
    twin.sync()
    merging.merge(li.database, kept, [loser])
    merging.merge(twin.database, loser, [kept])
    _everyone(office, li, twin)
    inbox.take_mine(twin.database, [one.id for one in inbox.conflicts(twin.database)])
    _everyone(office, li, twin)
    assert office.rows("customers")[kept]["name"] == "鑫源机械"
    assert inbox.counts(twin.database).calling == 0


def test_the_same_merge_with_the_same_choices_is_no_conflict(office, li, twin, pair):
    kept, loser = pair
    twin.sync()
    for desk in (li, twin):
        merging.merge(desk.database, kept, [loser], sides={loser: {"grade": Side.LOSER}})
    _everyone(office, li, twin)
    assert office.rows("customers")[kept]["grade"] == "B"
    assert inbox.conflicts(twin.database) == []


def test_merges_that_overlap_make_one_of_all_three(office, li, twin, pair):
    kept, loser = pair
    third = customers.add_customer(li.database, {"name": "鑫源机械（深圳）", "website": "xinyuan.cn"})
    li.sync()
    twin.sync()
    merging.merge(li.database, kept, [loser])
    merging.merge(twin.database, third, [loser])
    _everyone(office, li, twin)
    (one,) = li.living("customers")
    assert len(_beneath(office, one)["contacts"]) == 2
    assert li.living("customers")[one]["website"].endswith("xinyuan.cn")
    for each in (kept, loser, third):
        assert merging.canonical(twin.database, each) == one


def test_an_edit_of_the_one_that_is_gone_goes_to_whom_it_is_part_of(office, li, twin, pair):
    kept, loser = pair
    twin.sync()
    merging.merge(li.database, kept, [loser])
    li.sync()
    customers.edit_customer(twin.database, loser, {"industry": "机械", "grade": "C"})
    contact = contacts.add_contact(twin.database, loser, {"name": "赵敏"})
    quote = quotes.draft_quote(twin.database, loser, today=TODAY)
    _everyone(office, twin, li)
    row = office.rows("customers")[kept]
    assert (row["industry"], row["grade"]) == ("机械", "A")
    (told,) = inbox.conflicts(twin.database)
    assert (told.row_id, told.field, told.theirs, told.mine) == (kept, "grade", "A", "C")
    assert office.rows("contacts")[contact]["customer_id"] == kept
    assert office.rows("quotes")[quote]["customer_id"] == kept
    assert _has_nothing(office, loser)


def test_removing_the_one_that_is_gone_does_not_remove_whom_it_is_part_of(office, li, twin, pair):
    kept, loser = pair
    twin.sync()
    merging.merge(li.database, kept, [loser])
    li.sync()
    customers.remove_customers(twin.database, [loser])
    _everyone(office, twin, li)
    assert list(li.living("customers")) == [kept]
    undo.undo(twin.database)
    _everyone(office, twin, li)
    assert list(li.living("customers")) == [kept]
    assert len(li.living("contacts")) == 2


def test_what_somebody_wrote_meanwhile_is_not_lost_in_a_merge(office, li, twin, pair):
    kept, loser = pair
    twin.sync()
    customers.edit_customer(twin.database, loser, {"grade": "C"})
    twin.sync()
    merging.merge(li.database, kept, [loser])
    _everyone(office, li, twin)
    assert office.rows("customers")[kept]["grade"] == "A"
    told = [(one.field, one.theirs, one.mine) for one in inbox.conflicts(li.database)]
    assert told == [("grade", "A", "C")]


def test_a_customer_is_given_away_with_all_that_became_part_of_it(office, li, wang, laptop, pair):
    kept, loser = pair
    (merge,) = merging.merge(li.database, kept, [loser])
    _everyone(office, li, wang)
    customers.edit_customer(wang.database, kept, {"owner_id": office.people["han"]})
    han = laptop("han")
    _everyone(office, wang, li, han)
    assert li.rows("customers") == li.rows("customer_merges") == li.rows("contacts") == {}
    merging.part(han.database, merge)
    _everyone(office, han, li, wang)
    assert set(han.living("customers")) == {kept, loser}
    assert len(_beneath(han, loser)["contacts"]) == 1


def test_the_one_that_is_gone_is_given_away_and_its_whole_goes(office, li, wang, pair):
    kept, loser = pair
    wang.sync()
    merging.merge(li.database, kept, [loser])
    li.sync()
    customers.edit_customer(wang.database, loser, {"owner_id": office.people["han"]})
    _everyone(office, wang, li)
    assert office.rows("customers")[kept]["owner_id"] == office.people["han"]


def test_undo_parts_them_as_they_were(office, li, pair):
    kept, loser = pair
    before = {entity: li.living(entity) for entity in ("customers", *DIRECT)}
    merging.merge(li.database, kept, [loser], sides={loser: {"name": Side.LOSER}})
    undo.undo(li.database)
    assert _seen(li) == _seen_of(before)
    _everyone(office, li)
    assert _seen(li) == _seen_of(before)
    undo.redo(li.database)
    _everyone(office, li)
    assert list(li.living("customers")) == [kept]
    assert li.living("customers")[kept]["name"] == "鑫源机械"


_STAMPS = {"version", "edited_at", "seq", "edited_by"}


def _seen(desk):
    return _seen_of({entity: desk.living(entity) for entity in ("customers", *DIRECT)})


def _seen_of(rows):
    return {
        entity: {i: {n: v for n, v in row.items() if n not in _STAMPS} for i, row in some.items()}
        for entity, some in rows.items()
    }


def test_what_came_since_stays_when_they_part(office, li, twin, pair):
    kept, loser = pair
    (merge,) = merging.merge(li.database, kept, [loser])
    contact = contacts.add_contact(li.database, kept, {"name": "赵敏"})
    customers.edit_customer(li.database, kept, {"phone": "0755 8888 0000"})
    _everyone(office, li, twin)
    merging.part(twin.database, merge)
    _everyone(office, twin, li)
    assert set(li.living("customers")) == {kept, loser}
    assert li.rows("contacts")[contact]["customer_id"] == kept
    assert len(_beneath(office, loser)["contacts"]) == 1
    rows = office.rows("customers")
    assert (rows[kept]["phone"], rows[loser]["phone"]) == ("0755 8888 0000", "0755 2345 6789")
    assert rows[kept]["tags"] == []


def test_who_parts_two_that_another_laptop_merged_sends_back_what_it_does_not_hold(office, li, twin, pair):
    kept, loser = pair
    (merge,) = merging.merge(li.database, kept, [loser])
    li.sync()
    twin.sync()  # a first copy, without what is hidden
    merging.part(twin.database, merge)
    _everyone(office, twin, li)
    assert set(twin.living("customers")) == {kept, loser}


def test_a_merge_with_a_customer_of_somebody_else_waits_for_who_decides(office, li, wang, laptop, pair):
    """Li's customer and one nobody owns: whoever looks after the pool says."""
    kept, loser = pair
    free = customers.add_customer(wang.database, {"name": "鑫源机械 深圳", "owner_id": None})
    _everyone(office, wang, li)
    merging.merge(li.database, kept, [free])
    _everyone(office, li)
    assert set(li.living("customers")) == {kept, loser, free}
    assert inbox.counts(li.database).with_others == 1
    wang.sync()
    (waits,) = inbox.held(wang.database)
    inbox.decide(wang.database, [waits.id], accept=True)
    _everyone(office, wang, li)
    assert set(li.living("customers")) == {kept, loser}
    assert inbox.counts(li.database).with_others == 0


def test_a_merge_that_is_refused_leaves_both_as_they_were(office, li, twin, pair):
    kept, loser = pair
    twin.sync()
    customers.remove_customers(li.database, [kept])
    li.sync()
    merging.merge(twin.database, kept, [loser])
    _everyone(office, twin, li)
    assert list(twin.living("customers")) == [loser]
    assert len(_beneath(twin, loser)["contacts"]) == 1
    (problem, *_) = [one for one in inbox.problems(twin.database) if one.code == "merge-customer-gone"]
    undo.undo(li.database)
    _everyone(office, li, twin)
    inbox.retry(twin.database, [problem.id])
    _everyone(office, twin, li)
    assert list(li.living("customers")) == [kept]
    assert inbox.counts(twin.database).calling == 0


def test_a_merge_and_its_undo_offline_leave_another_laptops_merge_alone(office, li, twin, pair):
    kept, loser = pair
    twin.sync()
    merging.merge(twin.database, loser, [kept])
    undo.undo(twin.database)
    merging.merge(li.database, kept, [loser])
    li.sync()
    _everyone(office, twin, li)
    assert list(twin.living("customers")) == [kept]


def test_whoever_was_recommended_by_the_one_is_so_by_the_other(office, li, pair):
    kept, loser = pair
    friend = customers.add_customer(li.database, {"name": "东莞精工", "referrer_id": loser})
    (merge,) = merging.merge(li.database, kept, [loser])
    _everyone(office, li)
    assert office.rows("customers")[friend]["referrer_id"] == kept
    merging.part(li.database, merge)
    _everyone(office, li)
    assert office.rows("customers")[friend]["referrer_id"] == loser


def test_one_main_person_is_left(office, li, pair):
    kept, loser = pair
    (merge,) = merging.merge(li.database, kept, [loser])
    _everyone(office, li)
    assert [row["name"] for row in li.living("contacts").values() if row["is_primary"]] == ["王芳"]
    merging.part(li.database, merge)
    _everyone(office, li)
    assert all(row["is_primary"] for row in li.living("contacts").values())


def test_who_is_part_of_another_is_not_forgotten(office, li, pair):
    """They may be parted again, however long ago it was."""
    kept, loser = pair
    (merge,) = merging.merge(li.database, kept, [loser])
    _everyone(office, li)
    retention.forget_old(office.engine, office.now + timedelta(days=1))
    merging.part(li.database, merge)
    _everyone(office, li)
    assert office.rows("customers")[loser]["phone"] == "0755 2345 6789"


def test_nobody_writes_a_merge_by_hand(office, li, pair):
    kept, loser = pair

    with li.database.write(Step.of_machine("x")) as session:
        session.add(CustomerMergeRow(customer_id=kept, loser_id=loser, merged_at=NOON))
    li.sync()
    assert [one.code for one in inbox.problems(li.database)] == ["field-by-command"]
    assert office.rows("customer_merges") == {}


def _write_field(desk, customer, field, words):
    with desk.database.write(Step("customer-edit", name="")) as session:
        row_id = value_id(customer, field)
        row = session.get(CustomValueRow, row_id)
        if row is None:
            scope = session.get_one(CustomerRow, customer).scope_id
            session.add(
                CustomValueRow(id=row_id, customer_id=customer, field_id=field, words=words, scope_id=scope)
            )
        else:
            row.words = words


def _fields(office, customer):
    rows = office.rows("custom_values").values()
    living = [row for row in rows if row["deleted_at"] is None]
    return {row["field_id"]: row["words"] for row in living if row["customer_id"] == customer}


def test_own_fields_are_taken_over_and_given_back(office, li, twin, pair):
    kept, loser = pair
    both, theirs = new_id(), new_id()
    _write_field(li, kept, both, "A1")
    _write_field(li, loser, both, "B2")
    _write_field(li, loser, theirs, "C3")
    (merge,) = merging.merge(li.database, kept, [loser])
    _everyone(office, li, twin)
    assert (_fields(office, kept), _fields(office, loser)) == ({both: "A1", theirs: "C3"}, {})
    merging.part(twin.database, merge)
    _everyone(office, twin, li)
    assert (_fields(office, kept), _fields(office, loser)) == ({both: "A1"}, {both: "B2", theirs: "C3"})


def test_own_fields_written_for_the_one_that_is_gone_are_not_lost(office, li, twin, pair):
    kept, loser = pair
    edited, new, both = (new_id() for _ in range(3))
    _write_field(li, loser, edited, "before")
    _write_field(li, kept, both, "A1")
    li.sync()
    twin.sync()
    merging.merge(li.database, kept, [loser])
    li.sync()
    _write_field(twin, loser, edited, "after")
    _write_field(twin, loser, new, "C3")
    _write_field(twin, loser, both, "B2")
    _everyone(office, twin, li)
    assert _fields(office, kept) == {edited: "after", new: "C3", both: "A1"}
    (told,) = inbox.conflicts(twin.database)
    assert (told.row_id, told.theirs, told.mine) == (value_id(kept, both), "A1", "B2")
    inbox.take_mine(twin.database, [told.id])
    _everyone(office, twin, li)
    assert _fields(office, kept)[both] == "B2"


def test_three_that_become_one_in_one_step_do_so_everywhere_and_part_again(office, li, twin, pair):
    kept, loser = pair
    third = customers.add_customer(li.database, {"name": "鑫源机械（深圳）", "city": "东莞市"})
    contacts.add_contact(li.database, third, {"name": "赵敏"})
    merging.merge(li.database, kept, [loser, third], sides={third: {"city": Side.LOSER}})
    _everyone(office, li, twin)
    assert list(twin.living("customers")) == [kept]
    assert office.rows("customers")[kept]["city"] == "东莞市"
    assert len(_beneath(office, kept)["contacts"]) == 3
    assert inbox.counts(li.database).calling == 0
    undo.undo(li.database)
    _everyone(office, li, twin)
    assert set(twin.living("customers")) == {kept, loser, third}
    assert office.rows("customers")[kept]["city"] == "深圳市"
    assert len(_beneath(office, third)["contacts"]) == 1


def test_everybodys_star_is_of_who_the_customer_is_by_now(office, li, twin, admin, pair):
    kept, loser = pair
    _everyone(office, li, twin, admin)
    stars.set_star(twin.database, "customers", loser, on=True)  # not sent before the two are made one
    stars.set_star(admin.database, "customers", loser, on=True)
    stars.set_star(admin.database, "customers", kept, on=True)
    (merge,) = merging.merge(li.database, kept, [loser])
    _everyone(office, li, twin, admin)
    for desk in (li, twin, admin):
        assert [one.id for one in stars.starred(desk.database)] == [kept]
    merging.part(admin.database, merge)
    _everyone(office, admin, li, twin)
    for desk in (li, twin):
        assert [one.id for one in stars.starred(desk.database)] == [loser]
    assert {one.id for one in stars.starred(admin.database)} == {kept, loser}
