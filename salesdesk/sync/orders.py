"""What the server allows a device and what it orders: to work on for a while, to stop, to erase itself.

An order counts only under the seal of the server this device signed in on. What waits here is handed in
first, for others to decide; then nothing is read any more. To erase is the affair of whoever runs the cycle.
"""

from dataclasses import replace
from typing import Final

from salesdesk.domain.errors import VaultError
from salesdesk.protocol.messages import SessionReply
from salesdesk.storage.database import Database
from salesdesk.storage.replica import lease
from salesdesk.sync.state import At, Cycle, Outcome, Replica

NAMES: Final = frozenset({"suspend", "wipe"})


def allowed(database: Database, reply: SessionReply) -> None:
    """Keep what the server allows, and keep to it."""
    with database.absorb(quiet=True) as absorbed:
        lease.note(absorbed.session, reply, absorbed.now)
    database.heed(database.ask(lease.stand).check_writing)


def heard(replica: Replica, cycle: Cycle, reply: SessionReply) -> Cycle:
    """Look who gave an order; a forged one changes nothing, and is told."""
    try:
        order = replica.database.ask(lease.order_of, reply)
    except VaultError as error:
        return replace(cycle, at=At.END, outcome=Outcome.STUCK, code=error.code)
    cycle = replace(cycle, order=order.order)
    return obeyed(replica, cycle, reply) if order.at_once else replace(cycle, at=At.PUSH)


def obeyed(replica: Replica, cycle: Cycle, reply: SessionReply) -> Cycle:
    """End a cycle in which all is handed in that the server takes."""
    with replica.database.absorb(quiet=True) as absorbed:
        lease.suspend(absorbed.session, reply)
    outcome = Outcome.SUSPENDED if cycle.order == "suspend" else Outcome.WIPED
    return replace(cycle, at=At.END, outcome=outcome, retry_after=reply.retry_after)
