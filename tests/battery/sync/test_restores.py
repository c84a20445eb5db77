"""Copied disks, restored laptops and restored servers, all of them in one history, in any order.

Besides what holds of every history: what was acknowledged before a restore is on the server afterwards, or
its author is told of it.
"""

import shutil
from functools import partial
from itertools import product
from pathlib import Path

from tests.battery.sync.chance import begin_epoch
from tests.battery.sync.invariants import broken
from tests.battery.sync.world import World

_PARTS = ("-wal", "-shm")


class Disasters(World):
    """A world in which backups are made and put back, of the server and of laptops."""

    epochs = 0

    def back_up_server(self, _desk=None) -> None:
        target = self.folder / "server.backup"
        target.unlink(missing_ok=True)
        with self.office.engine.connect() as connection:
            connection.connection.driver_connection.execute(f"VACUUM INTO '{target}'")

    def restore_server(self, _desk=None) -> None:
        """Put the server's newest backup in its place, under a new epoch."""
        if not (self.folder / "server.backup").exists():
            return
        path = Path(self.office.engine.url.database)
        self.office.engine.dispose()
        for part in _PARTS:
            path.with_name(path.name + part).unlink(missing_ok=True)
        shutil.copyfile(self.folder / "server.backup", path)
        self.office.exchange._directories.__init__()
        Disasters.epochs += 1
        begin_epoch(self.office.engine, f"{self.seed:024x}{Disasters.epochs:08x}")
        for desk in self.desks:  # a device the backup does not know signs in again
            desk.sign_in()

    def back_up(self, desk) -> None:
        desk.database.empty_log()
        path = Path(desk.database.engine.url.database)
        shutil.copyfile(path, path.with_name("backup"))
        self.given_up[path.with_name("backup")] = set(self.given_up.get(path, ()))

    def restore(self, desk) -> None:
        """Put a laptop's backup in its place."""
        path = Path(desk.database.engine.url.database)
        if not path.with_name("backup").exists():
            return
        desk.database.close()
        for part in _PARTS:
            path.with_name(path.name + part).unlink(missing_ok=True)
        shutil.copyfile(path.with_name("backup"), path)
        self.given_up[path] = set(self.given_up.get(path.with_name("backup"), ()))
        desk.reopen(self.open(path, desk.database.clock))


_DISASTERS = (
    Disasters.back_up_server,
    Disasters.restore_server,
    Disasters.back_up,
    Disasters.restore,
    Disasters.clone,
)


def _live(world: Disasters, rounds: int) -> None:
    for _ in range(rounds):
        world.live(world.dice.randint(2, 14))
        world.try_act(world.dice.choice(_DISASTERS), world.dice.choice(world.desks))


def test_whatever_is_restored_nothing_acknowledged_is_lost_unsaid(tmp_path, template, dice, goes_on):
    while goes_on():
        world = Disasters(dice.randrange(2**32), tmp_path / "world", template)
        try:
            _live(world, world.dice.randint(3, 8))
            world.settle()
            assert broken(world, kept_book=False) == [], (world.seed, world.trace)
        finally:
            world.close()


def test_each_disaster_after_each(found, dice, goes_on):
    """Every pair, with work before, between and after."""
    pairs = list(product(("clone", "laptop", "server"), repeat=2))
    dice.shuffle(pairs)
    while goes_on() and pairs:
        world, pair = found(dice.randrange(2**32), Disasters), pairs.pop()
        _suffer(world, pair)
        world.live(10)
        world.settle()
        assert broken(world, kept_book=False) == [], (world.seed, pair, world.trace)


def _suffer(world: Disasters, pair: tuple[str, str]) -> None:
    desk = world.desks[0]
    happens = {
        "clone": partial(world.clone, desk),
        "laptop": partial(world.restore, desk),
        "server": world.restore_server,
    }
    for what in pair:
        world.live(10)
        world.back_up_server()
        world.back_up(desk)
        world.live(10)
        world.whole_cycle(desk)
        happens[what]()
