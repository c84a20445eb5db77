"""`main.py connect`, `main.py sync`, `main.py hand-over` and `main.py disconnect`."""

import os
import platform
import sys
from argparse import Namespace
from getpass import getpass
from time import monotonic
from typing import Any, Final

from salesdesk import words
from salesdesk.command_line.answers import tell, tell_error
from salesdesk.command_line.workspace import opened
from salesdesk.domain.errors import SyncFailed, VaultError
from salesdesk.services import accounts, hand_over
from salesdesk.services.accounts import Workspace
from salesdesk.services.erasing import erase
from salesdesk.settings import Places
from salesdesk.storage.database import utc_now
from salesdesk.sync import client
from salesdesk.sync.state import Cycle, Outcome, Replica
from salesdesk.words import say

DONE: Final = 0
AWAY: Final = 7
PASSWORD: Final = "SALESDESK_SERVER_PASSWORD"  # noqa: S105 - the name of a variable, not a password


def run_connect(asked: Namespace) -> int:
    """Sign in on a server and go through a first cycle with it."""
    try:
        return _connect(asked)
    except SyncFailed as error:
        key = f"connect.away.{error.values.get('reason', '')}"
        if error.code != "server-away" or key not in words.words_of("en").texts:
            raise
        tell_error(error, as_json=asked.json, message=f"{asked.url}: {say(key)}")
        return AWAY


def _connect(asked: Namespace) -> int:
    with opened(asked, open_by=_unheeded) as workspace:
        signed = client.connect(
            workspace.database,
            asked.url,
            login=asked.user,
            password=_password(),
            device_name=asked.device or platform.node() or "laptop",
            code=asked.code,
        )
        answer, lines = _synced(workspace)
    who = {"name": signed.name, "role": signed.role, "company": signed.company, "url": signed.url}
    shown = {**who, "role": say(f"server.role.{signed.role}")}
    tell(who | answer, [say("command.connected", **shown), *lines], as_json=asked.json)
    return DONE


def run_sync(asked: Namespace) -> int:
    """Come into step, files too."""
    with opened(asked, open_by=_unheeded) as workspace:
        answer, lines = _synced(workspace, consented=asked.agree, compares=asked.compare)
    tell(answer, lines, as_json=asked.json)
    return DONE


def run_hand_over(asked: Namespace) -> int:
    """Write what waits into a file for the server; also where the server has to be asked before it opens."""
    with opened(asked, open_by=_unheeded) as workspace:
        acts = hand_over.write_hand_over(workspace.database, asked.file)
    answer = {"file": str(asked.file), "acts": acts}
    tell(answer, [say("command.handed-over", n=acts, file=asked.file)], as_json=asked.json)
    return DONE


def run_disconnect(asked: Namespace) -> int:
    """Sign out."""
    with opened(asked) as workspace:
        client.disconnect(workspace.database)
    tell({"connected": False}, [say("command.disconnected")], as_json=asked.json)
    return DONE


def _unheeded(places: Places, password: str) -> Workspace:
    """Open a workspace also where the server has to be asked first: it is about to be."""
    return accounts.unlock(places, password, now=utc_now(), heeds=False)


def _password() -> str:
    given = os.environ.get(PASSWORD)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise VaultError("server-password-missing", variable=PASSWORD)
    return getpass(words.say("command.server-password") + " ")


def _synced(workspace: Workspace, **how: bool) -> tuple[dict[str, Any], list[str]]:
    """Come into step; return what that came to and say it. Raise SyncFailed if it did not go well."""
    begun = monotonic()
    replica = Replica(workspace.database, workspace.files)
    ended = client.sync_whole(replica, **how)
    if ended.outcome is Outcome.WIPED:
        _wipe(workspace)
    client.check_done(ended)
    return _told(ended, round(monotonic() - begun, 1))


def _wipe(workspace: Workspace) -> None:
    tell = client.receipt(workspace.database)
    workspace.database.close()
    erase(workspace.places, workspace.keys.profile)
    tell()


def _told(ended: Cycle, seconds: float) -> tuple[dict[str, Any], list[str]]:
    tally = ended.tally
    lines = [say("command.synced", pushed=tally.pushed, pulled=tally.pulled, seconds=seconds)]
    if tally.sent or tally.fetched:
        lines.append(say("command.synced-files", sent=tally.sent, fetched=tally.fetched))
    if tally.conflicts:
        lines.append(say("command.sync-conflicts", n=tally.conflicts))
    if tally.problems:
        lines.append(say("command.sync-problems", n=tally.problems))
    figures = {name: getattr(tally, name) for name in tally.__slots__}
    return figures | {"seconds": seconds}, lines
