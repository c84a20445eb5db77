"""Comments, and whom they call: @ and a name, as it is written where people work together."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from salesdesk.domain import fields
from salesdesk.domain.errors import BadInput

LENGTH_LIMIT: Final = 4_000
_MARKS: Final = "@＠"


def check_comment(given: Mapping[str, object], *, new: bool = False) -> dict[str, object]:
    """Return what is said, tidied.

    Raises:
        BadInput: `comment-empty`, `text-too-long`.
    """
    checked = dict(given)
    if new or "body" in given:
        body = fields.text(given.get("body"), "body", limit=LENGTH_LIMIT)
        if not body:
            raise BadInput("comment-empty", field="body")
        checked["body"] = body
    return checked


COMMENT_FIELDS: Final = frozenset({"body"})
WORDS: Final = frozenset({"body", "mentions", "author_id"})
"""What nobody but the author changes of a comment."""


def mentioned(body: str, people: Mapping[UUID, str]) -> list[UUID]:
    """Return whom a text calls, in the order of the text: of several names that fit, the longest counts."""
    folded = body.casefold()
    names = sorted(((name.casefold(), who) for who, name in people.items() if name), key=_longest_first)
    found: dict[UUID, None] = {}
    for at, sign in enumerate(folded):
        if sign in _MARKS:
            who = next((who for name, who in names if folded.startswith(name, at + 1)), None)
            if who is not None:
                found[who] = None
    return list(found)


def being_called(text: str, cursor: int) -> str | None:
    """Return the beginning of a name that is typed just now behind an @, or None."""
    before = text[:cursor]
    at = max(before.rfind(mark) for mark in _MARKS)
    typed = before[at + 1 :]
    is_word = at == 0 or not before[at - 1 : at].isalnum() or not before[at - 1 : at].isascii()
    return typed if at >= 0 and is_word and "\n" not in typed and " " not in typed else None


def _longest_first(entry: tuple[str, UUID]) -> tuple[int, str]:
    return -len(entry[0]), entry[0]
