"""Filters as they are typed: `grade:A`, `阶段：成交`, `owner:me`, `tag:"trade show"`, `>10k`.

Names are those of the chips, in either language; a value is one of the chip's, by its beginning or by that of
its pinyin (`区:pd`). What is not understood stays what it is: words to search for.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from salesdesk.domain.names import has_han, initials, spelled
from salesdesk.words import LANGUAGES, words_of

Options = Sequence[tuple[str, str]]
Reads = Callable[[str], str]
_TOKEN: Final = re.compile(
    r'(?:^|(?<=\s))(?P<name>[^\s:："<>]+)[:：](?:"(?P<quoted>[^"]*)"|(?P<value>[^\s"]+))(?=\s|$)'
)
_BOUND: Final = re.compile(r"(?:^|(?<=\s))(?P<bound>[<>]=?[^\s<>]+)(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Filter:
    """One way to narrow a list. `options` gives (value, text); it is asked when the menu opens.

    `reads` makes a value of a bound that was typed (">10k"), or raises ValueError. `also` are more names.
    """

    name: str
    label_key: str
    options: Callable[[], Options]
    reads: Reads | None = None
    also: frozenset[str] = frozenset()

    def is_called(self, name: str) -> bool:
        """Say whether somebody who types this name means the filter."""
        labels = (words_of(code).say(self.label_key) for code in LANGUAGES)
        called = {self.name.casefold(), *self.also, *(label.casefold() for label in labels)}
        return name.casefold() in called

    def value_of(self, typed: str) -> str:
        """Return the value that is meant, or ""."""
        wanted = typed.casefold()
        options = [(value, text.casefold()) for value, text in self.options()]
        for value, text in options:
            if wanted in (value.casefold(), text):
                return value
        begun = [value for value, text in options if text.startswith(wanted)]
        return begun[0] if begun else _sounding(wanted, options)


def read(text: str, filters: Sequence[Filter]) -> tuple[str, dict[str, str]]:
    """Return what is left to search for, and the filters that were typed, by name."""
    found: dict[str, str] = {}

    def named(token: re.Match[str]) -> str:
        typed = token["quoted"] if token["quoted"] is not None else token["value"]
        for each in filters:
            value = each.value_of(typed) if each.is_called(token["name"]) else ""
            if value:
                found[each.name] = value
                return ""
        return token[0]

    def bound(token: re.Match[str]) -> str:
        for each in filters:
            value = _bound(each, token["bound"])
            if value:
                found[each.name] = value
                return ""
        return token[0]

    rest = _BOUND.sub(bound, _TOKEN.sub(named, text))
    return (re.sub(r"\s+", " ", rest).strip() if found else text), found


def _sounding(wanted: str, options: Options) -> str:
    """Return the first value whose pinyin, or its initials, begin with what was typed."""
    if not wanted.isascii() or not wanted.isalpha():
        return ""
    for value, text in options:
        if has_han(text) and any(spell(text).startswith(wanted) for spell in (initials, spelled)):
            return value
    return ""


def _bound(each: Filter, typed: str) -> str:
    try:
        return each.reads(typed) if each.reads is not None else ""
    except ValueError:
        return ""
