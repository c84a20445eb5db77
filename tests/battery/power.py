"""A disk that loses power: what a program wrote, and what may be left of it at any moment.

The program runs under strace. Its writes, cuts and syncs become events. At one of them the power goes: each
file holds all that was written before its last sync, and of the 512-byte sectors written since a part only.
"""

import random
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

SECTOR: Final = 512
KEPT: Final = (0.0, 0.5, 0.9)
_TRACED: Final = "openat,close,pwrite64,write,lseek,fdatasync,fsync,ftruncate,unlink,unlinkat,rename,renameat"
_CALL: Final = re.compile(r"^(?:\d+ +)?(\w+)\((.*)\) += +(-?\d+|\?)")
_TEXT: Final = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True)
class Event:
    """One thing done to a file, or an acknowledgement (`kind` "ack", its number in `place`)."""

    kind: str
    name: str = ""
    place: int = 0
    content: bytes = b""


@dataclass
class File:
    """A file on that disk: what is durable, and what is on its way."""

    durable: bytearray = field(default_factory=bytearray)
    on_its_way: list[Event] = field(default_factory=list)

    def sync(self) -> None:
        for event in self.on_its_way:
            _apply(self.durable, event)
        self.on_its_way.clear()

    def image(self, share: float, dice: random.Random) -> bytes:
        left = bytearray(self.durable)
        for event in self.on_its_way:
            if event.kind == "cut":
                if dice.random() < share:
                    _apply(left, event)
                continue
            for at in range(0, len(event.content), SECTOR):
                if dice.random() < share:
                    part = event.content[at : at + SECTOR]
                    _apply(left, Event("write", event.name, event.place + at, part))
        return bytes(left)


def _apply(content: bytearray, event: Event) -> None:
    if event.kind == "cut":
        del content[event.place :]
        content.extend(bytes(event.place - len(content)))
        return
    content.extend(bytes(max(0, event.place - len(content))))
    content[event.place : event.place + len(event.content)] = event.content


def record(program: str, folder: Path, trace: Path, *arguments: str) -> list[Event]:
    """Run a program under strace; return what it did to the files of `folder`.

    It acknowledges by writing `ack <number>` to its standard error.
    """
    command = ["strace", "-f", "-xx", "-s", "2000000", "-e", f"trace={_TRACED}", "-o", str(trace)]
    command += [sys.executable, "-c", program, str(folder), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return list(_events(trace, folder))


def _events(trace: Path, folder: Path) -> Iterator[Event]:
    names: dict[int, str] = {}
    places: dict[int, int] = {}
    with trace.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            assert "<unfinished" not in line or "openat" in line, "two threads wrote at once"
            call = _CALL.match(line)
            if call is None or call[3] in {"-1", "?"}:
                continue
            yield from _event(call[1], call[2], int(call[3]), names, places, folder)


def _event(  # noqa: C901, PLR0912 - one arm for each call
    call: str, given: str, answer: int, names: dict[int, str], places: dict[int, int], folder: Path
) -> Iterator[Event]:
    if call in {"unlink", "unlinkat", "rename", "renameat"}:
        texts = [Path(_bytes(one).decode()) for one in _TEXT.findall(given)]
        if texts and texts[0].parent == folder and not texts[0].name.endswith("-shm"):
            yield Event(
                "gone" if call.startswith("unlink") else "named", texts[0].name, 0, texts[-1].name.encode()
            )
        return
    if call == "openat":
        found = _TEXT.search(given)
        path = Path(_bytes(found[1]).decode()) if found else Path()
        names.pop(answer, None)
        places[answer] = 0
        if path.parent == folder and not path.name.endswith("-shm"):
            names[answer] = path.name
            if "O_TRUNC" in given:
                yield Event("cut", path.name, 0)
        return
    number = int(re.match(r"\d+", given)[0])
    if call == "write" and number == 2:
        said = re.match(rb"ack (\d+)", _bytes(_TEXT.search(given)[1]))
        if said:
            yield Event("ack", place=int(said[1]))
    name = names.get(number)
    if name is None:
        return
    if call == "close":
        del names[number]
    elif call == "lseek":
        places[number] = answer
    elif call == "pwrite64":
        place = int(given.rsplit(",", 1)[1])
        yield Event("write", name, place, _bytes(_TEXT.search(given)[1])[:answer])
    elif call == "write":
        yield Event("write", name, places[number], _bytes(_TEXT.search(given)[1])[:answer])
        places[number] += answer
    elif call == "ftruncate":
        yield Event("cut", name, int(given.rsplit(",", 1)[1]))
    else:
        yield Event("sync", name)


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


@dataclass(frozen=True)
class Moment:
    """A moment at which the power goes: the last acknowledgement before it, and the disk."""

    acknowledged: int
    files: dict[str, File]

    def images(self, dice: random.Random) -> Iterator[dict[str, bytes]]:
        """Yield what may be left: nothing, half and most of what was on its way."""
        for share in KEPT:
            yield {name: file.image(share, dice) for name, file in self.files.items()}


def moments(events: Sequence[Event], base: dict[str, bytes], points: Sequence[int]) -> Iterator[Moment]:
    """Yield the disk as it stands before each of the events at `points`, in their order."""
    files = {name: File(bytearray(content)) for name, content in base.items()}
    wanted, acknowledged = set(points), 0
    for number, event in enumerate(events):
        if number in wanted:
            yield Moment(acknowledged, files)
        if event.kind == "ack":
            acknowledged = event.place
        elif event.kind == "sync":
            files.setdefault(event.name, File()).sync()
        elif event.kind == "gone":
            files.pop(event.name, None)
        elif event.kind == "named":
            files[event.content.decode()] = files.pop(event.name)
        else:
            files.setdefault(event.name, File()).on_its_way.append(event)
