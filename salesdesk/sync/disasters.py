"""Copied disks, restored backups, restored servers: what a device does when it is not who it was."""

from salesdesk.protocol.messages import NewDevice, SessionReply, SignedIn
from salesdesk.storage import meta
from salesdesk.storage.database import Absorbed, Database
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
        outgoing.become_device(absorbed, asked.device, said.token, said.letters)
    link.use(said.token)


def must_hand_in_all(database: Database, reply: SessionReply) -> bool:
    """Return whether a restored server and this device cannot tell from where on it lacks acts.

    It knows another life of this device, another copy of this disk came first, or the acts it asks for are no
    longer kept. Handing in too much does no harm: what was done is known by its content.
    """
    if reply.repush_from <= 1:
        return reply.repush_from == 0
    if database.ask(outgoing.oldest_kept) > reply.repush_from:
        return True
    return database.ask(outgoing.hash_of, reply.repush_from - 1) != reply.last_hash


def hand_in_all(absorbed: Absorbed) -> None:
    """Begin a new life of this device, in which every act that is still kept waits for the server."""
    outgoing.live_anew(absorbed, outgoing.oldest_kept(absorbed.session) - 1)
