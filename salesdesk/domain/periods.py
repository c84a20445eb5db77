"""Stretches of days in the company's time zone, half open: the first day counts, `end` does not."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Final, Self

from salesdesk.domain.errors import BadInput

_DAY: Final = timedelta(days=1)
_MONTHS: Final = 12
_QUARTER: Final = 3


class PeriodKind(StrEnum):
    """The stretches that reports and filters offer."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    FISCAL_QUARTER = "fiscal_quarter"
    FISCAL_YEAR = "fiscal_year"


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` up to, and without, `end`."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise BadInput("period-backwards", field="end", start=self.start, end=self.end)

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days

    @property
    def last(self) -> date:
        """The last day that counts."""
        return self.end - _DAY

    def moments(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Return the half-open range of UTC moments that these days are in a time zone."""
        return midnight(self.start, zone), midnight(self.end, zone)

    def to_date(self, today: date) -> Self:
        """Return the part up to and with today: "quarter to date"."""
        return type(self)(self.start, max(self.start, min(self.end, today + _DAY)))

    def same_elapsed(self, before: "Period") -> "Period":
        """Return the first days of an earlier period, as many as this one has (or all of it)."""
        return Period(before.start, min(before.end, before.start + timedelta(days=self.days)))


def midnight(day: date, zone: tzinfo) -> datetime:
    """Return the UTC moment at which a day begins in a time zone."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def today_in(zone: tzinfo, now: datetime) -> date:
    """Return the day that an aware moment belongs to in a time zone."""
    return now.astimezone(zone).date()


def day_of(day: date) -> Period:
    """Return one day."""
    return Period(day, day + _DAY)


def week_of(day: date) -> Period:
    """Return the ISO 8601 week: Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=7))


def week_name(day: date) -> str:
    """Return the ISO 8601 week as 2025-W01; its year is not always the calendar's."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def month_of(day: date) -> Period:
    """Return the calendar month."""
    return _months(day.year, day.month, 1)


def quarter_of(day: date, *, year_starts: int = 1) -> Period:
    """Return the quarter of a year that begins in the month `year_starts`."""
    back = (day.month - year_starts) % _QUARTER
    start = add_months(day.replace(day=1), -back)
    return _months(start.year, start.month, _QUARTER)


def year_of(day: date, *, year_starts: int = 1) -> Period:
    """Return the year, calendar or fiscal, that a day belongs to."""
    if not 1 <= year_starts <= _MONTHS:
        raise BadInput("month-out-of-range", field="year_starts", month=year_starts)
    return _months(day.year - (day.month < year_starts), year_starts, _MONTHS)


def fiscal_year(day: date, *, year_starts: int, named_by_end: bool = True) -> int:
    """Return the name of the fiscal year, by the calendar year of its last or of its first day."""
    period = year_of(day, year_starts=year_starts)
    return period.last.year if named_by_end else period.start.year


def period_of(kind: PeriodKind, day: date, *, year_starts: int = 1) -> Period:
    """Return the period of a kind that a day belongs to."""
    simple = {PeriodKind.DAY: day_of, PeriodKind.WEEK: week_of, PeriodKind.MONTH: month_of}
    if kind in simple:
        return simple[kind](day)
    starts = year_starts if kind in {PeriodKind.FISCAL_QUARTER, PeriodKind.FISCAL_YEAR} else 1
    quarterly = kind in {PeriodKind.QUARTER, PeriodKind.FISCAL_QUARTER}
    return quarter_of(day, year_starts=starts) if quarterly else year_of(day, year_starts=starts)


def previous(kind: PeriodKind, period: Period, *, year_starts: int = 1) -> Period:
    """Return the period of the same kind just before."""
    return period_of(kind, period.start - _DAY, year_starts=year_starts)


def year_before(period: Period) -> Period:
    """Return the same stretch a year earlier; 29 February becomes the 28th."""
    return Period(add_months(period.start, -_MONTHS), add_months(period.end, -_MONTHS))


def add_months(day: date, months: int) -> date:
    """Move a date by whole months; a day the month lacks becomes its last."""
    years, month = divmod(day.month - 1 + months, _MONTHS)
    first = date(day.year + years, month + 1, 1)
    following = date(day.year + years + (month + 1) // _MONTHS, (month + 1) % _MONTHS + 1, 1)
    return first.replace(day=min(day.day, (following - _DAY).day))


def _months(year: int, month: int, count: int) -> Period:
    start = date(year, month, 1)
    return Period(start, add_months(start, count))
