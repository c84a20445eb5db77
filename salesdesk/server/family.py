"""Several processes that answer on one socket, and the one that watches over them.

`python -m salesdesk.server` becomes this program once all is ready: it answers nobody itself, and holds a
tenth of what a process that answers holds.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Final, NoReturn

from salesdesk.server import logs
from salesdesk.server.config import Config
from salesdesk.server.listening import announce

_LOOK_EVERY: Final = 0.1
_SOONEST_AGAIN: Final = 1.0
"""Seconds until the next process is started: one that cannot live is not started in a storm."""


def become(config: Config, opened: socket.socket, typed: Sequence[str]) -> NoReturn:
    """Turn this process into the one that watches; it keeps its number and the socket."""
    told = str(opened.fileno()), str(config.processes), "tls" if config.tls_cert else "plain"
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, "-m", __name__, *told, *typed])  # noqa: S606 - our own program


class Family:
    """Several processes that answer on one socket; one that dies is replaced."""

    def __init__(self, opened: socket.socket, processes: int, typed: Sequence[str]) -> None:
        self._socket = opened
        self._processes = processes
        self._command = [sys.executable, "-m", "salesdesk.server", *typed, "--socket", str(opened.fileno())]
        self._children: list[subprocess.Popen[str]] = []
        self._stopping = False
        self._not_before = 0.0

    def serve(self, *, tls: bool) -> None:
        """Keep the processes running until this one is told to stop."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        self._children = [self._start() for _ in range(self._processes)]
        if all(child.stdout and child.stdout.readline() for child in self._children):
            announce(self._socket, tls=tls)
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


def main(told: Sequence[str]) -> None:
    """Watch: the socket, how many processes, how they are spoken to, and what was typed."""
    number, processes, spoken, *typed = told
    logs.begin()
    Family(socket.socket(fileno=int(number)), int(processes), typed).serve(tls=spoken == "tls")


if __name__ == "__main__":
    main(sys.argv[1:])
