"""Answers on a socket in one process, and stops without cutting anybody off."""

import signal
import socket
from collections.abc import Callable
from typing import Final

import uvicorn

from salesdesk.server import logs
from salesdesk.server.app import make_app
from salesdesk.server.config import Config
from salesdesk.server.listening import BACKLOG, announce
from salesdesk.server.parts import Parts, make_parts

KEEP_ALIVE: Final = 75
"""Seconds a connection stays open between two requests."""


class Server(uvicorn.Server):
    """Tells when it is ready; when it stops, sends those home who wait for news."""

    def __init__(self, parts: Parts, ready: Callable[[], None]) -> None:
        config = parts.config
        super().__init__(
            uvicorn.Config(
                make_app(parts),
                log_config=None,
                access_log=False,
                server_header=False,
                lifespan="on",
                backlog=BACKLOG,
                forwarded_allow_ips=config.trusted_proxies,
                timeout_keep_alive=KEEP_ALIVE,
                timeout_graceful_shutdown=int(config.stop_seconds),
                ssl_certfile=config.tls_cert,
                ssl_keyfile=config.tls_key,
            )
        )
        self._parts = parts
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, and say so."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let running requests finish."""
        logs.tell("stopping")
        self._parts.watcher.stop()
        await super().shutdown(sockets)


def serve(config: Config, opened: socket.socket) -> None:
    """Answer in this process until it is told to stop."""
    server = Server(make_parts(config), lambda: announce(opened, tls=config.tls_cert is not None))

    def stop(_signal: int, _frame: object) -> None:
        server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)  # uvicorn raises the signal again when it is done: then it ends nothing
    server.run(sockets=[opened])
