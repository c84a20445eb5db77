"""What an import would do, or did, row by row."""

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Final, NamedTuple
from uuid import UUID

from salesdesk import words
from salesdesk.domain.custom_fields import CustomField
from salesdesk.domain.errors import BadInput
from salesdesk.services.imports.values_in_words import text_of

_OF_FILES: Final = {
    "date-unreadable": "import.date-unreadable",
    "number-unreadable": "import.number-unreadable",
}
"""Sentences in place of those for who types: "tomorrow" and "=3*99" are understood in the window alone."""


class Outcome(IntEnum):
    """What becomes of a row; `words` are `import.outcome.<name in lower case>`."""

    CREATED = 1
    UPDATED = 2
    UNCHANGED = 3
    SKIPPED = 4
    REFUSED = 5


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row is refused or skipped: the field it concerns, "" for the whole row, and an error code.

    `own` is that field where it is one of the company's own.
    """

    row: int
    field: str
    code: str
    values: Mapping[str, Any]
    own: CustomField | None = None

    @property
    def called(self) -> str:
        """Return what the field is called in the language in use, "" for the whole row."""
        if self.own is not None:
            return self.own.called(words.language())
        return words.say(f"field.{self.field}") if self.field else ""

    @property
    def message(self) -> str:
        """Return the reason as a sentence in the language in use, with what a file may hold as remedy."""
        if self.code in _OF_FILES:
            return words.say(_OF_FILES[self.code], **self.values)
        return words.error_text(BadInput(self.code, field=self.field, **self.values))


class Untaken(NamedTuple):
    """A value of a row that was not taken, because an earlier row of the file (`first`) says otherwise."""

    row: int
    first: int
    field: str
    kept: Any
    given: Any
    own: CustomField | None = None

    @property
    def called(self) -> str:
        """Return what the field is called in the language in use."""
        return self.own.called(words.language()) if self.own is not None else words.say(f"field.{self.field}")

    @property
    def message(self) -> str:
        """Return in the language in use what was kept, and what was not."""
        name = self.field.partition(".")[2]
        kept, given = text_of(name, self.kept), text_of(name, self.given)
        return words.say("import.value-differs", given=given, kept=kept, row=self.first)


@dataclass(frozen=True, slots=True)
class Likely:
    """A row that looks like a record we have, or like an earlier row of the file (`other_row`)."""

    row: int
    entity: str
    score: int
    reasons: tuple[str, ...]
    mine: Mapping[str, Any]
    theirs: Mapping[str, Any]
    other_id: UUID
    other_row: int = 0


@dataclass(slots=True)
class Outcomes:
    """The outcome of each row, compactly: a file may have 200,000. `untaken` is in the order of the file."""

    rows: "array[int]" = field(default_factory=lambda: array("L"))
    kinds: bytearray = field(default_factory=bytearray)
    reasons: dict[int, Refusal] = field(default_factory=dict)
    untaken: list[Untaken] = field(default_factory=list)

    def add(self, row: int, outcome: Outcome, reason: Refusal | None = None) -> None:
        self.rows.append(row)
        self.kinds.append(outcome)
        if reason is not None:
            self.reasons[row] = reason

    def counts(self) -> dict[Outcome, int]:
        """Return how many rows have each outcome."""
        counted = Counter(self.kinds)
        return {outcome: counted[outcome] for outcome in Outcome}

    def refused(self) -> tuple[Refusal, ...]:
        """Return the refused rows with their reasons, in the order of the file."""
        return tuple(
            self.reasons[row]
            for row, kind in zip(self.rows, self.kinds, strict=True)
            if kind == Outcome.REFUSED and row in self.reasons
        )

    def each(self) -> Iterator[tuple[int, Outcome, Refusal | None]]:
        """Yield row, outcome and reason, in the order of the file."""
        for row, kind in zip(self.rows, self.kinds, strict=True):
            yield row, Outcome(kind), self.reasons.get(row)
