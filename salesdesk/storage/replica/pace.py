"""How much is written at a time: much while nobody else writes here, little while somebody does."""

from datetime import timedelta
from typing import Final

from salesdesk.storage.database import Database

MANY: Final = 5_000
"""So many rows share one transaction: the search index is cheaper to write in large pieces."""
FEW: Final = 40
_STEP: Final = 20
_MINDFUL: Final = timedelta(seconds=30)
"""For so long after somebody saved, the next save is expected."""


def is_save_expected(database: Database) -> bool:
    """Return whether somebody works here just now."""
    saved_at = database.saved_at
    return saved_at is not None and abs(database.clock() - saved_at) < _MINDFUL


class Pace:
    """Decides, row by row, whether the transaction goes on."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._most = MANY

    def begin(self) -> None:
        """A transaction begins."""
        self._most = FEW if is_save_expected(self._database) else MANY

    def step(self, most: int) -> int:
        """Return how many rows to write before it is looked again, at most `most`."""
        return min(most, _STEP) if self._most == FEW else most

    def goes_on(self, done: int) -> bool:
        """Return whether more may be written in this transaction, after `done` rows."""
        return not done or (done < self._most and not self._database.is_wanted)
