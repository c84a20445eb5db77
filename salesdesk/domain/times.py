"""Wall times inside a sentence: 下午3点半, 15:30, 3pm, 早上, noon."""

import re
from datetime import time
from typing import Final

from salesdesk.domain.amount_words import read_numeral

_HALF: Final = 12
_PARTS: Final = {
    **dict.fromkeys(("凌晨",), time(1)),
    **dict.fromkeys(("早上", "早晨", "上午", "morning", "am"), time(9)),
    **dict.fromkeys(("中午", "noon"), time(12)),
    **dict.fromkeys(("下午", "afternoon", "pm"), time(14)),
    **dict.fromkeys(("傍晚",), time(18)),
    **dict.fromkeys(("晚上", "今晚", "晚", "evening", "tonight"), time(19)),
}
_AFTER_NOON: Final = frozenset(_PARTS) - {"凌晨", "早上", "早晨", "上午", "morning", "am", "noon"}
_PART: Final = r"凌晨|早上|早晨|上午|中午|下午|傍晚|今晚|晚上|晚"
_NUMERAL: Final = r"\d{1,2}|[零一二两三四五六七八九十]{1,3}"
_CHINESE: Final = re.compile(
    rf"({_PART})? ?(?<![周期拜])({_NUMERAL}) ?[点时](?!后|前) ?(?:(半|整)|(一刻|三刻)|({_NUMERAL}) ?分?)?"
)
_CLOCK: Final = re.compile(rf"(?:at )?({_PART})? ?(?<![\d.:/-])(\d{{1,2}}):(\d{{2}}) ?(am|pm)?(?![\d:])")
_ENGLISH: Final = re.compile(r"(?:at )?(?<![\d.:/-])(\d{1,2}) ?(am|pm)\b")
_ALONE: Final = re.compile(rf"{_PART}|(?:in the )?\b(morning|afternoon|evening|tonight|noon)\b")


def split_time(words: str) -> tuple[str, time | None]:
    """Return what is left of lower-case words without the time, and the time. Raise ValueError for 25:00.

    A part of the day alone has an hour of its own: 上午 9, 下午 14, 晚上 19.
    """
    if found := _CLOCK.search(words):
        return _without(words, found), _clock(found[2], found[3], found[1] or found[4])
    if found := _CHINESE.search(words):
        return _without(words, found), _clock(found[2], _minutes(found), found[1])
    if found := _ENGLISH.search(words):
        return _without(words, found), _clock(found[1], "0", found[2])
    if found := _ALONE.search(words):
        return _without(words, found), _PARTS[found[1] or found[0]]
    return words, None


def _without(words: str, found: re.Match[str]) -> str:
    return re.sub(r"\s+", " ", f"{words[: found.start()]} {words[found.end() :]}").strip()


def _minutes(found: re.Match[str]) -> str:
    if found[4]:
        return "15" if found[4] == "一刻" else "45"
    return "30" if found[3] == "半" else (found[5] or "0")


def _clock(hour: str, minute: str, part: str | None) -> time:
    hours, minutes = (int(word) if word.isdigit() else read_numeral(word) for word in (hour, minute))
    if part in _AFTER_NOON and hours < _HALF and not (part == "中午" and hours >= _HALF - 2):
        hours += _HALF
    if part in {"am", "凌晨"} and hours == _HALF:
        hours = 0
    return time(hours, minutes)
