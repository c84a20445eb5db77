"""A hand-over file is taken in: the acts of a laptop that could not come itself, for others to decide.

They take the road of a push from a suspended device. Each has the number under which the laptop would have
sent it, so it counts once: in a file, in the same file again, or from the laptop when it comes after all.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import FileRefused
from salesdesk.protocol.handing_over import HandOver, unpacked
from salesdesk.protocol.messages import Limits, PushRequest
from salesdesk.security.sealed_box import HEAD, BoxKey
from salesdesk.server import devices, journal
from salesdesk.server.access import Caller, bearer
from salesdesk.server.engine import ask
from salesdesk.server.failures import Refused
from salesdesk.server.scopes import Directories
from salesdesk.server.tables import Device

_LARGEST: Final = 1_000_000_000
"""Bytes of a file: so much is in memory twice while it is opened."""
_AT_ONCE: Final = Limits().acts
Groups = Sequence[Sequence[bytes]]


@dataclass(frozen=True, slots=True)
class TakenIn:
    """Whose acts they were, what became of the new ones, and how many the server had already."""

    name: str
    device: UUID
    written_at: datetime
    held: int
    done: int
    refused: int
    known: int
    files: int
    """How many files wait on the laptop still."""


def take_in(engine: Engine, key: BoxKey, path: Path, now: datetime) -> TakenIn:
    """Take in a hand-over file; what it holds is held for whoever may decide about it. Safe to repeat.

    Raises:
        FileRefused: `file-unreadable`, `file-too-large`; `hand-over-foreign`, `-newer`, `-elsewhere`,
            `-damaged`; `hand-over-stranger`, it is of nobody the server knows; `hand-over-other-life`, the
            laptop was put back from a copy; `hand-over-gap`, earlier acts are missing here. Nothing changed.
    """
    try:
        hand_over = unpacked(key.open(_read(key, path)))
        caller, last = ask(engine, lambda session: _whose(session, hand_over))
        results = list(_taken(engine, caller, hand_over.groups, now))
    except FileRefused as refused:
        raise FileRefused(refused.code, **{"file": path.name} | refused.values) from refused
    return _told(caller, hand_over, Counter(status for mseq, status in results if mseq > last), results)


def _read(key: BoxKey, path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
            key.check_head(head)
            if path.stat().st_size > _LARGEST:
                raise FileRefused("file-too-large", most=_LARGEST // 1_000_000)
            return head + file.read()
    except OSError as error:
        raise FileRefused("file-unreadable") from error


def _whose(session: Session, hand_over: HandOver) -> tuple[Caller, int]:
    """Return whose file it is, and the last number taken of that device.

    The token may have expired meanwhile: whoever was away for so long cannot have got another one.
    """
    try:
        caller = bearer(session, devices.hash_of(hand_over.token), now=None)
    except Refused as refused:
        raise FileRefused("hand-over-stranger") from refused
    device = session.execute(select(Device).where(Device.id == caller.device)).scalar_one()
    if device.incarnation != hand_over.incarnation:
        raise FileRefused("hand-over-other-life", name=caller.name)
    return replace(caller, is_away=True), device.last_mseq


def _taken(engine: Engine, caller: Caller, groups: Groups, now: datetime) -> Iterator[tuple[int, str]]:
    """Take the groups as pushes do, some at a time; yield number and status of each act."""
    directories = Directories()
    for some in _batches(groups):
        pushed = PushRequest(session="", groups=[list(group) for group in some])
        taken = journal.take_safely(engine, caller, directories, pushed, now)
        if taken.forked:
            raise FileRefused("hand-over-other-life", name=caller.name)
        if len(taken.results) < sum(map(len, some)):
            raise FileRefused("hand-over-gap", name=caller.name)
        yield from ((result.mseq, result.status) for result in taken.results)


def _batches(groups: Groups) -> Iterator[list[Sequence[bytes]]]:
    """Yield the groups, as many at a time as one push may carry."""
    some: list[Sequence[bytes]] = []
    for group in groups:
        if some and sum(map(len, some)) + len(group) > _AT_ONCE:
            yield some
            some = []
        some.append(group)
    if some:
        yield some


def _told(
    caller: Caller, hand_over: HandOver, fresh: Mapping[str, int], results: Sequence[tuple[int, str]]
) -> TakenIn:
    new = sum(fresh.values())
    held, refused = fresh.get("held", 0), fresh.get("rejected", 0)
    return TakenIn(
        name=caller.name,
        device=caller.device,
        written_at=hand_over.made_at,
        held=held,
        done=new - held - refused,
        refused=refused,
        known=len(results) - new,
        files=len(hand_over.files),
    )
