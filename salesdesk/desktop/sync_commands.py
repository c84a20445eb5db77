"""Commands of sync: at once, what stands behind the card, to a server, to what waits."""

from salesdesk.desktop import handing_over
from salesdesk.desktop.runtime.commands import Command
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.sync_details import SyncDetails


def sync_commands(desk: Desk, details: SyncDetails) -> tuple[Command, ...]:
    """Return the commands; none where there is nothing to connect."""
    sync = desk.sync
    if sync is None:
        return ()

    def ask_where() -> None:
        handing_over.ask_where(desk, details)

    hand_over = Command("hand-over", "hand_over.write", ask_where, "", "file-up", "app")
    connect = Command("connect", "sync.connect", details.connect_now, "", "link", "app")
    return (
        Command("sync-now", "sync.now", details.sync_now, "F5", "refresh-cw", "app"),
        Command("sync-details", "sync.details", details.turn, "", "cloud", "app"),
        *((connect, hand_over) if sync.may_connect else ()),
    )
