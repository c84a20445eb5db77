"""How Chinese is read aloud: pinyin, for sorting and finding.

The tables in `resources/data` (ORIGINS.md there tells where they come from) load in a few milliseconds
and are read on first use. A sound is written `zhong4`: letters, `v` for ü, the tone 1-5.
"""

from functools import cache
from typing import Final

from salesdesk.settings import RESOURCES

_DATA: Final = RESOURCES / "data"
_LONGEST_PHRASE: Final = 4
_FIGURES: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


def sounds(text: str, *, person: bool = False) -> list[str]:
    """Return one sound for each character of `text`, empty for what is not Han.

    Words are read as words (重庆 chóng, 银行 háng). A person's family name is read as one, at the head only:
    曾乐 is zēng lè. Expects simplified text (`names.fold`); traditional characters are read one by one.
    """
    signs = _signs()
    found = [signs[char][:-2] if char in signs else "" for char in text]
    _read_phrases(text, found)
    if person:
        family = family_name(text)
        own = _family_names().get(family, ())
        found[: len(own)] = own
    return found


def family_name(text: str) -> str:
    """Return the family name a Chinese person's name begins with: one character, or a known pair."""
    return text[:2] if len(text) > 2 and len(_family_names().get(text[:2], ())) == 2 else text[:1]  # noqa: PLR2004


def order_sign(char: str, sound: str) -> str:
    """Return what a Han character sorts by: its sound, its tone, then its place among equals by strokes."""
    return sound + _signs()[char][-2:]


def is_han(char: str) -> bool:
    """Tell whether a character is Han and its sound is known."""
    return char in _signs()


def other_sound(char: str) -> str:
    """Return the letters somebody may also type for a character (行: `hang`), or nothing."""
    return _other_sounds().get(char, "")


def syllables() -> frozenset[str]:
    """Return every syllable there is, without tones."""
    return _syllables()


def _read_phrases(text: str, found: list[str]) -> None:
    heads, phrases = _phrase_heads(), _phrases()
    at = 0
    while at < len(text) - 1:
        step = 1
        if text[at : at + 2] in heads:
            for size in range(_LONGEST_PHRASE, 1, -1):
                phrase = phrases.get(text[at : at + size])
                if phrase:
                    step = len(phrase)
                    found[at : at + step] = phrase
                    break
        at += step


def _table(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (_DATA / name).read_text(encoding="utf-8").splitlines()]


@cache
def _signs() -> dict[str, str]:
    """Return for each character its sound and, in two more figures, its place among its equals."""
    signs: dict[str, str] = {}
    for sound, chars in _table("han_readings.tsv"):
        for rank, char in enumerate(chars):
            signs[char] = f"{sound}{_FIGURES[rank // 36]}{_FIGURES[rank % 36]}"
    return signs


@cache
def _phrases() -> dict[str, tuple[str, ...]]:
    return {phrase: tuple(words.split()) for phrase, words in _table("han_phrases.tsv")}


@cache
def _phrase_heads() -> frozenset[str]:
    """Return the first two characters of each phrase: most places of a text are done with one look."""
    return frozenset(phrase[:2] for phrase in _phrases())


@cache
def _family_names() -> dict[str, tuple[str, ...]]:
    return {family: tuple(words.split()) for family, words in _table("family_names.tsv")}


@cache
def _other_sounds() -> dict[str, str]:
    return dict(_table("han_other_sounds.tsv"))


@cache
def _syllables() -> frozenset[str]:
    return frozenset(sound[:-1] for sound, _ in _table("han_readings.tsv"))
