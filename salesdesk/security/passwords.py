"""Is a password good enough, told in words. Length counts; kinds of characters are nobody's business.

A password beside a device secret needs 8 characters, one that stands alone 15 (NIST SP 800-63B-4). Refused
are also those that guessers try first: known words with a few digits, keyboard rows, one thing repeated.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from salesdesk.domain.errors import BadInput
from salesdesk.settings import RESOURCES

LEAST_BESIDE_KEYRING: Final = 8
LEAST_ALONE: Final = 15
MOST: Final = 128
_ROWS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv",
)
_LEET: Final = str.maketrans("@4301!$57", "aaeoiisst")
_DATE: Final = re.compile(r"(19|20)\d\d[-./]?(0?[1-9]|1[0-2])[-./]?(0?[1-9]|[12]\d|3[01])")
_FAIR: Final = 8
_GOOD: Final = 11
_STRONG: Final = 15


class Strength(StrEnum):
    """How well a password holds; the first four are refused."""

    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    KNOWN = "known"
    MONOTONE = "monotone"
    WEAK = "weak"
    FAIR = "fair"
    GOOD = "good"
    STRONG = "strong"


REFUSED: Final = (Strength.TOO_SHORT, Strength.TOO_LONG, Strength.KNOWN, Strength.MONOTONE)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is said about a password while it is typed. `level` is 0 (refused) to 4."""

    strength: Strength
    level: int
    missing: int = 0

    @property
    def accepted(self) -> bool:
        return self.strength not in REFUSED


_LEVELS: Final = {Strength.WEAK: 1, Strength.FAIR: 2, Strength.GOOD: 3, Strength.STRONG: 4}


def judge(password: str, *, alone: bool, own_words: tuple[str, ...] = ()) -> Judgement:
    """Judge a password. `alone` means that no keyring helps it; `own_words` are names it must not rest on."""
    plain = unicodedata.normalize("NFKC", password)
    least = LEAST_ALONE if alone else LEAST_BESIDE_KEYRING
    if len(plain) < least:
        return Judgement(Strength.TOO_SHORT, 0, least - len(plain))
    if len(plain) > MOST:
        return Judgement(Strength.TOO_LONG, 0)
    folded = plain.casefold()
    if _is_monotone(folded):
        return Judgement(Strength.MONOTONE, 0)
    if _is_known(folded, own_words):
        return Judgement(Strength.KNOWN, 0)
    worth = _worth(folded, plain)
    found = Strength.WEAK if worth < _FAIR else Strength.FAIR if worth < _GOOD else Strength.GOOD
    strength = Strength.STRONG if worth >= _STRONG else found
    return Judgement(strength, _LEVELS[strength])


def check_password(password: str, *, alone: bool, own_words: tuple[str, ...] = ()) -> None:
    """Raise BadInput (`password-too-short` …) unless the password may be used."""
    judgement = judge(password, alone=alone, own_words=own_words)
    if not judgement.accepted:
        least = LEAST_ALONE if alone else LEAST_BESIDE_KEYRING
        raise BadInput(f"password-{judgement.strength}", field="password", least=least, most=MOST)


@cache
def known_words() -> frozenset[str]:
    """Return the words that guessers try first."""
    text = (RESOURCES / "passwords" / "known.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def _is_monotone(text: str) -> bool:
    """One thing repeated, or one run of the keyboard, however long."""
    return bool(re.fullmatch(r"(.+?)\1+.{0,3}", text)) or len(_without_runs(text)) <= 2  # noqa: PLR2004


def _is_known(text: str, own_words: tuple[str, ...]) -> bool:
    """Nothing but one or two known words, a date, and what people put around them."""
    own = {word.casefold() for words in own_words for word in words.split() if len(word) > 1}
    core = re.sub(r"^[\d\W_]+|[\d\W_]+$", "", text)
    for form in (text, text.translate(_LEET), core.translate(_LEET)):
        rest = re.sub(r"[\W_]+", "", form)
        used = 0
        for word in sorted(own | _words_in(rest), key=len, reverse=True):
            used += word in rest
            rest = rest.replace(word, "")
        if used <= 2 and len(re.sub(r"\d", "", rest)) <= 1 and len(_DATE.sub("", rest)) <= 4:  # noqa: PLR2004
            return True
    return False


def _words_in(text: str) -> set[str]:
    return {word for word in known_words() if word in text}


def _worth(folded: str, plain: str) -> float:
    """How many characters a guesser really has to guess: runs, repeats and known words count little."""
    text = _DATE.sub("\0", folded)
    for word in sorted(_words_in(text), key=len, reverse=True):
        text = text.replace(word, "\0\1")
    text = _without_runs(text)
    ideographs = sum("\u4e00" <= letter <= "\u9fff" for letter in text)
    kinds = sum(map(bool, (re.search("[a-z]", plain), re.search("[A-Z]", plain), re.search(r"\d", plain))))
    return len(text) + ideographs + 0.5 * (kinds - 1)


def _without_runs(text: str) -> str:
    """Drop each letter that follows from the two before it: repeats, `abc`, `321`, `qwe`."""
    kept = text[:2]
    for at in range(2, len(text)):
        three = text[at - 2 : at + 1]
        if len(set(three)) > 1 and not _on_a_row(three):
            kept += text[at]
    return kept


def _on_a_row(three: str) -> bool:
    return any(three in row or three[::-1] in row for row in _ROWS)
