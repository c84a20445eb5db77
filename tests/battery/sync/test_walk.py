"""Histories by chance: whatever people, machines and networks do, all is well when they come to rest."""

from tests.battery.sync.invariants import broken
from tests.battery.sync.world import World


def test_every_history_ends_well(tmp_path, template, dice, goes_on):
    while goes_on():
        world = World(dice.randrange(2**32), tmp_path / "world", template)
        try:
            world.live(dice.randint(20, 90))
            world.settle()
            assert broken(world) == [], (world.seed, world.trace)
        finally:
            world.close()
