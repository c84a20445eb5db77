"""One cycle with the server: session, push, give up what is no longer ours, pull, compare, sketch, files.

Each step is one question at most and one transaction or a few; none is open while we wait for the network.
Every step may be cut off and taken again: the server knows an act it has taken, and a page that was taken
changes nothing more.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from salesdesk.protocol.entities import SCHEMA
from salesdesk.protocol.messages import (
    PROTOCOL,
    PushReply,
    PushRequest,
    SessionReply,
    SessionRequest,
)
from salesdesk.storage import meta
from salesdesk.storage.database import Absorbed
from salesdesk.storage.replica import (
    again,
    cursors,
    finding,
    identity,
    lease,
    outgoing,
    removing,
    rereading,
    scrubbing,
    settling,
    sketching,
    thinning,
    unknown,
)
from salesdesk.sync import borrowing, disasters, filing, idling, orders, pulling
from salesdesk.sync.link import Link, Offline, Refused
from salesdesk.sync.state import REFUSALS, At, Cycle, Outcome, Replica

_RESTARTS: Final = 4
ORDERED: Final = frozenset({"device-suspended", "device-wiped"})
"""Refusals whose reason the next session tells: what is ordered, under the server's seal."""


def run(replica: Replica, link: Link, *, consented: bool = False, compares: bool = False) -> Cycle:
    """Take all steps of one cycle and return how it ended."""
    cycle = Cycle(consented=consented, compares=compares)
    while not cycle.is_over:
        cycle = advance(replica, link, cycle)
    return cycle


def advance(replica: Replica, link: Link, cycle: Cycle) -> Cycle:
    """Take the next step of a cycle."""
    try:
        return _STEPS[cycle.at](replica, link, cycle)
    except Offline as error:
        return replace(cycle, at=At.END, outcome=Outcome.OFFLINE, code=error.reason, moving=None)
    except Refused as refused:
        return _turned_away(cycle, refused)


def _turned_away(cycle: Cycle, refused: Refused) -> Cycle:
    if refused.code == "session-over" or refused.code in ORDERED:
        return _again(cycle, refused.code)
    outcome = REFUSALS.get(refused.code, Outcome.STUCK)
    patience = refused.refusal.retry_after
    ended = replace(cycle, at=At.END, outcome=outcome, code=refused.code, retry_after=patience)
    return replace(ended, moving=None)


def _again(cycle: Cycle, code: str) -> Cycle:
    """Begin anew, but not for ever."""
    if cycle.restarts >= _RESTARTS:
        # of several processes of the server one may hear of an order two seconds after another
        outcome = Outcome.BUSY if code in ORDERED else Outcome.STUCK
        return replace(cycle, at=At.END, outcome=outcome, code=code)
    fresh = Cycle(tally=cycle.tally, consented=cycle.consented, compares=cycle.compares)
    fresh = replace(fresh, restarts=cycle.restarts + 1, with_files=cycle.with_files)
    return replace(fresh, deleted=cycle.deleted)


def _session(replica: Replica, link: Link, cycle: Cycle) -> Cycle:
    database = replica.database
    begin = database.ask(idling.opening, database.clock())
    if begin.has_work_left:
        finding.catch_up(database)
    us = begin.us
    request = SessionRequest(
        device=us.device,
        incarnation=us.incarnation,
        protocol=[PROTOCOL],
        schema=SCHEMA,
        app=replica.app,
        epoch=us.epoch,
        made=us.made,
        last_mseq=us.acked,
        last_hash=us.acked_hash,
        cursors_hash=cursors.hash_of(begin.read, begin.sketch),
        wall_clock=int(database.clock().timestamp() * 1_000_000),
        lease_until=lease.until_of(begin.facts),
    )
    reply = link.call("sync/session", request, SessionReply)
    now = database.clock()
    cycle = replace(cycle, session=reply, upto=us.acked, skew=reply.now - now)
    if reply.directive not in orders.NAMES and lease.is_news(begin.facts, reply, now):
        orders.allowed(database, reply)
    moves_files = begin.has_files and cycle.with_files and replica.files is not None
    if begin.is_idle(reply, now) and not (cycle.compares or moves_files):
        return replace(cycle, at=At.END, outcome=Outcome.DONE)
    return _directed(replica, link, cycle)


def _directed(replica: Replica, link: Link, cycle: Cycle) -> Cycle:
    """Do what the server says of this device first."""
    reply = _reply(cycle)
    if reply.directive in orders.NAMES:
        return orders.heard(replica, cycle, reply)
    if reply.directive == "rebuild":
        disasters.live_anew(replica.database)
        return _again(cycle, "rebuild")
    if reply.directive == "fork_device":
        disasters.become_device(replica, link)
        return _again(cycle, "fork_device")
    if reply.directive == "repush":
        if disasters.must_hand_in_all(replica.database, reply):
            with replica.database.absorb(erasing=True) as absorbed:
                disasters.hand_in_all(absorbed)
                _begin_anew(absorbed, reply)
            return _again(cycle, "repush")
        cycle = replace(cycle, upto=min(cycle.upto, reply.repush_from - 1))
    return replace(_granted(replica, cycle), at=At.PUSH)


def _granted(replica: Replica, cycle: Cycle) -> Cycle:
    reply, database = _reply(cycle), replica.database
    if database.ask(identity.of).epoch is None:  # before anything is taken: it may be restored meanwhile
        with database.absorb(quiet=True) as absorbed:
            identity.note(absorbed.session, **{identity.EPOCH: reply.epoch})
    held = database.ask(cursors.held)
    drop = set(reply.drop)
    if reply.scopes is not None:
        drop |= held - reply.scopes.keys()
        fresh = [scope for scope in reply.scopes if scope not in held]
        if fresh:
            with database.absorb() as absorbed:
                cursors.grant(absorbed.session, fresh)
    return replace(cycle, drop=tuple(sorted(drop & held)))


def _push(replica: Replica, link: Link, cycle: Cycle) -> Cycle:
    database, reply = replica.database, _reply(cycle)
    batch = database.ask(outgoing.next_batch, cycle.upto, reply.limits)
    if batch is None:
        return _pushed(replica, cycle)
    sent = PushRequest(session=reply.session, groups=batch.groups, refused=batch.refused, held=batch.held)
    answer = link.call("sync/push", sent, PushReply)
    settled = settling.settle(database, batch, answer.results, now=reply.now)
    tally = cycle.tally.plus(pushed=settled.acts, conflicts=settled.conflicts, problems=settled.problems)
    cycle = replace(cycle, tally=tally)
    if answer.directive == "fork_device":
        disasters.become_device(replica, link)
        return _again(cycle, "fork_device")
    if answer.directive == "repush" or not answer.results:
        return orders.obeyed(replica, cycle, reply) if cycle.order else _again(cycle, "repush")
    return replace(cycle, upto=min(batch.last, answer.expect_mseq - 1))


def _pushed(replica: Replica, cycle: Cycle) -> Cycle:
    """All is sent. From here on the device counts as one of this life of the server.

    Where the server was restored, the person's role is another, or this program knows more than the last one
    did, everything is read from the beginning.
    """
    reply, database = _reply(cycle), replica.database
    if cycle.order:
        return orders.obeyed(replica, cycle, reply)
    if cycle.is_outdated:
        return replace(cycle, at=At.PURGE)
    if database.ask(_is_another, reply) or database.ask(unknown.is_newer):
        with database.absorb(erasing=True) as absorbed:
            _begin_anew(absorbed, reply)
    anew = bool(database.ask(meta.get, identity.ANEW))
    cycle = replace(cycle, anew=anew, compares=cycle.compares or anew)
    return replace(cycle, at=At.PURGE)


def _is_another(session: Session, reply: SessionReply) -> bool:
    known = identity.of(session).epoch, meta.get(session, identity.ROLE)
    return known != (reply.epoch, reply.role)


def _begin_anew(absorbed: Absorbed, reply: SessionReply) -> None:
    """Begin to read from the beginning, where that is needed.

    The same server tells of all there is, but not of what went; a restored one may be given it back.
    """
    session = absorbed.session
    epoch, role = identity.of(session).epoch, meta.get(session, identity.ROLE)
    changed = role not in {None, reply.role} or epoch not in {None, reply.epoch}
    if unknown.learn(session) or changed:
        if epoch == reply.epoch:
            rereading.note(absorbed, cursors.held(session))
        cursors.restart(session)
        identity.note(session, **{identity.COMPARED: "", identity.ANEW: "1"})
    identity.note(session, **{identity.EPOCH: reply.epoch, identity.ROLE: reply.role})


def _purge(replica: Replica, _link: Link, cycle: Cycle) -> Cycle:
    """Give up what may no longer be held here; what was written there is on the server by now."""
    gone = sum(sum(removing.purge(replica.database, scope).values()) for scope in cycle.drop)
    if cycle.is_outdated:  # what is new waits for the update; what is owed, files too, does not
        scrubbing.scrub(replica.database, replica.remove_file)
        return replace(cycle, at=At.FILES, drop=(), tally=cycle.tally.plus(gone=gone))
    pushed = cycle.tally.pushed > 0
    todo = pulling.behind(replica.database, _reply(cycle).scopes, has_pushed=pushed, anew=cycle.anew)
    return replace(cycle, at=At.PULL, drop=(), todo=todo, tally=cycle.tally.plus(gone=gone))


def _finish(replica: Replica, _link: Link, cycle: Cycle) -> Cycle:
    database = replica.database
    if _reply(cycle).schema == SCHEMA:
        rereading.finish(database, _reply(cycle).now)
    if _reply(cycle).scopes is not None and not _reply(cycle).sketch:
        sketching.forget(database)
    scrubbing.scrub(database, replica.remove_file)
    if cycle.anew:
        with database.absorb(quiet=True) as absorbed:
            identity.note(absorbed.session, **{identity.ANEW: ""})
    again.hand_in(database, _reply(cycle).schema)
    now = database.clock()
    if _is_worth_noting(database.ask(identity.moment, identity.SUCCESS), now):
        thinning.forget_old(database, _reply(cycle).now)
        with database.absorb() as absorbed:
            identity.note(absorbed.session, **{identity.SUCCESS: now.isoformat()})
            if identity.moment(absorbed.session, identity.COMPARED) is None:
                identity.note(absorbed.session, **{identity.COMPARED: now.isoformat()})
    return replace(cycle, at=At.SKETCH)


def _is_worth_noting(before: datetime | None, now: datetime) -> bool:
    """Return whether a success is worth a write: an idle device writes nothing every half minute."""
    return before is None or abs(now - before) > timedelta(minutes=5)


def _reply(cycle: Cycle) -> SessionReply:
    assert cycle.session is not None
    return cycle.session


_STEPS: Final[Mapping[At, Callable[[Replica, Link, Cycle], Cycle]]] = {
    At.SESSION: _session,
    At.PUSH: _push,
    At.PURGE: _purge,
    At.PULL: pulling.pull,
    At.COMPARE: pulling.compare,
    At.REPAIR: pulling.repair,
    At.FINISH: _finish,
    At.SKETCH: borrowing.sketch,
    At.FILES: filing.files,
}
