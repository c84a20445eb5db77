"""The days in sight as they stand in the heading of the calendar."""

from datetime import date, timedelta

from salesdesk import formats
from salesdesk.desktop.widgets.fields.dates import spelt_out
from salesdesk.words import language, say


def span_words(view: str, day: date, first: date) -> str:
    """Return a day, a week from `first` on with its ISO number, or the month of `day`, in words."""
    code = language()
    if view == "day":
        return spelt_out(day)
    if view == "month":
        return formats.month(day, code)
    last = formats.short_day(first + timedelta(days=6), first, code)
    week = say("calendar.week_of", n=first.isocalendar().week)
    return f"{formats.day(first, code)} – {last} · {week}"
