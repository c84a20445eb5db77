"""Whether text read in some encoding is what people write, or noise that merely decodes.

A score near 1 is everyday text, near 0 chance, below 0 noise. Each script has its own tell: Chinese uses few
of its many characters; accented letters stand between plain ones; Greek and Russian words begin, and only
begin, with a capital.
"""

import unicodedata
from collections.abc import Callable
from typing import Final

from salesdesk.integrations import letters

_WIDE_MARKS: Final = frozenset(
    "，。、；：？！（）“”‘’《》〈〉【】「」『』—…·￥％＃＆＊＋－／＝～　①②③④⑤⑥⑦⑧⑨⑩"
)
_KOREAN: Final = frozenset(
    "이다는에의가을를고하지로한사기리자대일시인어나과서정도부스보수아장전해주상조제구동원문우라만비국안선경성소무신공오중연방영유마"
    "김박최강윤임한오서신권황송류홍회식점본호번화점명품가격수량단위규격거래처담당연락메일울산천광남북산읍면군구길층호은행계좌"
)
_WITHIN_WORDS: Final = frozenset("’‘´·–—\xa0")
_TWO_BYTES: Final = 2
_PLAIN_GB: Final = (0xB0, 0xA1)  # from here on lead and second byte belong to the set of 1980
_BELIEF: Final = {  # what is met more often is believed sooner
    "gb18030": 0.06,
    "cp1252": 0.05,
    "latin-1": 0.04,
    "shift_jis": 0.03,
    "big5": 0.02,
    "big5-hkscs": -0.02,
    "euc-jp": -0.02,
    "euc-kr": -0.05,
    "cp1250": -0.12,
    "iso-8859-2": -0.14,
    "cp1254": -0.1,
    "mac-roman": -0.12,
    "cp850": -0.14,
    "iso-8859-7": -0.15,
    "cp1251": -0.15,
    "koi8-r": -0.2,
    "cp866": -0.2,
    "cp1253": -0.16,
}


def score(text: str, encoding: str) -> float:
    """Return how much the text reads like a language that is written in this encoding."""
    judge = _JUDGES.get(encoding, _any_script)
    marks = [judge(text, place, character) for place, character in enumerate(text) if character > "\x7f"]
    return sum(marks) / len(marks) + _BELIEF.get(encoding, 0.0) if marks else 0.0


def is_reading_matter(text: str) -> bool:
    """Say whether most of the characters are printable and of living scripts."""
    shown = sum(character.isprintable() or character in "\t\r\n" for character in text)
    known = sum(
        character < "\x7f"
        or character in letters.SIMPLIFIED
        or character in _WIDE_MARKS
        or _is_common(character)
        for character in text
    )
    return bool(text) and shown >= len(text) * 0.98 and known >= len(text) * 0.5


def _is_common(character: str) -> bool:
    return (
        character in letters.TRADITIONAL or character in letters.JAPANESE or "\xa1" <= character <= "\u04ff"
        or "\u3041" <= character <= "\u30ff" or "\uac00" <= character <= "\ud7a3"
    )  # fmt: skip


def _ideographs(
    common: frozenset[str], codec: str, first_level: tuple[int, int]
) -> Callable[[str, int, str], float]:
    """Return a judge of one East Asian encoding; its first level of characters is the everyday one."""

    def judge(text: str, place: int, character: str) -> float:
        if _between_letters(text, place):
            return -1.0
        if character in common or (codec == "gb18030" and character in letters.TRADITIONAL):
            return 1.0 if character in common else 0.8
        if character in _WIDE_MARKS or "\uff10" <= character <= "\uff5a":
            return 0.7
        if "\uff61" <= character <= "\uff9f":
            return _half_width(text, place, codec)
        raw = character.encode(codec, "replace")
        if "\u4e00" <= character <= "\u9fff" and len(raw) == _TWO_BYTES:
            return _level(raw, first_level, codec)
        return _other_sign(character, codec)

    return judge


def _half_width(text: str, place: int, codec: str) -> float:
    """Half-width kana stand in rows; a single one is a letter of another encoding."""
    beside = text[max(place - 1, 0) : place] + text[place + 1 : place + 2]
    return 0.45 if codec == "cp932" and any("\uff66" <= other <= "\uff9f" for other in beside) else -0.4


def _level(raw: bytes, first_level: tuple[int, int], codec: str) -> float:
    if codec == "gb18030" and (raw[0] < _PLAIN_GB[0] or raw[1] < _PLAIN_GB[1]):
        return -0.4  # only in the extended set
    return 0.4 if first_level[0] <= raw[0] <= first_level[1] else -0.1


def _other_sign(character: str, codec: str) -> float:
    japanese = codec in {"cp932", "euc_jp"}
    if "\u3041" <= character <= "\u30ff":
        return 0.9 if japanese else 0.0
    if "\uac00" <= character <= "\ud7a3":
        return (1.0 if character in _KOREAN else 0.6) if codec == "cp949" else -0.5
    if unicodedata.category(character) in {"Co", "Cn", "Cc"} or character == "\ufffd":
        return -2.0
    if codec == "gb18030" and len(character.encode(codec, "replace")) > _TWO_BYTES:
        return -0.2
    return -0.4


def _between_letters(text: str, place: int) -> bool:
    before = text[place - 1 : place]
    after = text[place + 1 : place + 2]
    return before.isascii() and before.isalpha() and after.isascii() and after.islower()


def _latin(common: frozenset[str]) -> Callable[[str, int, str], float]:
    def judge(text: str, place: int, character: str) -> float:
        before, after = text[place - 1 : place], text[place + 1 : place + 2]
        crowded = sum(neighbour > "\x7f" for neighbour in (before, after))
        if character in common:
            return _accented(before, after, crowded, is_upper=character.isupper())
        if character in letters.LATIN_MARKS:
            within = before.isalpha() and after.isalpha() and character not in _WITHIN_WORDS
            return -0.5 if within else 0.6 - 0.6 * crowded
        return -0.8 if crowded or unicodedata.category(character) in {"Cc", "Co", "Cn"} else 0.0

    return judge


def _accented(before: str, after: str, crowded: int, *, is_upper: bool) -> float:
    if crowded:
        return 0.2 if crowded == 1 and _has_plain(before + after) else -0.6
    if not _has_plain(before + after):
        return 0.4
    if is_upper and before.isalpha() and before.islower():
        return -0.5  # a capital in the middle of a word
    return 0.6 if is_upper else 0.9


def _has_plain(neighbours: str) -> bool:
    return any(neighbour.isascii() and neighbour.isalpha() for neighbour in neighbours)


def _cased(by_frequency: str, first: str, last: str) -> Callable[[str, int, str], float]:
    frequent = {letter: 1.0 - 0.8 * rank / len(by_frequency) for rank, letter in enumerate(by_frequency)}

    def judge(text: str, place: int, character: str) -> float:
        before, after = text[place - 1 : place], text[place + 1 : place + 2]
        if not first <= character <= last:
            return 0.3 if character in letters.LATIN_MARKS and before <= "\x7f" else -0.5
        if (before.isascii() and before.isalpha()) or (after.isascii() and after.isalpha()):
            return -0.8
        if character.islower():
            return frequent.get(character, 0.0) if before > "\x7f" or after > "\x7f" else 0.0
        if before > "\x7f" and before.islower():
            return -0.8
        return 0.6 if after > "\x7f" else 0.1

    return judge


def _any_script(text: str, place: int, character: str) -> float:
    """Judge text whose encoding leaves the script open: the best that any script would say."""
    if character == "\ufffd":
        return -2.0
    if "\u0400" <= character <= "\u04ff":
        return _JUDGES["cp1251"](text, place, character)
    if "\u0370" <= character <= "\u03ff":
        return _JUDGES["iso-8859-7"](text, place, character)
    if "\u0590" <= character <= "\u06ff":
        return 0.5
    return max(
        _latin(letters.LATIN_FREQUENT)(text, place, character),
        _latin(letters.CENTRAL)(text, place, character),
    )


_JUDGES: Final = {
    "gb18030": _ideographs(letters.SIMPLIFIED, "gb18030", (0xB0, 0xD7)),
    "big5": _ideographs(letters.TRADITIONAL, "cp950", (0xA4, 0xC6)),
    "big5-hkscs": _ideographs(letters.TRADITIONAL, "big5hkscs", (0xA4, 0xC6)),
    "shift_jis": _ideographs(letters.JAPANESE, "cp932", (0x88, 0x97)),
    "euc-jp": _ideographs(letters.JAPANESE, "euc_jp", (0xB0, 0xCF)),
    "euc-kr": _ideographs(frozenset(), "cp949", (0xFF, 0xFF)),
    "cp1252": _latin(letters.LATIN_FREQUENT),
    "latin-1": _latin(letters.LATIN_FREQUENT),
    "mac-roman": _latin(letters.LATIN_FREQUENT),
    "cp1250": _latin(letters.CENTRAL),
    "cp850": _latin(letters.LATIN_FREQUENT),
    "cp1254": _latin(letters.TURKISH),
    "iso-8859-2": _latin(letters.CENTRAL),
    "koi8-r": _cased(letters.CYRILLIC_BY_FREQUENCY, "\u0400", "\u04ff"),
    "cp866": _cased(letters.CYRILLIC_BY_FREQUENCY, "\u0400", "\u04ff"),
    "cp1251": _cased(letters.CYRILLIC_BY_FREQUENCY, "\u0400", "\u04ff"),
    "iso-8859-7": _cased(letters.GREEK_BY_FREQUENCY, "\u0370", "\u03ff"),
    "cp1253": _cased(letters.GREEK_BY_FREQUENCY, "\u0370", "\u03ff"),
}
