"""What a person does with trade shows: their presets, which one is on, and what they came to."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from salesdesk.domain.customers import Grade
from salesdesk.domain.shows import CaptureState, check_show
from salesdesk.storage import outbox
from salesdesk.storage.database import Database
from salesdesk.storage.queries import company
from salesdesk.storage.queries import shows as queries
from salesdesk.storage.queries.shows import Capture, Met, Show
from salesdesk.storage.tables.shows import TradeShowRow
from salesdesk.storage.undo import Step

__all__ = [
    "Capture",
    "Figures",
    "Show",
    "add_show",
    "archive_show",
    "capture",
    "captures",
    "current",
    "current_of",
    "edit_show",
    "figures",
    "product_names",
    "remove_show",
    "show",
    "show_before",
    "shows",
]
SOON: Final = timedelta(hours=48)
"""Within this time a lead is still warm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a show came to so far; `hours` are wall-clock hours where the company is, with none left out.

    `followed_up` are those spoken with, written to or quoted to since, `soon` those of them within 48 hours.
    """

    show: Show
    leads: int
    hours: tuple[tuple[datetime, int], ...]
    grades: Mapping[str, int]
    interests: tuple[tuple[str, int], ...]
    followed_up: int
    soon: int
    quotes: int
    to_type: int

    @property
    def followed_percent(self) -> int:
        """The share that was followed up, in whole percent; 0 where there is nobody."""
        return round(100 * self.followed_up / self.leads) if self.leads else 0


def shows(database: Database) -> list[Show]:
    """Return all shows, the latest first."""
    return database.ask(queries.shows)


def show(database: Database, show_id: UUID) -> Show:
    """Return one show, or raise NotFound."""
    return database.ask(queries.show, show_id)


def captures(database: Database, show_id: UUID) -> list[Capture]:
    """Return who was met at a show, the latest first."""
    return database.ask(queries.captures, show_id)


def capture(database: Database, capture_id: UUID) -> Capture:
    """Return one lead, or raise NotFound."""
    return database.ask(queries.capture, capture_id)


def current(database: Database, chosen: UUID | None, today: date) -> Show | None:
    """Return the show leads are taken for, as `current_of` finds it."""
    return current_of(shows(database), chosen, today)


def current_of(found: Sequence[Show], chosen: UUID | None, today: date) -> Show | None:
    """Return the show that is chosen, or the one that is on, or the next, or the last; `found` latest first.

    Archived ones are passed over.
    """
    active = [one for one in found if one.is_active]
    picked = next((one for one in active if one.id == chosen), None)
    on = next((one for one in active if one.starts_on <= today <= one.ends_on), None)
    coming = [one for one in active if one.starts_on > today]
    return picked or on or (coming[-1] if coming else next(iter(active), None))


def add_show(database: Database, fields: Mapping[str, object]) -> UUID:
    """Add a show. Raise BadInput naming the field that is wrong."""
    given = check_show(fields, new=True)
    with database.write(Step("show-add", name=given["name"])) as session:
        row = TradeShowRow(**given)
        session.add(row)
        session.flush()
        return row.id


def edit_show(database: Database, show_id: UUID, changes: Mapping[str, object]) -> None:
    """Change some fields. Raise NotFound, or BadInput naming the field that is wrong."""
    kept = show(database, show_id)
    days: dict[str, Any] = {}
    if changes.keys() & {"starts_on", "ends_on"}:
        days = {"starts_on": kept.starts_on, "ends_on": kept.ends_on}
    given = check_show(days | dict(changes))
    with database.write(Step("show-edit", name=given.get("name", kept.name))) as session:
        row = queries.show_row(session, show_id)
        for field, value in given.items():
            setattr(row, field, value)


def archive_show(database: Database, show_id: UUID, *, active: bool = False) -> None:
    """Put a show away, or take it out again; its leads stay."""
    edit_show(database, show_id, {"is_active": active})


def remove_show(database: Database, show_id: UUID) -> None:
    """Remove a show; who was met there stays."""
    with database.write(Step("show-remove", name=show(database, show_id).name)) as session:
        outbox.hide_of(session, "trade_shows", "id", [show_id])


def product_names(database: Database, ids: list[UUID], language: str) -> dict[UUID, str]:
    """Return what products are called in a language, the Chinese name where there is no English one."""
    found = database.ask(queries.product_names, ids)
    return {row_id: (en if language == "en" and en else name) for row_id, (name, en) in found.items()}


def figures(database: Database, show_id: UUID, language: str) -> Figures:
    """Return what a show came to so far; products are named in a language."""
    return database.ask(_figures, show_id, language)


def show_before(database: Database, show_id: UUID) -> Show | None:
    """Return the last show before one, to compare it with."""
    this = show(database, show_id)
    before = [one for one in shows(database) if one.ends_on < this.starts_on]
    return max(before, key=lambda one: one.ends_on, default=None)


def _figures(session: Session, show_id: UUID, language: str) -> Figures:
    met = queries.met(session, show_id)
    zone = ZoneInfo(company.profile(session).time_zone)
    wanted = Counter(UUID(str(one)) for lead in met for one in lead.interests)
    names = queries.product_names(session, list(wanted))
    titles = {row_id: (en if language == "en" and en else name) for row_id, (name, en) in names.items()}
    answered = [lead for lead in met if lead.answered_at is not None]
    return Figures(
        show=queries.show(session, show_id),
        leads=len(met),
        hours=_hours(met, zone),
        grades={grade.value: sum(lead.grade == grade for lead in met) for grade in Grade},
        interests=tuple((titles[one], count) for one, count in wanted.most_common() if one in titles),
        followed_up=len(answered),
        soon=sum(_is_soon(lead) for lead in answered),
        quotes=sum(lead.quotes for lead in met),
        to_type=sum(lead.state == CaptureState.TO_TYPE for lead in met),
    )


def _is_soon(lead: Met) -> bool:
    return lead.answered_at is not None and lead.answered_at - lead.captured_at <= SOON


def _hours(met: list[Met], zone: ZoneInfo) -> tuple[tuple[datetime, int], ...]:
    """Count leads by the hour; on a day with leads no hour between the first and the last is left out."""
    counted = Counter(
        lead.captured_at.astimezone(zone).replace(minute=0, second=0, microsecond=0) for lead in met
    )
    days = sorted({hour.date() for hour in counted})
    found = []
    for one in days:
        hours = [hour for hour in counted if hour.date() == one]
        at, last = min(hours), max(hours)
        while at <= last:
            found.append((at, counted[at]))
            at += timedelta(hours=1)
    return tuple(found)
