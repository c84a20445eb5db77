"""On which wall an appointment is shown: its own, so that ten stays ten wherever one is, or that of here."""

from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from salesdesk.desktop.runtime.clock import zone_here
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.domain.days import Spoken
from salesdesk.domain.wall_time import moment_of, wall_of


def wall_zone(zone: str, desk: Desk) -> tzinfo:
    """Return the zone of the wall for an activity of this zone ("" is the company's).

    Who counts by moments sees the wall of where this machine is.
    """
    if desk.choices.get("travel") == "moment":
        return zone_here()
    return ZoneInfo(zone) if zone else desk.clock.zone


def on_wall(moment: datetime, zone: str, desk: Desk) -> datetime:
    """Return what the wall shows at a moment, to the minute and without a zone."""
    return wall_of(moment, wall_zone(zone, desk)).replace(second=0, microsecond=0)


def moved(zone: str, to: Spoken, desk: Desk) -> dict[str, object]:
    """Return the fields of another time, on the wall on which an activity of that zone is shown."""
    if to.at is None:
        return {"all_day_on": to.day}
    return {"happens_at": moment_of(to.day, to.at, wall_zone(zone, desk))}
