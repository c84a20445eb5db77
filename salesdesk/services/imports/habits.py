"""How a file writes its figures and days: what stands before the cents, and which of day and month is first.

The first values of a column may leave it open (1.000 and 1/2/2026 are written so in either habit), and one
far below may tell. So the whole file is asked where its beginning does not say.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain
from typing import Final

from salesdesk.integrations.looks import shown
from salesdesk.integrations.table_file import TableFile
from salesdesk.services.imports.values import LAST_MONTH, YEAR_LAST, DateOrder, Decimals

_CLEARLY_COMMA: Final = re.compile(
    r"[-+]?(?:\d{1,3}(?:[. \u00a0]\d{3})+,\d+|\d+,(?:\d{1,2}|\d{4,})|0,\d+)\D*"
)
_CLEARLY_POINT: Final = re.compile(r"\D*[-+]?(?:\d{1,3}(?:,\d{3})+\.\d+|\d+\.(?:\d{1,2}|\d{4,})|0\.\d+)\D*")


def decimals_in(table: TableFile, places: Collection[int]) -> Decimals:
    """Return which mark stands before the cents in the columns at these places."""
    return decimals_of(_telling(table, places, _figures_are_open))


def date_order_in(table: TableFile, places: Collection[int]) -> DateOrder:
    """Return which of day and month stands first in the columns at these places."""
    return date_order_of(_telling(table, places, _days_are_open))


def decimals_of(samples: Iterable[str]) -> Decimals:
    """Return which mark stands before the cents in these figures."""
    commas, points = _marks(samples)
    return Decimals.COMMA if commas > points else Decimals.POINT


def date_order_of(samples: Iterable[str]) -> DateOrder:
    """Return which of day and month stands first in these dates; where nothing tells, the day."""
    days, months = _largest(samples)
    return DateOrder.MONTH_FIRST if months > LAST_MONTH >= days else DateOrder.DAY_FIRST


def _telling(
    table: TableFile, places: Collection[int], is_open: Callable[[Sequence[str]], bool]
) -> Iterable[str]:
    samples = [sample for place in places for sample in table.columns[place].samples]
    return chain(samples, _cells(table, places)) if is_open(samples) else samples


def _cells(table: TableFile, places: Collection[int]) -> Iterator[str]:
    for row in table.rows():
        for place in places:
            if row.cells[place]:
                yield shown(row.cells[place])


def _figures_are_open(samples: Sequence[str]) -> bool:
    return any("," in sample or "." in sample for sample in samples) and _marks(samples) == (0, 0)


def _days_are_open(samples: Sequence[str]) -> bool:
    first, second = _largest(samples)
    return 0 < first <= LAST_MONTH and second <= LAST_MONTH


def _marks(samples: Iterable[str]) -> tuple[int, int]:
    """Count the figures that have a comma, and those that have a point, before their cents."""
    texts = [unicodedata.normalize("NFKC", sample).strip() for sample in samples]
    return (
        sum(_CLEARLY_COMMA.fullmatch(text) is not None for text in texts),
        sum(_CLEARLY_POINT.fullmatch(text) is not None for text in texts),
    )


def _largest(samples: Iterable[str]) -> tuple[int, int]:
    """Return the largest first and the largest second figure of dates that end with the year."""
    pairs = [
        (int(match[1]), int(match[3])) for sample in samples if (match := YEAR_LAST.match(sample.strip()))
    ]
    return max((first for first, _ in pairs), default=0), max((second for _, second in pairs), default=0)
