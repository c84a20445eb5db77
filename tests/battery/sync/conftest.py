"""A company for each round of a test, thrown away at the end."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from tests.battery.sync.world import World


@pytest.fixture
def found(tmp_path, template) -> Iterator[Callable[[int], World]]:
    """Found a company: `found(seed)`. The one before it is given up."""
    numbers, living = count(1), []

    def make(seed: int, kind: type[World] = World) -> World:
        while living:
            living.pop().close()
        living.append(kind(seed, tmp_path / f"world-{next(numbers)}", template))
        return living[-1]

    yield make
    for world in living:
        world.close()
