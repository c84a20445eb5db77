"""Two letters for each product on show, so that an interest is two keys."""

from collections.abc import Iterator, Sequence
from itertools import product as pairs
from string import ascii_lowercase
from typing import Final

from salesdesk.domain import names

LENGTH: Final = 2
MOST: Final = 60
"""Products that may be on show: more nobody keeps in mind."""


def letter_codes(titles: Sequence[str]) -> list[str]:
    """Return two letters for each title, no two alike: its initials (球阀 is `qf`), or what comes near them.

    The first titles choose first, so adding one at the end changes none before it. Expects at most 676.
    """
    found: list[str] = []
    for title in titles:
        found.append(next(code for code in _wishes(title) if code not in found))
    return found


def _wishes(title: str) -> Iterator[str]:
    """Give the codes a title would like, the best first, and then all others."""
    heads = _letters(names.initials(title))
    spelled = _letters(names.spelled(title))
    yield from (heads[:1] + other for other in heads[1:])
    yield from (spelled[:1] + other for other in spelled[1:])
    yield from (head + other for head, other in pairs(heads[:1], ascii_lowercase))
    yield from (one + other for one, other in pairs(ascii_lowercase, repeat=LENGTH))


def _letters(text: str) -> str:
    return "".join(sign for sign in text if sign in ascii_lowercase)
