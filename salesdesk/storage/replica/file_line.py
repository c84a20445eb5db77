"""The line of files: whose turn it is, and what became of them.

Nothing here waits for a network, and each change is a transaction of its own: whatever is cut off between a
file and its note in the line is found done when its turn comes again.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, insert, literal_column, select, update
from sqlalchemy.orm import Session

from salesdesk.protocol.files import NAMED_BY
from salesdesk.storage.database import Database
from salesdesk.storage.file_queue import FETCH, OFFER, QUEUE, SEND
from salesdesk.storage.files import Files
from salesdesk.storage.recorder import Recorder
from salesdesk.storage.replica.forms import AT_ONCE, table_of
from salesdesk.storage.tables.replication import ProblemRow
from salesdesk.storage.written import micros

FILES: Final = "files"
"""The name under which Changes tells that files came or went."""
WANTED: Final = "file_queue"
"""The name under which it tells that a person wants one tried again."""
PROBLEM: Final = "file"
"""The status of a problem that is a file's."""
AFRESH: Final = {QUEUE.c.asked: 0, QUEUE.c.asked_at: None, QUEUE.c.wrong: 0, QUEUE.c.code: ""}
"""A file in the line as if nobody had tried it."""
_WAYS: Final = (SEND, FETCH, OFFER)
_MOST_DOUBLED: Final = 9
_PAUSE: Final[ColumnElement[int]] = literal_column(f"(1 << min(asked, {_MOST_DOUBLED})) * 1000000")
"""Microseconds after which what was not to be had is asked for again: two seconds, then ever longer."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file whose turn it is."""

    sha256: str
    direction: str
    size: int
    place: int


@dataclass(frozen=True, slots=True)
class FileCounts:
    """How many files are still to be sent, and to be fetched."""

    sending: int = 0
    coming: int = 0


def counts(session: Session) -> FileCounts:
    """Return how many files are on their way; what only a restored server might lack is not counted."""
    alive = select(QUEUE.c.direction, func.count()).where(QUEUE.c.code == "").group_by(QUEUE.c.direction)
    found: dict[str, int] = {row[0]: row[1] for row in session.execute(alive)}
    return FileCounts(found.get(SEND, 0), found.get(FETCH, 0))


def _since_asked(now: datetime) -> ColumnElement[int]:
    """Return how long ago a file was asked for, also if the clock was put back meanwhile."""
    return func.abs(literal_column("asked_at") - micros(now))


def due_in(session: Session, now: datetime) -> float | None:
    """Return after how many seconds a file's turn comes, or None if none waits."""
    alive = (QUEUE.c.code == "") & QUEUE.c.direction.in_(_WAYS)
    if session.execute(select(QUEUE.c.sha256).where(alive, QUEUE.c.asked == 0).limit(1)).first():
        return 0
    left = session.scalar(select(func.min(_PAUSE - _since_asked(now))).where(alive))
    return None if left is None else max(0.0, left / 1_000_000)


def following(session: Session, now: datetime) -> Waiting | None:
    """Return the file whose turn it is: small ones first, those made here first, the newest first."""
    found = [one for way in _WAYS for one in _first(session, way, now, 1)]
    return min(found, key=lambda one: one.place, default=None)


def _first(session: Session, direction: str, now: datetime, limit: int) -> list[Waiting]:
    due = (QUEUE.c.asked == 0) | (_since_asked(now) >= _PAUSE)
    wanted = (
        select(QUEUE.c.sha256, QUEUE.c.direction, QUEUE.c.size, QUEUE.c.place)
        .where(QUEUE.c.direction == direction, QUEUE.c.code == "", due)
        .order_by(QUEUE.c.place, QUEUE.c.newest.desc())
        .limit(limit)
    )
    return [Waiting(*row) for row in session.execute(wanted)]


def drop_kept(database: Database, files: Files) -> None:
    """Take out of the line what is to be fetched and is here, as far as its turn has come."""
    while True:
        first = database.ask(_first, FETCH, database.clock(), AT_ONCE)
        here = [one.sha256 for one in first if files.has(files.kept_as(one.sha256))]
        if here:
            have(database, files, here)
        if len(here) < AT_ONCE:
            return


def have(database: Database, files: Files, names: Sequence[str]) -> None:
    """Fetch some files no more: they are here."""
    for sha256 in names:
        files.parts.remove(files.kept_as(sha256))
    with database.absorb() as absorbed:
        forget(absorbed.session, names, (FETCH,))
        absorbed.note(FILES, [database.device_id])


def settle(database: Database, sha256: str, *directions: str) -> None:
    """Take a file out of the line: it is there."""
    with database.absorb() as absorbed:
        forget(absorbed.session, [sha256], directions)
        absorbed.note(FILES, [database.device_id])


def forget(session: Session, names: Sequence[str], directions: Sequence[str]) -> None:
    """Take files out of the line."""
    for start in range(0, len(names), AT_ONCE):
        some = QUEUE.c.sha256.in_(names[start : start + AT_ONCE])
        session.connection().execute(delete(QUEUE).where(some, QUEUE.c.direction.in_(directions)))


def keep_piece(database: Database, files: Files, sha256: str, place: int, piece: bytes) -> int:
    """Keep what came of a file behind its first `place` bytes, if a row still names it; return its size.

    Raises:
        StorageError: `disk-full`, `disk-unwritable`.
    """
    with files.turn:
        named = database.ask(is_named, sha256)
        return files.parts.add(files.kept_as(sha256), place, piece) if named else 0


def keep(database: Database, files: Files, content: bytes, sha256: str) -> bool:
    """Keep what was fetched, if a row still names it; return whether one does.

    Raises:
        StorageError: `disk-full`, `disk-unwritable`.
    """
    with files.turn:  # nothing is given up between the question and the file
        wanted = database.ask(is_named, sha256)
        if wanted:
            files.put(content)
    have(database, files, [sha256])
    return wanted


def is_named(session: Session, sha256: str) -> bool:
    """Return whether a row here names a file."""
    return bool(named_of(session, [sha256]))


def is_shown(session: Session, sha256: str) -> bool:
    """Return whether a row that is not deleted names a file."""
    return _naming(session, sha256) is not None


def named_of(
    session: Session, names: Collection[str], *, but: tuple[str, Sequence[UUID]] = ("", ())
) -> set[str]:
    """Return the files that rows here name, other than some rows of one kind."""
    found: set[str] = set()
    for entity, by in NAMED_BY.items():
        table = table_of(entity)
        wanted = select(table.c[by.sha256]).where(table.c[by.sha256].in_(names))
        found |= set(session.scalars(wanted.where(table.c.id.not_in(but[1])) if entity == but[0] else wanted))
    return found


def postpone(database: Database, sha256: str, direction: str) -> None:
    """Let others go first: a file was not to be had, or the line broke."""
    now = micros(database.clock())
    with database.absorb(quiet=True) as absorbed:
        values = {QUEUE.c.asked: QUEUE.c.asked + 1, QUEUE.c.asked_at: literal_column(str(now))}
        absorbed.session.connection().execute(update(QUEUE).where(_is(sha256, direction)).values(values))


def came_wrong(database: Database, sha256: str, direction: str) -> int:
    """Note that what came, on either side, was another file; return how often by now."""
    with database.absorb(quiet=True) as absorbed:
        values = {QUEUE.c.wrong: QUEUE.c.wrong + 1}
        absorbed.session.connection().execute(update(QUEUE).where(_is(sha256, direction)).values(values))
        return absorbed.session.scalar(select(QUEUE.c.wrong).where(_is(sha256, direction))) or 0


def _is(sha256: str, direction: str) -> ColumnElement[bool]:
    return (QUEUE.c.sha256 == sha256) & (QUEUE.c.direction == direction)


def give_up(database: Database, sha256: str, direction: str, code: str, **values: Any) -> None:
    """Leave a file to a person, who finds it among the problems of the record that names it."""
    with database.absorb() as absorbed:
        session = absorbed.session
        session.connection().execute(update(QUEUE).where(_is(sha256, direction)).values(code=code))
        named = _naming(session, sha256)
        if named is not None and not _is_told(session, named[1]):
            told = {"entity": named[0], "row_id": named[1], "code": code, "details": values}
            fixed = {
                "mseq": 0,
                "group_id": database.new_id(),
                "status": PROBLEM,
                "base": None,
                "patch": b"{}",
            }
            session.execute(insert(ProblemRow).values(**told, **fixed, seen_at=absorbed.now))
            absorbed.note("inbox", [named[1]])
        absorbed.note(FILES, [database.device_id])


def _naming(session: Session, sha256: str) -> tuple[str, UUID] | None:
    for entity, by in NAMED_BY.items():
        table = table_of(entity)
        living = table.c.deleted_at.is_(None)
        found = session.scalar(select(table.c.id).where(table.c[by.sha256] == sha256, living).limit(1))
        if found is not None:
            return entity, found
    return None


def _is_told(session: Session, row_id: UUID) -> bool:
    open_one = (
        (ProblemRow.row_id == row_id) & (ProblemRow.status == PROBLEM) & ProblemRow.settled_at.is_(None)
    )
    return session.scalar(select(ProblemRow.id).where(open_one).limit(1)) is not None


def try_again(session: Session, entity: str, row_id: UUID) -> None:
    """Try the file of a row again that was given up, within `Database.write`."""
    by, table = NAMED_BY[entity], table_of(entity)
    named = select(table.c[by.sha256]).where(table.c.id == row_id)
    session.connection().execute(update(QUEUE).where(QUEUE.c.sha256.in_(named)).values(AFRESH))
    recorder: Recorder = session.info["recorder"]
    recorder.note(WANTED, [row_id], ())
