"""The simulated network and colleague. Nothing leaves the machine.

What waits is answered as the company's server would, by the same rule of merging; answers and rows are taken
in by the very code that sync takes them in with. So the inbox, the marks and the timeline are the real ones.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.activities import ActivityKind
from salesdesk.protocol import codec
from salesdesk.protocol.merge import merge
from salesdesk.protocol.messages import (
    Block,
    Cursor,
    Disagreement,
    Limits,
    PullReply,
    Result,
    decode_act,
)
from salesdesk.protocol.scopes import COMPANY
from salesdesk.protocol.wire import columns_of, to_wire
from salesdesk.services.practice.running import Run, refuse_earnest
from salesdesk.storage.base import new_id
from salesdesk.storage.database import Database
from salesdesk.storage.queries import customers as queries
from salesdesk.storage.recorder import defaults_of
from salesdesk.storage.replica import cursors, identity
from salesdesk.storage.replica.absorbing import absorb_page
from salesdesk.storage.replica.forms import table_of
from salesdesk.storage.replica.outgoing import NOTHING, Batch, next_batch
from salesdesk.storage.replica.settling import settle
from salesdesk.words import say

_COLLEAGUE: Final = UUID("0197f3a0-0000-7000-8000-00000000c0de")
_WEBSITE: Final = "https://www.pharma-equipment.example.com"
_LIMITS: Final = Limits(acts=500)
_LATER: Final = timedelta(days=3)
Fields = dict[str, Any]


def reconnect(database: Database, run: Run) -> Run:
    """Bring the network back: what waits is sent, and what the colleague did meanwhile comes in.

    Raise RuleBroken where the workspace has a server of its own, NotFound if the customer is gone.
    """
    refuse_earnest(database)
    customer = UUID(run.facts["customer"])
    theirs = _theirs(database, customer)
    _send(database, customer, theirs, int(run.facts["made"]))
    _fetch(database, customer, theirs)
    return replace(run, facts={**run.facts, "network": "online"})


def send(database: Database) -> None:
    """Send what waits over the simulated network, once nobody disagrees any more. Raises as `reconnect`."""
    refuse_earnest(database)
    _send(database, None, {}, 0)


def _theirs(database: Database, customer: UUID) -> Fields:
    """Return what the colleague changed: what we did, to something else, and what we left alone."""
    mine: date | None = database.ask(queries.one, customer).next_follow_up
    later = None if mine is None else mine + _LATER
    return {"grade": "B", "next_follow_up": later, "website": _WEBSITE}


def _send(database: Database, customer: UUID | None, theirs: Fields, before: int) -> None:
    now_there = codec.plain(theirs)
    while (batch := database.ask(_waiting)) is not None:
        results = _answers(batch, customer, now_there, before)
        settle(database, batch, results, now=database.clock())


def _waiting(session: Session) -> Batch | None:
    return next_batch(session, identity.of(session).acked, _LIMITS)


def _answers(batch: Batch, customer: UUID | None, now_there: Fields, before: int) -> list[Result]:
    """Return what a server says to each act: only the colleague's customer is not what it was.

    Acts up to the number `before` were made before the colleague changed anything.
    """
    results = []
    for place, data in enumerate(data for group in batch.groups for data in group):
        mseq = batch.first + place
        act = None if data == NOTHING else decode_act(data)
        if act is None or mseq <= before or act.row_id != customer or act.base is None or act.patch is None:
            results.append(Result(mseq=mseq, status="applied"))
        else:
            results.append(_merged(mseq, act.base, act.patch, now_there))
    return results


def _merged(mseq: int, base: Fields, patch: Fields, now_there: Fields) -> Result:
    there = {name: now_there.get(name, base.get(name)) for name in patch}
    merged = merge(base=base, patch=patch, theirs=there)
    now_there.update(merged.fields)
    clashes = [
        Disagreement(field=one.field, base=one.base, theirs=one.theirs, mine=one.mine)
        for one in merged.clashes
    ]
    if not clashes:
        return Result(mseq=mseq, status="applied")
    return Result(mseq=mseq, status="conflict", conflicts=clashes, by=say("practice.colleague"))


def _fetch(database: Database, customer: UUID, theirs: Fields) -> None:
    """Take in the page that a server would send: the colleague, the customer as it is, and a call."""
    row = database.ask(_row, customer)
    moment, scope = database.clock(), row["scope_id"]
    stamps = {"edited_at": moment, "edited_by": _COLLEAGUE}
    asked = _asked(database, scope)
    seqs = {name: cursor.seq + 1 for name, cursor in asked.items()}
    person = {"id": _COLLEAGUE, "name": say("practice.colleague"), "role": "sales", "created_at": moment}
    changed = row | theirs | {"version": row["version"] + 1, "seq": seqs[scope]} | stamps
    call = _call(customer, moment) | stamps
    page = PullReply(
        blocks=[
            _block("users", COMPANY, person | stamps | {"seq": seqs[COMPANY]}),
            _block("customers", scope, changed),
            _block("activities", scope, call | {"seq": seqs[scope]}),
        ],
        departures=[],
        cursors={name: Cursor(seq) for name, seq in seqs.items()},
        more=False,
    )
    absorb_page(database, asked, page)


def _row(session: Session, customer: UUID) -> Fields:
    table = table_of("customers")
    return dict(session.execute(select(table).where(table.c.id == customer)).mappings().one())


def _call(customer: UUID, moment: Any) -> Fields:
    return {
        "id": new_id(),
        "customer_id": customer,
        "kind": ActivityKind.CALL,
        "subject": say("practice.colleague.call"),
        "happens_at": moment,
        "done_at": moment,
        "owner_id": _COLLEAGUE,
        "created_at": moment,
    }


def _asked(database: Database, scope: str) -> Mapping[str, Cursor]:
    """Return how far both scopes were read; what was never read counts as read up to here."""
    with database.absorb(quiet=True) as absorbed:
        held = cursors.every(absorbed.session)
        asked = {name: held.get(name, Cursor(1)) for name in (COMPANY, scope)}
        for name, cursor in asked.items():
            cursors.put(absorbed.session, name, cursor)
    return asked


def _block(entity: str, scope: str, fields: Mapping[str, Any]) -> Block:
    row = defaults_of(table_of(entity)) | {"version": 1} | dict(fields)
    columns = columns_of(entity)
    return Block(scope, entity, list(columns), [to_wire(kind, [row.get(n)]) for n, kind in columns.items()])
