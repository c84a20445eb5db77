"""Names of people and companies: how they are compared, sorted and read.

All of it is the same on every computer: no collation of the operating system is asked.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from typing import Final

from salesdesk.domain import pinyin
from salesdesk.settings import RESOURCES

_ACCENTS: Final = re.compile("[\u0300-\u036f]+")
_OTHER_LETTERS: Final[dict[int, str]] = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i"}
)
_BRACKETS: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^】]*】|〔[^〕]*〕")
_SPACED_LETTERS: Final = re.compile(r"\b(?:[a-z]\.\s?){2,}|\ba/s\b|\bk/s\b|\bz\s?o\.\s?o\.")
_DISTRICT: Final = re.compile(".{2,3}?[区县镇](?=..)")
_PLACE_MARKS: Final = "省市州县"
_LEAST_CORE: Final = 2  # a name of one character is none
_WORD: Final = re.compile(r"[^\W_]+")
_HAN: Final = re.compile("[\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_RUN: Final = re.compile("[0-9]+|[^0-9]+")
_SORT_LIMIT: Final = 96


@dataclass(frozen=True, slots=True)
class CompanyName:
    """A company's name in its parts, folded: `place` is where it says it is, `core` what it is known by."""

    core: str
    place: str = ""


@lru_cache(maxsize=2_048)
def fold(text: str) -> str:
    """Return `text` as it is compared: narrow, lower case, without accents, in simplified characters."""
    if text.isascii():
        return text.lower()
    if not unicodedata.is_normalized("NFKD", text):
        text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    plain = text.casefold()
    if not unicodedata.is_normalized("NFKC", plain):
        plain = unicodedata.normalize("NFKC", plain)  # puts together again what is no accent: が, 한
    return plain.translate(_as_compared())


def words(text: str) -> list[str]:
    """Return the words of a text, folded; a run of Han characters counts as one word."""
    return _WORD.findall(fold(text))


def has_han(text: str) -> bool:
    """Tell whether a text has any Han character in it."""
    return not text.isascii() and _HAN.search(text) is not None


def sort_key(text: str, *, person: bool = False) -> str:
    """Return what a name is sorted by, to be compared byte by byte.

    Figures come first and by their value (北京2 before 北京10), then Han by sound, tone and strokes, then
    all other letters.
    """
    folded = fold(text).strip()
    if folded.isascii():
        return _sort_plain(folded)[:_SORT_LIMIT]
    sounds = pinyin.sounds(folded, person=person)
    signs = pinyin.order_signs(folded, sounds)
    if "" not in sounds:
        return "".join(signs)[:_SORT_LIMIT]
    parts: list[str] = []
    for is_plain, run in groupby(zip(folded, sounds, signs, strict=True), key=lambda one: not one[1]):
        chars, _, run_signs = zip(*run, strict=True)
        parts += [_sort_plain("".join(chars))] if is_plain else run_signs
    return "".join(parts)[:_SORT_LIMIT]


def initials(text: str, *, person: bool = False) -> str:
    """Return the first letter of each Han character and of each word: 深圳鑫源 ABC is `szxya`."""
    folded = fold(text)
    said = pinyin.letters(folded, person=person)
    heads = {match.start() for match in _WORD.finditer(folded)}
    return "".join(
        sound[0] if sound else char
        for at, (char, sound) in enumerate(zip(folded, said, strict=True))
        if sound or (char.isalnum() and (at in heads or said[at - 1]))
    )


def spelled(text: str, *, person: bool = False) -> str:
    """Return a name in letters and figures only, without tones or gaps: 重庆 ABC is `chongqingabc`."""
    return "".join(spelled_signs(text, person=person))


def spelled_signs(text: str, *, person: bool = False) -> list[str]:
    """Return the letters of each sign of a name, without what is neither letter nor figure."""
    folded = fold(text)
    said = pinyin.letters(folded, person=person)
    return [sound or char for char, sound in zip(folded, said, strict=True) if sound or char.isalnum()]


def core_name(text: str) -> str:
    """Return what a company is known by, folded: without legal form, brackets and the place in front.

    深圳市鑫源科技有限公司 is 鑫源科技; "The Müller Pumpen GmbH & Co. KG" is `muller pumpen`.
    """
    return company_name(text).core


@lru_cache(maxsize=2_048)
def company_name(text: str) -> CompanyName:
    """Return a company's name in its parts."""
    folded = fold(text).strip()
    bare = folded if folded.isalnum() else _BRACKETS.sub(" ", folded).strip() or folded
    if not has_han(bare):
        return CompanyName(_without_legal_words(bare))
    joined = bare if bare.isalnum() else "".join(_WORD.findall(bare))
    joined = _without_legal_form(joined)
    place = _place_in_front(joined)
    return CompanyName(joined[len(place) :], place)


def is_place(text: str) -> bool:
    """Tell whether a text is a province or city as companies write it in front of their names."""
    return text in _places()


def _sort_plain(text: str) -> str:
    """Return figures with their count in front, everything else marked so that it follows Han."""
    return "".join(
        f"{len(run.lstrip('0')):02}{run.lstrip('0')}" if run[0].isdecimal() and run.isascii() else f"~{run}"
        for run in _RUN.findall(text)
    )


def _without_legal_form(name: str) -> str:
    forms = _legal_forms()
    for form in forms["han-head"]:
        name = name.removeprefix(form) or name
    while name.endswith(forms["han"]) and name not in forms["han"]:
        last = _forms_ending(name[-1])
        ends = (form for form in last if name.endswith(form) and len(name) - len(form) >= _LEAST_CORE)
        end = next(ends, "")
        if not end:
            break
        name = name.removesuffix(end)
    return name


def _without_legal_words(name: str) -> str:
    forms = _legal_forms()
    parts = _WORD.findall(_SPACED_LETTERS.sub(_joined, name))
    while len(parts) > 1 and parts[-1] in forms["tail"]:
        parts.pop()
    while len(parts) > 1 and parts[0] in forms["head"]:
        parts.pop(0)
    return " ".join(parts)


def _joined(letters: re.Match[str]) -> str:
    return re.sub(r"[./\s]", "", letters.group()) + " "


def _place_in_front(name: str) -> str:
    """Return the province, city and district a company's name begins with, if enough of a name is left."""
    place = _known_place(name, bare_is_enough=True)
    if place:
        place += _known_place(name[len(place) :], bare_is_enough=False)
        district = _DISTRICT.match(name, len(place))
        place += district.group() if district else ""
    return place


def _known_place(name: str, *, bare_is_enough: bool) -> str:
    for size in (5, 4, 3, 2):
        mark = name[size : size + 1] if name[size : size + 1] in _PLACE_MARKS else ""
        if not mark and not bare_is_enough:
            continue
        known = name[:size] in _places() or name[:size] + mark in _places()
        if known and len(name) - size - len(mark) >= (_LEAST_CORE if mark else _LEAST_CORE + 1):
            return name[:size] + mark
    return ""


@cache
def _legal_forms() -> dict[str, tuple[str, ...]]:
    """Return legal forms by place: `han` and `tail` stand behind a name, `han-head` and `head` in front."""
    lines = (RESOURCES / "data" / "legal_forms.tsv").read_text(encoding="utf-8").splitlines()
    return {place: tuple(forms.split()) for place, forms in (line.split("\t") for line in lines)}


@cache
def _forms_ending(char: str) -> tuple[str, ...]:
    return tuple(form for form in _legal_forms()["han"] if form.endswith(char))


@cache
def _places() -> frozenset[str]:
    return frozenset((RESOURCES / "data" / "places_cn.txt").read_text(encoding="utf-8").split())


@cache
def _as_compared() -> dict[int, str]:
    """Return the letters without their strokes, and the simplified form of each traditional character."""
    old, new = (RESOURCES / "data" / "han_simplified.tsv").read_text(encoding="utf-8").split()
    return {ord(char): simple for char, simple in zip(old, new, strict=True)} | _OTHER_LETTERS
