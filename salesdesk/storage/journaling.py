"""Bringing journal and database together when a workspace is opened."""

from collections.abc import Iterator
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import StorageError
from salesdesk.storage import meta, outbox
from salesdesk.storage.database import Database
from salesdesk.storage.journal import Entry, GroupEnd, Journal, Owner, written
from salesdesk.storage.recorder import SLICE, sliced
from salesdesk.storage.tables.replication import AckedRow, CounterRow, OutboxRow, UndoStepRow
from salesdesk.storage.written import counters_of, micros, steps_of

_LARGE: Final = 16_000_000
"""From so many bytes on, it is looked whether most of a journal is no longer needed."""


def keep(database: Database, path: Path, key: bytes, *, violent: bool) -> None:
    """Let the database write its journal from now on. `violent` tells that the program was ended by force.

    A journal that is missing, damaged or somebody else's is made anew from the outbox; the file as it was is
    kept beside it. Acts that the database has and the journal lacks are added. A last group that only the
    journal has was never committed, if the end was violent, and is cut off.

    Raises:
        StorageError: `database-behind` (n): the journal has acts that the database lost.
    """
    database.keep_journal(partial(_open, database, path, key, violent=violent))


def _open(database: Database, path: Path, key: bytes, *, violent: bool) -> Journal:
    journal = Journal(path, key)
    try:
        last = _agreed(database, journal, violent=violent)
    except FileNotFoundError:
        return _made_anew(database, path, key)
    except StorageError as error:
        journal.close()
        if error.code != "journal-damaged":
            raise
        return _made_anew(database, path, key, aside=True)
    except BaseException:
        journal.close()
        raise
    if _is_mostly_gone(database, journal):
        journal.close()
        return _made_anew(database, path, key)
    database.ask(_catch_up, journal, last)
    return journal


def _agreed(database: Database, journal: Journal, *, violent: bool) -> int:
    """Open the journal and return the last number that it and the database have in common."""
    owner, newest = journal.open(), journal.newest()
    last, group = database.ask(outbox.last_group)
    if owner != Owner(database.device_id.bytes, database.me.bytes):
        raise StorageError("journal-damaged")
    if newest is not None and newest.last > last:
        newest = _not_committed(journal, newest, last, violent=violent)
    if newest is None:
        return 0
    if newest.last == last and group not in (None, newest.group):
        raise StorageError("journal-damaged")
    return newest.last


def _not_committed(journal: Journal, newest: Entry, last: int, *, violent: bool) -> Entry | None:
    """Cut off the last group if that is all the database lacks; return what is the newest then."""
    first = journal.entry_at(newest.begins).first
    if not violent or first != last + 1 or journal.is_settled:
        raise StorageError("database-behind", n=newest.last - last)
    journal.cut(newest.begins)
    return journal.newest()


def _is_mostly_gone(database: Database, journal: Journal) -> bool:
    """Return whether the server has had most of a large journal for so long that it need not be kept."""
    if journal.size < _LARGE:
        return False
    first = next((entry.first for _, entry in journal.entries()), 1)
    last, oldest = database.ask(_span)
    return oldest - first > (last - first) // 2


def _span(session: Session) -> tuple[int, int]:
    last = int(meta.get(session, meta.LAST_MSEQ) or 0)
    kept = (session.scalar(select(func.min(kind.mseq))) for kind in (OutboxRow, AckedRow))
    return last, min((one for one in kept if one is not None), default=last)


def _made_anew(database: Database, path: Path, key: bytes, *, aside: bool = False) -> Journal:
    """Make the journal from what the outbox and the acts of the last 30 days hold."""
    fresh = path.with_name(path.name + ".new")
    journal = Journal.make(fresh, key, device=database.device_id, me=database.me)
    try:
        database.ask(_catch_up, journal, 0)
        if aside:
            set_aside(path)
        journal.rename(path)
    except BaseException:
        journal.close()
        raise
    return journal


def set_aside(path: Path) -> Path:
    """Give a journal another name, under which nothing overwrites it."""
    number = 1
    while (aside := path.with_name(f"{path.name}.aside-{number}")).exists():
        number += 1
    return path.replace(aside)


def _catch_up(session: Session, journal: Journal, last: int) -> None:
    """Write the acts behind number `last` into the journal, and with them all steps and counters."""
    newest = int(meta.get(session, meta.LAST_MSEQ) or 0)
    if last >= newest:
        return
    steps = steps_of(session.scalars(select(UndoStepRow)))
    end = GroupEnd(forgets=False, steps=steps, counters=counters_of(session.scalars(select(CounterRow))))
    held: Entry | None = None
    for entry in _acts_behind(session, last):
        if held is not None:
            ends = held.group != entry.group
            journal.add(_ended(held, GroupEnd(forgets=False, steps=(), counters=())) if ends else held)
            if ends:
                journal.settle()
        held = entry
    if held is not None:
        journal.add(_ended(held, end))
    journal.seal()
    journal.settle()


def _ended(entry: Entry, end: GroupEnd) -> Entry:
    return replace(entry, end=end)


def _acts_behind(session: Session, last: int) -> Iterator[Entry]:
    for kind in (AckedRow, OutboxRow):  # what the server has came first
        table = kind.__table__
        wanted = select(table).where(table.c.mseq > last).order_by(table.c.mseq)
        rows = session.execute(wanted, execution_options={"yield_per": SLICE})
        for _, some in groupby(rows.mappings(), key=lambda row: (row["group_id"], row["device_id"])):
            for part in sliced(some):
                yield _entry_of(part)


def _entry_of(rows: list[Any]) -> Entry:
    head = rows[0]
    group: UUID = head["group_id"]
    device: UUID = head["device_id"]
    acts = [written(row) for row in rows]
    return Entry(
        group.bytes, device.bytes, head["schema"], micros(head["made_at"]), head["mseq"], len(rows), 0, acts
    )
