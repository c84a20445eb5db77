"""What only this device keeps, as the journal writes it down: steps to undo, and the next numbers."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from salesdesk.storage.journal import WrittenStep
from salesdesk.storage.tables.replication import CounterRow, UndoStepRow

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_encode = msgspec.json.Encoder(order="deterministic").encode


def steps_of(rows: Iterable[UndoStepRow]) -> list[WrittenStep]:
    """Return the steps as they are now, each once."""
    return [
        WrittenStep(
            row.id, row.group_id.bytes, row.name, _encode(row.details), row.state, micros(row.made_at)
        )
        for row in {row.id: row for row in rows}.values()
    ]


def counters_of(rows: Iterable[CounterRow]) -> list[tuple[str, int, int]]:
    """Return the next number of each series and year, each once."""
    return list({(row.series, row.year): (row.series, row.year, row.next) for row in rows}.values())


def micros(moment: datetime) -> int:
    """Return a moment as microseconds since 1970 UTC."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(micros: int) -> datetime:
    """Return the moment of `micros`."""
    return _EPOCH + micros * _MICROSECOND
