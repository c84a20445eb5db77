"""A company whose laptops speak to a server that really listens, through a relay that may misbehave."""

from pathlib import Path

from salesdesk.server import devices
from salesdesk.server.engine import change
from salesdesk.sync.http import HttpLink
from tests.battery.sync.network import Network
from tests.battery.sync.relay import Relay
from tests.battery.sync.world import World
from tests.conftest import NOON
from tests.server.running import Running
from tests.sync.office import Desk


class Wired(World):
    """A world with wires. `relay` is what lies between all of its laptops and the server."""

    def __post_init__(self) -> None:
        self.server: Running | None = None
        super().__post_init__()

    def _connect(self, desk: Desk) -> Desk:
        if self.server is None:
            path = Path(self.office.engine.url.database)
            self.server = Running(f"sqlite:///{path}", self.folder / "data", wait_seconds=1)
            self.relay = Relay(self.server.url)
        caller = desk.link.caller

        def issue(session) -> str:
            return devices.issue(session, caller.user, caller.device, NOON).token

        token = change(self.office.engine, issue)
        desk.link = HttpLink(self.relay.own_url, token, silence=5)
        desk.network = Network(self, desk.link)
        self.desks.append(desk)
        return desk

    def close(self) -> None:
        for desk in self.desks:
            desk.link.close()
        if self.server is not None:
            self.relay.close()
            self.server.stop()
        super().close()
