"""What today asks for, as lines of one list, in the order of urgency and each with its reason."""

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
from salesdesk.domain.money import from_minor, minor_units
from salesdesk.services.activities import ActivityDetail, Agenda, ExpiringQuote, FollowUp, SilentCustomer
from salesdesk.services.comments import Mention
from salesdesk.services.pool import Returning
from salesdesk.words import say

Source = ActivityDetail | FollowUp | ExpiringQuote | SilentCustomer | Returning | Mention
LATE, DUE, EXPIRING, SILENT, TEAM = "late", "due", "expiring", "silent", "team"
RETURNING: Final = "returning"
CALLED: Final = "called"
CARDS: Final = (LATE, DUE, EXPIRING, RETURNING, SILENT)
SECTIONS: Final = (CALLED, LATE, DUE, TEAM, EXPIRING, RETURNING, SILENT)


@dataclass(frozen=True, slots=True)
class Task:
    """One line. `reason` says why it is here; `ends` is what stands at the right, in `tone`."""

    section: str
    source: Source
    name: str
    reason: str
    icon: str
    ends: str = ""
    tone: Tone = "plain"

    @property
    def place(self) -> Place:
        """Where Enter leads."""
        if isinstance(self.source, ExpiringQuote):
            return Place("quotes", self.source.id)
        return Place("customers", self.customer_id)

    @property
    def customer_id(self) -> UUID:
        """Whom it is about."""
        if isinstance(self.source, ActivityDetail | ExpiringQuote | Mention):
            return self.source.customer_id
        return self.source.id

    @property
    def can_be_done(self) -> bool:
        """Whether it can be ticked off here; a quote is decided on its own page, others' work by them."""
        return isinstance(self.source, ActivityDetail | FollowUp) and self.section != TEAM

    @property
    def can_wait(self) -> bool:
        """Whether it can be put off: a quote's validity is not ours to stretch with one key."""
        return not isinstance(self.source, ExpiringQuote | Mention) and self.section != TEAM


Wall = Callable[[ActivityDetail], datetime]


def tasks(
    agenda: Agenda,
    *,
    today: date,
    now: datetime,
    wall: Wall,
    returning: Sequence[Returning] = (),
    called: Sequence[Mention] = (),
) -> list[Task]:
    """Return the lines of all sections, the most urgent first; `wall` tells when something begins."""
    found = [_called(each, now) for each in called]
    found += [_activity(each, LATE, today, wall) for each in agenda.overdue]
    found += [_follow_up(each, LATE, today) for each in agenda.follow_ups if each.due_on < today]
    found += [_activity(each, DUE, today, wall) for each in agenda.due_today]
    found += [_follow_up(each, DUE, today) for each in agenda.follow_ups if each.due_on >= today]
    found += [_team(each, today, wall) for each in agenda.escalated]
    found += [_expiring(each, today) for each in agenda.expiring]
    found += [_returning(each) for each in returning]
    planned = {task.customer_id for task in found if task.section != CALLED}
    found += [_silent(each, now) for each in agenda.silent if each.id not in planned]
    return found


def counts(agenda: Agenda, found: Sequence[Task], today: date) -> dict[str, int]:
    """Return how many there are of each section, counting those beyond the end of the list too."""
    late = sum(each.due_on < today for each in agenda.follow_ups)
    return {
        LATE: agenda.overdue_count + late,
        DUE: agenda.due_today_count + len(agenda.follow_ups) - late,
        EXPIRING: len(agenda.expiring),
        RETURNING: sum(task.section == RETURNING for task in found),
        SILENT: sum(task.section == SILENT for task in found),
    }


def by_section(found: Sequence[Task]) -> Iterator[tuple[str, list[Task]]]:
    """Give the sections that have lines."""
    for section in SECTIONS:
        lines = [task for task in found if task.section == section]
        if lines:
            yield section, lines


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
    worth = formats.amount(from_minor(each.gross, each.currency), each.currency, minor_units(each.currency))
    reason = say("today.reason.expires", number=each.number, when=due(each.valid_until, today))
    return Task(EXPIRING, each, each.customer_name, reason, "file-text", worth)


def _called(each: Mention, now: datetime) -> Task:
    said = each.body.partition("\n")[0]
    reason = say("today.reason.called", by=each.by, said=said)
    return Task(CALLED, each, each.customer_name, reason, "message-square", ago(each.at, now))


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
    return Task(SILENT, each, each.name, reason, "bell")


def _team(each: ActivityDetail, today: date, wall: Wall) -> Task:
    task = _activity(each, LATE, today, wall)
    reason = say("today.reason.team", owner=each.owner_name, what=task.reason)
    return replace(task, section=TEAM, reason=reason)
