"""Countries by the names people write, in Chinese, English and their own language, to ISO 3166 codes."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Final

from salesdesk.settings import RESOURCES

_FIRST: Final = ("en", "zh")
_FURTHER: Final = ("zh_Hant", "de", "fr", "es", "pt", "it", "ja")
_MISTYPED: Final = 90.0  # likeness, of 100, from which on a name is taken for a misspelled one


@lru_cache(maxsize=1_024)
def country_code(text: str) -> str:
    """Return the ISO 3166 code of two letters for a country's name or code, "" if it is not known."""
    typed = text.strip()
    if len(typed) == _CODE and typed.isascii() and typed.upper() in _codes():
        return typed.upper()
    wanted = _compared(typed)
    return _names(_FIRST).get(wanted) or _names(_FURTHER).get(wanted) or _mistyped(wanted)


def _mistyped(wanted: str) -> str:
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only for a name nobody knows

    if len(wanted) < _LONG:
        return ""
    found = process.extractOne(wanted, _names(_FIRST).keys(), scorer=fuzz.ratio, score_cutoff=_MISTYPED)
    return _names(_FIRST)[found[0]] if found else ""


_LONG: Final = 6
_CODE: Final = 2


def _compared(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\s.,()'’/&-]+", " ", plain).strip()


@cache
def _codes() -> frozenset[str]:
    return frozenset(_names(_FIRST).values())


@cache
def _names(languages: tuple[str, ...]) -> dict[str, str]:
    from babel import Locale  # noqa: PLC0415 - large tables, only where a country is imported

    names: dict[str, str] = {}
    for language in languages:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == _CODE and code.isalpha() and code not in _NOT_COUNTRIES:
                names.setdefault(_compared(name), code)
    if languages == _FIRST:
        lines = (RESOURCES / "data" / "country_words.tsv").read_text(encoding="utf-8").splitlines()
        for code, aliases in (line.split("\t") for line in lines if not line.startswith("#")):
            names.update({_compared(alias): code for alias in aliases.split("|")})
    return names


_NOT_COUNTRIES: Final = frozenset(("EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"))
