"""The socket of the server. Nothing here needs what answers on it."""

import json
import os
import socket
from typing import Final

from salesdesk.server.config import Config
from salesdesk.server.failures import CannotStart

BACKLOG: Final = 1024


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
    opened.listen(BACKLOG)
    opened.set_inheritable(True)
    return opened


def announce(opened: socket.socket, *, tls: bool) -> None:
    """Say on stdout, in one line, where the server listens: it is ready."""
    host, port = opened.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    scheme = "https" if tls else "http"
    print(json.dumps({"listening": f"{scheme}://{shown}:{port}", "pid": os.getpid()}), flush=True)  # noqa: T201
