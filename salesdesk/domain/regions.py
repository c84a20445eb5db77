"""The provinces, cities and districts of China (GB/T 2260 codes, 省市区), with their names in English.

Rows that stand for no place (市辖区 and the like) keep their codes and are hidden. An address keeps the
words it was typed with: this table helps to choose and to translate, it never corrects.
"""

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any, Final

from salesdesk.domain import pinyin
from salesdesk.settings import RESOURCES

PARTS: Final = ("province", "city", "district")
"""Fields of a customer that together are one place."""
_PLAIN_ENDINGS: Final = (
    *("特别行政区", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区"),
    *("省", "市", "地区", "盟", "县", "区"),
)
_SHORTEST: Final = 2
_COUNTY_CODE: Final = 6


@dataclass(frozen=True, slots=True)
class Region:
    """A place in the list. `english` is "" where it has no name of its own; `hidden` rows are not shown."""

    code: str
    name: str
    english: str
    children: tuple["Region", ...]

    @property
    def hidden(self) -> bool:
        """Whether it stands for no place."""
        return self.name in {"市辖区", "县"} or self.name.endswith("直辖县级行政区划")

    @property
    def short(self) -> str:
        """The name without what kind of place it is: 广东, 深圳, 南山."""
        for ending in _PLAIN_ENDINGS:
            if self.name.endswith(ending) and len(self.name) - len(ending) >= _SHORTEST:
                return self.name.removesuffix(ending)
        return self.name


@cache
def provinces() -> tuple[Region, ...]:
    """Return the 34 provinces in the order of their codes. The table is read once."""
    table = json.loads((RESOURCES / "data" / "regions.json").read_text(encoding="utf-8"))
    return tuple(map(_region, table))


def cities(province: Region) -> tuple[Region, ...]:
    """Return what one chooses under a province: its cities, and the places that hang on it directly.

    A municipality has no cities to choose; its districts come at once.
    """
    return tuple(_shown(province))


def districts(city: Region) -> tuple[Region, ...]:
    """Return the districts of a city; none for a place without a county level, such as 东莞."""
    return tuple(child for child in city.children if not _is_town(child))


def by_code(code: str) -> tuple[Region, ...]:
    """Return the path to a code of up to 6 digits, largest first, without hidden rows; () for none."""
    path: list[Region] = []
    below = provinces()
    code = re.sub(r"(?:00)+$", "", code)
    for length in range(2, len(code) + 1, 2):
        found = next((region for region in below if region.code == code[:length]), None)
        if found is None:
            return ()
        path.append(found)
        below = found.children
    return tuple(region for region in path if not region.hidden)


def find(province: str, city: str = "", district: str = "") -> tuple[Region, ...]:
    """Return the path of typed names, full or short (广东 / 广东省), as deep as they are known."""
    path: list[Region] = []
    below = provinces()
    for name in (province, city, district):
        found = next((region for region in below if name and _is_called(region, name)), None)
        if found:
            path.append(found)
            below = cities(found)
    return tuple(path)


def columns(path: tuple[Region, ...]) -> tuple[str, str, str]:
    """Return province, city and district of a path as an address has them; "" for what it does not reach.

    A municipality is its own city.
    """
    province, *below = (region.name for region in path)
    if province.endswith("市"):
        return province, province, below[0] if below else ""
    city, district, *_ = (*below, "", "")
    return province, city, district


def suggest(typed: str, most: int = 8, *, often: Collection[str] = ()) -> list[tuple[Region, ...]]:
    """Return the paths to the places that may be meant: 南山, 深圳南山, nanshan, szns, Nanshan District.

    What is called exactly so comes first, then what lies in the provinces and cities named in `often`, then
    larger places, then the order of codes. [] for nothing typed.
    """
    text = _joined(typed)
    if not text:
        return []
    found = [place for place in _places() if place.fits(text)]
    if not found:
        known = find(*split_address(text)[:3])
        return [known] if known else []
    found.sort(key=lambda place: place.rank(text, often))  # stable: codes ascend
    return [place.path for place in found[:most]]


def is_called(path: tuple[Region, ...], typed: str) -> bool:
    """Return whether a place is called exactly so, by name, sound or in English; initials are no name."""
    return any(_joined(typed) == way for way, _ in _place(path).whole)


@dataclass(frozen=True, slots=True)
class _Place:
    """A path as it may be typed, from each of its parts on: the text, and its length before the last part."""

    path: tuple[Region, ...]
    whole: tuple[tuple[str, int], ...]
    initials: tuple[tuple[str, int], ...]

    def fits(self, text: str) -> bool:
        return any(
            len(text) > before and way.startswith(text) for way, before in chain(self.whole, self.initials)
        )

    def rank(self, text: str, often: Collection[str]) -> tuple[bool, int, int]:
        usual = sum(name in often for name in set(columns(self.path)))
        return all(text != way for way, _ in self.whole), -usual, len(self.path)


@cache
def _places() -> tuple[_Place, ...]:
    paths: list[tuple[Region, ...]] = []
    for province in provinces():
        paths.append((province,))
        for city in cities(province):
            paths.append((province, city))
            paths += [(province, city, district) for district in districts(city)]
    return tuple(map(_place, paths))


def _place(path: tuple[Region, ...]) -> _Place:
    sounds = [pinyin.letters(region.short) for region in path]
    whole = (
        [region.name for region in path],
        [region.short for region in path],
        ["".join(each) for each in sounds],
        [_joined(region.english) for region in path],
    )
    initials = ["".join(one[:1] for one in each) for each in sounds]
    return _Place(path, tuple(chain.from_iterable(map(_from_each, whole))), tuple(_from_each(initials)))


def _from_each(parts: list[str]) -> Iterator[tuple[str, int]]:
    if all(parts):
        for start in range(len(parts)):
            yield "".join(parts[start:]), sum(map(len, parts[start:-1]))


def _joined(text: str) -> str:
    return re.sub(r"[\s·,，、/'’-]", "", text).casefold()


def split_address(text: str) -> tuple[str, str, str, str]:
    """Split 广东省深圳市南山区科技路1号 into province, city, district and the rest.

    A province left out is found through its city. What the list does not know stays in the rest.
    """
    rest = text.strip()
    province, rest = _taken(rest, provinces())
    if province is None:
        city, rest = _taken(rest, _all_cities())
        province = _province_of(city) if city else None
    else:
        city, rest = _taken(rest, cities(province))
        if city is None and rest.startswith((province.name, province.short)):
            rest = rest.removeprefix(province.name if rest.startswith(province.name) else province.short)
            city, rest = _taken(rest, cities(province))
    if province is None:
        return "", "", "", rest
    if city and len(city.code) == _COUNTY_CODE and province.name.endswith("市"):
        return province.name, province.name, city.name, rest
    district, rest = _taken(rest, districts(city)) if city else (None, rest)
    own = province.name if city is None and province.name.endswith("市") else ""
    return province.name, city.name if city else own, district.name if district else "", rest


def _region(row: list[Any]) -> Region:
    code, name, english, children = row
    return Region(code, name, english, tuple(map(_region, children)))


def _shown(region: Region) -> Iterator[Region]:
    for child in region.children:
        if child.hidden:
            yield from _shown(child)
        else:
            yield child


def _is_town(region: Region) -> bool:
    return len(region.code) > _COUNTY_CODE or region.hidden


def _is_called(region: Region, name: str) -> bool:
    return name in (region.name, region.short)


@cache
def _all_cities() -> tuple[Region, ...]:
    return tuple(city for province in provinces() for city in cities(province) if city.name.endswith("市"))


def _province_of(city: Region) -> Region:
    return next(region for region in provinces() if region.code == city.code[:2])


def _taken(text: str, choices: tuple[Region, ...]) -> tuple[Region | None, str]:
    """Take the longest name that the text begins with; a full name is preferred to a short one."""
    for names in ("name", "short"):
        fitting = [region for region in choices if text.startswith(getattr(region, names))]
        if fitting:
            best = max(fitting, key=lambda region: len(getattr(region, names)))
            return best, text.removeprefix(getattr(best, names)).lstrip(" ,，")
    return None, text
