"""Rules the server keeps whoever sent an act, and however long ago it was made."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from salesdesk.protocol.entities import ENTITIES
from salesdesk.server.engine import open_database
from salesdesk.storage.base import new_id
from tests.server.laptops import NOON, Office


@pytest.fixture
def office(tmp_path):
    engine = open_database(f"sqlite:///{tmp_path / 'server.db'}")
    yield Office(engine)
    engine.dispose()


@pytest.fixture
def li(office):
    return office.laptop("li")


LINE = {"position": 0, "name": "阀", "quantity": 2, "unit_price": 100}


def draft(li, customer, **fields):
    """A draft with one line; return both ids."""
    quote, line, group = new_id(), new_id(), uuid4()
    patch = {"number": f"Q-{quote}", "root_id": quote, "customer_id": customer, "currency": "CNY"}
    dates = {"issued_on": date(2026, 11, 23), "valid_until": date(2026, 12, 23)}
    head = li.act("quotes", quote, group=group, patch=patch | dates | fields)
    reply = li.push([head, li.act("quote_lines", line, group=group, patch=LINE | {"quote_id": quote})])
    assert {result.status for result in reply.results} == {"applied"}
    return quote, line


@pytest.fixture
def sent(office, li):
    """A quote that has gone out, and its line, while another laptop was away."""
    quote, line = draft(li, li.add_customer())
    args = {"from": "draft", "to": "sent", "sent_at": "2026-11-23T04:00:00Z"}
    assert li.do("quotes", quote, command="quote.move", args=args).status == "applied"
    return quote, line


def _figures(office, quote):
    row = office.rows("quotes")[quote]
    lines = [one for one in office.rows("quote_lines").values() if one["deleted_at"] is None]
    return row["gross"], sum(line["gross"] for line in lines), row["discount_percent"], row["terms"]


@pytest.mark.parametrize("change", ["a line more", "a line less", "a discount", "a total", "terms"])
def test_what_has_gone_out_to_a_customer_stays_as_it_was(office, li, sent, change):
    quote, line = sent
    before = _figures(office, quote)
    away = office.laptop("li")
    acts = {
        "a line more": lambda: away.do("quote_lines", new_id(), patch=LINE | {"quote_id": quote}),
        "a line less": lambda: away.do(
            "quote_lines", line, base={"deleted_at": None}, patch={"deleted_at": NOON}
        ),
        "a discount": lambda: away.do(
            "quotes", quote, base={"discount_percent": 0}, patch={"discount_percent": 10}
        ),
        "a total": lambda: away.do("quotes", quote, base={"gross": before[0]}, patch={"gross": 1}),
        "terms": lambda: away.do("quotes", quote, base={"terms": ""}, patch={"terms": "free of charge"}),
    }
    result = acts[change]()
    assert (result.status, result.code) == ("rejected", "quote-not-draft")
    assert _figures(office, quote) == before


def test_its_last_day_may_still_be_moved(office, li, sent):
    quote, _ = sent
    days = {"base": {"valid_until": date(2026, 12, 23)}, "patch": {"valid_until": date(2026, 12, 31)}}
    assert li.do("quotes", quote, **days).status == "applied"
    assert office.rows("quotes")[quote]["valid_until"] == date(2026, 12, 31)


def test_it_may_go_as_a_whole_and_come_back(office, li, sent):
    quote, line = sent
    for was, becomes in ((None, NOON), (NOON, None)):
        group, said = uuid4(), {"base": {"deleted_at": was}, "patch": {"deleted_at": becomes}}
        rows = (("quote_lines", line), ("quotes", quote))
        reply = li.push([li.act(entity, row, group=group, **said) for entity, row in rows])
        assert {result.status for result in reply.results} == {"applied"}, reply
    assert office.rows("quotes")[quote]["deleted_at"] is None


def test_it_changes_hands_with_its_customer(office, li, sent):
    quote, _ = sent
    (customer,) = office.rows("customers")
    args = {"from": office.people["li"], "to": office.people["han"]}
    wang = office.laptop("wang")
    assert wang.do("customers", customer, command="customer.reassign", args=args).status == "applied"
    assert office.rows("quotes")[quote]["scope_id"].endswith(str(office.people["han"]))


SHOW = {"name": "上海泵阀展", "starts_on": date(2026, 12, 1), "ends_on": date(2026, 12, 3)}
PHOTO = {"name": "名片.jpg", "mime": "image/jpeg", "sha256": "a" * 64, "size": 90_000}


@pytest.mark.parametrize(
    ("entity", "right", "wrong"),
    [
        ("attachments", PHOTO, {"sha256": "../../etc/passwd"}),
        ("attachments", PHOTO, {"size": 10**12}),
        ("attachments", PHOTO, {"name": "x" * 501}),
        ("captures", {"captured_at": NOON, "raw": "BEGIN:VCARD"}, {"raw": "x" * 8_001}),
        ("captures", {"captured_at": NOON, "grade": "A"}, {"grade": "Z"}),
        ("captures", {"captured_at": NOON}, {"answers": ["not a question"]}),
        (
            "custom_values",
            {"field_id": uuid4(), "words": "12", "number": Decimal(12)},
            {"number": Decimal(10**13)},
        ),
        ("trade_shows", SHOW, {"ends_on": date(2026, 11, 1)}),
        ("trade_shows", SHOW, {"interests": ["no id"]}),
        ("mail_templates", {"name": "谢函", "body": "{姓名}您好"}, {"body": "{密码}"}),
        ("custom_fields", {"key": "size", "kind": "number", "label": "口径"}, {"kind": "secret"}),
    ],
)
def test_whatever_program_sends_it_a_value_without_sense_is_refused(li, entity, right, wrong):
    customer = li.add_customer()
    beneath = {"customer_id": customer} if "customer_id" in ENTITIES[entity].fields else {}
    said = li.do(entity, new_id(), patch=right | beneath)
    assert said.status in {"applied", "held"} or said.code == "not-allowed", said
    refused = li.do(entity, new_id(), patch=right | beneath | wrong)
    assert (refused.status, refused.code == said.code) == ("rejected", False), refused


@pytest.mark.parametrize(
    ("before", "mine", "theirs", "then"),
    [
        ("potential", "closed", "interested", "closed"),
        ("potential", "interested", "closed", "closed"),
        ("interested", "closed", "potential", "potential"),
    ],
)
def test_of_two_who_bring_a_customer_on_the_further_stage_counts(office, li, before, mine, theirs, then):
    customer = li.add_customer()
    li.do("customers", customer, base={"lifecycle": "potential"}, patch={"lifecycle": before})
    base = {"lifecycle": before}
    li.do("customers", customer, base=base, patch={"lifecycle": theirs})
    told = li.do("customers", customer, base=base, patch={"lifecycle": mine})
    assert office.rows("customers")[customer]["lifecycle"] == then
    assert (told.status, told.conflicts == []) == (
        ("applied", True) if then == "closed" else ("conflict", False)
    )
    if then == "closed":
        assert told.fields == {"lifecycle": "closed"}


def test_no_show_ends_before_it_begins_whoever_moves_one_of_its_days(office, li):
    show = new_id()
    li.do("trade_shows", show, patch=SHOW)
    base, early = {"ends_on": SHOW["ends_on"]}, {"ends_on": date(2026, 11, 1)}
    told = li.do("trade_shows", show, base=base, patch=early)
    assert (told.status, told.code) == ("rejected", "show-ends-early")
    assert office.rows("trade_shows")[show]["ends_on"] == SHOW["ends_on"]


def test_one_day_of_a_show_may_be_moved_alone(office, li):
    show = new_id()
    li.do("trade_shows", show, patch=SHOW)
    moved = li.do(
        "trade_shows", show, base={"ends_on": SHOW["ends_on"]}, patch={"ends_on": date(2026, 12, 4)}
    )
    assert moved.status == "applied"
