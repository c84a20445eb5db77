"""Document numbers that many devices give out offline: Q-2026-A7K0001, its revision Q-2026-A7K0001-R2.

The three letters belong to a device, the counter to the device's year. Letters and digits that are taken
for each other on paper or on the phone (0 O, 1 I L, 2 Z, 5 S, 6 G, 8 B, U V) never stand in a device's
letters.
"""

import re
from collections.abc import Container
from dataclasses import dataclass, replace
from typing import Final, Self
from uuid import UUID

from salesdesk.domain.errors import BadInput

PREFIX_ALPHABET: Final = "3479ACDEFHJKMNPQRTWXY"
PREFIX_LENGTH: Final = 3
_FORM: Final = re.compile(
    rf"([A-Z]{{1,4}})-([0-9]{{4}})-([{PREFIX_ALPHABET}]{{{PREFIX_LENGTH}}})([0-9]{{4,9}})(?:-R([1-9][0-9]{{0,3}}))?"
)
_FIRST_COUNTER: Final = 1
_PREFIXES: Final = len(PREFIX_ALPHABET) ** PREFIX_LENGTH


@dataclass(frozen=True, slots=True, order=True)
class DocumentNumber:
    """A number in its parts; sorts by series, year, device, counter and revision, where text would not."""

    series: str
    year: int
    device: str
    counter: int
    revision: int = 1

    def __post_init__(self) -> None:
        if not _FORM.fullmatch(str(self)) or self.counter < _FIRST_COUNTER:
            raise BadInput("document-number", field="number", text=str(self))

    def __str__(self) -> str:
        base = f"{self.series}-{self.year:04}-{self.device}{self.counter:04}"
        return base if self.revision == 1 else f"{base}-R{self.revision}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a number as typed (any case, spaces around it), or raise BadInput."""
        found = _FORM.fullmatch(text.strip().upper())
        if not found:
            raise BadInput("document-number", field="number", text=text)
        series, year, device, counter, revision = found.groups()
        return cls(series, int(year), device, int(counter), int(revision or 1))

    @property
    def first(self) -> Self:
        """The number all revisions share."""
        return replace(self, revision=1)

    def next_revision(self) -> Self:
        """Return the number of the revision that follows this one."""
        return replace(self, revision=self.revision + 1)


def document_number(series: str, year: int, device: str, counter: int) -> str:
    """Return the text of a new number: `document_number("Q", 2026, "A7K", 1)` is Q-2026-A7K0001."""
    return str(DocumentNumber(series, year, device, counter))


def revision_number(number: str, revision: int) -> str:
    """Return the number of a revision of the same document; revision 1 carries no suffix."""
    return str(replace(DocumentNumber.parse(number), revision=revision))


def device_prefix(device_id: UUID) -> str:
    """Return the letters a device begins with, the same for the same id.

    Of a hundred devices two have the same ones in four companies of ten; so a server gives each its own.
    """
    return _letters(device_id.int)


def free_prefix(device_id: UUID, taken: Container[str]) -> str:
    """Return the letters of a device that no other device has: those it begins with, or the next ones free.

    All 9,261 may be taken: then "".
    """
    every = (_letters(device_id.int + step) for step in range(_PREFIXES))
    return next((letters for letters in every if letters not in taken), "")


def _letters(place: int) -> str:
    rest, letters = place % _PREFIXES, ""
    for _ in range(PREFIX_LENGTH):
        rest, place = divmod(rest, len(PREFIX_ALPHABET))
        letters += PREFIX_ALPHABET[place]
    return letters
