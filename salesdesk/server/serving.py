"""Listens, in one process or several that share one socket, and stops without cutting anybody off."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import Final

import uvicorn

from salesdesk.server import logs
from salesdesk.server.app import make_app
from salesdesk.server.config import Config
from salesdesk.server.failures import CannotStart
from salesdesk.server.parts import Parts, make_parts

KEEP_ALIVE: Final = 75
"""Seconds a connection stays open between two requests."""
_BACKLOG: Final = 1024
_LOOK_EVERY: Final = 0.1
_SOONEST_AGAIN: Final = 1.0
"""Seconds until the next process is started: one that cannot live is not started in a storm."""


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
                backlog=_BACKLOG,
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


def listen(config: Config) -> socket.socket:
    """Return the socket of the server; port 0 takes a free one.

    Raises:
        CannotStart: `port-taken`.
    """
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    # The protocol is named, or asyncio would leave Nagle's algorithm on: 40 ms for every answer.
    opened = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((config.host, config.port))
    except OSError as error:
        opened.close()
        raise CannotStart("port-taken", host=config.host, port=config.port) from error
    opened.listen(_BACKLOG)
    opened.set_inheritable(True)
    return opened


def announce(config: Config, opened: socket.socket) -> None:
    """Say on stdout, in one line, where the server listens: it is ready."""
    host, port = opened.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    scheme = "https" if config.tls_cert else "http"
    print(json.dumps({"listening": f"{scheme}://{shown}:{port}", "pid": os.getpid()}), flush=True)  # noqa: T201


def serve(config: Config, opened: socket.socket) -> None:
    """Answer in this process until it is told to stop."""
    server = Server(make_parts(config), lambda: announce(config, opened))

    def stop(_signal: int, _frame: object) -> None:
        server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)  # uvicorn raises the signal again when it is done: then it ends nothing
    server.run(sockets=[opened])


class Family:
    """Several processes that answer on one socket; one that dies is replaced."""

    def __init__(self, config: Config, opened: socket.socket, typed: Sequence[str]) -> None:
        self._config = config
        self._socket = opened
        self._command = [sys.executable, "-m", "salesdesk.server", *typed, "--socket", str(opened.fileno())]
        self._children: list[subprocess.Popen[str]] = []
        self._stopping = False
        self._not_before = 0.0

    def serve(self) -> None:
        """Keep the processes running until this one is told to stop."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        self._children = [self._start() for _ in range(self._config.processes)]
        if all(child.stdout and child.stdout.readline() for child in self._children):
            announce(self._config, self._socket)
        while not self._stopping:
            time.sleep(_LOOK_EVERY)
            self._replace_the_dead()
        for child in self._children:
            if child.poll() is None:
                child.terminate()
        for child in self._children:
            child.wait()

    def _start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(  # noqa: S603 - our own program, with what was typed
            self._command, stdout=subprocess.PIPE, text=True, pass_fds=[self._socket.fileno()]
        )

    def _replace_the_dead(self) -> None:
        if time.monotonic() < self._not_before:
            return
        for at, child in enumerate(self._children):
            if child.poll() is not None:
                logs.tell("process-died", process=child.pid, status=child.returncode)
                self._children[at] = self._start()
                self._not_before = time.monotonic() + _SOONEST_AGAIN

    def _stop(self, _signal: int, _frame: object) -> None:
        """Only this: a signal may come while a process is being started."""
        self._stopping = True
