"""The terms a record is found by, and what a typed query asks for. Both sides speak through here.

A text becomes three sorts of terms, told apart by their characters, so that they can live side by side:

- a Han character is a term of its own; a phrase of them is a part of a name;
- letters: every word, and for Chinese from each syllable on the full pinyin and the initials
  (深圳鑫源 is found by `szxy`, `xy`, `xinyuan`); what is asked is the beginning of such a term;
- a run of figures is a row of triples, each one sign of the private use area, so that any three or more
  figures out of a phone number are a phrase.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from salesdesk.domain import names, pinyin

LETTERS: Final = 16
"""A term of letters is cut here; so is what is asked."""
BREAK: Final = "0o0"
"""A term that nobody asks for: no phrase reaches across it."""
_TRIPLE: Final = 3
_HEAD: Final = 24
_PLACE_MARKS: Final = "省市区县"
_PRIVATE: Final = 0xE000
_HAN_SIGNS: Final = "\u2e80-\u2fd5\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN: Final = re.compile(f"[{_HAN_SIGNS}]")
_PIECE: Final = re.compile(rf"[{_HAN_SIGNS}]+|[^\W_{_HAN_SIGNS}]+")
_WORD: Final = re.compile(rf"[^\W_{_HAN_SIGNS}]+")
_LEGAL: Final = re.compile("有限|股份|公司|集团")
_NUMBER_TYPED: Final = re.compile(r"\+?[0-9(][0-9\s\-().·/]{5,}")
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "ae", "Ö": "oe", "Ü": "ue"})


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that must be found, folded: a run of Han, a word, or a run of figures."""

    text: str

    @property
    def is_han(self) -> bool:
        return _HAN.match(self.text) is not None

    @property
    def is_number(self) -> bool:
        """Tell whether it may be a part of a longer number."""
        return len(self.text) >= _TRIPLE and self.text.isascii() and self.text.isdecimal()


@dataclass(frozen=True, slots=True)
class NameTerms:
    """What a name is found by: `heads` from where it or its core begins, `letters` and `han` from inside."""

    heads: tuple[str, ...]
    letters: tuple[str, ...]
    han: tuple[str, ...] = ()


def asked(query: str) -> list[Asked]:
    """Return the pieces of a query, all of which must be found."""
    folded = names.fold(query).strip()
    if _NUMBER_TYPED.fullmatch(folded):
        digits = "".join(sign for sign in folded if sign.isdecimal())
        return [Asked(digits.removeprefix("00"))]
    return [Asked(piece) for piece in _PIECE.findall(folded)]


def han_terms(text: str) -> str:
    """Return the Han characters of a text, each a term."""
    return "" if text.isascii() else " ".join(_HAN.findall(names.fold(text)))


def word_terms(text: str) -> list[str]:
    """Return the words of a text that are not Han; Müller is also found by `mueller`."""
    found = [word[:LETTERS] for word in _WORD.findall(names.fold(text))]
    other = text if text.isascii() else text.translate(_UMLAUTS)
    return (
        found if other == text else [*found, *(word[:LETTERS] for word in _WORD.findall(names.fold(other)))]
    )


def triples(digits: str) -> str:
    """Return a run of figures as terms: of 1381 the signs of 138 and 381."""
    return " ".join(chr(_PRIVATE + int(digits[at : at + _TRIPLE])) for at in range(len(digits) - _TRIPLE + 1))


def number_terms(numbers: Iterable[str]) -> str:
    """Return runs of figures as terms; a run that is part of another adds nothing."""
    kept: list[str] = []
    for digits in sorted({*numbers}, key=len, reverse=True):
        if len(digits) >= _TRIPLE and not any(digits in longer for longer in kept):
            kept.append(digits)
    return f" {BREAK} ".join(triples(digits) for digits in kept)


def code_terms(code: str) -> list[str]:
    """Return what a document number or code is found by: its parts, also without leading zeros, and all."""
    parts = _WORD.findall(names.fold(code))
    short = [part.lstrip("0") for part in parts if part.startswith("0")]
    return [term[:LETTERS] for term in (*parts, *short, "".join(parts)) if term]


def name_terms(text: str, *, person: bool = False) -> NameTerms:
    """Return what a name is found by."""
    folded = names.fold(text)
    words = word_terms(text)
    if folded.isascii():
        joined = "".join(_WORD.findall(folded))[:LETTERS]
        return NameTerms((joined, joined[:1]) if joined else (), tuple(words))
    said = [sound[:-1] for sound in pinyin.sounds(folded, person=person)]
    core = 0 if person else max(folded.find(names.company_name(text).core), 0)
    legal = None if person else _LEGAL.search(folded, core + 1)
    last = legal.start() if legal else len(folded)
    heads, written = list[str](), [folded]
    for sounds in _ways_of_saying(folded, said):
        heads += _heads(folded, sounds, core)
        words += _from_each_syllable(sounds, last)
    if core and folded[core - 1] in _PLACE_MARKS:  # 深圳市鑫源 is also looked for as 深圳鑫源
        shorter, sounds = folded[: core - 1] + folded[core:], said[: core - 1] + said[core:]
        heads += _heads(shorter, sounds, 0)
        words += _from_each_syllable(sounds, core - 1)
        written.append(shorter)
    han = (" ".join(_HAN.findall(way)) for way in written)
    return NameTerms(tuple(dict.fromkeys(heads)), tuple(dict.fromkeys(words)), tuple(han))


def _ways_of_saying(folded: str, sounds: list[str]) -> Iterator[list[str]]:
    yield sounds
    other = [
        (pinyin.other_sound(char) or sound.replace("v", "u")) if sound else ""
        for char, sound in zip(folded, sounds, strict=True)
    ]
    if other != sounds:
        yield other


def _heads(folded: str, sounds: list[str], core: int) -> Iterator[str]:
    for start in {0, core}:
        some = [
            (char, sound or char)
            for char, sound in zip(folded[start : start + _HEAD], sounds[start : start + _HEAD], strict=True)
            if sound or char.isalnum()
        ]
        spelled = "".join([sound for _, sound in some])[:LETTERS]
        written = "".join([char for char, _ in some])[:LETTERS]
        yield from (spelled, spelled[:1], "".join([sound[0] for _, sound in some])[:LETTERS])
        yield from (written, written[:1])


def _from_each_syllable(sounds: list[str], last: int) -> list[str]:
    found: list[str] = []
    at = 0
    while at < min(len(sounds), last):
        end = sounds.index("", at) if "" in sounds[at:] else len(sounds)
        joined, initials = "".join(sounds[at:end]), "".join([sound[0] for sound in sounds[at:end]])
        begin = 0
        for place in range(min(end, last) - at):
            found.append(joined[begin : begin + LETTERS])
            found.append(initials[place : place + LETTERS])
            begin += len(sounds[at + place])
        at = end + 1
    return [term for term in found if len(term) > 1]
