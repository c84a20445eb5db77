"""Pull to the head, then compare: the ordinary streams first, then first copies, the most needed first."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from salesdesk.protocol.entities import SCHEMA
from salesdesk.protocol.messages import Cursor, PullReply, PullRequest, RepairReply, RepairRequest
from salesdesk.protocol.scopes import COMPANY, STOCK, kind_of, owned_by, private_to
from salesdesk.security.redaction import Code
from salesdesk.storage.database import Database
from salesdesk.storage.replica import (
    absorbing,
    brake,
    comparing,
    cursors,
    departing,
    doubts,
    finding,
    identity,
    outgoing,
    rereading,
)
from salesdesk.sync.link import Link
from salesdesk.sync.state import At, Cycle, Outcome, Replica

_log = logging.getLogger(__name__)
ORDINARY: Final = 1_000
"""So many rows of an ordinary page are taken in one transaction."""
_NAMED: Final = 50
"""Up to so many scopes are simply named after a push; of more, only those it may have moved."""
_COMPARED_EVERY: Final = timedelta(days=1)


def behind(
    database: Database, heads: Mapping[str, int] | None, *, has_pushed: bool, anew: bool
) -> tuple[str, ...]:
    """Return the scopes to pull, in their order. A push may have moved what was at its head before."""
    read = database.ask(cursors.every)
    ours = {COMPANY, STOCK, private_to(database.me), owned_by(database.me)}
    wanted = {
        scope
        for scope, cursor in read.items()
        if anew
        or cursor.head
        or cursor.seq < (heads or {}).get(scope, cursor.seq)
        or (has_pushed and (len(read) <= _NAMED or scope in ours))
    }
    order = {scope: place for place, scope in enumerate(_first_things(database))}
    return tuple(sorted(wanted, key=lambda s: (cursors.is_first_copy(read[s]), order.get(s, len(order)), s)))


def _first_things(database: Database) -> tuple[str, ...]:
    return COMPANY, private_to(database.me), owned_by(database.me), STOCK


def pull(replica: Replica, link: Link, cycle: Cycle) -> Cycle:
    """Take the next page, or go on to comparing when all is read."""
    database = replica.database
    read = database.ask(cursors.every)
    request = _question(read, cycle)
    if request is None:
        return _read_all(replica, link, cycle)
    page = link.call("sync/pull", request, PullReply)
    done = _done(cycle, page) if page.more else request.cursors.keys()
    todo = tuple(scope for scope in cycle.todo if scope not in done)
    following = _question({**read, **page.cursors}, replace(cycle, todo=todo))
    if following is not None:
        link.ahead("sync/pull", following)
    return replace(_take(database, request.cursors, page, cycle), todo=todo)


def _done(cycle: Cycle, page: PullReply) -> set[str]:
    """Return the scopes of a page that are where the session said they end."""
    heads = cycle.session.scopes if cycle.session and not cycle.tally.pushed else None
    return {
        scope
        for scope, cursor in page.cursors.items()
        if not cursor.head and heads is not None and cursor.seq >= heads.get(scope, cursor.seq + 1)
    }


def _question(read: Mapping[str, Cursor], cycle: Cycle) -> PullRequest | None:
    """Return what to ask for: all ordinary streams, or else all first copies; None once all is read.

    A scope in which nothing ever happened is as good as read: it goes with the ordinary ones.
    """
    assert cycle.session is not None
    heads, most = cycle.session.scopes or {}, cycle.session.limits.rows
    here = {scope: read[scope] for scope in cycle.todo if scope in read}
    ordinary = {
        scope: cursor
        for scope, cursor in here.items()
        if not cursors.is_first_copy(cursor) or (not cursor.head and not heads.get(scope, 0))
    }
    limit = min(ORDINARY, most) if ordinary else most
    session = cycle.session.session
    return PullRequest(session=session, cursors=ordinary or here, limit=limit) if here else None


def _take(database: Database, asked: Mapping[str, Cursor], page: PullReply, cycle: Cycle) -> Cycle:
    doomed = database.ask(brake.deleted_by, page)
    deleted = cycle.deleted + len(doomed)
    if not cycle.consented and database.ask(brake.is_too_much, deleted):
        return _asking(cycle, deleted, doomed)
    taken = absorbing.absorb_page(database, asked, page)
    cycle = replace(cycle, deleted=deleted, tally=cycle.tally.plus(pulled=taken.rows))
    is_all = not page.more and not taken.stale and asked.keys() >= database.ask(cursors.held)
    return _let_go(database, cycle) if is_all else cycle


def _let_go(database: Database, cycle: Cycle) -> Cycle:
    """Let go what left a scope and was not brought by any: all were read to one moment of the server."""
    going = database.ask(departing.every)
    deleted = cycle.deleted + len(going)
    if going and not cycle.consented and database.ask(brake.is_too_much, deleted):
        return _asking(cycle, deleted, going)
    departing.let_go(database)
    return replace(cycle, deleted=deleted, tally=cycle.tally.plus(gone=len(going)))


def _everything(database: Database, link: Link, cycle: Cycle, *, digests: bool) -> tuple[PullReply, Cycle]:
    """Ask for what is new in all scopes held here."""
    assert cycle.session is not None
    asked, session = database.ask(cursors.every), cycle.session.session
    request = PullRequest(session=session, cursors=asked, limit=ORDINARY, digests=digests)
    page = link.call("sync/pull", request, PullReply)
    return page, _take(database, asked, page, cycle)


def _asking(cycle: Cycle, deleted: int, doomed: list[tuple[str, UUID]]) -> Cycle:
    """Stop, and let a person say whether so much may go."""
    return replace(cycle, at=At.END, outcome=Outcome.CONSENT, deleted=deleted, doomed=tuple(doomed))


def _read_all(replica: Replica, link: Link, cycle: Cycle) -> Cycle:
    if replica.database.ask(departing.any_waits):  # it may have come by a scope that was read before
        return _everything(replica.database, link, cycle, digests=False)[1]
    finding.catch_up(replica.database)
    if cycle.compares or _is_due(replica.database) or _came_anew(replica.database, cycle):
        return replace(cycle, at=At.COMPARE)
    return replace(cycle, at=At.REPAIR, doubtful=replica.database.ask(doubts.every))


def _is_due(database: Database) -> bool:
    before = database.ask(identity.moment, identity.COMPARED)
    return before is not None and abs(database.clock() - before) >= _COMPARED_EVERY


def _came_anew(database: Database, cycle: Cycle) -> bool:
    """Return whether scopes came once more, and can be compared: by two of one schema."""
    assert cycle.session is not None
    return cycle.session.schema == SCHEMA and bool(database.ask(rereading.scopes))


def compare(replica: Replica, link: Link, cycle: Cycle) -> Cycle:
    """Ask what our rows should come to, and note what differs."""
    database = replica.database
    assert cycle.session is not None
    alike = cycle.session.schema == SCHEMA
    page, cycle = _everything(database, link, cycle, digests=True)
    if cycle.is_over or page.digests is None:
        return cycle
    found = database.ask(comparing.differing, page.digests) if alike else []
    gone = comparing.remove_untold(database, page.digests) if cycle.anew else 0
    with database.absorb() as absorbed:
        identity.note(absorbed.session, **{identity.COMPARED: database.clock().isoformat()})
        doubts.note(absorbed.session, found)
    cycle = replace(cycle, compares=False, tally=cycle.tally.plus(gone=gone), drifted=tuple(found))
    return replace(cycle, at=At.REPAIR, doubtful=database.ask(doubts.every))


def repair(replica: Replica, link: Link, cycle: Cycle) -> Cycle:
    """Fetch again what differs, one kind of row in one scope at a time.

    Where acts wait on rows of which no more is known it cannot be told now: the next cycle looks again.
    """
    if not cycle.doubtful:
        return replace(cycle, at=At.FINISH)
    database, (scope, entity) = replica.database, cycle.doubtful[0]
    rest = replace(cycle, doubtful=cycle.doubtful[1:])
    sums = database.ask(comparing.sums_of, scope, entity)
    if not sums.known or scope not in database.ask(cursors.held):
        if not database.ask(outgoing.count):
            _settled(database, (scope, entity))
        return rest
    assert cycle.session is not None
    request = RepairRequest(session=cycle.session.session, scope=scope, entity=entity, buckets=sums.buckets)
    reply = link.call("sync/repair", request, RepairReply)
    stray = database.ask(comparing.stray, scope, entity, reply)
    deleted = cycle.deleted + len(stray)
    if not cycle.consented and database.ask(brake.is_too_much, deleted):
        return _asking(cycle, deleted, [(entity, row_id) for row_id in stray])
    done = comparing.repair(database, scope, entity, reply)
    if reply.bad and (scope, entity) in cycle.drifted:
        where = Code(entity), Code(kind_of(scope))
        _log.warning("rows had drifted: %s in %s, %d buckets, %d rows", *where, len(reply.bad), done)
    _settled(database, (scope, entity))
    return replace(rest, deleted=deleted, tally=cycle.tally.plus(repaired=done))


def _settled(database: Database, doubt: doubts.Doubt) -> None:
    with database.absorb(quiet=True) as absorbed:
        doubts.settle(absorbed.session, doubt)
