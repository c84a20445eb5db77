"""The server's row and the acts on top: put on, taken off, settled; whatever the order."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from salesdesk.protocol import codec
from salesdesk.protocol.messages import Block, Cursor, Departure, Disagreement, Limits, PullReply, Result
from salesdesk.protocol.wire import columns_of, to_wire
from salesdesk.services import customers, inbox
from salesdesk.storage import outbox
from salesdesk.storage.base import new_id
from salesdesk.storage.recorder import defaults_of
from salesdesk.storage.replica import cursors, departing, layers, outgoing, settling, thinning
from salesdesk.storage.replica.absorbing import absorb_page
from salesdesk.storage.replica.forms import table_of
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.tables.replication import AckedRow

SCOPES = ("owner:a", "owner:b")
FIELDS = ("note", "city", "industry")


def row_of(database, row_id: UUID):
    found = database.ask(lambda session: session.get(CustomerRow, row_id))
    return None if found is None else {name: getattr(found, name) for name in (*FIELDS, "name", "scope_id")}


def block(database, scope: str, row_id: UUID, seq: int, **fields) -> Block:
    now = database.clock()
    row = defaults_of(table_of("customers")) | {
        "id": row_id,
        "seq": seq,
        "version": seq,
        "name": "A",
        "edited_by": None,
        "created_at": now,
        "edited_at": now,
        **fields,
    }
    columns = columns_of("customers")
    return Block(scope, "customers", list(columns), [to_wire(kind, [row[n]]) for n, kind in columns.items()])


def page(blocks=(), departures=(), **heads: int) -> PullReply:
    told = {f"owner:{name}": Cursor(seq) for name, seq in heads.items()}
    return PullReply(blocks=list(blocks), departures=list(departures), cursors=told, more=False)


def hold(database, *scopes: str, seq: int = 1) -> None:
    with database.absorb() as absorbed:
        for scope in scopes:
            cursors.put(absorbed.session, scope, Cursor(seq))


def take(database, reply: PullReply):
    asked = {scope: database.ask(cursors.every)[scope] for scope in reply.cursors}
    return absorb_page(database, asked, reply)


def answer(database, *results: Result):
    first = results[0].mseq
    batch = database.ask(outgoing.next_batch, first - 1, Limits())
    return settling.settle(database, batch, list(results), now=database.clock())


patches = st.lists(
    st.dictionaries(st.sampled_from(FIELDS), st.sampled_from("xyz"), min_size=1), min_size=1, max_size=4
)
statuses = st.sampled_from(["applied", "rejected", "held", "conflict"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(edits=patches, pulled_after=st.integers(0, 4), data=st.data())
def test_a_row_is_what_the_server_took_and_what_still_waits(database, edits, pulled_after, data):
    """Acts are answered one by one in any way, and a pull comes between."""
    hold(database, "owner:a")
    row_id = new_id()
    take(database, page([block(database, "owner:a", row_id, 2)], a=2))
    hold(database, "owner:a", seq=2)
    server = dict.fromkeys(FIELDS, "")
    for edit in edits:
        customers.edit_customer(database, row_id, edit)
    acts = database.ask(layers.waiting, "customers", [row_id]).get(row_id, [])
    for number, act in enumerate(acts):
        if number == pulled_after:
            server["city"] = "pulled"
            take(database, page([block(database, "owner:a", row_id, 9, **server)], a=9))
            hold(database, "owner:a", seq=2)
        patch = {name: value for name, value in _said(act).items() if name in FIELDS}
        status = data.draw(statuses)
        clashes = []
        if status in {"applied", "conflict"}:
            server |= patch
        if status == "conflict":
            field = min(patch)
            server[field] = "theirs"
            clashes = [Disagreement(field=field, theirs="theirs", mine=patch[field])]
        answer(database, Result(mseq=act.mseq, status=status, code="x", conflicts=clashes))
    now = row_of(database, row_id)
    assert {name: now[name] for name in FIELDS} == server
    assert row_id not in database.ask(layers.images_kept, "customers")  # an example broken off leaves its own


def _said(act):
    return codec.decode(act.entity, act.patch)


@pytest.mark.parametrize("order", ["departure first", "arrival first"])
def test_a_row_that_moves_between_two_scopes_stays_whichever_is_told_first(database, order):
    hold(database, *SCOPES)
    row_id = new_id()
    take(database, page([block(database, "owner:a", row_id, 2)], a=2))
    left = page(departures=[Departure("owner:a", 3, "customers", row_id.bytes)], a=3)
    came = page([block(database, "owner:b", row_id, 2)], b=2)
    for reply in (left, came) if order == "departure first" else (came, left):
        take(database, reply)
    departing.let_go(database)
    assert row_of(database, row_id)["scope_id"] == "owner:b"


def test_a_row_that_left_two_scopes_at_once_goes(database):
    """It moved on to somebody whose rows are not held here, before its arrival at the second one was told."""
    hold(database, *SCOPES)
    row_id = new_id()
    take(database, page([block(database, "owner:a", row_id, 2)], a=2))
    left = [Departure(scope, 3, "customers", row_id.bytes) for scope in SCOPES]
    take(database, page(departures=left, a=3, b=3))
    departing.let_go(database)
    assert row_of(database, row_id) is None


def test_a_row_that_comes_back_to_the_scope_it_left_stays(database):
    hold(database, "owner:a")
    row_id = new_id()
    take(database, page([block(database, "owner:a", row_id, 2)], a=2))
    take(database, page(departures=[Departure("owner:a", 3, "customers", row_id.bytes)], a=3))
    assert database.ask(departing.any_waits)
    take(database, page([block(database, "owner:a", row_id, 4)], a=4))
    departing.let_go(database)
    assert row_of(database, row_id)["scope_id"] == "owner:a"


def test_a_departure_of_a_row_that_names_a_scope_not_held_here_counts(database):
    hold(database, "owner:a")
    row_id = new_id()
    take(database, page([block(database, "owner:a", row_id, 2)], a=2))
    with database.absorb() as absorbed:
        absorbed.session.get_one(CustomerRow, row_id).scope_id = "owner:elsewhere"
    take(database, page(departures=[Departure("owner:a", 3, "customers", row_id.bytes)], a=3))
    departing.let_go(database)
    assert row_of(database, row_id) is None


def test_a_page_that_comes_late_or_twice_counts_once(database):
    hold(database, "owner:a")
    row_id, asked = new_id(), {"owner:a": Cursor(1)}
    old = page([block(database, "owner:a", row_id, 2, note="old")], a=2)
    new = page([block(database, "owner:a", row_id, 3, note="new")], a=3)
    absorb_page(database, asked, new)
    assert absorb_page(database, asked, old).stale
    assert absorb_page(database, asked, new).stale
    assert row_of(database, row_id)["note"] == "new"
    assert database.ask(cursors.every)["owner:a"] == Cursor(3)


def test_a_child_may_come_before_the_row_it_names(database):
    hold(database, "owner:a")
    customer, contact = new_id(), new_id()
    columns = columns_of("contacts")
    now = database.clock()
    row = defaults_of(table_of("contacts")) | {
        "id": contact,
        "seq": 2,
        "version": 1,
        "name": "王芳",
        "customer_id": customer,
        "edited_by": None,
        "created_at": now,
        "edited_at": now,
        "phones": [],
        "emails": [],
    }
    values = [to_wire(kind, [row[name]]) for name, kind in columns.items()]
    child = Block("owner:a", "contacts", list(columns), values)
    take(database, page([child, block(database, "owner:a", customer, 2)], a=2))
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_creation_that_was_refused_leaves_the_row_but_not_its_words(database):
    row_id = customers.add_customer(database, {"name": "B"})
    (act,) = database.ask(layers.waiting, "customers", [row_id])[row_id]
    answer(database, Result(mseq=1, status="applied"), Result(mseq=act.mseq, status="rejected", code="x"))
    assert row_of(database, row_id) is None
    (problem,) = inbox.problems(database)
    assert (problem.title, problem.patch["name"]) == ("B", "B")
    inbox.retry(database, [problem.id])
    assert row_of(database, row_id)["name"] == "B"


def test_an_act_answered_twice_is_settled_once(database):
    row_id = customers.add_customer(database, {"name": "B"})
    (act,) = database.ask(layers.waiting, "customers", [row_id])[row_id]
    batch = database.ask(outgoing.next_batch, 0, Limits())
    results = [Result(mseq=n, status="applied") for n in range(1, act.mseq + 1)]
    assert settling.settle(database, batch, results, now=database.clock()).acts == act.mseq
    assert settling.settle(database, batch, results, now=database.clock()).acts == 0
    kept = database.ask(lambda session: session.scalars(select(AckedRow.mseq)).all())
    assert kept == list(range(1, act.mseq + 1))


def test_what_was_not_answered_waits_on(database):
    for name in "BC":
        customers.add_customer(database, {"name": name})
    last = database.ask(outbox.oldest, 100)[-1].mseq
    answer(database, *(Result(mseq=number, status="applied") for number in range(1, last)))
    assert [act.mseq for act in database.ask(outbox.oldest, 100)] == [last]


def test_a_group_is_never_cut_by_a_batch(database):
    ids = [customers.add_customer(database, {"name": f"N{number}"}) for number in range(3)]
    customers.edit_customers(database, ids, {"city": "深圳"})
    sizes = []
    upto = 0
    while (batch := database.ask(outgoing.next_batch, upto, Limits(acts=2))) is not None:
        sizes.append([len(group) for group in batch.groups])
        upto = batch.last
    assert sizes == [[1, 1], [1, 1], [3]]


def test_answered_acts_are_forgotten_after_thirty_days(database, clock):
    customers.add_customer(database, {"name": "B"})
    batch = database.ask(outgoing.next_batch, 0, Limits())
    results = [Result(mseq=n, status="applied") for n in range(1, batch.last + 1)]
    settling.settle(database, batch, results, now=clock.now)
    assert thinning.forget_old(database, clock.now + timedelta(days=29)) == 0
    assert thinning.forget_old(database, clock.now + timedelta(days=31)) == batch.last


def test_rows_and_fields_of_a_newer_program_are_kept(database):
    hold(database, "owner:a")
    row_id = uuid4()
    known = block(database, "owner:a", row_id, 2)
    wider = Block("owner:a", "customers", [*known.columns, "mood"], [*known.values, ["merry"]])
    strange = Block("owner:a", "wishes", ["id", "text"], [[uuid4().bytes], ["a pony"]])
    take(database, page([wider, strange], a=2))
    with database.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT entity FROM unknown_data ORDER BY entity").scalars().all()
    assert kept == ["customers", "wishes"]
    assert row_of(database, row_id)["name"] == "A"
