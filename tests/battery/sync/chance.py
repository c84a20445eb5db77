"""What is chance elsewhere, from a seed: ids and the epoch of a server."""

from random import Random
from uuid import UUID

from sqlalchemy import Engine, update

from salesdesk.server.engine import change
from salesdesk.server.tables import ServerFact

_VERSION_7 = 7 << 76
_VARIANT = 2 << 62


class Ids:
    """New ids that look like UUIDv7: later ones sort behind, the rest is chance from the seed."""

    def __init__(self, seed: int) -> None:
        self._dice = Random(seed)
        self._made = 0

    def __call__(self) -> UUID:
        self._made += 1
        low = _VARIANT | self._dice.getrandbits(62)
        return UUID(int=self._made << 80 | _VERSION_7 | self._dice.getrandbits(12) << 64 | low)


def begin_epoch(engine: Engine, epoch: str) -> None:
    """Let the server be in this epoch."""
    change(
        engine, lambda db: db.execute(update(ServerFact).where(ServerFact.key == "epoch").values(value=epoch))
    )
