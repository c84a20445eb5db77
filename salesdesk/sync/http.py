"""The link over HTTPS: only the server's own answers count, and nothing waits for ever.

A hotel's sign-in page, a proxy's excuse and a cut line all mean the same: offline. No redirect is followed,
so that no token goes astray.
"""

import re
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from ipaddress import ip_address
from threading import Lock
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import requests
import truststore
import zstandard
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, ReadTimeoutError

from salesdesk import __version__
from salesdesk.domain.errors import BadInput
from salesdesk.protocol.files import CHUNK_TYPE, LENGTH, OFFSET, Piece, Progress
from salesdesk.protocol.messages import DIGEST, MEDIA_TYPE, Message, WaitReply, digest_of, pack
from salesdesk.sync.ahead import Ahead
from salesdesk.sync.link import Offline
from salesdesk.sync.replies import content_of, decoded, piece_of, progress_of

M = TypeVar("M", bound=Message)
T = TypeVar("T")
CONNECT: Final = 10.0
_PATIENCE: Final = 2.0
"""Whoever closes a line does not wait longer: a person may be locking the program."""
SILENCE: Final = 30.0
"""So many seconds without a byte mean that the line is dead."""
_COMPRESSED: Final = 2_048
"""From so many bytes on a request is compressed."""


class _Lines:
    """The sockets in use, so that somebody else may cut them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._open: set[socket.socket] = set()
        self.cut = False

    def add(self, line: socket.socket) -> None:
        with self._lock:
            self._open = {one for one in self._open if one.fileno() >= 0} | {line}

    def shut(self) -> None:
        with self._lock:
            self.cut = True
            for line in self._open:
                with suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)


class _Adapter(HTTPAdapter):
    """Verifies as the system does (`truststore`), and knows its sockets."""

    def __init__(self, lines: _Lines) -> None:
        self._lines = lines
        super().__init__(pool_connections=2, pool_maxsize=4, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        super().init_poolmanager(*args, ssl_context=context, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _pools(self._lines)


def _pools(lines: _Lines) -> dict[str, type[HTTPConnectionPool]]:
    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            lines.add(self.sock)

    class Secure(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            lines.add(self.sock)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


class HttpLink:
    """One server, as one device sees it. `token` is empty until somebody has signed in."""

    def __init__(self, url: str, token: str = "", *, silence: float = SILENCE) -> None:
        self._url = checked_url(url)
        self._lines = _Lines()
        self._silence = silence
        self._ahead: Ahead | None = None
        self._session = requests.Session()
        adapter = _Adapter(self._lines)
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)
        self._session.headers.update(
            {"Accept": MEDIA_TYPE, "Accept-Encoding": "zstd", "User-Agent": f"SalesDesk/{__version__}"}
        )
        if token:
            self.use(token)

    def call(self, name: str, message: Message, answer: type[M]) -> M:
        """Post a message and return the answer. Raise Offline or Refused."""
        body, ahead = pack(message), self._left_ahead()
        if ahead is not None and ahead.answers(name, body):
            return decoded(ahead.content(), answer)
        if ahead is not None:
            ahead.end()  # a connection is used by one thread at a time
        return decoded(self._post(name, body), answer)

    def ahead(self, name: str, message: Message) -> None:
        """Ask what will be asked next already, on a thread of its own."""
        body, before = pack(message), self._left_ahead()
        if before is not None:
            before.end()
        self._ahead = Ahead(name, body, lambda: self._post(name, body))

    def _left_ahead(self) -> Ahead | None:
        left, self._ahead = self._ahead, None
        return left

    def _post(self, name: str, body: bytes) -> bytes:
        headers = {"Content-Type": MEDIA_TYPE, DIGEST: digest_of(body)}
        if len(body) >= _COMPRESSED:
            body, headers["Content-Encoding"] = zstandard.compress(body, 3), "zstd"
        return self._ask(content_of, "POST", name, data=body, headers=headers)

    def file_progress(self, sha256: str) -> Progress:
        """Return how much of a file the server has. Raise Offline or Refused."""
        return self._ask(progress_of, "HEAD", f"files/{sha256}")

    def send_piece(self, sha256: str, place: int, size: int, piece: bytes) -> Progress:
        """Send the next bytes of a file; return how much is there. Raise Offline or Refused."""
        headers = {"Content-Type": CHUNK_TYPE, OFFSET: str(place), LENGTH: str(size)}
        return self._ask(progress_of, "PATCH", f"files/{sha256}", data=piece, headers=headers)

    def fetch_piece(
        self, sha256: str, place: int, length: int, told: Callable[[int], None] = lambda _came: None
    ) -> Piece:
        """Return bytes of a file from a place on, or fewer. Raise Offline or Refused."""
        headers = {"Range": f"bytes={place}-{place + length - 1}", "Accept-Encoding": "identity"}
        read = partial(piece_of, place=place, length=length, told=told)
        return self._ask(read, "GET", f"files/{sha256}", headers=headers)

    def use(self, token: str) -> None:
        """Speak with another token from now on."""
        self._session.headers["Authorization"] = f"Bearer {token}"

    def wait(self, since: bytes) -> bool:
        """Return whether something is new, after a while. Raise Offline or Refused."""
        return decoded(
            self._ask(content_of, "GET", "sync/wait", params={"since": since.hex()}), WaitReply
        ).moved

    def sign_out(self) -> None:
        """End the token. Raise Offline or Refused."""
        self._ask(content_of, "DELETE", "devices/me")

    def say_wiped(self) -> None:
        """Tell the server that this device has erased itself. Raise Offline or Refused."""
        self._ask(content_of, "POST", "devices/wiped")

    def close(self) -> None:
        """Cut the line, also under a thread that waits for an answer."""
        self._lines.shut()
        self._session.close()
        ahead = self._left_ahead()
        if ahead is not None:
            ahead.end(_PATIENCE)

    def _ask(self, read: Callable[[requests.Response], T], method: str, name: str, **more: Any) -> T:
        if self._lines.cut:
            raise Offline("closed")
        try:
            with self._session.request(
                method,
                f"{self._url}/{name}",
                timeout=(CONNECT, self._silence),
                allow_redirects=False,
                stream=True,
                **more,
            ) as reply:
                return read(reply)
        except requests.exceptions.SSLError as error:
            raise Offline("tls") from error
        except (requests.exceptions.Timeout, ReadTimeoutError) as error:
            raise Offline("timeout") from error
        except (requests.exceptions.RequestException, HTTPError, OSError) as error:  # HTTPError: in mid-body
            raise Offline("network") from error


def checked_url(url: str) -> str:
    """Return the address of a server without what may be left out.

    Raises:
        BadInput: `server-address`, it is none; `server-not-secure`, it is not https and not this machine.
    """
    try:
        parts = urlsplit(url.strip() if "//" in url else f"https://{url.strip()}")
        host = parts.hostname or ""
        whole = host and parts.port != 0 and not re.search(r"\s", parts.netloc)
    except ValueError:
        raise BadInput("server-address", field="url") from None
    if parts.scheme not in {"http", "https"} or not whole or parts.query or parts.fragment:
        raise BadInput("server-address", field="url")
    if parts.scheme == "http" and not _is_here(host):
        raise BadInput("server-not-secure", field="url")
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path.rstrip('/')}"


def _is_here(host: str) -> bool:
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return host == "localhost"
