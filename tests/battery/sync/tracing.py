"""Lives one history and tells all that was said in it: TEMPLATE FOLDER SEED DAYS are its arguments."""

import hashlib
import sys
from pathlib import Path

from salesdesk.protocol.messages import pack
from salesdesk.storage.base import new_id
from tests.battery.sync.world import World
from tests.sync.office import Desk


class Traced:
    """A link that notes each question and answer."""

    def __init__(self, inner, said: list[bytes]) -> None:
        self.inner = inner
        self.said = said

    def call(self, name, message, answer):
        self.said.append(name.encode() + b" " + pack(message))
        reply = self.inner.call(name, message, answer)
        self.said.append(pack(reply))
        return reply

    def file_progress(self, sha256):
        return self._noted("head", sha256, self.inner.file_progress(sha256))

    def send_piece(self, sha256, place, size, piece):
        return self._noted("patch", sha256, self.inner.send_piece(sha256, place, size, piece), place)

    def fetch_piece(self, sha256, place, length, *told):
        return self._noted("get", sha256, self.inner.fetch_piece(sha256, place, length, *told), place)

    def _noted(self, *what):
        self.said.append(repr(what).encode())
        return what[2]

    def __getattr__(self, name):
        return getattr(self.inner, name)


class TracedWorld(World):
    """A world whose laptops all speak through traced links."""

    def _connect(self, desk: Desk) -> Desk:
        desk.link = Traced(desk.link, self.__dict__.setdefault("said", []))
        return super()._connect(desk)


def history(template: Path, folder: Path, seed: int, days: int, *, ids=None) -> list[bytes]:
    """Live one history to its rest and return all that was said."""
    world = TracedWorld(seed, folder, template)
    if ids is not None:
        world.new_id = ids
        for desk in world.desks:
            desk.database.new_id = ids
    try:
        world.live(days)
        world.settle()
        return [*(line.encode() for line in world.trace), *world.said]
    finally:
        world.close()


if __name__ == "__main__":
    template, folder, seed, days, *loose = sys.argv[1:]
    said = history(Path(template), Path(folder), int(seed), int(days), ids=new_id if loose else None)
    for line in said:
        print(hashlib.sha256(line).hexdigest(), line[:400])  # noqa: T201 - what it is for
