"""Files, the last step of a cycle: one piece of one file a question, and not too many of them.

The rows are never kept waiting: whoever has written something meanwhile goes first, in the next cycle, which
begins at once. A file the server does not take, or that comes wrong again and again, is left to a person.
"""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

from salesdesk.domain.attachments import LARGEST
from salesdesk.domain.errors import NotFound, StorageError, SyncFailed
from salesdesk.protocol.files import Piece, Progress
from salesdesk.storage.file_queue import FETCH, OFFER, SEND
from salesdesk.storage.files import Files
from salesdesk.storage.replica import file_line, file_removal, file_review, outgoing
from salesdesk.sync.link import Link, Offline, Refused
from salesdesk.sync.state import REFUSALS, At, Cycle, Moving, Outcome, Replica

QUESTIONS: Final = 64
"""So many questions about files a cycle asks at most,"""
BYTES: Final = 2 * 2**20
"""and so many bytes it moves."""
TRIES: Final = 3
"""So often a file may come wrong."""
_OF_THE_CYCLE: Final = REFUSALS.keys() | {"session-over"}
_MEGABYTE: Final = 1_000_000


def files(replica: Replica, link: Link, cycle: Cycle) -> Cycle:
    """Begin with a file, move its next piece, or end."""
    if replica.files is None or not cycle.with_files:
        return left(cycle)
    if cycle.moving is None:
        return _next(replica, replica.files, link, cycle)
    moving = cycle.moving
    try:
        if moving.direction == FETCH:
            return _fetch(replica, replica.files, link, cycle, moving)
        return _send(replica, link, cycle, moving)
    except Refused as refused:
        return _refused(replica, cycle, moving, refused)
    except StorageError as error:  # the disk is full, perhaps; rows came and went all the same
        return replace(left(cycle), code=error.code)
    except Offline:
        file_line.postpone(replica.database, moving.sha256, moving.direction)
        raise


def left(cycle: Cycle) -> Cycle:
    """Return the cycle at its end: what is left of the files is for the next one."""
    outcome = Outcome.OUTDATED if cycle.is_outdated else Outcome.DONE
    return replace(cycle, at=At.END, outcome=outcome, moving=None)


def _next(replica: Replica, kept: Files, link: Link, cycle: Cycle) -> Cycle:
    """Take the file whose turn it is."""
    database = replica.database
    if not cycle.asked:
        file_review.look_through(database, kept)
        file_removal.remove_left(database, replica.remove_file)
        file_line.drop_kept(database, kept)
    following = database.ask(file_line.following, database.clock())
    if following is None:
        return left(cycle)
    moving = Moving(following.sha256, following.direction)
    if moving.direction != FETCH:
        return _begin_to_send(replica, kept, link, cycle, moving)
    done = kept.parts.size(kept.kept_as(moving.sha256))
    return replace(cycle, moving=replace(moving, done=done))


def _went_on(replica: Replica, cycle: Cycle, moving: Moving | None, moved: int = 0) -> Cycle:
    """Return the cycle after one more question; it ends where the rest has to wait for the next one."""
    cycle = replace(cycle, moving=moving, asked=cycle.asked + 1, moved=cycle.moved + moved)
    spent = cycle.asked >= QUESTIONS or cycle.moved >= BYTES
    return left(cycle) if spent or replica.database.ask(outgoing.count) else cycle


def _put_off(replica: Replica, cycle: Cycle, moving: Moving) -> Cycle:
    file_line.postpone(replica.database, moving.sha256, moving.direction)
    return _went_on(replica, cycle, None)


# sending


def _begin_to_send(replica: Replica, kept: Files, link: Link, cycle: Cycle, moving: Moving) -> Cycle:
    """Ask how much of a file the server has: of what somebody else has sent, all."""
    try:
        there = link.file_progress(moving.sha256)
    except Refused as refused:
        return _refused(replica, cycle, moving, refused)
    content = b"" if there.whole else _content(kept, moving.sha256)
    if content is None:
        return _lost(replica, cycle, moving)
    return _sent(replica, cycle, replace(moving, content=content), there, 0)


def _content(kept: Files, sha256: str) -> bytes | None:
    try:
        return kept.get(kept.kept_as(sha256))
    except (NotFound, StorageError):
        return None


def _lost(replica: Replica, cycle: Cycle, moving: Moving) -> Cycle:
    """A file is neither here nor there. Whoever else has it will send it."""
    if moving.direction == SEND:
        file_line.give_up(replica.database, moving.sha256, SEND, "file-lost")
    else:
        file_line.settle(replica.database, moving.sha256, OFFER)
    return _went_on(replica, cycle, None)


def _send(replica: Replica, link: Link, cycle: Cycle, moving: Moving) -> Cycle:
    piece = moving.content[moving.done : moving.done + replica.piece]
    there = link.send_piece(moving.sha256, moving.done, len(moving.content), piece)
    return _sent(replica, cycle, moving, there, len(piece))


def _sent(replica: Replica, cycle: Cycle, moving: Moving, there: Progress, moved: int) -> Cycle:
    if not there.whole:
        if moved and there.done <= moving.done:
            return _put_off(replica, cycle, moving)
        return _went_on(replica, cycle, replace(moving, done=there.done), moved)
    file_line.settle(replica.database, moving.sha256, SEND, OFFER)
    file_removal.remove_left(replica.database, replica.remove_file)
    return _went_on(replica, _tallied(cycle, sent=1 if moved else 0), None, moved)


def _tallied(cycle: Cycle, **more: int) -> Cycle:
    return replace(cycle, tally=cycle.tally.plus(**more))


# fetching


def _fetch(replica: Replica, kept: Files, link: Link, cycle: Cycle, moving: Moving) -> Cycle:
    if kept.has(kept.kept_as(moving.sha256)):  # somebody could not wait for it
        file_line.have(replica.database, kept, [moving.sha256])
        return replace(cycle, moving=None)
    piece = link.fetch_piece(moving.sha256, moving.done, replica.piece)
    if piece.total > LARGEST:
        return _too_large(replica, cycle, moving, LARGEST)
    content = _with_piece(replica, kept, moving.sha256, moving.done, piece)
    moved = len(piece.content)
    if content is None:
        done = kept.parts.size(kept.kept_as(moving.sha256))
        return _went_on(replica, cycle, replace(moving, done=done), moved)
    if not _is_it(content, moving.sha256):
        return _wrong(replica, cycle, moving, moved)
    file_line.keep(replica.database, kept, content, moving.sha256)
    return _went_on(replica, _tallied(cycle, fetched=1), None, moved)


def _with_piece(replica: Replica, kept: Files, sha256: str, place: int, piece: Piece) -> bytes | None:
    """Return the whole file if this was its last piece; else keep the piece.

    What comes in one piece is never in parts.
    """
    if not place and len(piece.content) == piece.total:
        return piece.content
    name = kept.kept_as(sha256)
    if file_line.keep_piece(replica.database, kept, sha256, place, piece.content) < piece.total:
        return None
    content = kept.parts.read(name)
    kept.parts.remove(name)
    return content


def _is_it(content: bytes, sha256: str) -> bool:
    return hashlib.sha256(content).hexdigest() == sha256


def fetch_now(
    replica: Replica, kept: Files, link: Link, sha256: str, size: int, told: Callable[[int, int], None]
) -> bytes:
    """Fetch one file before all others, and keep it; `told` hears how many bytes of about `size` are here.

    What has come before the line broke, or `told` raised, is kept for the next time.

    Raises:
        Offline, Refused: as the link does.
        SyncFailed: `file-wrong`, `file-above-limit`.
        StorageError: `disk-full`, `disk-unwritable`.
    """
    name, wrong = kept.kept_as(sha256), 0
    while wrong < TRIES:
        here = _content(kept, sha256)
        if here is not None:  # it came by itself meanwhile
            file_line.have(replica.database, kept, [sha256])
            return here
        done = kept.parts.size(name)
        told(done, size)
        piece = link.fetch_piece(sha256, done, replica.piece, partial(_tell, told, done, size))
        size = piece.total
        if size > LARGEST:
            raise SyncFailed("file-above-limit", most=LARGEST // _MEGABYTE)
        content = _with_piece(replica, kept, sha256, done, piece)
        if content is not None and _is_it(content, sha256):
            file_line.keep(replica.database, kept, content, sha256)
            return content
        wrong += content is not None
    raise SyncFailed("file-wrong", n=wrong)


def _tell(told: Callable[[int, int], None], done: int, size: int, more: int) -> None:
    told(min(done + more, size), size)


# what goes amiss


def _wrong(replica: Replica, cycle: Cycle, moving: Moving, moved: int) -> Cycle:
    """What came, here or there, was another file: once more from the beginning, or no more."""
    wrong = file_line.came_wrong(replica.database, moving.sha256, moving.direction)
    if wrong >= TRIES:
        file_line.give_up(replica.database, moving.sha256, moving.direction, "file-wrong", n=wrong)
    return _went_on(replica, cycle, None, moved)


def _too_large(replica: Replica, cycle: Cycle, moving: Moving, most: int) -> Cycle:
    told = {"most": most // _MEGABYTE}
    file_line.give_up(replica.database, moving.sha256, moving.direction, "file-above-limit", **told)
    return _went_on(replica, cycle, None)


def _not_there(replica: Replica, cycle: Cycle, moving: Moving) -> Cycle:
    """Its author has not sent it yet; or the server has forgotten what named it, and here that is deleted."""
    if replica.database.ask(file_line.is_shown, moving.sha256):
        return _put_off(replica, cycle, moving)
    file_line.settle(replica.database, moving.sha256, FETCH)
    return _went_on(replica, cycle, None)


def _refused(replica: Replica, cycle: Cycle, moving: Moving, refused: Refused) -> Cycle:
    """Take what is said of this file alone; what is said of the device ends the cycle."""
    code = refused.code
    if code in _OF_THE_CYCLE:
        file_line.postpone(replica.database, moving.sha256, moving.direction)
        raise refused
    if code == "upload-damaged":
        return _wrong(replica, cycle, moving, 0)
    if code == "not-found" and moving.direction == FETCH:
        return _not_there(replica, cycle, moving)
    if code == "file-offset":
        return _put_off(replica, cycle, moving)
    if code == "request-too-large":
        return _too_large(replica, cycle, moving, int(refused.refusal.values.get("bytes", LARGEST)))
    file_line.give_up(replica.database, moving.sha256, moving.direction, "file-refused", reason=code)
    return _went_on(replica, cycle, None)
