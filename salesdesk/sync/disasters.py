"""Copied disks, restored backups, restored servers: what a device does when it is not who it was."""

from salesdesk.protocol.messages import NewDevice, SignedIn
from salesdesk.storage import meta
from salesdesk.storage.database import Database
from salesdesk.storage.replica import identity, outgoing
from salesdesk.sync.link import Link
from salesdesk.sync.state import Replica


def live_anew(database: Database) -> None:
    """Begin a new life of this device: it was restored from a backup, and lacks acts it once sent."""
    with database.absorb() as absorbed:
        outgoing.live_anew(absorbed, identity.of(absorbed.session).acked)


def become_device(replica: Replica, link: Link) -> None:
    """Become a device of one's own: another copy of this disk has spoken under the same name.

    Raises:
        Offline, Refused: the server did not answer; nothing was changed.
    """
    database = replica.database
    name = database.ask(meta.get, identity.DEVICE_NAME) or ""
    asked = NewDevice(device=database.new_id(), device_name=name, app=replica.app)
    said = link.call("devices/renew", asked, SignedIn)
    with database.absorb() as absorbed:
        outgoing.become_device(absorbed, asked.device, said.token)
    link.use(said.token)


def lacks_acts(database: Database, first: int) -> bool:
    """Begin a new life if the acts a restored server asks for are no longer kept; return whether it did."""
    oldest = database.ask(outgoing.oldest_kept)
    if oldest <= first:
        return False
    with database.absorb() as absorbed:
        outgoing.live_anew(absorbed, oldest - 1)
    return True
