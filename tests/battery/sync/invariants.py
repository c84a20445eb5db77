"""What must hold of every history, each with one checker. They return what is wrong, in words; [] is well."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import msgspec
from sqlalchemy import func, select

from salesdesk.domain.quotes import QuoteStatus, moves
from salesdesk.protocol import codec
from salesdesk.protocol.messages import Result
from salesdesk.protocol.scopes import PARENTS
from salesdesk.server.scopes import read_directory
from salesdesk.server.tables import DepartureRow, Scope, StoredResult
from salesdesk.storage.replica import cursors, identity
from salesdesk.storage.tables.replication import (
    RENUMBERED,
    AckedRow,
    ConflictRow,
    FileQueueRow,
    OutboxRow,
    ProblemRow,
)
from salesdesk.sync.state import Tally
from tests.battery.sync.world import World
from tests.server.laptops import Office
from tests.sync.office import ENTITIES_SENT, Desk, files_of, same_rows, unreadable

_LEDGER = (("stock_movements", "quantity"), ("stock_reservations", "quantity"), ("allotments", "remaining"))
"""What makes up what is there, what is promised, what is set aside."""
_CYCLES = 2
_DONE = {"applied", "merged", "conflict", "duplicate"}
_read = msgspec.msgpack.Decoder(Result).decode


def broken(world: World, *, kept_book: bool = True) -> list[str]:
    """Return everything that is wrong with a world that has come to rest.

    `kept_book` is False where acts went past the world's book: in another process, or before a restore, which
    gives places of the streams once more.
    """
    checks = (
        at_rest,
        seen_whole,
        once,
        accounted_for,
        left_alone,
        same_as_server,
        readable,
        alone_in_streams,
        lawful,
        promised_once,
        as_in_the_book,
        children_with_parents,
        one_customer_once,
        buried,
    )
    return [
        f"{check.__name__}: {what}"
        for check in checks
        if kept_book or check not in {as_in_the_book, buried, seen_whole}
        for what in check(world)
    ]


def _results(world: World) -> list:
    with world.office.engine.connect() as connection:
        return connection.execute(select(StoredResult)).all()


def at_rest(world: World) -> Iterator[str]:
    """I7: two cycles of each laptop brought all to the same, and a further one moves nothing.

    What was refused for want of a row goes again by itself when the row is here: each time may take two more,
    one until it went and one until all have it.
    """
    again = max(_times_again(desk) for desk in world.desks)
    if world.rounds > _CYCLES * (1 + again):
        yield f"it took {world.rounds} cycles, and {again} times something was handed in again"
    for desk in world.desks:
        tally = world.whole_cycle(desk).tally
        if tally != Tally():
            yield f"{desk.name} moves {tally}"


def _times_again(desk: Desk) -> int:
    """Return how often the act that went most often was handed in again."""
    again = select(AckedRow.group_id, AckedRow.row_id).where(AckedRow.status == RENUMBERED)
    times = Counter(map(tuple, desk.database.ask(lambda session: session.execute(again).all())))
    return max(times.values(), default=0)


def seen_whole(world: World) -> Iterator[str]:
    """I6: a group was seen whole or not at all, wherever a cycle was cut."""
    yield from world.in_part[:3]


def once(world: World) -> Iterator[str]:
    """I1: what an act does was done at most once, whichever copy of a device sent it."""
    done = Counter(
        row.content_hash for row in _results(world) if _read(row.result).status in {"applied", "merged"}
    )
    yield from (f"done {count} times" for count in done.values() if count > 1)


def accounted_for(world: World) -> Iterator[str]:
    """I2, I5, I12: every number ever given waits or has one stored result; refusals, conflicts are told."""
    stored: dict[UUID, set[str]] = {}
    for row in _results(world):
        stored.setdefault(row.group_id, set()).add(_read(row.result).status)
    for desk in world.desks:
        given_up = world.given_up.get(Path(desk.database.engine.url.database), set())
        us = desk.database.ask(identity.of)
        waits = desk.database.ask(lambda s: set(s.scalars(select(OutboxRow.mseq))))
        acked = desk.database.ask(lambda s: {r.mseq: r for r in s.scalars(select(AckedRow))})
        if waits:
            yield f"{desk.name} still has {len(waits)} acts to send"
        first = min(acked, default=us.made + 1)
        for mseq in range(first, us.made + 1):
            if mseq not in acked and mseq not in waits and mseq not in given_up:
                yield f"{desk.name}: act {mseq} is gone"
        told = desk.database.ask(lambda s: set(s.scalars(select(ConflictRow.mseq))))
        told |= desk.database.ask(lambda s: set(s.scalars(select(ProblemRow.mseq))))
        for mseq, act in acked.items():
            if act.group_id not in stored:
                yield f"{desk.name}: act {mseq} was acknowledged and is not on the server"
            elif act.status in _DONE and not _DONE & stored[act.group_id]:
                yield f"{desk.name}: act {mseq} was done once, and is {stored[act.group_id]} on the server"
            if act.status in {"rejected", "held", "conflict"} and mseq not in told:
                yield f"{desk.name}: act {mseq} was {act.status} and nobody was told"


def left_alone(world: World) -> Iterator[str]:
    """I2: what only moves from one person to another is taken from no laptop that holds the rows of both."""
    yield from world.lost


def same_as_server(world: World) -> Iterator[str]:
    """I3, I11: each laptop holds exactly what its person may see, as the server has it."""
    for desk in world.desks:
        for what in same_rows(world.office, desk)[:3]:
            yield f"{desk.name}: {what}"
        held = desk.database.ask(cursors.every)
        with world.office.engine.connect() as connection:
            heads = {row.id: row.head_seq for row in connection.execute(select(Scope))}
            may = set(read_directory(connection).scopes_of(desk.database.me))
        yield from (f"{desk.name}: {scope} is held by mistake, or not" for scope in may ^ held.keys())
        for scope, cursor in held.items():
            if cursor.head or cursor.seq != heads.get(scope, 0):
                yield f"{desk.name}: {scope} is at {cursor}, the server at {heads.get(scope, 0)}"


def readable(world: World) -> Iterator[str]:
    """I3: every paper a person may see can be read on each of their laptops, and none waits any more."""
    for desk in world.desks:
        for what in unreadable(desk)[:3]:
            yield f"{desk.name}: {what}"
        rows = desk.database.ask(lambda s: list(s.scalars(select(FileQueueRow))))
        for row in rows:
            yield f"{desk.name}: {row.direction} {row.sha256[:8]} {row.code} is still in the line"
        if list(files_of(desk.database).glob("parts/*")):
            yield f"{desk.name}: the beginning of a file is left"


def alone_in_streams(world: World) -> Iterator[str]:
    """I11: no change has a place beyond the head of its stream."""
    with world.office.engine.connect() as connection:
        heads = {row.id: row.head_seq for row in connection.execute(select(Scope))}
        left = connection.execute(
            select(DepartureRow.scope_id, func.max(DepartureRow.seq)).group_by(DepartureRow.scope_id)
        ).all()
    for entity in ENTITIES_SENT:
        for row in world.office.rows(entity).values():
            if row["seq"] is None or row["seq"] > heads.get(row["scope_id"], 0):
                yield f"{entity} at {row['seq']} in {row['scope_id']}"
    yield from (f"a departure at {seq} in {scope}" for scope, seq in left if seq > heads.get(scope, 0))


def lawful(world: World) -> Iterator[str]:
    """I8: numbers are unique, sums are right, states were reached along the graph."""
    living = [row for row in world.office.rows("quotes").values() if row["deleted_at"] is None]
    numbers = Counter((row["number"], row["revision"]) for row in living)
    yield from (f"number {number} {count} times" for number, count in numbers.items() if count > 1)
    lines = [row for row in world.office.rows("quote_lines").values() if row["deleted_at"] is None]
    for quote in living:
        own = [line for line in lines if line["quote_id"] == quote["id"] and not line["optional"]]
        if quote["gross"] != sum(line["gross"] for line in own):
            yield f"{quote['number']} comes to {quote['gross']}"
        if quote["status"] not in _reachable():
            yield f"{quote['number']} is {quote['status']}"


def _reachable() -> set[str]:
    found, new = {QuoteStatus.DRAFT}, {QuoteStatus.DRAFT}
    while new:
        new = {to for state in new for to in moves(state)} - found
        found |= new
    return {state.value for state in found}


def promised_once(world: World) -> Iterator[str]:
    """I8: stock is never promised twice, and the ledger comes to the balances."""
    yield from stock_wrong(world.office)
    allotted = world.office.rows("allotments")
    for desk in world.desks:
        for row_id, row in desk.living("allotments").items():
            if row["remaining"] != allotted[row_id]["remaining"]:
                yield f"{desk.name} has {row['remaining']} of an allotment, the server {allotted[row_id]}"


def stock_wrong(office: Office) -> Iterator[str]:
    """What is wrong with the stock of a server, added up by lines of Python that share nothing with it."""
    sums: dict[tuple, list] = defaultdict(lambda: [0, 0, 0])
    for place, (entity, figure) in enumerate(_LEDGER):
        for row in office.rows(entity).values():
            if row["deleted_at"] is None and row.get("state") != "released":
                sums[row["warehouse_id"], row["product_id"]][place] += row[figure]
    levels = office.rows("stock_levels").values()
    if {(row["warehouse_id"], row["product_id"]) for row in levels} < sums.keys():
        yield "goods without a balance"
    for row in levels:
        has = [row["on_hand"], row["reserved"], row["allotted"]]
        comes_to = sums[row["warehouse_id"], row["product_id"]]
        if has != comes_to:
            yield f"the balance is {has}, its rows come to {comes_to}"
        if min(*has, has[0] - has[1] - has[2]) < 0:
            yield f"{has[1]} promised and {has[2]} set aside of {has[0]}"


def as_in_the_book(world: World) -> Iterator[str]:
    """I1, I2, I9: the server's customers are what plain Python makes of the same acts."""
    rows = {str(row_id): row for row_id, row in world.office.rows("customers").items()}
    for row_id, written in world.book.rows.items():
        if row_id not in rows:
            yield f"customer {row_id} is not on the server"
            continue
        has = codec.plain({name: rows[row_id][name] for name in ("name", "grade", "city", "note")})
        for name, value in has.items():
            if written.get(name, "") != value:
                yield f"{name} is {value!r}, in the book {written.get(name, '')!r}"


def children_with_parents(world: World) -> Iterator[str]:
    """What lies beneath a customer is where the customer is."""
    for entity, (above, column) in PARENTS.items():
        parents = world.office.rows(above)
        for row in world.office.rows(entity).values():
            parent = parents.get(row[column])
            if parent is not None and parent["scope_id"] != row["scope_id"]:
                yield f"{entity} in {row['scope_id']}, {above} in {parent['scope_id']}"


def one_customer_once(world: World) -> Iterator[str]:
    """Who became part of another has nothing any more, is not shown, and leads to one customer."""
    customers, merges = world.office.rows("customers"), world.office.rows("customer_merges")
    into = {row["loser_id"]: row["customer_id"] for row in merges.values() if row["undone_at"] is None}
    if len(into) < sum(row["undone_at"] is None for row in merges.values()):
        yield "a customer is part of two others"
    for loser, kept in into.items():
        met, end = {loser}, kept
        while end in into and end not in met:
            met.add(end)
            end = into[end]
        if end in met:
            yield f"{loser} leads to itself"
        if end not in customers and (("customers", end) not in world.forgotten):
            yield f"{loser} leads to nobody"
        if loser in customers and customers[loser]["deleted_at"] is None:
            yield f"{loser} is part of {end} and shown"
    for entity, (above, column) in PARENTS.items():
        if above == "customers" and entity != "customer_merges":
            rows = world.office.rows(entity).values()
            left = [row for row in rows if row[column] in into and row["deleted_at"] is None]
            yield from (f"{entity} {row['id']} still hangs on one that is no more" for row in left)


def buried(world: World) -> Iterator[str]:
    """What the server has forgotten does not come back, whoever still had it."""
    for entity, row_id in world.forgotten:
        if row_id in world.office.rows(entity):
            yield f"{entity} {row_id} is back"
