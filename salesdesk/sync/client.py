"""A workspace comes to a server, goes in step with it, and leaves it again."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Final

from salesdesk import __version__
from salesdesk.domain.errors import RuleBroken, SyncFailed
from salesdesk.protocol.messages import SignedIn, SignIn
from salesdesk.storage.database import Database
from salesdesk.storage.replica import adopting, file_line, finding, identity, sketching
from salesdesk.sync import cycle, filing
from salesdesk.sync.agent import Agent, Core
from salesdesk.sync.http import SILENCE, HttpLink, checked_url
from salesdesk.sync.link import Link, Offline, Refused
from salesdesk.sync.state import Cycle, Outcome, Replica, Tally
from salesdesk.sync.status import Status

_PATIENCE: Final = 10.0
"""Seconds without a byte after which a person who waits is told that the server is away."""
_SAID: Final = frozenset(
    {"sign-in-wrong", "sign-in-wait", "code-needed", "code-wrong", "update-app", "token-ended"}
)
_TOLD: Final = {
    Outcome.OFFLINE: "server-away",
    Outcome.BUSY: "server-busy",
    Outcome.SIGNED_OUT: "token-ended",
    Outcome.SUSPENDED: "device-suspended",
    Outcome.WIPED: "device-wiped",
    Outcome.UPDATE: "update-app",
    Outcome.OUTDATED: "sync-outdated",
    Outcome.CONSENT: "sync-needs-consent",
    Outcome.STUCK: "sync-stuck",
}


@dataclass(frozen=True, slots=True)
class Connected:
    """Who signed in where."""

    name: str
    role: str
    company: str
    url: str


def is_connected(database: Database) -> bool:
    """Return whether the workspace has a server."""
    return database.ask(identity.of).is_connected


def connect(
    database: Database, url: str, *, login: str, password: str, device_name: str, code: str = ""
) -> Connected:
    """Sign in on a server and make the workspace its user's; the next cycle pushes what was written alone.

    Raises:
        BadInput: `server-address`, `server-not-secure`.
        SyncFailed: `server-away` (reason), `sign-in-wrong`, `code-needed`, `device-suspended` and others.
        RuleBroken: `workspace-of-another`, it is somebody else's already.
    """
    link = HttpLink(checked_url(url))
    try:
        return sign_in(
            database, link, url=url, login=login, password=password, device_name=device_name, code=code
        )
    finally:
        link.close()


def sign_in(
    database: Database,
    link: Link,
    *,
    url: str,
    login: str,
    password: str,
    device_name: str,
    code: str = "",
) -> Connected:
    """Sign in over a link; see `connect`."""
    asked = SignIn(
        login=login,
        password=password,
        device=database.device_id,
        device_name=device_name,
        app=__version__,
        code=code,
    )
    said = _ask(lambda: link.call("devices", asked, SignedIn))
    try:
        with database.absorb() as absorbed:
            adopting.adopt(absorbed, said.user)
            facts = {identity.URL: checked_url(url), identity.TOKEN: said.token}
            facts |= {identity.COMPANY: said.company, identity.DEVICE_NAME: device_name}
            facts |= {identity.SEAL: said.seal.hex(), identity.LETTERS: said.letters}
            identity.note(absorbed.session, **facts)
    except ValueError:
        raise RuleBroken("workspace-of-another") from None
    return Connected(said.name, said.role, said.company, checked_url(url))


def _ask(question: Callable[[], SignedIn]) -> SignedIn:
    try:
        return question()
    except Offline as error:
        raise SyncFailed("server-away", reason=error.reason) from error
    except Refused as refused:
        raise failure_of(refused) from refused


def failure_of(refused: Refused) -> SyncFailed:
    """Return what a refusal means to a person."""
    return SyncFailed(refused.code, **refused.refusal.values, seconds=round(refused.refusal.retry_after))


def link_of(database: Database, *, silence: float = SILENCE) -> HttpLink:
    """Return a link to the workspace's server. Raise RuleBroken (`not-connected`) if it has none."""
    us = database.ask(identity.of)
    if not us.is_connected:
        raise RuleBroken("not-connected")
    return HttpLink(us.url, us.token, silence=silence)


def sync_once(replica: Replica, *, consented: bool = False, compares: bool = False) -> Cycle:
    """Go through one cycle with the workspace's server and return how it ended."""
    link = link_of(replica.database)
    try:
        return cycle.run(replica, link, consented=consented, compares=compares)
    finally:
        link.close()


def sync_whole(replica: Replica, **how: bool) -> Cycle:
    """Go through cycles until no file is left whose turn has come; return the last one, with all it did."""
    ended = sync_once(replica, **how)
    while _has_files(replica) and ended.outcome is Outcome.DONE and not ended.code:
        following = sync_once(replica)
        if not following.asked:
            break
        both = (asdict(ended.tally), asdict(following.tally))
        tally = Tally(**{name: both[0][name] + both[1][name] for name in both[0]})
        ended = replace(following, tally=tally)
    return ended


def _has_files(replica: Replica) -> bool:
    database = replica.database
    return replica.files is not None and database.ask(file_line.due_in, database.clock()) == 0


def fetch_file(replica: Replica, sha256: str, size: int, told: Callable[[int, int], None]) -> bytes:
    """Fetch a file that somebody waits for; `told` hears how many bytes of about `size` are here.

    What `told` raises ends it; what has come is kept for the next time.

    Raises:
        RuleBroken: `not-connected`.
        SyncFailed: `file-away` (the server cannot be reached now), `file-not-there` (it has none, or none for
            us), `file-wrong`, `file-above-limit`, and others as `connect`.
        StorageError: `disk-full`, `disk-unwritable`.
    """
    assert replica.files is not None
    link = link_of(replica.database, silence=_PATIENCE)
    try:
        return filing.fetch_now(replica, replica.files, link, sha256, size, told)
    except Offline as error:
        raise SyncFailed("file-away", reason=error.reason) from error
    except Refused as refused:
        if refused.code == "not-found":
            raise SyncFailed("file-not-there") from refused
        raise failure_of(refused) from refused
    finally:
        link.close()


def check_done(ended: Cycle) -> None:
    """Raise SyncFailed unless a cycle went well."""
    if ended.outcome is not Outcome.DONE:
        seconds = round(ended.retry_after)
        code = _TOLD[ended.outcome]
        raise SyncFailed(code, reason=ended.code, seconds=seconds, rows=ended.deleted)


def make_agent(replica: Replica, told: Callable[[Status], None]) -> Agent:
    """Return an agent for the workspace's server, not yet started. Raise RuleBroken (`not-connected`)."""
    core = Core(replica, link_of(replica.database), told)
    return Agent(core, link_of(replica.database))


def receipt(database: Database) -> Callable[[], None]:
    """Return how the server is told that this workspace has erased itself, also once it is gone.

    Where it cannot be reached it goes without: the order counts as seen there.
    """
    link = link_of(database, silence=_PATIENCE)

    def tell() -> None:
        with suppress(Offline, Refused):
            link.say_wiped()
        link.close()

    return tell


def disconnect(database: Database) -> None:
    """Leave the server: rows and what waits stay here. Whoever signs in again goes on where they were."""
    link = link_of(database)
    try:
        link.sign_out()
    except (Offline, Refused):
        pass  # the token ends by itself; the server is not needed for leaving
    finally:
        link.close()
    sketching.forget(database)
    with database.absorb() as absorbed:
        identity.note(absorbed.session, **{identity.TOKEN: ""})
    finding.catch_up(database)  # no cycle will
