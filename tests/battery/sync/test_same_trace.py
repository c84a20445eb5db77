"""One seed, one history, byte for byte: whoever finds a failure can find it again."""

import os
import subprocess
import sys


def _living(template, folder, seed, hashing, days, *more) -> subprocess.Popen:
    """Live a history in a process of its own; `hashing` sets the order in which it walks through sets."""
    command = [sys.executable, "-m", "tests.battery.sync.tracing", template, folder, str(seed), days, *more]
    env = os.environ | {"PYTHONHASHSEED": str(hashing)}
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE)


def _said(*living: subprocess.Popen) -> list[list[bytes]]:
    told = [one.communicate()[0].splitlines() for one in living]
    assert [one.returncode for one in living] == [0] * len(living)
    return told


def test_the_same_seed_says_the_same_byte_for_byte(template, tmp_path, dice):
    seed = dice.randrange(2**32)
    runs = (_living(template, tmp_path / str(hashing), seed, hashing, "25") for hashing in (1, 2))
    first, second = _said(*runs)
    differ = [pair for pair in zip(first, second, strict=False) if pair[0] != pair[1]]
    assert differ[:1] == [], seed
    assert len(first) == len(second) > 60


def test_ids_that_are_not_of_the_seed_are_noticed(template, tmp_path, dice):
    """The control: with the system's own ids no two runs are alike."""
    seed = dice.randrange(2**32)
    first, second = _said(*(_living(template, tmp_path / str(n), seed, 1, "10", "loose") for n in (1, 2)))
    assert first != second
