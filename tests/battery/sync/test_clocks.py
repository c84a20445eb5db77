"""Clocks that are wrong by years, and jump: whatever they show, the same acts come to the same rows."""

from datetime import datetime, timedelta
from random import Random

from salesdesk.protocol.entities import ENTITIES, Kind
from salesdesk.server.tables import StoredResult
from tests.battery.sync.invariants import _read, broken
from tests.battery.sync.world import World
from tests.conftest import NOON

TEN_YEARS = 3650 * 24 * 3600


_SYNCS = {World.sync, World.sync_in_trouble, World.sync_and_die}


class Steady(World):
    """People write at noon, whatever the clock of their laptop shows when it syncs."""

    def try_act(self, act, desk) -> None:
        """No trouble by chance: a daily comparison is one request more, and chance would go another way."""
        desk.database.clock.now = self.time() if act in _SYNCS else NOON
        super().try_act(World.sync if act in _SYNCS else act, desk)

    def time(self) -> datetime:
        return NOON


class Jumping(Steady):
    """Every clock jumps by years before each sync."""

    def time(self) -> datetime:
        jumps = self.__dict__.setdefault("jumps", Random(self.seed + 1))
        return NOON + timedelta(seconds=jumps.uniform(-TEN_YEARS, TEN_YEARS))


def _outcome(world: World) -> tuple[dict, list]:
    """What stands on the server but for moments, and what became of every act."""
    rows = {}
    for entity, spec in ENTITIES.items():
        timeless = [name for name, kind in spec.fields.items() if kind is not Kind.MOMENT]
        for row_id, row in world.office.rows(entity).items():
            rows[entity, row_id] = [row[name] for name in timeless] + [row["deleted_at"] is None]
    with world.office.engine.connect() as connection:
        results = connection.execute(StoredResult.__table__.select()).all()
    return rows, sorted((row.device_id.hex, row.mseq, _read(row.result).status) for row in results)


def _lived(found, kind: type[World], seed: int) -> tuple[dict, list]:
    world = found(seed, kind)
    world.live(world.dice.randint(20, 60))
    world.settle()
    assert broken(world) == [], world.seed
    return _outcome(world)


def test_the_same_history_with_wrong_clocks_comes_to_the_same(found, dice, goes_on):
    while goes_on():
        seed = dice.randrange(2**32)
        right, wrong = _lived(found, Steady, seed), _lived(found, Jumping, seed)
        assert right[1] == wrong[1], seed
        assert right[0] == wrong[0], seed
