"""What today asks for, as lines of one list: in the order of the agenda, and each with its reasons."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from salesdesk import formats
from salesdesk.desktop.activities.telling import ACTIVITY_ICONS
from salesdesk.desktop.activities.when import ago, due
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.theme.tokens import Tone
from salesdesk.domain.customers import Lifecycle
from salesdesk.domain.money import from_minor, minor_units
from salesdesk.services.activities import ActivityDetail
from salesdesk.services.agenda import (
    Agenda,
    Amount,
    Birthday,
    ExpiringQuote,
    FollowUp,
    IdleCustomer,
    Mention,
    ReorderDue,
    Returning,
    SilentCustomer,
    UnansweredQuote,
    Worth,
    about,
)
from salesdesk.words import language, say

Source = (
    ActivityDetail
    | FollowUp
    | ExpiringQuote
    | UnansweredQuote
    | IdleCustomer
    | SilentCustomer
    | Returning
    | Mention
    | Birthday
    | ReorderDue
)
Key = tuple[str, UUID]
"""What a line is known by when the day is read again."""
LATE, DUE, EXPIRING, SILENT, TEAM = "late", "due", "expiring", "silent", "team"
RETURNING: Final = "returning"
CALLED: Final = "called"
BIRTHDAY: Final = "birthday"
REORDER: Final = "reorder"
STALLED: Final = "stalled"
CARDS: Final = (LATE, DUE, EXPIRING, STALLED, REORDER, BIRTHDAY, RETURNING, SILENT)
SECTIONS: Final = (CALLED, LATE, DUE, TEAM, EXPIRING, STALLED, REORDER, BIRTHDAY, RETURNING, SILENT)
_AMOUNTS: Final = 2
"""So many currencies are told on a line."""


@dataclass(frozen=True, slots=True)
class Task:
    """One line. `reason` says why it is here, `worth` why at this place; `ends` stands at the right."""

    section: str
    source: Source
    name: str
    reason: str
    icon: str
    ends: str = ""
    tone: Tone = "plain"
    worth: str = ""

    @property
    def key(self) -> Key:
        """What the line is known by."""
        source = self.source
        return type(source).__name__, source.customer_id if isinstance(source, ReorderDue) else source.id

    @property
    def place(self) -> Place:
        """Where Enter leads."""
        if isinstance(self.source, ExpiringQuote | UnansweredQuote):
            return Place("quotes", self.source.id)
        return Place("customers", self.customer_id)

    @property
    def customer_id(self) -> UUID:
        """Whom it is about."""
        return about(self.source)

    @property
    def can_be_done(self) -> bool:
        """Whether it can be ticked off here; a quote is decided on its own page, others' work by them."""
        return isinstance(self.source, ActivityDetail | FollowUp) and self.section != TEAM

    @property
    def can_wait(self) -> bool:
        """Whether it can be put off: neither a quote's last day nor a birthday is ours to move."""
        fixed = ExpiringQuote | Mention | Birthday
        return not isinstance(self.source, fixed) and self.section != TEAM


Wall = Callable[[ActivityDetail], datetime]


def tasks(agenda: Agenda, *, today: date, now: datetime, wall: Wall) -> list[Task]:
    """Return the lines of all sections, in the order of the agenda; `wall` tells when something begins."""
    found = [_called(each, now) for each in agenda.called]
    found += [_to_do(each, LATE, today, wall) for each in agenda.late]
    found += [_to_do(each, DUE, today, wall) for each in agenda.due]
    found += [_team(each, today, wall) for each in agenda.escalated]
    found += [_expiring(each, today) for each in agenda.expiring]
    found += [_stalled(each) for each in agenda.stalled]
    found += [_reorder(each) for each in agenda.reorders]
    found += [_birthday(each, today) for each in agenda.birthdays]
    found += [_returning(each) for each in agenda.returning]
    found += [_silent(each, now) for each in agenda.silent]
    return [replace(task, worth=_worth(task, agenda.worths.get(task.customer_id))) for task in found]


def counts(agenda: Agenda) -> dict[str, int]:
    """Return how many there are of each section, counting those beyond the end of the list too."""
    return {
        LATE: agenda.late_count,
        DUE: agenda.due_count,
        EXPIRING: len(agenda.expiring),
        STALLED: len(agenda.stalled),
        REORDER: len(agenda.reorders),
        BIRTHDAY: len(agenda.birthdays),
        RETURNING: len(agenda.returning),
        SILENT: len(agenda.silent),
    }


def by_section(found: Sequence[Task]) -> Iterator[tuple[str, list[Task]]]:
    """Give the sections that have lines."""
    for section in SECTIONS:
        lines = [task for task in found if task.section == section]
        if lines:
            yield section, lines


def _worth(task: Task, worth: Worth | None) -> str:
    """Return what the customer counts for: its class, where the reason is silent on it, and amounts."""
    if worth is None:
        return ""
    grade, brings = worth
    parts = [] if _tells_class(task) or not grade else [say("today.worth.class", grade=str(grade))]
    if not isinstance(task.source, ExpiringQuote | UnansweredQuote | ReorderDue):
        kind, known = ("open", brings.open) if brings.open else ("bought", brings.bought)
        parts += [say(f"today.worth.{kind}", amount=_amounts(known))] if known else []
    return " · ".join(parts)


def _tells_class(task: Task) -> bool:
    """Say whether the reason names the class already."""
    source = task.source
    return isinstance(source, SilentCustomer) or (isinstance(source, IdleCustomer) and bool(source.silence))


def _amounts(some: Sequence[Amount]) -> str:
    """Return amounts side by side, each in its currency: they are never added."""
    shown = [
        formats.short_amount(from_minor(each.minor, each.currency), each.currency, language())
        for each in some[:_AMOUNTS]
    ]
    return " + ".join(shown) + (" + …" if len(some) > _AMOUNTS else "")


def _to_do(each: ActivityDetail | FollowUp, section: str, today: date, wall: Wall) -> Task:
    if isinstance(each, ActivityDetail):
        return _activity(each, section, today, wall)
    return _follow_up(each, section, today)


def _activity(each: ActivityDetail, section: str, today: date, wall: Wall) -> Task:
    kind = say(f"timeline.{each.kind}")
    subject = each.subject or each.body.partition("\n")[0]
    reason = say("today.reason.activity", kind=kind, subject=subject) if subject else kind
    day = each.all_day_on or wall(each).date()
    timed = "" if each.all_day_on else f"{wall(each):%H:%M}"
    ends = due(day, today) if section == LATE else timed
    tone: Tone = "bad" if section == LATE else "warn"
    return Task(section, each, each.customer_name, reason, ACTIVITY_ICONS[each.kind], ends, tone)


def _follow_up(each: FollowUp, section: str, today: date) -> Task:
    reason = say("today.reason.follow_up")
    if section == LATE:
        return Task(LATE, each, each.name, reason, "phone", due(each.due_on, today), "bad")
    return Task(section, each, each.name, reason, "phone")


def _expiring(each: ExpiringQuote, today: date) -> Task:
    worth = _whole(Amount(each.currency, each.gross))
    reason = say("today.reason.expires", number=each.number, when=due(each.valid_until, today))
    return Task(EXPIRING, each, each.customer_name, reason, "file-text", worth)


def _stalled(each: UnansweredQuote | IdleCustomer) -> Task:
    if isinstance(each, UnansweredQuote):
        worth = _whole(Amount(each.currency, each.gross))
        reason = say("today.reason.unanswered", number=each.number, n=each.days, days=each.allowed)
        return Task(STALLED, each, each.customer_name, reason, "file-text", worth)
    reason = say("today.reason.idle", stage=_stage(each.stage), n=each.days, days=each.allowed)
    if each.silence:
        reason += say("today.reason.and_class", grade=str(each.grade), days=each.silence)
    return Task(STALLED, each, each.name, reason, "pause")


def _stage(stage: Lifecycle) -> str:
    return say(f"customers.lifecycle.{stage}")


def _called(each: Mention, now: datetime) -> Task:
    said = each.body.partition("\n")[0]
    reason = say("today.reason.called", by=each.by, said=said)
    return Task(CALLED, each, each.customer_name, reason, "message-square", ago(each.at, now))


def _reorder(each: ReorderDue) -> Task:
    reason = say("today.reason.reorder", every=each.every, days=each.days)
    return Task(REORDER, each, each.customer_name, reason, "refresh-cw", _whole(each.last))


def _birthday(each: Birthday, today: date) -> Task:
    when = due(each.on, today)
    age = {} if each.turns is None else {"n": each.turns}
    reason = say("today.reason.birthday.turns" if age else "today.reason.birthday", name=each.name, **age)
    tone: Tone = "warn" if each.on == today else "info"
    return Task(BIRTHDAY, each, each.customer_name, reason, "sparkles", when, tone)


def _returning(each: Returning) -> Task:
    return Task(RETURNING, each, each.name, returns_text(each.days), "users-round")


def returns_text(days: int) -> str:
    """Return in words when a customer goes back to the pool."""
    return say("pool.returns", n=days) if days else say("pool.returns.today")


def _silent(each: SilentCustomer, now: datetime) -> Task:
    limit = {"grade": str(each.grade), "days": each.allowed}
    if each.last_contact_at is None:
        reason = say("today.reason.never", **limit)
    else:
        days = (now.astimezone().date() - each.last_contact_at.astimezone().date()).days
        reason = say("today.reason.silent", n=days, **limit)
    if each.stage is not None:
        reason += say("today.reason.and_stage", stage=_stage(each.stage), days=each.within)
    return Task(SILENT, each, each.name, reason, "bell")


def _whole(amount: Amount) -> str:
    worth = from_minor(amount.minor, amount.currency)
    return formats.amount(worth, amount.currency, minor_units(amount.currency))


def _team(each: ActivityDetail | FollowUp, today: date, wall: Wall) -> Task:
    task = _to_do(each, LATE, today, wall)
    owner = each.owner_name if isinstance(each, ActivityDetail) else ""
    return replace(task, section=TEAM, reason=say("today.reason.team", owner=owner, what=task.reason))
