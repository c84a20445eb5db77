from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import select

from salesdesk.protocol.messages import Cursor, PullRequest, PushRequest
from salesdesk.protocol.scopes import owned_by
from salesdesk.server import feed
from salesdesk.server.engine import ask, open_database
from salesdesk.server.failures import Refused
from salesdesk.server.tables import Audit, StoredResult
from salesdesk.storage.base import new_id
from tests.server.laptops import NOON, Office


@pytest.fixture
def office(database_address):
    engine = open_database(database_address)
    yield Office(engine)
    engine.dispose()


@pytest.fixture
def li(office):
    return office.laptop("li")


@pytest.fixture
def wang(office):
    return office.laptop("wang")


def test_what_one_laptop_writes_another_reads(office, li):
    row = li.add_customer()
    second = office.laptop("li")
    second.pull()
    assert second.held["customers", row]["name"] == "深圳鑫源机械"
    assert office.rows("customers")[row]["edited_by"] == office.people["li"]


def test_a_manager_sees_the_customers_of_those_beneath_and_a_colleague_does_not(office, li, wang):
    row = li.add_customer()
    han = office.laptop("han")
    wang.pull()
    han.pull()
    assert wang.sees("customers", row)
    assert not han.sees("customers", row)


def test_a_lost_answer_is_given_again_and_nothing_is_done_twice(office, li):
    act = li.act("customers", new_id(), patch={"name": "A", "owner_id": li.caller.user})
    first = li.push(act)
    again = li.push(act)
    assert again.results == first.results
    assert again.expect_mseq == first.expect_mseq == 2
    (row,) = office.rows("customers").values()
    assert row["version"] == 1


def test_the_same_number_with_another_act_is_a_fork(office, li):
    li.push(li.act("customers", new_id(), patch={"name": "A", "owner_id": li.caller.user}))
    li.made = 0
    forked = li.push(li.act("customers", new_id(), patch={"name": "B", "owner_id": li.caller.user}))
    assert (forked.directive, forked.results) == ("fork_device", [])
    assert len(office.rows("customers")) == 1


def test_a_gap_is_not_taken(office, li):
    li.made = 4
    reply = li.push(li.act("customers", new_id(), patch={"name": "A", "owner_id": li.caller.user}))
    assert (reply.directive, reply.expect_mseq, reply.results) == ("repush", 1, [])
    assert office.rows("customers") == {}


def test_both_sides_changes_of_different_fields_are_kept(li, wang):
    row = li.add_customer(grade="B")
    wang.do("customers", row, base={"grade": "B"}, patch={"grade": "A"})
    result = li.do("customers", row, base={"city": ""}, patch={"city": "深圳"})
    assert result.status == "applied"
    li.pull()
    assert (li.held["customers", row]["grade"], li.held["customers", row]["city"]) == ("A", "深圳")


def test_one_field_changed_by_two_is_told_with_who_it_was(li, wang):
    row = li.add_customer(grade="B")
    wang.do("customers", row, base={"grade": "B"}, patch={"grade": "A"})
    result = li.do("customers", row, base={"grade": "B"}, patch={"grade": "C"})
    assert result.status == "conflict"
    (clash,) = result.conflicts
    assert (clash.field, clash.base, clash.theirs, clash.mine) == ("grade", "B", "A", "C")
    assert result.by == "wang"
    li.pull()
    assert li.held["customers", row]["grade"] == "A"


def test_the_same_row_made_by_two_is_one_and_what_they_say_otherwise_is_told(office, li, wang):
    customer, row = li.add_customer(), uuid4()
    about = {"customer_id": customer, "field_id": uuid4()}
    first = about | {"words": "泵", "day": date(2026, 12, 1)}
    assert li.do("custom_values", row, patch=first).status == "applied"
    result = wang.do("custom_values", row, patch=about | {"words": "阀", "number": Decimal(3)})
    assert [(clash.field, clash.theirs, clash.mine) for clash in result.conflicts] == [("words", "泵", "阀")]
    told = office.rows("custom_values")[row]
    assert (told["words"], told["number"], told["day"]) == ("泵", Decimal(3), date(2026, 12, 1))
    assert wang.do("custom_values", row, patch=about | {"words": "泵"}).status == "applied"


def test_an_edit_of_a_deleted_row_is_kept_and_told(li, wang):
    row = li.add_customer()
    wang.do("customers", row, base={"deleted_at": None}, patch={"deleted_at": NOON})
    result = li.do("customers", row, base={"city": ""}, patch={"city": "深圳"})
    assert [clash.field for clash in result.conflicts] == ["deleted_at"]


def test_a_group_is_taken_whole_or_not_at_all(office, li):
    row, group = new_id(), uuid4()
    reply = li.push(
        [
            li.act("customers", row, group=group, patch={"name": "A", "owner_id": li.caller.user}),
            li.act("contacts", new_id(), group=group, patch={"customer_id": row, "name": ""}),
        ]
    )
    assert [(r.status, r.code) for r in reply.results] == [
        ("rejected", "group-refused"),
        ("rejected", reply.results[1].code),
    ]
    assert office.rows("customers") == {}
    assert reply.expect_mseq == 3
    li.add_customer("B")  # and the next one goes through


@pytest.mark.parametrize("edited", [False, True])
def test_a_row_that_names_one_the_server_does_not_have_is_refused_with_the_reason(office, li, edited):
    """Not as something that is there twice: its laptop hands it in again when the other row has come."""
    customer, call = li.add_customer(), new_id()
    patch = {"customer_id": customer, "kind": "call", "subject": "A", "happens_at": NOON}
    if edited:
        assert li.do("activities", call, patch=patch).status == "applied"
    lacking = {"contact_id": new_id()}
    said = {"base": {"contact_id": None}, "patch": lacking} if edited else {"patch": patch | lacking}
    result = li.do("activities", call, **said)
    assert (result.status, result.code, result.values) == ("rejected", "parent-gone", {"entity": "contacts"})


def test_a_poison_act_delays_nobody(office, li):
    li.made += 1
    reply = li.push([b"\xffnot an act"], li.act("customers", new_id(), patch={"name": "A"}))
    assert [result.status for result in reply.results] == ["rejected", "applied"]
    assert len(office.rows("customers")) == 1


def test_a_customer_of_a_colleague_is_not_changed_but_held_for_them(office, li):
    row = li.add_customer()
    han = office.laptop("han")
    result = han.do("customers", row, base={"city": ""}, patch={"city": "广州"})
    assert (result.status, office.rows("customers")[row]["city"]) == ("held", "")
    li.pull()
    (held,) = (row for (entity, _), row in li.held.items() if entity == "held_acts")
    assert held["state"] == "waiting"


def test_a_held_act_that_is_accepted_is_carried_out(office, li):
    row = li.add_customer()
    han = office.laptop("han")
    han.do("customers", row, base={"city": ""}, patch={"city": "广州"})
    (held,) = office.rows("held_acts")
    result = li.do("held_acts", held, command="held.decide", args={"from": "waiting", "to": "accepted"})
    assert result.status == "applied"
    assert office.rows("customers")[row]["city"] == "广州"
    assert office.rows("held_acts")[held]["decided_by"] == li.caller.user
    again = li.do("held_acts", held, command="held.decide", args={"from": "waiting", "to": "declined"})
    assert again.status == "conflict"


def test_only_a_manager_above_gives_a_customer_away_and_everything_beneath_goes_along(office, li, wang):
    row, contact = li.add_customer(), new_id()
    li.do("contacts", contact, patch={"customer_id": row, "name": "王芳"})
    han = office.laptop("han")
    args = {"from": str(li.caller.user), "to": str(han.caller.user)}
    assert han.do("customers", row, command="customer.reassign", args=args).status == "held"
    li.pull()
    han.pull()
    assert wang.do("customers", row, command="customer.reassign", args=args).status == "applied"
    for laptop in (li, han, wang):
        laptop.pull()
    assert [laptop.sees("customers", row) for laptop in (li, han, wang)] == [False, True, True]
    assert [laptop.sees("contacts", contact) for laptop in (li, han, wang)] == [False, True, True]
    assert office.rows("contacts")[contact]["scope_id"] == owned_by(han.caller.user)


def test_a_guarded_field_is_not_set_by_an_edit(office, li):
    row = li.add_customer()
    result = li.do(
        "customers", row, base={"owner_id": li.caller.user}, patch={"owner_id": office.people["han"]}
    )
    assert (result.status, result.code) == ("rejected", "field-by-command")


def test_what_the_company_owns_is_held_for_who_looks_after_it(office, li):
    result = li.do("products", new_id(), patch={"code": "V-1", "name": "阀"})
    assert result.status == "held"
    assert office.rows("products") == {}


def test_two_products_cannot_have_one_code_and_others_in_the_same_push_go_through(office, wang):
    def product(code):
        return wang.act("products", new_id(), patch={"code": code, "name": "阀"})

    reply = wang.push(product("V-1"), product("V-1"), product("V-2"))
    assert [(r.status, r.code) for r in reply.results] == [
        ("applied", ""),
        ("rejected", "not-unique"),
        ("applied", ""),
    ]
    assert sorted(row["code"] for row in office.rows("products").values()) == ["V-1", "V-2"]
    again = wang.pull()
    assert (
        sum(len(block.values[0]) for page in again for block in page.blocks if block.entity == "products")
        == 2
    )


def _quote(li, customer, group, **fields):
    quote = new_id()
    patch = {
        "number": f"Q-{quote}",
        "root_id": quote,
        "customer_id": customer,
        "currency": "CNY",
        "issued_on": date(2026, 11, 23),
        "valid_until": date(2026, 12, 23),
        "owner_id": li.caller.user,
    }
    return quote, li.act("quotes", quote, group=group, patch=patch | fields)


def test_the_server_works_out_the_totals_itself(office, li):
    customer, group = li.add_customer(), uuid4()
    quote, head = _quote(li, customer, group, gross=1)
    line = {"quote_id": quote, "position": 0, "name": "阀", "quantity": 2, "unit_price": 100, "tax_rate": 13}
    reply = li.push([head, li.act("quote_lines", new_id(), group=group, patch=line | {"gross": 1})])
    assert {result.status for result in reply.results} == {"applied"}
    row = office.rows("quotes")[quote]
    assert (row["net"], row["tax"], row["gross"]) == (20_000, 2_600, 22_600)


def test_a_quote_moves_along_its_states_only(office, li):
    customer, group = li.add_customer(), uuid4()
    quote, head = _quote(li, customer, group)
    line = {"quote_id": quote, "position": 0, "name": "阀", "quantity": 2, "unit_price": 100}
    li.push([head, li.act("quote_lines", new_id(), group=group, patch=line)])

    def move(start, to):
        return li.do("quotes", quote, command="quote.move", args={"from": start, "to": to})

    assert move("draft", "accepted").status == "rejected"
    assert move("draft", "sent").status == "applied"
    late = move("draft", "superseded")
    assert (late.status, late.conflicts[0].theirs) == ("conflict", "sent")
    assert office.rows("quotes")[quote]["status"] == "sent"


def test_a_first_copy_comes_in_pages_and_misses_nothing_that_changes_meanwhile(office, li, monkeypatch):
    monkeypatch.setattr(feed, "COPIED_FROM", 5)
    rows = [li.add_customer(f"客户{n}") for n in range(25)]
    fresh = office.laptop("li")
    request = PullRequest(session=fresh.session, cursors=fresh.cursors, limit=7)
    page = office.exchange.pull(fresh.caller, request)
    assert page.more
    fresh._absorb(page)
    li.do("customers", rows[0], base={"city": ""}, patch={"city": "深圳"})
    rows.append(li.add_customer("新客户"))
    fresh.pull(limit=7)
    assert {row for entity, row in fresh.held if entity == "customers"} == set(rows)
    assert fresh.held["customers", rows[0]]["city"] == "深圳"


@pytest.mark.parametrize("limit", [1, 3, 50])
def test_a_page_never_cuts_what_one_act_changed(office, li, limit):
    li.pull()
    second = office.laptop("li")
    second.pull()
    for _ in range(3):
        group, customer = uuid4(), new_id()
        acts = [li.act("customers", customer, group=group, patch={"name": "A", "owner_id": li.caller.user})]
        acts += [
            li.act("contacts", new_id(), group=group, patch={"customer_id": customer, "name": "B"})
            for _ in range(4)
        ]
        li.push(acts)
    for page in second.pull(limit=limit):
        counts = [
            sum(len(b.values[0]) for b in page.blocks if b.entity == e) for e in ("customers", "contacts")
        ]
        assert counts[1] == 4 * counts[0]
    assert sum(entity == "contacts" for entity, _ in second.held) == 12


def test_more_news_than_are_read_at_once_come_page_by_page(office, li):
    second = office.laptop("li")
    li.add_customer()
    second.pull()
    for _ in range(2):
        acts = [
            li.act("customers", new_id(), patch={"name": "A", "owner_id": li.caller.user}) for _ in range(700)
        ]
        li.push(*acts)
    second.pull(limit=100)
    assert sum(entity == "customers" for entity, _ in second.held) == len(office.rows("customers")) == 1_401


def test_a_device_that_is_up_to_date_is_told_so(li):
    li.add_customer()
    li.pull()
    assert li.begin().scopes is None


def test_somebody_who_reports_to_another_manager_is_given_up(office, li, wang):
    row = li.add_customer()
    wang.pull()
    admin = office.laptop("admin")
    user = li.caller.user
    args = {"from": "salesperson", "to": "salesperson", "manager_id": None}
    assert admin.do("users", user, command="user.promote", args=args).status == "applied"
    reply = wang.begin()
    assert reply.drop == [owned_by(user)]
    wang.pull()
    assert not wang.sees("customers", row)
    assert wang.begin().drop == []


def test_nobody_gets_a_scope_by_asking(office, li):
    li.add_customer()
    han = office.laptop("han")
    asked = {owned_by(li.caller.user): Cursor()}
    page = office.exchange.pull(han.caller, PullRequest(session=han.session, cursors=asked))
    assert (page.blocks, page.cursors) == ([], {})


def test_a_session_of_another_epoch_is_over(office, li):
    request = PushRequest(session="elsewhere.0", groups=[])
    with pytest.raises(Refused) as refused:
        office.exchange.push(li.caller, request)
    assert (refused.value.status, refused.value.refusal.code) == (409, "session-over")


def test_a_restored_laptop_begins_a_new_life_and_what_it_sends_again_is_known(office, li):
    act = {"patch": {"name": "A", "owner_id": li.caller.user}}
    row, group = new_id(), uuid4()
    li.push(li.act("customers", row, group=group, **act))
    li.push(li.act("customers", new_id(), **act))
    assert li.begin(made=1).directive == "rebuild"
    li.incarnation, li.made = 1, 0
    assert li.begin(last_mseq=0).directive == "ok"
    (result,) = li.push(li.act("customers", row, group=group, **act)).results
    assert result.status == "duplicate"
    assert len(office.rows("customers")) == 2


def test_what_was_taken_in_an_old_life_is_not_done_again_after_somebody_took_it_back(office, li, wang):
    row, group = li.add_customer(), uuid4()
    there = {"base": {"city": ""}, "patch": {"city": "深圳市"}}
    li.push(li.act("customers", row, group=group, **there))
    wang.do("customers", row, base={"city": "深圳市"}, patch={"city": ""})
    li.begin(made=1)
    li.incarnation, li.made = 1, 1
    li.begin(last_mseq=1)
    (result,) = li.push(li.act("customers", row, group=group, **there)).results
    assert result.status == "duplicate"
    assert office.rows("customers")[row]["city"] == ""


def test_every_act_has_one_stored_result_and_the_audit_says_who(office, li):
    li.add_customer("A")
    li.add_customer("B")
    stored = ask(office.engine, lambda db: db.scalars(select(StoredResult.mseq)).all())
    assert sorted(stored) == [1, 2]
    lines = ask(office.engine, lambda db: db.execute(select(Audit.user_id, Audit.event)).all())
    assert set(lines) == {(li.caller.user, "acts")}


def test_fields_of_a_newer_program_are_kept_and_given_back(office, li):
    row = li.add_customer(loyalty_points=7)
    li.do("customers", row, base={"shoe_size": None}, patch={"shoe_size": 43})
    second = office.laptop("li")
    second.pull()
    assert second.held["customers", row]["unknown"] == {"loyalty_points": 7, "shoe_size": 43}
    assert "unknown" not in second.held["users", li.caller.user]


def test_a_backlog_of_many_pages_is_read_whole(office, li):
    second = office.laptop("li")
    li.add_customer()
    second.pull()
    li.push(*(li.act("customers", new_id(), patch={"name": f"{n}"}) for n in range(1_100)))
    second.pull(limit=20)
    assert sum(entity == "customers" for entity, _ in second.held) == len(office.rows("customers")) == 1_101


def test_a_first_copy_cuts_no_group_either(office, li, monkeypatch):
    monkeypatch.setattr(feed, "COPIED_FROM", 1)
    for _ in range(4):
        group = uuid4()
        li.push([li.act("customers", new_id(), group=group, patch={"name": f"{n}"}) for n in range(5)])
    fresh = office.laptop("li")
    fresh.pull(limit=7)
    assert sum(entity == "customers" for entity, _ in fresh.held) == 20


def test_an_act_that_breaks_the_rules_code_itself_is_refused_and_those_behind_it_go_through(office, li):
    odd = li.act("customers", new_id(), patch={"name": "A", "tags": 7, "next_follow_up": [1]})
    reply = li.push(odd, li.act("customers", new_id(), patch={"name": "B"}))
    assert [result.status for result in reply.results] == ["rejected", "applied"]


def test_nobody_puts_words_into_another_ones_mouth(office, li, wang):
    customer, said = li.add_customer(), new_id()
    about = {"customer_id": customer, "author_id": wang.caller.user, "body": "可以", "mentions": []}
    li.do("comments", said, patch=about)
    assert office.rows("comments")[said]["author_id"] == li.caller.user
    result = wang.do("comments", said, base={"body": "可以"}, patch={"body": "不可以"})
    assert (result.status, result.code) == ("rejected", "comment-of-another")
    assert li.do("comments", said, base={"body": "可以"}, patch={"body": "可以的"}).status == "applied"
    gone = wang.do("comments", said, base={"deleted_at": None}, patch={"deleted_at": NOON})
    assert gone.status == "applied"  # it goes with its customer, whoever removes that
    assert office.rows("comments")[said]["body"] == "可以的"
