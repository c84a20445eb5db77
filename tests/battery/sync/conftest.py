"""A company for each round of a test, thrown away at the end."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from salesdesk.sync import pulling
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


@pytest.fixture(autouse=True)
def own_pages(monkeypatch) -> None:
    """Each world has pages of its own size."""
    monkeypatch.setattr(pulling, "ORDINARY", pulling.ORDINARY)
