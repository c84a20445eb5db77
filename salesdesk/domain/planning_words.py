"""An appointment in one line of words: 明天下午3点拜访鑫源谈年框, call Nova on friday 3pm about the frame."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

from salesdesk.domain.activities import ActivityKind
from salesdesk.domain.days import LENGTH_LIMIT, Spoken, read_moment
from salesdesk.domain.errors import BadInput

_KINDS: Final = {
    **dict.fromkeys(("电话", "致电", "打电话", "回电", "call", "phone", "ring"), ActivityKind.CALL),
    **dict.fromkeys(("拜访", "走访", "回访", "visit", "see"), ActivityKind.VISIT),
    **dict.fromkeys(("会议", "开会", "见面", "会面", "meeting", "meet"), ActivityKind.MEETING),
    **dict.fromkeys(("邮件", "发邮件", "mail", "email"), ActivityKind.MAIL),
    **dict.fromkeys(("微信", "短信", "消息", "message", "text"), ActivityKind.MESSAGE),
    **dict.fromkeys(("任务", "待办", "task", "todo"), ActivityKind.TASK),
}
_BY_LENGTH: Final = sorted(_KINDS, key=len, reverse=True)
_HAN_KIND: Final = re.compile("|".join(word for word in _BY_LENGTH if not word.isascii()))
_FILLERS: Final = frozenset({"with", "at", "on", "about", "the", "和", "跟", "给", "与", "去", "到"})
_WORDS_OF_A_DAY: Final = 6


@dataclass(frozen=True, slots=True)
class Planned:
    """What was understood. `when` is None where no day was told; `rest` is who and what it is about."""

    when: Spoken | None
    kind: ActivityKind | None
    rest: str


def read_plan(text: str, today: date) -> Planned:
    """Return what a line tells. What is no day and no kind is left as it stands; nothing is refused."""
    words = unicodedata.normalize("NFKC", text).split()
    when, words = _take_when(words, today)
    kind, words = _take_kind(words)
    if when is None:  # a day may stand behind the kind: 拜访明天
        when, words = _take_when(words, today)
    kept = [word for word in words if word.lower() not in _FILLERS]
    return Planned(when, kind, " ".join(kept).strip(" ,，。;；"))


def _take_when(words: list[str], today: date) -> tuple[Spoken | None, list[str]]:
    """Take the longest run of words that tells a day; of Chinese without spaces, the longest beginning."""
    for length in range(min(_WORDS_OF_A_DAY, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            found = _moment(" ".join(words[start : start + length]), today)
            if found is not None:
                return found, words[:start] + words[start + length :]
    for place, word in enumerate(words):
        for end in range(min(len(word) - 1, LENGTH_LIMIT), 1, -1):
            found = None if word.isascii() else _moment(word[:end], today)
            if found is not None:
                return found, [*words[:place], word[end:], *words[place + 1 :]]
    return None, words


def _moment(text: str, today: date) -> Spoken | None:
    if text.isdigit():  # a bare number is a room or a quantity
        return None
    try:
        return read_moment(text, today)
    except BadInput:
        return None


def _take_kind(words: list[str]) -> tuple[ActivityKind | None, list[str]]:
    for place, word in enumerate(words):
        if (kind := _KINDS.get(word.lower())) is not None:
            return kind, words[:place] + words[place + 1 :]
        if found := _HAN_KIND.search(word):
            parts = [part for part in (word[: found.start()], word[found.end() :]) if part]
            return _KINDS[found[0]], [*words[:place], *parts, *words[place + 1 :]]
    return None, words
