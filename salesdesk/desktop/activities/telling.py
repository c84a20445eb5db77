"""What an entry of the timeline says."""

from collections.abc import Callable
from datetime import date
from typing import Final

from salesdesk import formats
from salesdesk.desktop.activities.timeline import Told
from salesdesk.desktop.activities.when import ago, due, urgency
from salesdesk.desktop.runtime.clock import Clock
from salesdesk.desktop.theme.tokens import Tone
from salesdesk.domain.activities import ActivityKind, Outcome
from salesdesk.domain.money import from_minor, minor_units
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.services.customers import TimelineEntry, TimelineKind
from salesdesk.words import say

ACTIVITY_ICONS: Final = {
    ActivityKind.CALL: "phone",
    ActivityKind.VISIT: "map-pin",
    ActivityKind.MEETING: "users",
    ActivityKind.MAIL: "mail",
    ActivityKind.MESSAGE: "message-circle",
    ActivityKind.NOTE: "sticky-note",
    ActivityKind.TASK: "circle-check",
}
STATUS_TONES: Final[dict[str, Tone]] = {
    QuoteStatus.DRAFT: "plain",
    QuoteStatus.SENT: "info",
    QuoteStatus.ACCEPTED: "ok",
    QuoteStatus.REJECTED: "bad",
    QuoteStatus.EXPIRED: "warn",
    QuoteStatus.PENDING_APPROVAL: "warn",
    QuoteStatus.APPROVED: "violet",
    QuoteStatus.CONVERTED: "ok",
}
_BRIEF: Final = 40  # an outcome so short stands beside the kind
_QUOTE_KINDS: Final = {TimelineKind.QUOTE_ADDED, TimelineKind.QUOTE_SENT, TimelineKind.QUOTE_DECIDED}


def is_quote(entry: TimelineEntry) -> bool:
    """Say whether an entry leads to a quote."""
    return entry.kind in _QUOTE_KINDS


def teller(clock: Clock) -> Callable[[TimelineEntry], Told]:
    """Return what puts an entry in words, seen from the clock's now."""
    return lambda entry: _told(entry, clock)


def _told(entry: TimelineEntry, clock: Clock) -> Told:
    if entry.kind is TimelineKind.ACTIVITY:
        return _activity(entry, clock)
    when = _below(ago(entry.at, clock.now()), entry.who)
    if is_quote(entry):
        return _quote(entry, when)
    if entry.kind is TimelineKind.COMMENT:
        body = entry.text if entry.text.strip() != entry.title else ""
        return Told("message-square", entry.title, _below(say("timeline.comment"), when), body)
    if entry.kind is TimelineKind.FILE:
        return Told("paperclip", entry.title, _below(say("timeline.file"), when))
    added_contact = entry.kind is TimelineKind.CONTACT_ADDED
    key = "timeline.contact_added" if added_contact else "timeline.created"
    return Told("user-plus" if added_contact else "circle-plus", say(key, name=entry.title), when)


def _activity(entry: TimelineEntry, clock: Clock) -> Told:
    kind = ActivityKind(entry.detail)
    name = say(f"timeline.{kind}")
    title = entry.title or entry.text.partition("\n")[0] or name
    when = ago(entry.at, clock.now())
    tone: Tone = "plain"
    if not entry.done:
        day = _day_of(entry)
        when, tone = say("timeline.open", when=due(day, clock.today())), urgency(day, clock.today())
    came = outcome_words(entry.outcome)
    short = came if len(came) <= _BRIEF and "\n" not in came else ""
    body = "\n".join(
        part for part in ("" if short else came, entry.text) if part.strip() and part.strip() != title
    )
    return Told(ACTIVITY_ICONS[kind], title, _below(f"{name} · {when}", short, entry.who), body, tone)


def outcome_words(outcome: str) -> str:
    """Return an outcome in words: that of a key in the language in use, another as somebody wrote it."""
    return say(f"outcome.{outcome}") if outcome in frozenset(Outcome) else outcome


def _day_of(entry: TimelineEntry) -> date:
    return entry.all_day_on or entry.at.astimezone().date()


def _quote(entry: TimelineEntry, when: str) -> Told:
    decided = entry.kind is TimelineKind.QUOTE_DECIDED
    status = say(f"timeline.status.{entry.detail}")
    worth = formats.amount(
        from_minor(entry.gross, entry.currency), entry.currency, minor_units(entry.currency)
    )
    tone = STATUS_TONES.get(entry.detail, "plain") if decided else "plain"
    title = say(f"timeline.{entry.kind}", number=entry.title, status=status)
    return Told("file-text", title, _below(worth, when), entry.text, tone)


def _below(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
