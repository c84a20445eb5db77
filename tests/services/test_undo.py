import contextlib
from datetime import timedelta
from decimal import Decimal

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from salesdesk.domain.errors import NotFound, RuleBroken
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.protocol import codec
from salesdesk.protocol.entities import ENTITIES
from salesdesk.protocol.messages import encode_act
from salesdesk.services import activities, company, contacts, customers, products, quote_lines, quotes, undo
from salesdesk.storage import outbox
from salesdesk.storage.base import Base
from salesdesk.storage.checkup import check
from salesdesk.storage.recorder import defaults_of
from salesdesk.storage.undo import Step

LINE = quote_lines.QuoteLine(name="球阀", unit_price=Decimal("3.60"), tax_rate=Decimal(13))


def _acts_of_a_person(database, customer, today):
    """Every kind of step, by name; each is possible at any time."""

    def newest_quote():
        page = quotes.listing(database, quotes.QuoteFilter()).page(0, 1)
        return page[0].id if page else quotes.draft_quote(database, customer, today=today)

    def send():
        quote = quotes.draft_quote(database, customer, today=today)
        quote_lines.set_lines(database, quote, [LINE])
        quotes.move_quote(database, quote, QuoteStatus.SENT, today=today)

    def revise():
        quotes.revise_quote(database, newest_quote(), today=today)

    def others():
        return customers.listing(database, customers.CustomerFilter(text="")).ids()

    return {
        "rename": lambda: customers.edit_customer(database, customer, {"name": "宝山钢构"}),
        "add": lambda: customers.add_customer(database, {"name": "青岛海纳冷链"}),
        "grade all": lambda: customers.edit_customers(database, others(), {"grade": "A", "tags": ["展会"]}),
        "give away": lambda: customers.edit_customer(database, customer, {"owner_id": None}),
        "contact": lambda: contacts.add_contact(database, customer, {"name": "王芳", "is_primary": True}),
        "call": lambda: activities.log_activity(database, customer, {"kind": "call", "subject": "谈年框"}),
        "quote": lambda: quotes.draft_quote(database, customer, today=today),
        "send": send,
        "revise": revise,
        "copy": lambda: quotes.copy_quote(database, newest_quote(), today=today),
        "drop quote": lambda: quotes.remove_quotes(database, [newest_quote()]),
        "company": lambda: company.edit_profile(database, {"name": "诺瓦", "validity_days": 10}),
        "remove others": lambda: customers.remove_customers(
            database, [row for row in others() if row != customer]
        ),
    }


@given(names=st.lists(st.sampled_from(sorted(_acts_of_a_person(None, None, None))), min_size=1, max_size=5))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undo_and_redo_give_the_same_content(database, make_customer, content, today, names):
    acts = _acts_of_a_person(database, make_customer(), today)
    states = [content()]
    already = len(undo.steps(database))
    for name in names:
        acts[name]()
        states.append(content())
    taken = range(len(undo.steps(database)) - already)
    for _ in taken:
        assert undo.undo(database).kept == 0
    assert content() == states[0]
    for _ in taken:
        assert undo.redo(database).kept == 0
    assert content() == states[-1]
    assert undo.redo(database) is None
    assert check(database) == []


def test_a_step_has_a_name_and_values(database, make_customer):
    customer = make_customer("鑫源")
    customers.edit_customer(database, customer, {"city": "深圳"})
    assert (undo.next_undo(database).key, undo.next_undo(database).values) == (
        "customer-edit",
        {"name": "鑫源"},
    )
    undo.undo(database)
    assert (undo.next_undo(database).key, undo.next_redo(database).key) == ("customer-add", "customer-edit")


def test_nothing_to_undo_is_none_and_tells_nobody(database, told):
    assert (undo.undo(database), undo.redo(database), told) == (None, None, [])


def test_undo_is_told_like_any_change(database, make_customer, told):
    customer = make_customer()
    told.clear()
    undo.undo(database)
    assert told[0].entities == {"customers": frozenset({customer})}


def test_undo_survives_a_restart(database, make_customer, reopen):
    customer = make_customer(city="深圳")
    customers.edit_customer(database, customer, {"city": "东莞"})
    again = reopen()
    undo.undo(again)
    assert customers.customer(again, customer).city == "深圳"
    undo.redo(again)
    assert customers.customer(again, customer).city == "东莞"


def test_a_new_step_ends_redo(database, make_customer):
    customer = make_customer(city="深圳")
    customers.edit_customer(database, customer, {"city": "东莞"})
    undo.undo(database)
    customers.edit_customer(database, customer, {"grade": "A"})
    assert undo.redo(database) is None
    assert customers.customer(database, customer).city == "深圳"


def test_undoing_an_older_step_leaves_what_was_changed_since(database, make_customer):
    customer = make_customer(city="深圳", industry="机械")
    customers.edit_customer(database, customer, {"city": "东莞", "industry": "阀门"})
    older = undo.next_undo(database).id
    customers.edit_customer(database, customer, {"city": "广州"})
    assert undo.undo_step(database, older).kept == 1
    found = customers.customer(database, customer)
    assert (found.city, found.industry) == ("广州", "机械")


def test_a_customer_something_new_hangs_on_is_not_taken_away(database, make_customer, make_contact):
    customer = make_customer()
    adding = undo.next_undo(database).id
    make_contact(customer)
    assert undo.undo_step(database, adding).kept == 1
    assert customers.customer(database, customer).name


def test_a_step_is_undone_once(database, make_customer):
    make_customer()
    step = undo.next_undo(database).id
    undo.undo_step(database, step)
    with pytest.raises(NotFound):
        undo.undo_step(database, step)


def test_a_revision_that_was_worked_on_stands_in_the_way_of_undoing_it_alone(
    database, make_quote, today, content
):
    revised = quotes.revise_quote(database, make_quote(status=QuoteStatus.SENT), today=today)
    step = undo.next_undo(database).id
    quotes.edit_quote(database, revised, {"title": "球阀"})
    before = content()
    with pytest.raises(RuleBroken, match="undo-blocked"):
        undo.undo_step(database, step)
    assert content() == before
    assert check(database) == []


def test_a_quote_with_lines_or_with_a_paper_stays(database, make_customer, today):
    bare, lined = (quotes.draft_quote(database, make_customer(), today=today) for _ in range(2))
    step = undo.next_undo(database).id
    quote_lines.set_lines(database, lined, [LINE])
    assert undo.undo_step(database, step).kept == 1
    assert quotes.quote(database, lined).lines
    quotes.add_paper(database, bare, language="zh", sha256="0" * 64, size=1, pages=1, file_id="f")
    first = undo.steps(database)[-2]
    assert first.key == "quote-add"
    assert undo.undo_step(database, first.id).kept == 1
    assert quotes.papers(database, bare)


def test_nothing_comes_back_to_a_customer_who_is_gone(database, make_contact, make_quote, content):
    person = make_contact()
    customer = contacts.contact(database, person).customer_id
    quote = make_quote(customer)
    contacts.remove_contacts(database, [person])
    quotes.remove_quotes(database, [quote])
    steps = [step.id for step in undo.steps(database, 2)]
    customers.remove_customers(database, [customer])
    before = content()
    for step in steps:
        with pytest.raises(RuleBroken, match="undo-blocked"):
            undo.undo_step(database, step)
    assert content() == before
    for _ in range(3):
        undo.undo(database)
    assert contacts.contact(database, person).name == "王芳"


def test_lines_of_a_removed_quote_stay_as_they_are(database, make_customer, today):
    quote = quotes.draft_quote(database, make_customer(), today=today)
    quote_lines.set_lines(database, quote, [LINE])
    step = undo.next_undo(database).id
    gross = quotes.quote(database, quote).gross
    quotes.remove_quotes(database, [quote])
    with pytest.raises(RuleBroken, match="undo-blocked"):
        undo.undo_step(database, step)
    undo.undo(database)
    assert quotes.quote(database, quote).gross == gross
    assert check(database) == []


def test_a_person_a_quote_speaks_of_stays(database, make_quote, make_contact):
    person = make_contact()
    step = undo.next_undo(database).id
    make_quote(contacts.contact(database, person).customer_id, contact_id=person)
    assert undo.undo_step(database, step).kept == 1
    assert contacts.contact(database, person).name == "王芳"


def _travelled(database):
    """Return the rows that the acts lead to, worked out as a server would from what travels."""
    rows = {}
    for act in database.ask(outbox.oldest, 100_000):
        wire = msgspec.json.decode(encode_act(act))
        key, entity = (wire["entity"], wire["row_id"]), ENTITIES[act.entity]
        base, patch = wire.get("base"), wire.get("patch")
        if wire["kind"] == "command":
            name = next(field for field, guard in entity.guarded.items() if guard.command == act.command)
            patch = dict(wire["args"])
            base, patch[name] = {name: patch.pop("from")}, patch.pop("to")
        if base is None:
            empty = defaults_of(Base.metadata.tables[act.entity])
            base = rows[key] = msgspec.json.decode(codec.encode({n: empty[n] for n in entity.fields}))
        assert {name: rows[key][name] for name in base} == base
        rows[key] |= patch
    return rows


def _rows_here(session):
    return {
        (entity, str(row["id"])): msgspec.json.decode(codec.encode({name: row[name] for name in spec.fields}))
        for entity, spec in ENTITIES.items()
        for row in session.execute(select(Base.metadata.tables[entity])).mappings()
    }


@given(
    names=st.lists(
        st.sampled_from(
            [*sorted(_acts_of_a_person(None, None, None)), "undo", "redo", "undo older", "lines"]
        ),
        max_size=8,
    )
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_travels_leads_to_the_same_rows(database, make_customer, today, names):
    acts = _acts_of_a_person(database, make_customer(), today)
    draft = quotes.draft_quote(database, customers.add_customer(database, {"name": "宝山"}), today=today)
    acts |= {"undo": lambda: undo.undo(database), "redo": lambda: undo.redo(database)}
    acts["lines"] = lambda: quote_lines.set_lines(database, draft, [LINE, LINE])
    acts["undo older"] = lambda: undo.undo_step(database, _any_done(undo.steps(database)).id)
    for name in names:
        with contextlib.suppress(RuleBroken, NotFound):  # nothing was changed then, so nothing may travel
            acts[name]()
    assert _travelled(database) == database.ask(_rows_here)
    assert check(database) == []


def _any_done(steps):
    done = [step for step in steps if step.done]
    if not done:
        raise NotFound("step-gone")
    return done[len(done) // 2]


def test_undoing_lines_alone_adds_the_quote_up_again(database, make_quote, today):
    quote = make_quote(lines=[LINE])
    quote_lines.add_line(database, quote, LINE)
    adding = undo.next_undo(database).id
    quotes.edit_quote(database, quote, {"discount_percent": Decimal(10)})
    undo.undo_step(database, adding)
    found = quotes.quote(database, quote)
    assert [line.gross for line in found.lines] == [found.gross]
    assert found.discount_percent == 10
    assert check(database) == []


def test_a_rule_in_the_way_is_told_and_nothing_changes(database, make_product, content):
    product = make_product(code="V-1")
    products.remove_products(database, [product])
    removing = undo.next_undo(database).id
    make_product(code="V-1")
    before = content()
    with pytest.raises(RuleBroken, match="undo-blocked"):
        undo.undo_step(database, removing)
    assert content() == before


def test_a_whole_import_is_one_step_there_and_back(database, make_customer, content):
    kept = make_customer("老客户", city="深圳")
    before = content()
    with database.write(Step("import", n=3_001)) as session:
        outbox.bulk(session, "customers", creates=[{"name": f"客户 {n}"} for n in range(3_000)])
        outbox.bulk(session, "customers", updates=[(kept, {"city": "深圳"}, {"city": "东莞"})])
    after = content()
    undo.undo(database)
    assert content() == before
    undo.redo(database)
    assert content() == after
    assert check(database) == []


def test_rows_of_an_import_that_were_edited_since_stay(database):
    with database.write(Step("import", n=3)) as session:
        ids = outbox.bulk(session, "customers", creates=[{"name": f"客户 {n}"} for n in range(3)])
    importing = undo.next_undo(database).id
    customers.edit_customer(database, ids[1], {"grade": "A"})
    assert undo.undo_step(database, importing).kept == 1
    assert customers.listing(database, customers.CustomerFilter()).ids() == [ids[1]]


def test_removing_a_customer_takes_its_rows_along_and_brings_them_back(
    database, make_customer, make_contact, make_activity, make_quote, content
):
    customer = make_customer()
    make_contact(customer)
    make_activity(customer)
    quote = make_quote(customer)
    before = content()
    customers.remove_customers(database, [customer])
    with pytest.raises(NotFound):
        quotes.quote(database, quote)
    assert contacts.contacts_of(database, customer) == []
    undo.undo(database)
    assert content() == before


def test_only_so_many_steps_are_remembered(database, make_customer, monkeypatch, clock):
    monkeypatch.setattr("salesdesk.storage.undo.REMEMBERED", 3)
    for _ in range(5):
        clock.forward(minutes=1)
        make_customer()
    assert len(undo.steps(database)) == 3
    assert undo.steps(database)[0].made_at - undo.steps(database)[2].made_at == timedelta(minutes=2)
