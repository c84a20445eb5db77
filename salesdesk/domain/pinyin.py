"""How Chinese is read aloud: pinyin, for sorting and finding.

The tables in `resources/data` (ORIGINS.md there tells where they come from) load in a few milliseconds
and are read on first use. A sound is written `zhong4`: letters, `v` for ü, the tone 1-5.
"""

from functools import cache
from itertools import repeat
from operator import add
from typing import Final

from salesdesk.settings import RESOURCES

_DATA: Final = RESOURCES / "data"
_Single = dict[str, str]
_Several = dict[str, tuple[str, ...]]
_LONGEST_PHRASE: Final = 4
_FIGURES: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


def sounds(text: str, *, person: bool = False) -> list[str]:
    """Return one sound for each character of `text`, empty for what is not Han.

    Words are read as words (重庆 chóng, 银行 háng). A person's family name is read as one, at the head only:
    曾乐 is zēng lè. Expects simplified text (`names.fold`); traditional characters are read one by one.
    """
    return _read(text, _sounds(), _phrases(), _family_names() if person else {})


def letters(text: str, *, person: bool = False) -> list[str]:
    """Return the sounds without their tones."""
    return _read(text, _toneless(), _toneless_phrases(), _toneless_families() if person else {})


def _read(text: str, single: _Single, phrases: _Several, families: _Several) -> list[str]:
    found = list(map(single.get, text, repeat("")))
    heads = _phrase_heads()
    pairs = list(map(add, text, text[1:]))
    places = () if heads.isdisjoint(pairs) else [at for at, pair in enumerate(pairs) if pair in heads]
    read_to = 0
    for at in places:
        for size in range(_LONGEST_PHRASE, 1, -1):
            if at >= read_to and (phrase := phrases.get(text[at : at + size])):
                read_to = at + len(phrase)
                found[at:read_to] = phrase
                break
    if families:
        own = families.get(family_name(text), ())
        found[: len(own)] = own
    return found


def family_name(text: str) -> str:
    """Return the family name a Chinese person's name begins with: one character, or a known pair."""
    return text[:2] if len(text) > 2 and len(_family_names().get(text[:2], ())) == 2 else text[:1]  # noqa: PLR2004


def order_signs(text: str, said: list[str]) -> list[str]:
    """Return what each Han character sorts by: its sound, its tone, then its place among equals by strokes.

    What has no sound has no sign either.
    """
    return list(map(add, said, map(_ranks().get, text, repeat(""))))


def other_letters(text: str, said: list[str]) -> list[str] | None:
    """Return how somebody else may type it (行 `hang`, 绿 `lu`), or None if there is one way only."""
    also = _other_sounds()
    if also.keys().isdisjoint(text) and "v" not in "".join(said):
        return None
    return [
        (also.get(char) or sound.replace("v", "u")) if sound else ""
        for char, sound in zip(text, said, strict=True)
    ]


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
def _ranks() -> _Single:
    return {char: sign[-2:] for char, sign in _signs().items()}


@cache
def _sounds() -> _Single:
    return {char: sign[:-2] for char, sign in _signs().items()}


@cache
def _toneless() -> _Single:
    return {char: sign[:-3] for char, sign in _signs().items()}


@cache
def _phrases() -> _Several:
    return {phrase: tuple(words.split()) for phrase, words in _table("han_phrases.tsv")}


@cache
def _toneless_phrases() -> _Several:
    return _without_tones(_phrases())


@cache
def _toneless_families() -> _Several:
    return _without_tones(_family_names())


def _without_tones(several: _Several) -> _Several:
    return {text: tuple(sound[:-1] for sound in said) for text, said in several.items()}


@cache
def _phrase_heads() -> frozenset[str]:
    """Return the first two characters of each phrase: most places of a text are done with one look."""
    return frozenset(phrase[:2] for phrase in _phrases())


@cache
def _family_names() -> _Several:
    return {family: tuple(words.split()) for family, words in _table("family_names.tsv")}


@cache
def _other_sounds() -> dict[str, str]:
    return dict(_table("han_other_sounds.tsv"))
