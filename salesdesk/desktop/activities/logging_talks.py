"""Storing what the log was told: what happened, and what comes next, as one step."""

from collections.abc import Callable
from datetime import tzinfo
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject

from salesdesk.desktop.activities.next_step import Next
from salesdesk.desktop.activities.quick_log import Logged
from salesdesk.desktop.runtime.clock import zone_here
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.widgets.undoable import do
from salesdesk.domain.activities import ActivityKind
from salesdesk.domain.days import Spoken
from salesdesk.domain.wall_time import moment_of
from salesdesk.services import activities, attachments, customers

_SUBJECT = 200  # a longer first line is told in the body


def write_down(
    desk: Desk, customer_id: UUID, logged: Logged, *, owner: QObject, failed: Callable[[Exception], None]
) -> None:
    """Store it in the background; it can be taken back. `failed` is told where it cannot be stored."""
    do(desk, partial(_write, desk, customer_id, logged), owner=owner, say="log.saved", failed=failed)


def timed(when: Spoken, desk: Desk) -> dict[str, object]:
    """Return the fields of a day, or of an hour on the wall here; the zone is told where it is not ours."""
    if when.at is None:
        return {"all_day_on": when.day}
    zone = zone_here()
    return {"happens_at": moment_of(when.day, when.at, zone), "zone": named(zone, desk)}


def named(zone: tzinfo, desk: Desk) -> str:
    """Return the name of a zone, or "" where it is the company's own."""
    key = getattr(zone, "key", "")
    return "" if key == getattr(desk.clock.zone, "key", None) else key


def _write(desk: Desk, customer_id: UUID, logged: Logged) -> None:
    when = logged.coming.when
    day = when.day if when is not None else None
    plan = _planned(desk, logged) if logged.coming.is_planned else None
    if logged.is_talk:
        zone = named(zone_here(), desk)  # it happened now, on the wall here
        fields = {"kind": logged.kind, "outcome": logged.outcome, "zone": zone, **_said(logged.text)}
        along = _files(desk, customer_id, logged)
        activities.log_activity(
            desk.database, customer_id, fields, next_follow_up=day, plan=plan, along=along
        )
    elif plan is not None:
        activities.log_activity(desk.database, customer_id, plan, next_follow_up=day)
    else:
        customers.edit_customer(desk.database, customer_id, {"next_follow_up": day})


def _files(desk: Desk, customer_id: UUID, logged: Logged) -> attachments.Along | None:
    """Keep what was brought along, if anything was."""
    if not logged.files or desk.workspace is None:
        return None
    return attachments.along(desk.workspace.files, customer_id, [one.read() for one in logged.files])


def _said(text: str) -> dict[str, object]:
    subject, _, body = text.partition("\n")
    if len(subject) > _SUBJECT:
        subject, body = "", text
    return {"subject": subject.strip(), "body": body.strip()}


def _planned(desk: Desk, logged: Logged) -> dict[str, object]:
    coming: Next = logged.coming
    assert coming.when is not None
    happens = coming.step or logged.kind == ActivityKind.NOTE
    return {
        "kind": ActivityKind.TASK if happens else logged.kind,
        "subject": coming.step,
        "remind_before": coming.remind_before,
        "repeats": coming.repeats,
        **timed(coming.when, desk),
    }
