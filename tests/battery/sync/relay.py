"""What lies between a laptop and a real server over HTTP: it cuts lines, repeats, delays, and lies.

Each request is read whole, and a deed decides what becomes of it. Usually it simply passes.
"""

import socket
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from http.client import HTTPResponse
from urllib.parse import urlsplit

Deed = Callable[["Relay", bytes], bytes | None]
"""What becomes of a request's bytes: the bytes of the answer, or None where the line is dead."""


def passes(relay: "Relay", request: bytes) -> bytes:
    return relay.ask(request)


def cut_up(length: int) -> Deed:
    """So many bytes of the request come through, then the line is dead."""

    def deed(relay: "Relay", request: bytes) -> None:
        relay.send_part(request[:length])

    return deed


def cut_down(length: int) -> Deed:
    """The server does it all; so many bytes of its answer come back."""

    def deed(relay: "Relay", request: bytes) -> bytes:
        return relay.ask(request)[:length]

    return deed


def twice(relay: "Relay", request: bytes) -> bytes:
    """A proxy sends it a second time."""
    relay.ask(request)
    return relay.ask(request)


def late(relay: "Relay", request: bytes) -> None:
    """The line is dead for the laptop; the request comes through behind the next one."""
    relay.delayed.append(request)


def instead(answer: bytes) -> Deed:
    """Somebody else answers."""
    return lambda _relay, _request: answer


def afterwards(answer: bytes) -> Deed:
    """The server does it, and somebody else answers."""

    def deed(relay: "Relay", request: bytes) -> bytes:
        relay.ask(request)
        return answer

    return deed


def changed(how: Callable[[bytes], bytes]) -> Deed:
    """The server's answer comes back changed."""
    return lambda relay, request: how(relay.ask(request))


@dataclass
class Relay:
    """Listens on a port of its own. `deeds` are what becomes of the next requests, by their number."""

    url: str
    deeds: dict[int, Deed] = field(default_factory=dict)
    seen: list[tuple[str, int, int]] = field(default_factory=list)
    """Of each request since `begin`: its path, its bytes, the bytes of its answer."""
    delayed: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._there = (urlsplit(self.url).hostname, urlsplit(self.url).port)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.own_url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._lock = threading.Lock()
        self._lines: set[socket.socket] = set()
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def begin(self, **deeds: Deed) -> None:
        """Count anew from request 0."""
        with self._lock:
            self.seen, self.deeds = [], {int(number[1:]): deed for number, deed in deeds.items()}

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        with self._lock:
            for line in self._lines:
                with suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)

    def ask(self, request: bytes) -> bytes:
        """Return the server's answer, whole, to a request."""
        with closing(socket.create_connection(self._there, 20)) as line:
            line.sendall(request)
            method = request.split(b" ", 1)[0].decode()
            reply = HTTPResponse(line, method=method)
            reply.begin()
            body = reply.read()
            head = [f"HTTP/1.1 {reply.status} {reply.reason}"]
            own = _OWN - {"content-length"} if method == "HEAD" else _OWN
            kept = [f"{name}: {value}" for name, value in reply.getheaders() if name.lower() not in own]
        length = [] if reply.status == 204 or method == "HEAD" else [f"Content-Length: {len(body)}"]
        return "\r\n".join([*head, *kept, *length, "", ""]).encode("latin-1") + body

    def send_part(self, part: bytes) -> None:
        """Send what is no whole request, and hang up."""
        with closing(socket.create_connection(self._there, 20)) as line:
            if part:
                line.sendall(part)
            line.shutdown(socket.SHUT_WR)
            with suppress(OSError):
                while line.recv(4096):
                    pass

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._listening.accept()
            except OSError:
                return
            with self._lock:
                self._lines.add(line)
            thread = threading.Thread(target=self._serve, args=(line,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, line: socket.socket) -> None:
        with suppress(OSError), closing(line):
            while request := _read(line):
                answer = self._answer(request)
                if answer is None:
                    return
                line.sendall(answer)
                if not _is_whole(answer):
                    return

    def _answer(self, request: bytes) -> bytes | None:
        with self._lock:
            number = len(self.seen)
            self.seen.append((request.split(b" ", 2)[1].decode(), len(request), 0))
            deed = self.deeds.get(number, passes)
        answer = deed(self, request)
        if deed is not late:
            while self.delayed:
                self.ask(self.delayed.pop(0))
        with self._lock:
            if number < len(self.seen):
                path, up, _ = self.seen[number]
                self.seen[number] = (path, up, len(answer or b""))
        return answer


_OWN = {"content-length", "transfer-encoding", "connection"}


def _read(line: socket.socket) -> bytes:
    """Return one whole request, or b"" at the end."""
    data = b""
    while b"\r\n\r\n" not in data:
        some = line.recv(65_536)
        if not some:
            return b""
        data += some
    length = _length(data)
    while len(data) < length:
        some = line.recv(65_536)
        if not some:
            return b""
        data += some
    return data


def _length(data: bytes) -> int:
    head, _, _ = data.partition(b"\r\n\r\n")
    for row in head.split(b"\r\n")[1:]:
        name, _, value = row.partition(b":")
        if name.lower() == b"content-length":
            return len(head) + 4 + int(value)
    return len(head) + 4


def _is_whole(answer: bytes) -> bool:
    return b"\r\n\r\n" in answer and len(answer) == _length(answer)
