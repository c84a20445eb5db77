"""Files of the rows that travel: which rows name one, how it is asked for, and which comes first.

A file is known by the SHA-256 of its content. Its bytes go in pieces, each from the place where the other
side is; it becomes visible when all of it is there and its hash is right.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

CHUNK_TYPE: Final = "application/offset+octet-stream"
OFFSET: Final = "Upload-Offset"
LENGTH: Final = "Upload-Length"
COMPLETE: Final = "Upload-Complete"
PIECE: Final = 256 * 1024
"""Bytes of one piece: what a slow line carries in a few seconds."""
_SMALL: Final = 1_000_000
_BEHIND: Final = 10


class Order(IntEnum):
    """What comes before what."""

    THUMBNAIL = 0
    PAPER = 1
    ATTACHMENT = 2


@dataclass(frozen=True, slots=True)
class Named:
    """The columns in which a kind of row names a file and its size, and what kind of file it is."""

    sha256: str
    size: str
    order: Order


NAMED_BY: Final[Mapping[str, Named]] = {
    "thumbnails": Named("sha256", "size", Order.THUMBNAIL),
    "issued_papers": Named("sha256", "size", Order.PAPER),
    "attachments": Named("sha256", "size", Order.ATTACHMENT),
}
"""The kinds of rows that name a file. Each has an index on its hash."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many bytes of a file are there, and whether that is all of it."""

    done: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes of a file of `total` bytes: those from the place asked for on, as many as came."""

    total: int
    content: bytes


def place_of(order: int, size: int) -> int:
    """Return where a file stands in the line: small ones first, by their kinds, then large ones."""
    return order if size <= _SMALL else order + _BEHIND
