"""Whether this laptop is ready for days without a network: one list, each line good or with its remedy."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.services import shows
from salesdesk.settings import Places
from salesdesk.storage.base import Base
from salesdesk.storage.database import Database
from salesdesk.storage.queries import stock
from salesdesk.storage.replica import identity, lease, outgoing
from salesdesk.storage.replica.lease import Standing

FRESH: Final = timedelta(hours=12)
LEASE: Final = timedelta(days=5)
ROOM: Final = 1_000_000_000
"""Bytes a week of pictures and copies may take."""
CHARGE: Final = 60
"""Percent of a battery that carry through half a day."""
_SUPPLIES: Final = Path("/sys/class/power_supply")


class Light(StrEnum):
    """How a line stands; NONE does not concern this laptop."""

    GOOD = "good"
    BAD = "bad"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Check:
    """One line: `name` and `case` choose its words (`ready.<name>.<case>`), `values` fill them."""

    name: str
    light: Light
    case: str
    values: dict[str, object] = field(default_factory=dict)


def checks(
    database: Database,
    places: Places,
    *,
    chosen: UUID | None,
    today: date,
    battery: Callable[[], int | None] | None = None,
) -> list[Check]:
    """Return the list, in the order in which a person goes through it; `battery` reads percent or None."""
    now = database.clock()
    found = [database.ask(_sync, now), _lease(database, now), database.ask(_prices)]
    found += [database.ask(_stock, now), database.ask(_allotments, database.device_id)]
    found += [_show(database, chosen, today), _room(places), _battery((battery or charge)())]
    return found


def charge() -> int | None:
    """Return the battery's charge in percent; 100 where the machine is plugged in, None if unreadable."""
    return _charge_of_windows() if os.name == "nt" else _charge_of_linux(_SUPPLIES)


def _sync(session: Session, now: datetime) -> Check:
    us = identity.of(session)
    if not us.is_connected:
        return Check("sync", Light.NONE, "alone")
    last, waiting = identity.moment(session, identity.SUCCESS), outgoing.count(session)
    if last is None or now - last > FRESH:
        return Check("sync", Light.BAD, "old" if last else "never", {"when": last or now})
    if waiting:
        return Check("sync", Light.BAD, "waiting", {"n": waiting})
    return Check("sync", Light.GOOD, "fresh", {"when": last})


def _lease(database: Database, now: datetime) -> Check:
    stand = database.ask(lease.stand)
    if stand.at(now) is Standing.FREE or stand.until is None:
        return Check("lease", Light.NONE, "free")
    good = stand.until - stand.now(now) >= LEASE
    return Check(
        "lease", Light.GOOD if good else Light.BAD, "good" if good else "short", {"day": stand.until}
    )


def _prices(session: Session) -> Check:
    table = Base.metadata.tables["products"].c
    priced = select(func.count()).where(table.deleted_at.is_(None), table.unit_price > 0)
    count = session.scalar(priced) or 0
    return Check("prices", Light.GOOD if count else Light.BAD, "good" if count else "none", {"n": count})


def _stock(session: Session, now: datetime) -> Check:
    """How old the stock on this laptop is: what the server said last, unless nobody keeps stock."""
    levels = Base.metadata.tables["stock_levels"].c
    newest = session.scalar(select(func.max(levels.edited_at)).where(levels.deleted_at.is_(None)))
    if newest is None:
        return Check("stock", Light.NONE, "none")
    told = identity.moment(session, identity.SUCCESS) if identity.of(session).is_connected else newest
    if told is None or now - told > FRESH:
        return Check("stock", Light.BAD, "old", {"when": told or newest})
    return Check("stock", Light.GOOD, "good", {"when": told})


def _allotments(session: Session, device_id: UUID) -> Check:
    mine = stock.allotments(session, device_id)
    return Check(
        "allotments", Light.GOOD if mine else Light.NONE, "good" if mine else "none", {"n": len(mine)}
    )


def _show(database: Database, chosen: UUID | None, today: date) -> Check:
    show = shows.current(database, chosen, today)
    if show is None:
        return Check("show", Light.BAD, "none")
    if show.ends_on < today:
        return Check("show", Light.BAD, "over", {"name": show.name})
    if not (show.questions or show.interests):
        return Check("show", Light.BAD, "bare", {"name": show.name})
    return Check("show", Light.GOOD, "good", {"name": show.name})


def _room(places: Places) -> Check:
    free = shutil.disk_usage(places.profile).free
    good = free >= ROOM
    return Check(
        "room", Light.GOOD if good else Light.BAD, "good" if good else "short", {"n": free // 1_000_000}
    )


def _battery(percent: int | None) -> Check:
    if percent is None:
        return Check("battery", Light.NONE, "unknown")
    good = percent >= CHARGE
    return Check("battery", Light.GOOD if good else Light.BAD, "good" if good else "low", {"n": percent})


def _charge_of_linux(supplies: Path) -> int | None:
    try:
        found = {path: (path / "type").read_text("ascii").strip() for path in supplies.iterdir()}
        plugged = [path for path, kind in found.items() if kind == "Mains"]
        if any((path / "online").read_text("ascii").strip() == "1" for path in plugged):
            return 100
        charges = [
            int((path / "capacity").read_text("ascii")) for path, kind in found.items() if kind == "Battery"
        ]
    except (OSError, ValueError):
        return None
    return min(charges, default=None)


def _charge_of_windows() -> int | None:
    import ctypes  # noqa: PLC0415 - on Windows only

    status = (ctypes.c_ubyte * 12)()  # ACLineStatus, BatteryFlag, BatteryLifePercent, then two times
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - mypy knows it on Windows only
    if not kernel.GetSystemPowerStatus(ctypes.byref(status)):
        return None
    if status[0] == 1:
        return 100
    return int(status[2]) if status[2] <= 100 else None  # noqa: PLR2004 - 255 is not known
