"""One program a workspace: a second start raises the first window and hands over what it was asked to do.

The right to work is a lock that the system ends with the process; the local socket only carries the words.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from salesdesk.settings import Places

_WAIT: Final = 1_000  # ms for the first program to answer
_LONGEST: Final = 65_536  # bytes of arguments


def name_of(places: Places) -> str:
    """Return the name of the socket of a profile: one for each user and folder."""
    whose = f"{os.getenv('USERNAME') or os.getenv('USER') or ''}|{places.profile.resolve()}"
    return f"salesdesk-{hashlib.sha256(whose.encode()).hexdigest()[:24]}"


def hand_over(places: Places, arguments: Sequence[str]) -> bool:
    """Give the arguments to the program that has the workspace; return whether it took them."""
    socket = QLocalSocket()
    socket.connectToServer(name_of(places))
    if not socket.waitForConnected(_WAIT):
        return False
    socket.write(json.dumps(list(arguments)).encode() + b"\n")
    taken = socket.waitForBytesWritten(_WAIT)
    socket.disconnectFromServer()
    return taken


class Calls(QObject):
    """Hears second starts. `called` carries their arguments."""

    called = Signal(list)

    def __init__(self, places: Places, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        self._heard: dict[QLocalSocket, bytes] = {}
        self._name = name_of(places)

    def listen(self) -> bool:
        """Begin to hear. Only for who has the right to work in the profile."""
        QLocalServer.removeServer(self._name)  # left behind by a program that was killed
        return self._server.listen(self._name)

    def close(self) -> None:
        """Hear no more."""
        self._server.close()
        for socket in list(self._heard):
            self._gone(socket)

    def _answer(self) -> None:
        while self._server.hasPendingConnections():
            socket = self._server.nextPendingConnection()
            self._heard[socket] = b""
            socket.readyRead.connect(partial(self._hear, socket))
            socket.disconnected.connect(partial(self._gone, socket))
            self._hear(socket)

    def _hear(self, socket: QLocalSocket) -> None:
        if socket not in self._heard:
            return
        text = self._heard[socket] + bytes(socket.readAll().data())
        self._heard[socket] = text
        if b"\n" in text:
            self._tell(text.split(b"\n", 1)[0])
            self._gone(socket)
        elif len(text) > _LONGEST:
            self._gone(socket)

    def _tell(self, text: bytes) -> None:
        try:
            arguments = json.loads(text)
        except ValueError:
            return
        if isinstance(arguments, list) and all(isinstance(word, str) for word in arguments):
            self.called.emit(arguments)

    def _gone(self, socket: QLocalSocket) -> None:
        if self._heard.pop(socket, None) is not None:
            socket.abort()
            socket.deleteLater()
