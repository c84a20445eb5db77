"""What repeats: every week, 每两周, 每月最后一个工作日. A rule is one of iCalendar (RFC 5545 RRULE).

The next occurrence is made when one is done. Its id follows from the series and the day, so that two laptops
that do the same make the same one.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice, takewhile
from typing import Final
from uuid import UUID, uuid5

from salesdesk.domain.amount_words import read_numeral
from salesdesk.domain.errors import BadInput

MOST: Final = 400
"""So many occurrences are looked at for one screen, and so many days that a rule leaves out."""
_LENGTH: Final = 300
_LARGEST: Final = 1_000
_AHEAD: Final = timedelta(days=366 * 12)
"""So far one looks for the next time; 29 February may be eight years away."""
_PLAIN: Final = re.compile(r"[A-Z]+=[A-Z0-9,+-]+")
_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WORKDAYS: Final = "MO,TU,WE,TH,FR"
_FREQUENCIES: Final = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_SHORT_MONTH: Final = 28
_LONG_MONTH: Final = 31

PRESETS: Final[dict[str, str]] = {
    "daily": "FREQ=DAILY",
    "workdays": f"FREQ=WEEKLY;BYDAY={_WORKDAYS}",
    "weekly": "FREQ=WEEKLY",
    "fortnightly": "FREQ=WEEKLY;INTERVAL=2",
    "monthly": "FREQ=MONTHLY",
    "month_end": f"FREQ=MONTHLY;BYDAY={_WORKDAYS};BYSETPOS=-1",
    "quarterly": "FREQ=MONTHLY;INTERVAL=3",
    "yearly": "FREQ=YEARLY",
}
"""The rules that a form offers, before they are anchored at a day."""


def check_rule(value: object, field: str = "repeats") -> str:
    """Return a rule in its plain form, or "" for none. Raise BadInput for what no calendar repeats by.

    What repeats within a day is refused, and what never comes.
    """
    text = str(value or "").strip().upper().removeprefix("RRULE:")
    if not text:
        return ""
    parts = _parts(text, field)
    numbers = [parts.get(name, "1") for name in ("INTERVAL", "COUNT")]
    wrong = not all(each.isdigit() and 0 < int(each) <= _LARGEST for each in numbers)
    if wrong or parts.get("FREQ") not in _FREQUENCIES or {"BYHOUR", "BYMINUTE", "BYSECOND"} & set(parts):
        raise BadInput("repeat-unreadable", field=field, text=text[:60])
    endless = _joined({name: part for name, part in parts.items() if name not in {"COUNT", "UNTIL"}})
    if next(_occurrences(endless, date(2026, 1, 1), field), None) is None:
        raise BadInput("repeat-unreadable", field=field, text=text[:60])
    return _joined(parts)


def anchored(rule: str, day: date) -> str:
    """Return a rule that names its weekday or its day of the month, so that a moved visit moves no other.

    The 29th to the 31st become the last day of a shorter month.
    """
    parts = _parts(rule, "repeats")
    frequency = parts.get("FREQ")
    if any(name.startswith("BY") for name in parts):
        return rule
    if frequency == "WEEKLY":
        parts["BYDAY"] = _DAYS[day.weekday()]
    if frequency == "YEARLY":
        parts["BYMONTH"] = str(day.month)
    if frequency in {"MONTHLY", "YEARLY"}:
        parts["BYMONTHDAY"] = str(day.day)
        if day.day > _SHORT_MONTH:
            parts["BYMONTHDAY"] = ",".join(str(each) for each in range(_SHORT_MONTH, day.day + 1))
            parts["BYSETPOS"] = "-1"
    return _joined(parts)


def following(rule: str, day: date) -> tuple[date, str] | None:
    """Return the day after `day` on which it happens again, and the rule from there on; None when it is over.

    A rule that counts has counted the one on `day`.
    """
    parts = _parts(rule, "repeats")
    left = int(parts["COUNT"]) - 1 if "COUNT" in parts else None
    if left is not None and left < 1:
        return None
    endless = _joined({name: value for name, value in parts.items() if name != "COUNT"})
    found = next((each for each in _occurrences(endless, day, "repeats") if each > day), None)
    if found is None:
        return None
    if left is not None:
        parts["COUNT"] = str(left)
    return found, _joined(parts)


def days_between(rule: str, day: date, start: date, end: date) -> list[date]:
    """Return the days after `day` on which it will happen, from `start` up to, and without, `end`."""
    coming = takewhile(lambda each: each < end, _occurrences(rule, day, "repeats"))
    return list(islice((each for each in coming if each > day and each >= start), MOST))


def id_of_occurrence(series: UUID, day: date) -> UUID:
    """Return the id of the occurrence of a series on a day."""
    return uuid5(series, day.isoformat())


def preset_of(rule: str, day: date) -> str:
    """Return which of the presets a rule is, seen from a day on which it happens; "" for another."""
    return next((name for name, preset in PRESETS.items() if rule in (preset, anchored(preset, day))), "")


def family_of(rule: str) -> str:
    """Return which of the presets a rule belongs to, whatever day it is anchored at; "" for another."""
    kin = {name: f"{rule};".removeprefix(f"{preset};") for name, preset in PRESETS.items()}
    found = [name for name, rest in kin.items() if rest != f"{rule};" and "INTERVAL" not in rest]
    return max(found, key=lambda name: len(PRESETS[name]), default="")


def read_repeat(text: str, day: date) -> str:
    """Return the rule that words tell, anchored at a day: 每两周, every other friday. Raise BadInput."""
    typed = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().lower()
    if not typed:
        return ""
    for form, rule in _FORMS:
        if found := form.fullmatch(typed):
            return anchored(check_rule(rule(found)), day)
    raise BadInput("repeat-unreadable", field="repeats", text=text[:60])


def _parts(text: str, field: str) -> dict[str, str]:
    if len(text) > _LENGTH:
        raise BadInput("repeat-unreadable", field=field, text=text[:60])
    found = [part for part in text.split(";") if part]
    if not all(map(_PLAIN.fullmatch, found)):
        raise BadInput("repeat-unreadable", field=field, text=text[:60])
    return {name: value for name, _, value in (part.partition("=") for part in found)}


def _joined(parts: dict[str, str]) -> str:
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _occurrences(rule: str, day: date, field: str) -> Iterator[date]:
    """Give the days of a rule from a day on. The hours are left out: a wall keeps them."""
    from dateutil.rrule import rrulestr  # noqa: PLC0415 - only where something repeats

    first = datetime.combine(day, time())
    try:
        plain = re.sub(r"UNTIL=(\d{8})(T\d{6}Z?)?", r"UNTIL=\1T235959", rule)
        found = rrulestr(plain, dtstart=first)
        coming: Iterator[datetime] = takewhile(
            lambda each: each < first + _AHEAD, found.xafter(first, inc=True)
        )
        if "COUNT=" not in plain and "UNTIL=" not in plain:  # dateutil looks no farther than that either
            coming = iter(rrulestr(f"{plain};UNTIL={first + _AHEAD:%Y%m%dT%H%M%S}", dtstart=first))
    except (ValueError, KeyError, TypeError, OverflowError):
        raise BadInput("repeat-unreadable", field=field, text=rule[:60]) from None
    return (each.date() for each in coming)


_Rule = Callable[[re.Match[str]], str]
_UNITS: Final = {
    **dict.fromkeys(("天", "日", "day", "days"), "DAILY"),
    **dict.fromkeys(("周", "星期", "礼拜", "week", "weeks"), "WEEKLY"),
    **dict.fromkeys(("月", "month", "months"), "MONTHLY"),
    **dict.fromkeys(("年", "year", "years"), "YEARLY"),
}
_WEEKDAYS: Final = {
    **dict(zip("一二三四五六日", _DAYS, strict=True)),
    **dict(zip(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), _DAYS, strict=True)),
    "天": "SU",
}
_WORDED: Final = {"other": 2, "two": 2, "three": 3, "four": 4}
_NAMED: Final = r"(?P<name>mon|tue|wed|thu|fri|sat|sun)(?:s|day|sday|nesday|rs|rsday|urday)?"


def _count(word: str | None) -> int:
    if not word:
        return 1
    if word.isdigit():
        return int(word)
    return _WORDED.get(word) or read_numeral(word)


def _every(found: re.Match[str]) -> str:
    count, frequency = _count(found["count"]), _UNITS[found["unit"]]
    return f"FREQ={frequency}" + (f";INTERVAL={count}" if count > 1 else "")


def _weekday(found: re.Match[str]) -> str:
    rule = f"FREQ=WEEKLY;BYDAY={_WEEKDAYS[found['name']]}"
    count = _count(found["count"])
    return f"{rule};INTERVAL={count}" if count > 1 else rule


def _preset(name: str) -> _Rule:
    return lambda _found: PRESETS[name]


def _last_day(_found: re.Match[str]) -> str:
    return "FREQ=MONTHLY;BYMONTHDAY=-1"


def _month_day(found: re.Match[str]) -> str:
    number = int(found["day"])
    return f"FREQ=MONTHLY;BYMONTHDAY={number}" if number < _LONG_MONTH else _last_day(found)


_UNIT: Final = r"(?P<unit>天|日|周|星期|礼拜|月|年)"
_SPAN: Final = r"(?P<unit>days?|weeks?|months?|years?)"
_DIGITS: Final = r"\d{1,2}|[一二两三四五六七八九十]{1,3}"
_WORD: Final = r"\d{1,2}|other|two|three|four"
_MONTH_DAY: Final = r"(?P<day>[1-9]|[12]\d|3[01])"
_EACH_MONTH: Final = r"(?:the|every|each) month"


def _form(pattern: str, rule: _Rule) -> tuple[re.Pattern[str], _Rule]:
    return re.compile(pattern), rule


_FORMS: Final = (
    _form(r"每个?工作日|(?:every|each) (?:work(?:ing)? ?day|weekday)|workdays|weekdays", _preset("workdays")),
    _form(r"每个?月的?最后一?个?工作日", _preset("month_end")),
    _form(
        rf"(?:every|the) last (?:working day|workday|weekday) (?:of|in) {_EACH_MONTH}", _preset("month_end")
    ),
    _form(rf"每个?月(?:月?底|最后一天)|(?:every|the) last day of {_EACH_MONTH}", _last_day),
    _form(r"每个?季度?|quarterly|every quarter", _preset("quarterly")),
    _form(r"隔周|双周|biweekly|fortnightly|every fortnight", _preset("fortnightly")),
    *(_form(name, _preset(name)) for name in ("daily", "weekly", "monthly", "yearly")),
    _form(rf"每(?P<count>{_DIGITS})?个?(?:周|星期|礼拜)的?(?P<name>[一二三四五六日天])", _weekday),
    _form(rf"(?:every|each) (?:(?P<count>{_WORD}) )?{_NAMED}", _weekday),
    _form(rf"每个?月的?{_MONTH_DAY} ?[日号]", _month_day),
    _form(rf"(?:every|each) month on the {_MONTH_DAY}(?:st|nd|rd|th)?", _month_day),
    _form(rf"每隔?(?P<count>{_DIGITS})?个?{_UNIT}", _every),
    _form(rf"(?:every|each) (?:(?P<count>{_WORD}) )?{_SPAN}", _every),
)
