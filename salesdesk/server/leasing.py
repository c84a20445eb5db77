"""How long a person may work without coming here, and what a device is ordered to do; both under our seal."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, select

from salesdesk.protocol.messages import SessionRequest
from salesdesk.protocol.statements import Lease, Order
from salesdesk.security.signing import SigningKey
from salesdesk.server.access import Caller
from salesdesk.storage.tables.company import CompanySettingRow

USUAL: Final = 30
"""Days of a lease where the company has set no other (`lease_days`)."""
_LONGEST: Final = 366
_RENEWED_AFTER: Final = 86_400
_NEW: Final = -60
"""In seconds. A lease that lasts longer than a new one was given before the company shortened them."""
_DAYS: Final = select(CompanySettingRow.value).where(
    CompanySettingRow.key == "lease_days", CompanySettingRow.deleted_at.is_(None)
)


def lease_for(
    connection: Connection, seal: SigningKey, caller: Caller, request: SessionRequest, now: datetime
) -> bytes:
    """Return a new lease, or b"" while the one that the device has is hardly a day old."""
    lasts = lasting(connection)
    if _NEW <= (now + lasts).timestamp() - request.lease_until < _RENEWED_AFTER:
        return b""
    lease = Lease(
        device=caller.device,
        user=caller.user,
        role=caller.role,
        issued_at=now,
        until=now + lasts,
        hand_over=seal.boxes.public,
    )
    return seal.sign(lease)


def lasting(connection: Connection) -> timedelta:
    """Return how long the company lends its data."""
    days = connection.scalar(_DAYS)
    return timedelta(days=days if isinstance(days, int) and 1 <= days <= _LONGEST else USUAL)


def order_for(seal: SigningKey, device: Any, now: datetime) -> tuple[Order, bytes]:
    """Return what a device that may not work any more is to do, and the same under seal."""
    order = Order(
        device=device.id,
        order="wipe" if device.state == "wiped" else "suspend",
        issued_at=device.ordered_at or now,
        at_once=device.at_once,
    )
    return order, seal.sign(order)
