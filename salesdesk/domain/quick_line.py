"""One line that says when, what and with whom: 明天下午3点 拜访 鑫源 谈年框; call acme next fri about prices.

Day and time are looked for at both ends and between spaces, then the kind, then the customer; what is left is
the subject. Chinese needs no spaces between them. The calendar reads an appointment so, the quick line all.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Final, Generic, TypeVar

from salesdesk.domain.activities import ActivityKind
from salesdesk.domain.days import LENGTH_LIMIT, Spoken, read_moment
from salesdesk.domain.errors import BadInput

CustomerT = TypeVar("CustomerT")
Kinds = Sequence[tuple[str, ActivityKind]]
Find = Callable[[str], Sequence[CustomerT]]
"""Gives the customers that a few words find, the closest first."""
_KINDS: Final = {
    ActivityKind.VISIT: ("拜访", "走访", "回访", "上门", "visit", "see"),
    ActivityKind.CALL: ("打电话给", "打电话", "电话", "致电", "回电", "call", "phone", "ring"),
    ActivityKind.MEETING: ("开会", "会议", "会面", "见面", "约见", "meeting with", "meeting", "meet"),
    ActivityKind.MAIL: ("发邮件给", "发邮件", "邮件", "email", "mail", "write to"),
    ActivityKind.MESSAGE: ("发微信给", "发微信", "微信", "短信", "消息", "wechat", "message", "text"),
    ActivityKind.NOTE: ("备注", "记录", "记", "note"),
    ActivityKind.TASK: ("任务", "待办", "跟进", "task", "todo", "follow up with", "follow up"),
}
_WORDS: Final = sorted(
    ((word, kind) for kind, words in _KINDS.items() for word in words), key=lambda pair: -len(pair[0])
)
_LINKS: Final = re.compile(r"^(?:给|跟|和|与|with|to|at|about|re|:|：|,|，|-|–)\s*", re.IGNORECASE)
_PLANNED: Final = [pair for pair in _WORDS if pair[1] is not ActivityKind.NOTE]
"""What is noted is not planned; in a plan these words are about something: 记者会, note paper."""
_HAN: Final = "|".join(word for word, _ in _PLANNED if not word.isascii())
_HAN_KIND: Final = re.compile(rf"(?<!\S)(?:{_HAN})|(?:{_HAN})(?!\S)")
"""At an end of what stands between spaces: within it, it may be part of a company's name."""
_FILLERS: Final = frozenset({"with", "at", "on", "about", "the", "和", "跟", "给", "与", "去", "到"})
_LONGEST_NAME: Final = 24
_SHORTEST_NAME: Final = 2
_MOST_WORDS: Final = 16


@dataclass(frozen=True, slots=True)
class QuickLine(Generic[CustomerT]):
    """What a line says. Without a day it is of now; `customers` are those it may mean, the closest first."""

    kind: ActivityKind
    day: date | None
    at: time | None
    customers: tuple[CustomerT, ...]
    subject: str


@dataclass(frozen=True, slots=True)
class Planned:
    """An appointment. `when` is None where no day was told; `rest` is who and what it is about."""

    when: Spoken | None
    kind: ActivityKind | None
    rest: str


def read_plan(text: str, today: date) -> Planned:
    """Return the appointment a line tells. What is no day and no kind stays as it is; nothing is refused."""
    spoken, kind, rest = _told(text, today, _PLANNED)
    kept = [word for word in rest.split() if word.lower() not in _FILLERS]
    return Planned(spoken, kind, " ".join(kept).strip(" ,，。;；"))


def read(text: str, today: date, find: Find[CustomerT]) -> QuickLine[CustomerT]:
    """Return what a line says; any text can be read, at worst as a subject alone."""
    spoken, kind, rest = _told(text, today, _WORDS)
    customers, subject = _customer(_unlinked(rest), find)
    usual = ActivityKind.TASK if spoken is not None else ActivityKind.NOTE
    day, at = (spoken.day, spoken.at) if spoken is not None else (None, None)
    return QuickLine(kind or usual, day, at, customers, _unlinked(subject))


def _told(text: str, today: date, words: Kinds) -> tuple[Spoken | None, ActivityKind | None, str]:
    line = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()
    spoken, rest = _spoken(line, today)
    kind, rest = _kind(rest, words)
    if spoken is None:  # a day may stand behind the kind: 拜访明天
        spoken, rest = _spoken(rest, today)
    return spoken, kind, rest


def _spoken(line: str, today: date) -> tuple[Spoken | None, str]:
    """Take the longest day or time off the beginning or the end of a line, or from between its words."""
    for first, last in _stretches(line):
        found = _moment(line[first:last], today)
        if found is not None:
            rest = f"{line[:first].strip(' ,，')} {line[last:].strip(' ,，')}"
            return found, rest.strip()
    return None, line


def _stretches(line: str) -> Iterator[tuple[int, int]]:
    """Yield what may be a day, from where to where: beginnings, endings, then words; the longest first."""
    most = min(len(line), LENGTH_LIMIT)
    yield from ((0, cut) for cut in range(most, 1, -1) if _ends_word(line, cut))
    yield from ((cut, len(line)) for cut in range(len(line) - most, len(line) - 1) if _ends_word(line, cut))
    starts = [0, *(place + 1 for place, sign in enumerate(line) if sign == " ")][:_MOST_WORDS]
    ends = [place - 1 for place in starts[1:]]
    words = ((first, last) for first in starts for last in ends if 1 < last - first <= LENGTH_LIMIT)
    yield from sorted(words, key=lambda word: word[0] - word[1])


def _ends_word(line: str, cut: int) -> bool:
    """Say whether a line may be cut there: not within a word or a number."""
    if not 0 < cut < len(line):
        return True
    before, after = line[cut - 1], line[cut]
    return not (before.isascii() and after.isascii() and before.isalnum() and after.isalnum())


def _moment(words: str, today: date) -> Spoken | None:
    stripped = words.strip()
    if len(stripped) < _SHORTEST_NAME or stripped.isdigit():
        return None
    try:
        return read_moment(stripped, today)
    except BadInput:
        return None


def _kind(line: str, words: Kinds) -> tuple[ActivityKind | None, str]:
    """Take the word for a kind off the beginning of a line, from between its words, or off Chinese."""
    folded = line.casefold()
    for word, kind in words:
        if folded.startswith(word) and _ends_word(line, len(word)) and _stands_alone(line, word):
            return kind, line[len(word) :].strip()
    for word, kind in words:
        place = f" {folded} ".find(f" {word} ")
        if place >= 0:
            return kind, f"{line[:place].strip()} {line[place + len(word) :].strip()}".strip()
    if found := _HAN_KIND.search(line):
        rest = f"{line[: found.start()].strip()} {line[found.end() :].strip()}".strip()
        return dict(_WORDS)[found[0]], rest
    return None, line


def _stands_alone(line: str, word: str) -> bool:
    """Say whether a word of one sign is one by itself: 记 is, in 记者会 it is not."""
    return len(word) > 1 or not line[1:2].strip(" :：,，")


def _unlinked(line: str) -> str:
    return _LINKS.sub("", line.strip())


def _customer(line: str, find: Find[CustomerT]) -> tuple[tuple[CustomerT, ...], str]:
    """Take the longest beginning that finds customers off a line; whole words where there are spaces."""
    for cut in range(min(len(line), _LONGEST_NAME), _SHORTEST_NAME - 1, -1):
        if _ends_word(line, cut) and line[cut - 1] != " ":
            found = tuple(find(line[:cut]))
            if found:
                return found, line[cut:].strip()
    return (), line
