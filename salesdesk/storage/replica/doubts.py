"""Kinds of rows of which it is not sure that they are what the server has: kept until they were looked at."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy.orm import Session

from salesdesk.storage import meta

DOUBTS: Final = "doubts"
"""A fact: each scope with a kind of rows in it, one a line."""
Doubt = tuple[str, str]


def every(session: Session) -> tuple[Doubt, ...]:
    """Return the scopes and kinds of rows that are to be compared bucket by bucket."""
    lines = (meta.get(session, DOUBTS) or "").splitlines()
    pairs = (line.partition(" ") for line in lines)
    return tuple((scope, entity) for scope, _, entity in pairs)


def note(session: Session, some: Iterable[Doubt]) -> None:
    """Note what is to be looked at."""
    _put(session, {*every(session), *some})


def settle(session: Session, one: Doubt) -> None:
    """Note that one was looked at."""
    _put(session, set(every(session)) - {one})


def _put(session: Session, now: set[Doubt]) -> None:
    if now != set(every(session)):
        meta.put(session, DOUBTS, "\n".join(sorted(" ".join(doubt) for doubt in now)))
