"""Acts on their way out, in the order of their numbers; only groups no request could carry are cut."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, groupby
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, literal, select, update
from sqlalchemy.orm import Session

from salesdesk.protocol.messages import Limits, act_hash, encode_act
from salesdesk.storage import meta
from salesdesk.storage.acts import as_act
from salesdesk.storage.base import Base
from salesdesk.storage.database import Absorbed
from salesdesk.storage.replica import identity
from salesdesk.storage.tables.replication import RENUMBERED, AckedRow, OutboxRow

_OUTBOX: Final = Base.metadata.tables[OutboxRow.__tablename__]
_ACKED: Final = Base.metadata.tables[AckedRow.__tablename__]
WHOLE: Final = 2_000
HEAVIEST: Final = 8_000_000
"""A group of more acts or bytes (an import) goes in pieces, each taken or refused by itself."""
NOTHING: Final = b""
"""What is sent under a number whose act is no longer kept."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Groups of acts as they travel, numbered without a gap from `first` to `last`.

    Of those the server has answered before, and lost, `refused` and `held` are the numbers that were.
    """

    groups: list[list[bytes]]
    first: int
    last: int
    refused: list[int] = field(default_factory=list)
    held: list[int] = field(default_factory=list)

    def act(self, mseq: int) -> bytes:
        """Return one of the acts."""
        return [act for group in self.groups for act in group][mseq - self.first]


def next_batch(session: Session, after: int, limits: Limits) -> Batch | None:
    """Return the groups behind number `after` that fit one request, or None if there are none.

    A group that is larger than the limits goes alone, one larger than WHOLE or HEAVIEST in pieces. Acts the
    server has answered already are given again: they are asked for where it lost them. A number whose act is
    no longer kept stands for nothing.
    """
    found = _acts_behind(session, after, limits.acts)
    if not found:
        return None
    if found[0].mseq - after > limits.acts:
        return Batch([[NOTHING] * limits.acts], after + 1, after + limits.acts)
    groups: list[list[bytes]] = []
    rows: list[Any] = []
    size, last = 0, after
    for more, group in _pieces(found, limits):
        weight, missing = sum(map(len, group)), more[0].mseq - 1 - last
        sent = more[-1].mseq - after
        if rows and (sent > limits.acts or size + weight > limits.bytes):
            break
        groups += [[NOTHING] * missing, group] if missing else [group]
        size, last, rows = size + weight, more[-1].mseq, rows + more
    return Batch(groups, after + 1, last, *_as_before(rows))


def _pieces(found: Sequence[Any], limits: Limits) -> Iterator[tuple[list[Any], list[bytes]]]:
    """Yield groups, or pieces of those that are too large: their acts, and how they travel."""
    for _, some in groupby(found, key=lambda act: act.group_id):
        acts = list(some)
        group = [encode_act(as_act(act)) for act in acts]
        if len(acts) <= WHOLE and sum(map(len, group)) <= HEAVIEST:
            yield acts, group
            continue
        for cut in _cuts(group, limits.bytes):
            yield acts[cut], group[cut]


def _cuts(group: Sequence[bytes], most: int) -> Iterator[slice]:
    """Yield where to cut, so that a piece has at most WHOLE acts and about `most` bytes."""
    rooms = ((place // WHOLE, end // most) for place, end in enumerate(accumulate(map(len, group))))
    start = 0
    for _, places in groupby(rooms):
        end = start + len(list(places))
        yield slice(start, end)
        start = end


def _as_before(rows: Sequence[Any]) -> tuple[list[int], list[int]]:
    """Return the numbers of acts that were refused, and of those that were held."""
    refused = [row.mseq for row in rows if row.status in {"rejected", RENUMBERED}]
    return refused, [row.mseq for row in rows if row.status == "held"]


def _acts_behind(session: Session, after: int, limit: int) -> Sequence[Any]:
    """Return about `limit` acts that end where a group does, or within one that is cut anyway."""
    for table in (_ACKED, _OUTBOX):  # what the server had came first
        status = table.c.status if table is _ACKED else literal(None)
        columns = [*(table.c[column.name] for column in _OUTBOX.columns), status.label("status")]
        wanted = select(*columns).where(table.c.mseq > after).order_by(table.c.mseq).limit(limit)
        found = session.execute(wanted).all()
        if found:
            break
    if len(found) < limit:
        return found
    last = found[-1]
    rest = select(*columns).where(table.c.mseq > last.mseq, table.c.group_id == last.group_id)
    return [*found, *session.execute(rest.order_by(table.c.mseq).limit(WHOLE)).all()]


def count(session: Session) -> int:
    """Return how many acts wait for the server."""
    return session.scalar(select(func.count()).select_from(_OUTBOX)) or 0


def oldest_kept(session: Session) -> int:
    """Return the lowest number of the acts still kept, or the number of the next one."""
    found = (session.scalar(select(func.min(table.c.mseq))) for table in (_ACKED, _OUTBOX))
    return min((one for one in found if one is not None), default=identity.of(session).made + 1)


def hash_of(session: Session, mseq: int) -> bytes | None:
    """Return the hash under which the server knows an act, or None if the act is no longer kept."""
    row = session.get(AckedRow, mseq) or session.get(OutboxRow, mseq)
    return None if row is None else act_hash(encode_act(as_act(row)))


def live_anew(absorbed: Absorbed, acked: int) -> None:
    """Begin a new life of this device, in which the acts up to `acked` count as answered."""
    now = identity.of(absorbed.session)
    facts = {identity.INCARNATION: str(now.incarnation + 1), identity.ACKED: str(acked)}
    identity.note(absorbed.session, **facts, **{identity.ACKED_HASH: ""})


def become_device(absorbed: Absorbed, device: UUID, token: str, letters: str = "") -> None:
    """Go on as another device: the acts keep their numbers and what they say, and wait under its name."""
    session = absorbed.session
    for table in (_OUTBOX, _ACKED):
        session.connection().execute(update(table).values(device_id=device))
    facts = {meta.DEVICE: str(device), identity.TOKEN: token, identity.INCARNATION: "0"}
    facts[identity.LETTERS] = letters
    identity.note(session, **facts, **{identity.ACKED_HASH: ""})
    absorbed.is_another = True
