"""Histories that Hypothesis invents: one that ends badly is told as short as five minutes can make it.

Each step is one act of somebody, with a little chance of its own. What is asked of the end is what is asked
of every history. They begin with three laptops: the smaller a history, the sooner it is shortened.
"""

from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.battery.conftest import BUDGET, SLICE
from tests.battery.sync.invariants import broken
from tests.battery.sync.world import ACTS, World

SHORT, LONG = 25, 40
"""Steps of a history in a slice, and in a battery."""
ROUND = 2.0
"""Seconds one history takes, about: so many are tried as fit into the budget."""
_BY_NAME = {act.__name__: act for act, _ in ACTS}
_WEIGHTED = [act.__name__ for act, weight in sorted(ACTS, key=lambda one: -one[1]) for _ in range(weight)]


@pytest.mark.timeout(0)  # to make a bad history short takes its time
def test_no_history_can_be_invented_that_ends_badly(tmp_path, template):
    numbers = count(1)

    class Company(RuleBasedStateMachine):
        """A world in which Hypothesis says who does what."""

        world: World | None = None
        failed = False

        @initialize(seed=st.integers(0, 255))
        def found(self, seed):
            self.world = World(seed, tmp_path / f"world-{next(numbers)}", template, more=0)

        @rule(act=st.sampled_from(_WEIGHTED), desk=st.integers(0, 5), chance=st.integers(0, 255))
        def happens(self, act, desk, chance):
            self.world.dice.seed(chance)
            desks, self.failed = self.world.desks, True
            self.world.try_act(_BY_NAME[act], desks[desk % len(desks)])
            self.failed = False

        def teardown(self):
            if self.world is None:
                return
            try:
                if not self.failed:
                    self.world.dice.seed(0)
                    self.world.settle()
                    assert broken(self.world) == [], self.world.trace
            finally:
                self.world.close()

    examples = max(4, int(BUDGET / ROUND))
    run_state_machine_as_test(
        Company,
        settings=settings(
            max_examples=examples,
            stateful_step_count=SHORT if BUDGET <= SLICE else LONG,
            suppress_health_check=list(HealthCheck),
            deadline=None,
            print_blob=True,
        ),
    )
