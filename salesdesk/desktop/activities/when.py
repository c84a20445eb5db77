"""Moments and days as people say them: 40 days ago, overdue 2 days, tomorrow."""

from datetime import date, datetime
from typing import Final

from salesdesk import formats
from salesdesk.desktop.theme.tokens import Tone
from salesdesk.words import language, say

_MINUTE: Final = 60
_HOUR: Final = 3600
_AS_DAYS: Final = 60
_AS_MONTHS: Final = 365
_WEEK: Final = 7


def ago(moment: datetime | None, now: datetime) -> str:
    """Return how long ago an aware moment was; "" for never."""
    if moment is None:
        return ""
    seconds = (now - moment).total_seconds()
    days = (now.astimezone().date() - moment.astimezone().date()).days
    if seconds < _MINUTE:
        return say("when.now")
    if seconds < _HOUR:
        return say("when.minutes", n=int(seconds // _MINUTE))
    if days <= 1:
        clock = formats.clock(moment)
        return say("when.yesterday", clock=clock) if days else say("when.today_at", clock=clock)
    return days_ago(days)


def days_ago(days: int) -> str:
    """Return a number of whole days in the past, in days or months or years."""
    if days <= 0:
        return say("when.today")
    if days < _AS_DAYS:
        return say("when.days", n=days)
    if days < _AS_MONTHS:
        return say("when.months", n=days // 30)
    return say("when.years", n=days // _AS_MONTHS)


def due(day: date | None, today: date) -> str:
    """Return a day to come as a person says it: tomorrow, Fri 27 Nov, 2 days late; "" for none."""
    if day is None:
        return ""
    ahead = (day - today).days
    if ahead < 0:
        return say("when.late", n=-ahead)
    if ahead <= 1:
        return say("when.tomorrow") if ahead else say("when.today")
    shown = formats.short_day(day, today, language())
    return f"{formats.weekday(day, language())} {shown}" if ahead < _WEEK else shown


def urgency(day: date | None, today: date) -> Tone:
    """Return the tone of a day to come: red when late, amber today."""
    if day is None or day > today:
        return "plain"
    return "bad" if day < today else "warn"
