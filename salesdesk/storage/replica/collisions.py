"""Whether a colleague may know a customer: the sketch is asked, what customers here bear is passed over."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.collisions import SETTING, Clue, are_wanted, clues
from salesdesk.domain.matching import Party
from salesdesk.storage.queries import company
from salesdesk.storage.queries.duplicates import PARTIES, parties_sharing
from salesdesk.storage.replica import sketching
from salesdesk.storage.replica.forms import table_of
from salesdesk.storage.tables.replication import AckedRow, OutboxRow

_BEFORE: Final = timedelta(days=2)
"""A sketch may be so much older than the moment at which it was kept, while customers changed."""
_MOST: Final = 500


def hints_wanted(session: Session) -> bool:
    """Return whether the company wants the hints."""
    row = company.setting(session, SETTING)
    return are_wanted(row.value if row is not None and row.deleted_at is None else None)


def at_colleagues(session: Session, party: Party) -> frozenset[Clue]:
    """Return by what a colleague may know a party; nothing without a sketch.

    What customers here bear, or bore when the sketch was made, tells nothing of a colleague.
    """
    kept = sketching.kept(session)
    if kept is None or not hints_wanted(session):
        return frozenset()
    sketch, kept_at = kept
    found = {text: clue for text, clue in clues(party).items() if text in sketch}
    if found:
        for ours in parties_sharing(session, party):
            found = _without(found, ours)
    if found:
        for ours in _changed_since(session, kept_at - _BEFORE):
            found = _without(found, ours)
    return frozenset(found.values())


def _without(found: Mapping[str, Clue], ours: Party) -> dict[str, Clue]:
    borne = clues(ours)
    return {text: clue for text, clue in found.items() if text not in borne}


def _changed_since(session: Session, moment: datetime) -> Iterator[Party]:
    """Give customers and people somebody changed or removed here, as they were before."""
    acts: list[Any] = []
    for kind in (OutboxRow, AckedRow):
        about = kind.entity.in_(list(PARTIES)) & kind.base.is_not(None) & (kind.made_at >= moment)
        wanted = select(kind.entity, kind.row_id, kind.base).where(about).order_by(kind.mseq.desc())
        acts += session.execute(wanted.limit(_MOST))
    for entity, as_party in PARTIES.items():
        table = table_of(entity)
        ids = {act.row_id for act in acts if act.entity == entity}
        rows = session.execute(select(table).where(table.c.id.in_(ids))).mappings()
        now = {row["id"]: dict(row) for row in rows}
        for act in (act for act in acts if act.entity == entity):
            before: dict[str, Any] = msgspec.json.decode(act.base)
            yield as_party(now.get(act.row_id, {}) | before | _name_anew(before))


def _name_anew(before: Mapping[str, Any]) -> dict[str, str]:
    """The core that is kept is that of the name there is now."""
    return {"core_name": ""} if before.get("name") else {}
