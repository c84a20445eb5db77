"""Signing in on the company's server, as the window asks for it. The network is loaded when it is needed."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from salesdesk.storage.database import Database

if TYPE_CHECKING:
    from salesdesk.sync.client import Connected


@dataclass(frozen=True, slots=True)
class SignInAsked:
    """What a person typed. The code is that of the second factor, "" where none was asked for."""

    url: str
    login: str
    password: str = field(repr=False)
    device_name: str
    code: str = field(default="", repr=False)


def sign_in(database: Database, asked: SignInAsked) -> "Connected":
    """Connect a workspace; for a worker. Raises what `sync.client.connect` raises."""
    from salesdesk.sync import client  # noqa: PLC0415 - the network stack comes with it

    return client.connect(
        database,
        asked.url,
        login=asked.login,
        password=asked.password,
        device_name=asked.device_name,
        code=asked.code,
    )
