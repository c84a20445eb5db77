"""How much of a file SalesDesk is willing to read.

A file comes from outside and may be broken or hostile. Everything here is refused before it costs memory
or time; the figures are told in the refusal, so that a person can split the file and go on.
"""

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedIOBase
from pathlib import Path
from typing import BinaryIO, Final, cast

from salesdesk.domain.errors import FileRefused

MEGABYTE: Final = 1024 * 1024
TEXT_BYTES: Final = 200 * MEGABYTE  # read line by line, so a long list of customers is welcome
BINARY_BYTES: Final = 20 * MEGABYTE  # workbooks and address cards are held in memory
UNPACKED_BYTES: Final = 200 * MEGABYTE
RATIO: Final = 100  # unpacked : packed
RATIO_MATTERS_FROM: Final = (
    10 * MEGABYTE
)  # a small sheet of equal cells packs better than 100 : 1, harmlessly
MEMBERS: Final = 1_000
ROWS: Final = 200_000
RECORDS: Final = 5 * ROWS  # blank ones and those above and below the table too
COLUMNS: Final = 200
CELL: Final = 32_767  # characters; what a cell of a workbook may hold
LINE: Final = 1_000_000  # characters of one line of text
RECORD_LINES: Final = 1_000  # lines one quoted record may span
WORKER_SECONDS: Final = 30
WORKER_BYTES: Final = 1024 * MEGABYTE  # address space, which is more than the memory really used


def check_size(path: Path, most: int) -> int:
    """Return the file's size in bytes; refuse an empty one and one of more than `most`."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise FileRefused("file-unreadable", file=path.name) from error
    if size == 0:
        raise FileRefused("file-empty", file=path.name)
    if size > most:
        raise FileRefused("file-too-large", file=path.name, most=most // MEGABYTE)
    return size


class _Metered(BufferedIOBase):
    """An unpacking stream that stops when more comes out than the limits allow."""

    def __init__(self, source: BinaryIO, packed: int, name: str) -> None:
        self._source = source
        self._most = min(UNPACKED_BYTES, max(packed * RATIO, RATIO_MATTERS_FROM))
        self._name = name
        self._seen = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        try:
            data = self._source.read(MEGABYTE if size is None or size < 0 else size)
        except (OSError, EOFError) as error:
            raise FileRefused("file-broken", file=self._name) from error
        self._seen += len(data)
        if self._seen > self._most:
            raise FileRefused("unpacks-too-large", file=self._name, most=self._most // MEGABYTE)
        return data

    def read1(self, size: int = -1, /) -> bytes:
        return self.read(size)

    def close(self) -> None:
        self._source.close()
        super().close()


Opener = Callable[[], BinaryIO]


def plain(path: Path) -> Opener:
    """Return a way to open the file as it is."""
    return lambda: path.open("rb")


def unpacked(path: Path) -> Opener:
    """Return a way to open a gzip file unpacked, metered against bombs."""
    packed = path.stat().st_size
    return lambda: cast(BinaryIO, _Metered(cast(BinaryIO, gzip.open(path, "rb")), packed, path.name))


@contextmanager
def opened(opener: Opener, name: str) -> Iterator[BinaryIO]:
    """Open for reading; what the system refuses becomes a refusal in words."""
    try:
        stream = opener()
    except OSError as error:
        raise FileRefused("file-unreadable", file=name) from error
    with stream:
        yield stream
