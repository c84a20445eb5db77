"""Waiting after wrong passwords. Nothing is ever deleted, and the recovery key never has to wait.

The strength of the vault is the price of a guess; this only keeps a passer-by from trying names of pets.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from salesdesk.settings import replace_whole

FREE: Final = 4  # the fifth wrong one makes wait
FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Attempts:
    """How many wrong passwords in a row, and when the last was."""

    wrong: int = 0
    last: datetime | None = None

    def wait(self, now: datetime) -> timedelta:
        """Return how long to wait before the next try. A clock that was set back does not make it longer."""
        if self.last is None or self.wrong <= FREE:
            return timedelta(0)
        doublings = min(self.wrong - FREE - 1, 10)
        whole: timedelta = min(FIRST_WAIT * 2**doublings, LONGEST_WAIT)
        return min(max(self.last + whole - now, timedelta(0)), whole)


def read(path: Path) -> Attempts:
    """Read the count; a missing or broken file means none."""
    try:
        plain = json.loads(path.read_bytes())
        return Attempts(int(plain["wrong"]), datetime.fromisoformat(plain["last"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Attempts()


def count_wrong(path: Path, now: datetime) -> Attempts:
    """Count one more wrong password; kept over a restart."""
    attempts = Attempts(read(path).wrong + 1, now)
    replace_whole(path, json.dumps({"wrong": attempts.wrong, "last": now.isoformat()}).encode())
    return attempts


def forget(path: Path) -> None:
    """Forget the wrong ones after a right one."""
    path.unlink(missing_ok=True)
