"""Which part of a day one wants to see: a district, a class, or words of a name, as they are typed.

`浦东 A`, `pd a`, `district 浦东 class A` and `浦东区 A级` all mean the same.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from salesdesk.domain import names
from salesdesk.domain.customers import Grade

AREA_NAMES: Final = frozenset({"district", "area", "city", "区", "区域", "地区", "城市", "片区"})
CLASS_NAMES: Final = frozenset({"class", "grade", "级", "类", "等级", "级别"})
_ENOUGH: Final = 2
_CLASS: Final = re.compile(r"([abc])(?:[级类])?")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """`area` is a district or city, whole; `words` are folded, and each is in the name or begins an area.

    A word of Latin letters may be the pinyin of either, or its initials; in a name from any sign on.
    """

    area: str = ""
    grade: Grade | None = None
    words: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.area or self.words or self.grade is not None)

    def fits(self, name: str, grade: Grade, areas: tuple[str, ...]) -> bool:
        """Return whether a customer of this name, class and whereabouts (district, city, ...) is wanted."""
        if (self.grade is not None and grade != self.grade) or (self.area and self.area not in areas):
            return False
        return not self.words or all(_is_said(word, name, areas) for word in self.words)


def narrowed(text: str, *, area: str = "", grade: Grade | None = None) -> Narrowing:
    """Return what words mean, besides an area and a class that are chosen already.

    A letter A, B or C alone is a class. The names of both ("district", 等级) may stand before them.
    """
    words: list[str] = []
    for word in names.fold(re.sub(r"[:：,，;；]", " ", text)).split():
        found = _CLASS.fullmatch(word)
        if found and grade is None:
            grade = Grade(found[1].upper())
        elif word not in AREA_NAMES and word not in CLASS_NAMES:
            words.append(word)
    return Narrowing(area, grade, tuple(words))


def _is_said(word: str, name: str, areas: tuple[str, ...]) -> bool:
    if any(_begins(word, area) for area in areas) or word in names.fold(name):
        return True
    return word.isascii() and _sounds_inside(word, _signs(name))


@lru_cache(maxsize=4_096)
def _begins(word: str, area: str) -> bool:
    spoken = (names.fold(area), names.spelled(area), names.initials(area))
    return any(each.startswith(word) for each in spoken)


@lru_cache(maxsize=16_384)
def _signs(name: str) -> tuple[str, ...]:
    return tuple(names.spelled_signs(name))


def _sounds_inside(word: str, signs: tuple[str, ...]) -> bool:
    """Return whether initials or sounds are so from the first sign on, or from any if enough is told."""
    heads, whole = "".join(sign[0] for sign in signs), "".join(signs)
    if heads.startswith(word) or whole.startswith(word):
        return True
    if len(word) < _ENOUGH:
        return False
    return word in heads or (
        word in whole and any("".join(signs[at:]).startswith(word) for at in range(len(signs)))
    )
