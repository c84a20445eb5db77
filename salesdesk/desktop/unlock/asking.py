"""The server is asked about a workspace that may not be opened without it."""

from collections.abc import Mapping
from typing import Any

from salesdesk.security.keyring_store import find_keyring
from salesdesk.services.erasing import erase
from salesdesk.services.workspace import Workspace
from salesdesk.storage.replica import lease
from salesdesk.sync import client
from salesdesk.sync.state import Outcome, Replica


def ask_server(workspace: Workspace, options: Mapping[str, Any]) -> Workspace:
    """Return a workspace that may be used again; one that may not is closed, or erased if it is to be.

    Raises:
        VaultError: `lease-closed` (until).
        SyncFailed: as `client.check_done`; `device-suspended`, `device-wiped`.
    """
    try:
        ended = client.sync_once(Replica(workspace.database, workspace.files))
        if ended.outcome is Outcome.WIPED:
            wipe(workspace, options)
        if ended.outcome is not Outcome.OUTDATED:  # it may be worked with; the sync card asks for the update
            client.check_done(ended)
        workspace.database.ask(lease.stand).check_opening(workspace.database.clock())
    except BaseException:
        workspace.close()
        raise
    return workspace


def wipe(workspace: Workspace, options: Mapping[str, Any]) -> None:
    """Erase a workspace, and tell the server."""
    tell = client.receipt(workspace.database)
    workspace.database.close()
    erase(workspace.places, workspace.keys.profile, keyring=options.get("keyring") or find_keyring)
    tell()
