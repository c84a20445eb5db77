"""The terms a record is found by, and what a typed query asks for. Both sides speak through here.

A text becomes three sorts of terms, told apart by their characters, so that they can live side by side:

- a Han character is a term of its own; a phrase of them is a part of a name;
- letters: every word, and for Chinese from each syllable on the full pinyin and the initials
  (深圳鑫源 is found by `szxy`, `xy`, `xinyuan`); what is asked is the beginning of such a term;
- a run of figures is a row of triples, each one sign of the private use area, so that any three or more
  figures out of a phone number are a phrase.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import Final

from salesdesk.domain import names, pinyin

LETTERS: Final = 12
"""A term of letters is cut here; so is what is asked."""
BREAK: Final = "0o0"
"""A term that nobody asks for: no phrase reaches across it."""
_TRIPLE: Final = 3
_HEAD: Final = 12
_PLACE_MARKS: Final = "省市区县"
_SIGNS: Final = {f"{number:03}": chr(0xE000 + number) for number in range(1000)}
_HAN_SIGNS: Final = "\u2e80-\u2fd5\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN: Final = re.compile(f"[{_HAN_SIGNS}]")
_PIECE: Final = re.compile(rf"[{_HAN_SIGNS}]+|[^\W_{_HAN_SIGNS}]+")
_WORD: Final = re.compile(rf"[^\W_{_HAN_SIGNS}]+")
_LEGAL: Final = re.compile("有限|股份|公司|集团")
_NUMBER_TYPED: Final = re.compile(r"\+?[0-9(][0-9\s\-().·/]{5,}")
_UMLAUT: Final = re.compile("[äöüÄÖÜ]")
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "ae", "Ö": "oe", "Ü": "ue"})


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that must be found, folded: a run of Han, a word, or a run of figures.

    `code` is what the last sign of a half typed code makes together with the parts before it: `cp5` of CP-5.
    """

    text: str
    code: str = ""

    @property
    def is_han(self) -> bool:
        return _HAN.match(self.text) is not None

    @property
    def is_number(self) -> bool:
        """Tell whether it may be a part of a longer number."""
        return len(self.text) >= _TRIPLE and self.text.isascii() and self.text.isdecimal()


def ways_of_writing(han: str) -> list[str]:
    """Return a run of Han as asked, and with the 市 that many a company's name has behind its city."""
    cities = (size for size in (2, 3, 4) if names.is_place(han[:size]) and han[size:])
    return [han, *(f"{han[:size]}市{han[size:]}" for size in cities if han[size] not in _PLACE_MARKS)]


@dataclass(frozen=True, slots=True)
class NameTerms:
    """What a name is found by: `heads` from where it or its core begins, `letters` and `han` from inside."""

    heads: tuple[str, ...]
    letters: tuple[str, ...]
    han: str = ""


def asked(query: str) -> list[Asked]:
    """Return the pieces of a query, all of which must be found."""
    folded = names.fold(query).strip()
    if _NUMBER_TYPED.fullmatch(folded):
        digits = "".join(sign for sign in folded if sign.isdecimal())
        return [Asked(digits.removeprefix("00"))]
    return [piece for typed in folded.split() for piece in _asked(typed)]


def _asked(typed: str) -> list[Asked]:
    pieces = _PIECE.findall(typed)
    if len(pieces) > 1 and len(pieces[-1]) == 1 and typed.isascii():
        return [*map(Asked, pieces[:-1]), Asked(pieces[-1], "".join(pieces)[:LETTERS])]
    return list(map(Asked, pieces))


def han_terms(text: str) -> str:
    """Return the Han characters of a text, each a term."""
    return "" if text.isascii() else " ".join(_HAN.findall(names.fold(text)))


def word_terms(text: str) -> list[str]:
    """Return the words of a text that are not Han; Müller is also found by `mueller`."""
    found = [word[:LETTERS] for word in _WORD.findall(names.fold(text))]
    if not _UMLAUT.search(text):
        return found
    other = names.fold(text.translate(_UMLAUTS))
    return [*found, *(word[:LETTERS] for word in _WORD.findall(other))]


def triples(digits: str) -> str:
    """Return a run of figures as terms: of 1381 the signs of 138 and 381."""
    return " ".join([_SIGNS[digits[at : at + _TRIPLE]] for at in range(len(digits) - _TRIPLE + 1)])


def number_terms(numbers: Iterable[str]) -> str:
    """Return runs of figures as terms; a run that is part of another adds nothing."""
    kept: list[str] = []
    for digits in sorted({*numbers}, key=len, reverse=True):
        if len(digits) >= _TRIPLE and not [longer for longer in kept if digits in longer]:
            kept.append(digits)
    return f" {BREAK} ".join(map(triples, kept))


def code_terms(code: str) -> list[str]:
    """Return what a document number or code is found by: its parts, also without leading zeros, and all."""
    parts = _WORD.findall(names.fold(code))
    short = [part.lstrip("0") for part in parts if part.startswith("0")]
    return [term[:LETTERS] for term in (*parts, *short, "".join(parts)) if term]


def name_terms(text: str, *, person: bool = False, core: str = "") -> NameTerms:
    """Return what a name is found by. `core` is the core of a company's name, where it is known already."""
    folded = names.fold(text)
    words = word_terms(text)
    if folded.isascii():
        joined = "".join(_WORD.findall(folded))[:LETTERS]
        return NameTerms((joined, joined[:1]) if joined else (), tuple(words))
    said = pinyin.letters(folded, person=person)
    at = 0 if person else max(folded.find(core or names.core_name(text)), 0)
    legal = None if person else _LEGAL.search(folded, at + 1)
    heads: list[str] = []
    last = legal.start() if legal else len(folded)
    words += _from_each_syllable(said, last)
    heads += _heads(folded, said, at)
    if other := pinyin.other_letters(folded, said):
        words = list(dict.fromkeys((*words, *_from_each_syllable(other, last))))
        heads += _heads(folded, other, at)
    if at and folded[at - 1] in _PLACE_MARKS:  # 深圳市鑫源 is also looked for as 深圳鑫源
        heads += _heads(folded[: at - 1] + folded[at:], said[: at - 1] + said[at:], 0)
    return NameTerms(tuple(heads), tuple(words), " ".join(folded if all(said) else _HAN.findall(folded)))


def _heads(folded: str, sounds: list[str], core: int) -> list[str]:
    found: list[str] = []
    for start in (0, core) if core else (0,):
        some = sounds[start : start + _HEAD]
        if not all(some):
            both = zip(folded[start : start + _HEAD], some, strict=True)
            some = [sound or char for char, sound in both if char.isalnum()]
        spelled = "".join(some)[:LETTERS]
        found += (spelled, "".join([sound[0] for sound in some]), spelled[:1])
    return found


def _from_each_syllable(sounds: list[str], last: int) -> list[str]:
    """Return pinyin and initials from each syllable before `last` on, to the end of its run of Han."""
    found: list[str] = []
    at = 0
    while at < last:
        if not sounds[at]:
            at += 1
            continue
        end = sounds.index("", at) if "" in sounds[at:] else len(sounds)
        run = sounds[at:end]
        joined, initials = "".join(run), "".join([sound[0] for sound in run])
        begins = accumulate(map(len, run[: last - at]), initial=0)
        found += [joined[begin : begin + LETTERS] for begin in islice(begins, min(len(run), last - at))]
        found += [initials[place : place + LETTERS] for place in range(min(len(run), last - at))]
        at = end
    return found
