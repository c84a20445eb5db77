"""The life of a quote: its states, what may happen to it next, and what must be there before it is sent.

draft -> (pending_approval -> approved) -> sent -> accepted | rejected | expired; accepted -> converted;
anything that is not yet converted or superseded may be superseded by a new revision.
"""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum
from typing import Final

from salesdesk.domain.errors import RuleBroken
from salesdesk.domain.periods import today_in


class QuoteStatus(StrEnum):
    """Where a quote stands."""

    DRAFT = "draft"
    PENDING_APPROVAL = "pending_approval"
    APPROVED = "approved"
    SENT = "sent"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    CONVERTED = "converted"


_S = QuoteStatus
_NEXT: Final[dict[QuoteStatus, frozenset[QuoteStatus]]] = {
    _S.DRAFT: frozenset({_S.PENDING_APPROVAL, _S.SENT, _S.SUPERSEDED}),
    _S.PENDING_APPROVAL: frozenset({_S.APPROVED, _S.DRAFT, _S.SUPERSEDED}),
    _S.APPROVED: frozenset({_S.SENT, _S.DRAFT, _S.CONVERTED, _S.SUPERSEDED}),
    _S.SENT: frozenset({_S.ACCEPTED, _S.REJECTED, _S.EXPIRED, _S.SUPERSEDED}),
    _S.ACCEPTED: frozenset({_S.CONVERTED, _S.SUPERSEDED}),
    _S.REJECTED: frozenset({_S.SUPERSEDED}),
    _S.EXPIRED: frozenset({_S.SENT, _S.SUPERSEDED}),
    _S.SUPERSEDED: frozenset(),
    _S.CONVERTED: frozenset(),
}
LOST: Final = frozenset({_S.REJECTED, _S.EXPIRED})
"""States in which nobody waits for the goods any more."""
_NEEDS_VALIDITY: Final = frozenset({_S.SENT, _S.ACCEPTED, _S.CONVERTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the rules must know of a quote. `missing` is the answer of `missing_to_send`."""

    status: QuoteStatus
    valid_until: date | None = None
    is_current: bool = True
    needs_approval: bool = False
    missing: tuple[str, ...] = ()


def moves(status: QuoteStatus) -> frozenset[QuoteStatus]:
    """Return the states that can follow, before any guard is asked."""
    return _NEXT[status]


def check_move(quote: Standing, to: QuoteStatus, *, today: date) -> None:
    """Raise RuleBroken unless the quote may go to `to` today, a day in the company's time zone."""
    if not quote.is_current:
        raise RuleBroken("quote-not-current", now=quote.status)
    if to not in _NEXT[quote.status]:
        raise RuleBroken("quote-move", now=quote.status, to=to)
    if to in {QuoteStatus.SENT, QuoteStatus.PENDING_APPROVAL} and quote.missing:
        raise RuleBroken("quote-incomplete", missing=quote.missing)
    if to is QuoteStatus.SENT and quote.status is QuoteStatus.DRAFT and quote.needs_approval:
        raise RuleBroken("quote-needs-approval")
    past = quote.valid_until is not None and today > quote.valid_until
    if to in _NEEDS_VALIDITY and past:
        raise RuleBroken("quote-expired", valid_until=quote.valid_until)
    if to is QuoteStatus.EXPIRED and not past:
        raise RuleBroken("quote-still-valid", valid_until=quote.valid_until)


def may_edit(status: QuoteStatus) -> bool:
    """Return whether lines and terms may change: only a draft's. Later states are revised instead."""
    return status is QuoteStatus.DRAFT


def may_redate(status: QuoteStatus) -> bool:
    """Return whether the last day of validity may still be moved without a new revision."""
    return status in {QuoteStatus.DRAFT, QuoteStatus.SENT, QuoteStatus.EXPIRED, QuoteStatus.ACCEPTED}


def check_edit(quote: Standing) -> None:
    """Raise RuleBroken unless the quote is the current draft."""
    if not quote.is_current:
        raise RuleBroken("quote-not-current", now=quote.status)
    if not may_edit(quote.status):
        raise RuleBroken("quote-not-draft", now=quote.status)


def is_expired(status: QuoteStatus, valid_until: date | None, *, now: datetime, zone: tzinfo) -> bool:
    """Return whether a sent quote has run out: at 24:00 of `valid_until` in the company's time zone.

    Only `sent` runs out; what a customer has accepted or a colleague approved does not.
    """
    if status is not QuoteStatus.SENT or valid_until is None:
        return False
    return today_in(zone, now) > valid_until


def missing_to_send(
    *,
    number: str,
    customer: str,
    currency: str,
    valid_until: date | None,
    issued_on: date | None,
    counted_lines: int,
    unnamed_lines: int = 0,
) -> tuple[str, ...]:
    """Return what a quote lacks before it can go out, as names of its fields; () when it is complete."""
    lacks = {
        "number": not number.strip(),
        "customer": not customer.strip(),
        "currency": not currency,
        "issued_on": issued_on is None,
        "valid_until": valid_until is None,
        "lines": counted_lines == 0,
        "line_names": unnamed_lines > 0,
    }
    return tuple(name for name, missing in lacks.items() if missing)


def check_validity(*, issued_on: date, valid_until: date) -> None:
    """Raise RuleBroken when a quote would end before it begins."""
    if valid_until < issued_on:
        raise RuleBroken("quote-validity-backwards", issued_on=issued_on, valid_until=valid_until)
