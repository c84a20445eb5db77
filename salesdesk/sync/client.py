"""A workspace comes to a server, goes in step with it, and leaves it again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from salesdesk import __version__
from salesdesk.domain.errors import RuleBroken, SyncFailed
from salesdesk.protocol.messages import SignedIn, SignIn
from salesdesk.storage.database import Database
from salesdesk.storage.replica import adopting, identity
from salesdesk.sync import cycle
from salesdesk.sync.agent import Agent, Core
from salesdesk.sync.http import HttpLink, checked_url
from salesdesk.sync.link import Link, Offline, Refused
from salesdesk.sync.state import Cycle, Outcome, Replica
from salesdesk.sync.status import Status

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


def link_of(database: Database) -> HttpLink:
    """Return a link to the workspace's server. Raise RuleBroken (`not-connected`) if it has none."""
    us = database.ask(identity.of)
    if not us.is_connected:
        raise RuleBroken("not-connected")
    return HttpLink(us.url, us.token)


def sync_once(replica: Replica, *, consented: bool = False, compares: bool = False) -> Cycle:
    """Go through one cycle with the workspace's server and return how it ended."""
    link = link_of(replica.database)
    try:
        return cycle.run(replica, link, consented=consented, compares=compares)
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


def disconnect(database: Database) -> None:
    """Leave the server: rows and what waits stay here. Whoever signs in again goes on where they were."""
    link = link_of(database)
    try:
        link.sign_out()
    except (Offline, Refused):
        pass  # the token ends by itself; the server is not needed for leaving
    finally:
        link.close()
    with database.absorb() as absorbed:
        identity.note(absorbed.session, **{identity.TOKEN: ""})
