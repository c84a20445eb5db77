"""The link over HTTPS: only the server's own answers count, and nothing waits for ever.

A hotel's sign-in page, a proxy's excuse and a cut line all mean the same: offline. No redirect is followed,
so that no token goes astray.
"""

import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import ip_address
from threading import Lock
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import msgspec
import requests
import truststore
import zstandard
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, ReadTimeoutError

from salesdesk import __version__
from salesdesk.domain.errors import BadInput
from salesdesk.protocol.messages import (
    DIGEST,
    MARKER,
    MEDIA_TYPE,
    Message,
    Refusal,
    WaitReply,
    digest_of,
    pack,
)
from salesdesk.sync.link import Offline, Refused

M = TypeVar("M", bound=Message)
CONNECT: Final = 10.0
SILENCE: Final = 30.0
"""So many seconds without a byte mean that the line is dead."""
LARGEST: Final = 64 * 2**20
_COMPRESSED: Final = 2_048
"""From so many bytes on a request is compressed."""
_CHUNK: Final = 64 * 1024
_OK: Final = 300


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
        body = pack(message)
        headers = {"Content-Type": MEDIA_TYPE, DIGEST: digest_of(body)}
        if len(body) >= _COMPRESSED:
            body, headers["Content-Encoding"] = zstandard.compress(body, 3), "zstd"
        content = self._ask("POST", name, data=body, headers=headers)
        return _decoded(content, answer)

    def use(self, token: str) -> None:
        """Speak with another token from now on."""
        self._session.headers["Authorization"] = f"Bearer {token}"

    def wait(self, since: bytes) -> bool:
        """Return whether something is new, after a while. Raise Offline or Refused."""
        return _decoded(self._ask("GET", "sync/wait", params={"since": since.hex()}), WaitReply).moved

    def sign_out(self) -> None:
        """End the token. Raise Offline or Refused."""
        self._ask("DELETE", "devices/me")

    def close(self) -> None:
        """Cut the line, also under a thread that waits for an answer."""
        self._lines.shut()
        self._session.close()

    def _ask(self, method: str, name: str, **more: Any) -> bytes:
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
                return _content(reply)
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


def _content(reply: requests.Response) -> bytes:
    kind = reply.headers.get("Content-Type", "").partition(";")[0].strip()
    ours = reply.headers.get(MARKER) is not None
    if not ours or (kind != MEDIA_TYPE and reply.status_code != requests.codes.no_content):
        raise Offline("not-ours")
    content = b"".join(_limited(reply))
    if reply.headers.get(DIGEST, "") != digest_of(content) and content:
        raise Offline("not-ours")
    if reply.status_code < _OK:
        return content
    try:
        refusal = msgspec.msgpack.decode(content, type=Refusal)
    except msgspec.DecodeError as error:
        raise Offline("not-ours") from error
    raise Refused(reply.status_code, _with_patience(refusal, reply.headers.get("Retry-After")))


def _with_patience(refusal: Refusal, said: str | None) -> Refusal:
    """Return a refusal that says how long to wait, where only the header said it."""
    if refusal.retry_after or not said or not said.isdecimal():
        return refusal
    return msgspec.structs.replace(refusal, retry_after=float(said))


def _limited(reply: requests.Response) -> Iterator[bytes]:
    """Yield the body, unpacked, and give up on one without an end."""
    packed = reply.headers.get("Content-Encoding") == "zstd"
    unpack = zstandard.ZstdDecompressor(max_window_size=2**23).decompressobj() if packed else None
    size = 0
    try:
        for chunk in reply.raw.stream(_CHUNK, decode_content=False):
            part = unpack.decompress(chunk) if unpack else chunk
            size += len(part)
            if size > LARGEST:
                raise Offline("too-large")
            yield part
    except zstandard.ZstdError as error:
        raise Offline("not-ours") from error
    if unpack and not unpack.eof:
        raise Offline("network")


def _decoded(content: bytes, answer: type[M]) -> M:
    try:
        return msgspec.msgpack.decode(content, type=answer)
    except msgspec.DecodeError as error:
        raise Offline("not-ours") from error
