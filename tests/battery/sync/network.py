"""What lies between one laptop and the server: it loses, repeats, and notes what the server took."""

from msgspec.structs import replace

from salesdesk.protocol.files import Piece
from salesdesk.protocol.messages import PullRequest, PushRequest
from salesdesk.sync.link import Offline

PAGES = (1_000, 40, 4)
"""So many rows a page has, in one world or another: what one act moves comes on one page, or on several."""


class Network:
    """The line of one laptop in a world."""

    def __init__(self, world, inner) -> None:
        self.world = world
        self.inner = inner
        self.trouble = 0.0
        self.page = PAGES[world.seed % len(PAGES)]

    def call(self, name, message, answer):
        if self._strikes():
            raise Offline("network")
        if isinstance(message, PullRequest):
            message = replace(message, limit=min(message.limit, self.page))
        reply = self.inner.call(name, message, answer)
        if self._strikes():
            reply = self.inner.call(name, message, answer)  # a proxy sent it twice
        if isinstance(message, PushRequest):
            self.world.book.note(message, reply)
        if self._strikes():
            raise Offline("network")
        return reply

    def ahead(self, name, message):
        """Nothing travels ahead: the dice fall in one order."""

    def _strikes(self) -> bool:
        return self.trouble > 0 and self.world.dice.random() < self.trouble / 3

    def file_progress(self, sha256):
        return self._in_trouble(lambda: self.inner.file_progress(sha256))

    def send_piece(self, *what):
        return self._in_trouble(lambda: self.inner.send_piece(*what))

    def fetch_piece(self, sha256, place, length, *told):
        piece = self._in_trouble(lambda: self.inner.fetch_piece(sha256, place, length, *told))
        if self._strikes():  # the line broke behind some bytes
            return Piece(piece.total, piece.content[: self.world.dice.randint(1, length)])
        return piece

    def _in_trouble(self, ask):
        for _ in range(2):
            if self._strikes():
                raise Offline("network")
            answer = ask()
            if not self._strikes():
                return answer
        return answer  # a proxy sent it twice

    def use(self, token):
        self.inner.use(token)

    def wait(self, since):
        self.inner.wait(since)

    def close(self):
        pass
