"""Days and times as people say them: 明天, 下周三下午3点, 11月30日, next fri 3pm, in 2 weeks, eow.

下周三 and "next wed" are the Wednesday of the next ISO week; 周三 and "wed" the coming one, today included.
A day without a year lies ahead, or behind where `past` is asked for. The end of the week is its Friday.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from salesdesk.domain.amount_words import read_numeral
from salesdesk.domain.errors import BadInput
from salesdesk.domain.periods import add_months, month_of, quarter_of, year_of
from salesdesk.domain.times import split_time
from salesdesk.domain.working_days import add_working_days

LENGTH_LIMIT: Final = 60


@dataclass(frozen=True, slots=True)
class Spoken:
    """A day, and a wall time where one was said."""

    day: date
    at: time | None = None


_NAMED: Final = {
    **dict.fromkeys(("今天", "今日", "今", "today", "tod", "now"), 0),
    **dict.fromkeys(("明天", "明日", "明", "tomorrow", "tmr", "tmrw", "tom"), 1),
    **dict.fromkeys(("后天", "day after tomorrow", "the day after tomorrow"), 2),
    "大后天": 3,
    **dict.fromkeys(("昨天", "昨日", "yesterday"), -1),
    **dict.fromkeys(("前天", "day before yesterday"), -2),
}
_WEEKDAYS: Final = {
    **{sign: place for place, sign in enumerate("一二三四五六日")},
    **{str(place + 1): place for place in range(7)},
    "天": 6,
    **{name: place for place, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))},
}
_MONTHS: Final = {
    name: place
    for place, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_DAY_NAME: Final = r"(?P<name>mon|tue|wed|thu|fri|sat|sun)(?:s|day|sday|nesday|rs|rsday|urday)?"
_UNIT: Final = r"(?P<unit>天|日|周|个?星期|个?礼拜|个月|年)"
_SPAN: Final = "days?|weeks?|months?|years?"
_WORKING: Final = r"(?:working|business|work) ?days?|workdays?"
_ORDINAL: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_SOME_END: Final = r"(?:周末|月底|月末|季末|季度末)|年底|年末|周底"
_THE_NEXT: Final = r"(下周|下个?月|下个?季度|明年|next (?:week|month|quarter|year))"
_MONTH_NAME: Final = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_COUNT: Final = r"(\d{1,4}|[一二两三四五六七八九十百]{1,4}|a|an|one|two|three)"
_NUMERAL: Final = re.compile(r"[一二三四五六七八九十]{1,3}(?=月|日|号)")
_WORDED: Final = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3}


def read_day(text: str, today: date, *, past: bool = False, field: str = "date") -> date:
    """Return the day that was typed. Raise BadInput for what is no day, and for a day with a time."""
    spoken = read_moment(text, today, past=past, field=field)
    if spoken.at is not None:
        raise BadInput("date-unreadable", field=field, text=text)
    return spoken.day


def read_moment(text: str, today: date, *, past: bool = False, field: str = "date") -> Spoken:
    """Return the day that was typed, with the wall time if one was; a time alone is today's."""
    typed = _tidy(text)
    if not typed or len(typed) > LENGTH_LIMIT:
        raise BadInput("date-unreadable", field=field, text=text[:LENGTH_LIMIT])
    try:
        words, at = split_time(typed)
        words = re.sub(r"^(?:on|at|于|在) ?|[ ,的]*(?: at)?$", "", words).strip()
        words = _NUMERAL.sub(lambda found: str(read_numeral(found[0])), words)
        return Spoken(_day(words, today, past=past) if words else today, at)
    except (ValueError, OverflowError):
        raise BadInput("date-unreadable", field=field, text=text[:LENGTH_LIMIT]) from None


def read_day_of_year(text: str) -> tuple[int, int] | None:
    """Return month and day where just these were typed (04-12, 4月12日, Apr 12), else None.

    They need not be a day of any year: 31 April is returned as it was typed.
    """
    words = _NUMERAL.sub(lambda found: str(read_numeral(found[0])), _tidy(text))
    found = next((match for form in _YEARLESS if (match := form.fullmatch(words))), None)
    return None if found is None else _month_and_day(found)


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().lower()


def _day(words: str, today: date, *, past: bool) -> date:
    if words in _NAMED:
        return today + timedelta(days=_NAMED[words])
    for form, rule in _RULES:
        if found := form.fullmatch(words):
            return rule(found, today)
    for form in _YEARLESS:
        if found := form.fullmatch(words):
            return _without_year(found, today, past=past)
    raise ValueError(words)


def _count(word: str) -> int:
    if word.isdigit():
        return int(word)
    return _WORDED[word] if word in _WORDED else read_numeral(word)


def _moved(found: re.Match[str], today: date) -> date:
    """3天后, 两周前, in 2 weeks, 10 days ago."""
    parts = found.groupdict()
    count = _count(parts["count"]) * (-1 if parts.get("back") else 1)
    unit = parts["unit"]
    if unit.startswith(("天", "日", "d")):
        return today + timedelta(days=count)
    if unit.startswith(("周", "星期", "礼拜", "个星期", "个礼拜", "w")):
        return today + timedelta(weeks=count)
    return add_months(today, count * (12 if unit.startswith(("年", "y")) else 1))


def _working(found: re.Match[str], today: date) -> date:
    """3个工作日后, in 3 working days, +3wd: Chinese holidays are left out, their make-up days count."""
    parts = found.groupdict()
    return add_working_days(today, _count(parts["count"] or "1") * (-1 if parts.get("back") else 1))


def _weekday(found: re.Match[str], today: date) -> date:
    """周三, 下周三, 下下周三, 上周三; wed, next wed, this wed, last wed."""
    which, name = found["which"] or "", found["name"]
    place = _WEEKDAYS[name]
    monday = today - timedelta(days=today.weekday())
    if not which:
        return today + timedelta(days=(place - today.weekday()) % 7)
    weeks = which.count("下") - which.count("上") + (which == "next") - (which == "last")
    return monday + timedelta(weeks=weeks, days=place)


def _next_stretch(found: re.Match[str], today: date) -> date:
    """下周 is its Monday; 下个月, next month, next quarter, next year their first day."""
    word = found[1]
    if "周" in word or "week" in word:
        return today + timedelta(days=7 - today.weekday())
    if "季" in word or "quarter" in word:
        return quarter_of(today).end
    return month_of(today).end if "月" in word or "month" in word else year_of(today).end


def _end(found: re.Match[str], today: date) -> date:
    """月底, 下月底, 季度末, 年底, 周末; eow, end of month and the like. A weekend begins on Saturday."""
    word = found[0]
    monday = today - timedelta(days=today.weekday())
    if "周末" in word or "weekend" in word:
        return monday + timedelta(days=5 + 7 * word.startswith(("下", "next")))
    if "周" in word or word.endswith(("w", "week")):
        return monday + timedelta(days=4)
    if "季" in word or word.endswith(("q", "quarter")):
        return quarter_of(today).last
    if "年" in word or word.endswith(("y", "year")):
        return year_of(today).last
    ahead = word.startswith(("下", "end of next"))
    return month_of(month_of(today).end if ahead else today).last


def _with_year(found: re.Match[str], _today: date) -> date:
    parts = found.groupdict()
    month = _MONTHS.get(parts["month"][:3]) or int(parts["month"])
    return date(int(parts["year"]), month, int(parts["day"]))


def _day_of_month(found: re.Match[str], today: date) -> date:
    """5日, 下月5号: the day of this month, of the next one if it has passed or if that was said."""
    day, base = int(found["day"]), today.replace(day=1)
    if found["which"] in {"下月", "下个月"} or (not found["which"] and day < today.day):
        base = month_of(today).end
    return base.replace(day=day)


def _without_year(found: re.Match[str], today: date, *, past: bool) -> date:
    """11月30日, Nov 30, 11/30: the next one from today on, or the last one up to today."""
    month, day = _month_and_day(found)
    years = range(today.year, today.year - 9, -1) if past else range(today.year, today.year + 9)
    for year in years:
        try:
            found_day = date(year, month, day)
        except ValueError:  # 29 February in most years
            continue
        if found_day <= today if past else found_day >= today:
            return found_day
    raise ValueError(found[0])


def _month_and_day(found: re.Match[str]) -> tuple[int, int]:
    month = _MONTHS.get(found["month"][:3]) or int(found["month"])
    day = int(found["day"])
    swapped = month > 12 and day <= 12  # noqa: PLR2004 - 30/11 can only be day and month
    return (day, month) if swapped else (month, day)


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


_Rule = Callable[[re.Match[str], date], date]
_RULES: Final[list[tuple[re.Pattern[str], _Rule]]] = [
    (_form(rf"过?(?P<count>{_COUNT}) ?{_UNIT}(?:之|以)?(?:后|(?P<back>前))"), _moved),
    (_form(rf"(?:in )?(?P<count>{_COUNT}) (?P<unit>{_SPAN})(?: (?P<back>ago)| from now| later)?"), _moved),
    (_form(r"\+(?P<count>\d{1,4}) ?(?P<unit>d|w|m|y)"), _moved),
    (_form(rf"过?(?P<count>{_COUNT}) ?个?工作日(?:之|以)?(?:后|(?P<back>前))"), _working),
    (_form(r"(?:下(?P<count>一)?个?|(?:the )?next )(?:工作日|working day|workday|business day)"), _working),
    (
        _form(rf"(?:in )?(?P<count>{_COUNT}) (?:{_WORKING})(?: (?P<back>ago)| from now| later)?"),
        _working,
    ),
    (_form(r"\+(?P<count>\d{1,4}) ?wd"), _working),
    (_form(r"(?P<which>本|这|下下|下|上上|上)?个?(?:周|星期|礼拜)(?P<name>[一二三四五六日天1-7])"), _weekday),
    (_form(rf"(?:(?P<which>this|next|last) )?{_DAY_NAME}"), _weekday),
    (_form(_THE_NEXT), _next_stretch),
    (_form(rf"(?:本|这|下)?个?{_SOME_END}|(?:this |next )?weekend"), _end),
    (_form(r"eo[wmqy]|(?:the )?end of (?:the |this |next )?(?:week|month|quarter|year)"), _end),
    (_form(r"(?P<year>\d{4})(?P<s>[-/.])(?P<month>\d{1,2})(?P=s)(?P<day>\d{1,2})"), _with_year),
    (_form(r"(?P<year>\d{4}) ?年 ?(?P<month>\d{1,2}) ?月 ?(?P<day>\d{1,2}) ?[日号]?"), _with_year),
    (_form(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"), _with_year),
    (_form(rf"{_ORDINAL}[ -](?P<month>{_MONTH_NAME}),?[ -](?P<year>\d{{4}})"), _with_year),
    (_form(rf"(?P<month>{_MONTH_NAME}) {_ORDINAL},? (?P<year>\d{{4}})"), _with_year),
    (_form(r"(?P<which>本月|这个月|下个?月)?(?P<day>\d{1,2}) ?[日号]"), _day_of_month),
]
_YEARLESS: Final = [
    _form(r"(?P<month>\d{1,2}) ?月 ?(?P<day>\d{1,2}) ?[日号]?"),
    _form(r"(?P<month>\d{1,2})[/.-](?P<day>\d{1,2})"),
    _form(rf"{_ORDINAL} (?:of )?(?P<month>{_MONTH_NAME})"),
    _form(rf"(?P<month>{_MONTH_NAME}) {_ORDINAL}"),
]
