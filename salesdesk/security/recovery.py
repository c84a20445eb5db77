"""The recovery key: 128 random bits to be kept on paper.

Written as six groups of six characters: 30 characters carry the key and 22 bits of checksum, and the last of
each group checks that group, so that a slip of the pen is found where it happened. The alphabet leaves out
I, L, O and U (Crockford's base 32); reading takes them for the digits they look like.
"""

import hashlib
import os
import unicodedata
from datetime import date
from typing import Final

from salesdesk.domain.errors import BadInput
from salesdesk.words import say

KEY_LENGTH: Final = 16
GROUPS: Final = 6
_SIZE: Final = 6  # five of the key, one of check
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SUM_BITS: Final = 22
_LOOKS: Final = str.maketrans("OILU", "011V")
_PRIME: Final = 31


def new_recovery_key() -> bytes:
    """Return a fresh key: 16 bytes."""
    return os.urandom(KEY_LENGTH)


def written(key: bytes) -> str:
    """Return the key as a person keeps it: `ABCDE1-…`, six groups."""
    number = (int.from_bytes(key, "big") << _SUM_BITS) | _sum(key)
    letters = "".join(_ALPHABET[(number >> shift) & 31] for shift in range(145, -1, -5))
    groups = [letters[at : at + _SIZE - 1] for at in range(0, len(letters), _SIZE - 1)]
    return "-".join(group + _check(place, group) for place, group in enumerate(groups))


def read(text: str) -> bytes:
    """Return the key of a text that a person typed, in any case and with any spacing.

    Raises:
        BadInput: `recovery-key-length` (typed, wanted), `recovery-key-typo` (group, counted from 1),
            `recovery-key-wrong`.
    """
    letters = _letters(text)
    wanted = GROUPS * _SIZE
    if len(letters) != wanted:
        raise BadInput("recovery-key-length", field="recovery", typed=len(letters), wanted=wanted)
    groups = [letters[at : at + _SIZE] for at in range(0, wanted, _SIZE)]
    wrong = [place for place, group in enumerate(groups) if not _fits(place, group)]
    if wrong:
        raise BadInput("recovery-key-typo", field="recovery", group=wrong[0] + 1)
    number = 0
    for letter in "".join(group[:-1] for group in groups):
        number = number << 5 | _ALPHABET.index(letter)
    key = (number >> _SUM_BITS).to_bytes(KEY_LENGTH, "big")
    if number & ((1 << _SUM_BITS) - 1) != _sum(key):
        raise BadInput("recovery-key-wrong", field="recovery")
    return key


def groups_so_far(text: str) -> list[tuple[str, bool]]:
    """Return the groups typed so far, each with whether it may be right; an unfinished one may."""
    letters = _letters(text)[: GROUPS * _SIZE]
    groups = [letters[at : at + _SIZE] for at in range(0, len(letters), _SIZE)]
    return [(group, len(group) < _SIZE or _fits(place, group)) for place, group in enumerate(groups)]


def card(key: bytes, *, company: str, name: str, made_on: date) -> str:
    """Return the text of the card to print or save."""
    return say("recovery.card", company=company, name=name, made_on=made_on, key=written(key))


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).upper().translate(_LOOKS)
    return "".join(letter for letter in plain if letter.isalnum())


def _fits(place: int, group: str) -> bool:
    return all(letter in _ALPHABET for letter in group) and _check(place, group[:-1]) == group[-1]


def _check(place: int, group: str) -> str:
    weighed = sum((at + 1) * _ALPHABET.index(letter) for at, letter in enumerate(group))
    return _ALPHABET[(weighed + 7 * (place + 1)) % _PRIME]


def _sum(key: bytes) -> int:
    digest = hashlib.sha256(b"salesdesk/recovery-key/v1" + key).digest()
    return int.from_bytes(digest[:3], "big") >> (24 - _SUM_BITS)
