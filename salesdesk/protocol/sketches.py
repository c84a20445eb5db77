"""A sketch of many texts: asked for one of them it says yes, asked for another almost always no.

It holds none of them. It is a Bloom filter under a key: each text sets 8 bits of 16 that there are for each,
and a text all of whose bits are set counts as known. Of a text that was put in it never says no. How often it
says yes to one that was not: a bit is set with 1 - e^(-8/16) = 0.3935, all eight of them with 0.3935^8 =
0.000575. RATE promises a little less than that; rounding the size up only helps.

Which bits a text sets costs PBKDF2-HMAC-SHA-256 with the sketch's key as salt: nothing for the few texts that
somebody types, much for somebody who tries out all telephone numbers there are; and most of what they found
would be wrong (docs/security.md). Another key sets other bits: two sketches cannot be compared bit by bit.

    mark 4 | rounds 4 | key 16 | bits … | BLAKE2b of all before 16
"""

import struct
from collections.abc import Callable, Collection
from dataclasses import dataclass
from hashlib import blake2b, pbkdf2_hmac
from typing import Final

RATE: Final = 0.001
"""At most so many of the texts that were never put in count as known."""
KEY: Final = 16
ROUNDS: Final = 1_000
_BITS: Final = 16
_PROBES: Final = 8
_MARK: Final = b"SDK1"
_HEAD: Final = struct.Struct(f">4sI{KEY}s")
_SEAL: Final = 16
_PLACES: Final = struct.Struct(f">{_PROBES}I")
_STEP: Final = 1_024
"""A body has a multiple of so many bytes: a few texts more or less do not show."""
_LARGEST: Final = 2**29 - _STEP
_MOST_ROUNDS: Final = 100_000


@dataclass(frozen=True, slots=True)
class Sketch:
    """Asked with `in`; `body` has the bits."""

    key: bytes
    rounds: int
    body: bytes

    def __contains__(self, text: str) -> bool:
        places = _places(text, self.key, self.rounds, len(self.body) * 8)
        return all(self.body[place >> 3] & (1 << (place & 7)) for place in places)

    def packed(self) -> bytes:
        """Return it as it travels and is kept."""
        content = _HEAD.pack(_MARK, self.rounds, self.key) + self.body
        return content + _seal(content)


def sketch_of(
    texts: Collection[str],
    *,
    key: bytes,
    rounds: int = ROUNDS,
    go_on: Callable[[], None] = lambda: None,
) -> Sketch:
    """Return the sketch of texts that are all different. `go_on` is called before each one, and may raise.

    It takes about a third of a millisecond for each; other threads run meanwhile.
    """
    size = min(_LARGEST, -(-max(1, len(texts)) * _BITS // 8 // _STEP) * _STEP)
    body = bytearray(size)
    for text in texts:
        go_on()
        for place in _places(text, key, rounds, size * 8):
            body[place >> 3] |= 1 << (place & 7)
    return Sketch(key, rounds, bytes(body))


def read_sketch(content: bytes) -> Sketch:
    """Return the sketch that was packed.

    Raises:
        ValueError: it is none, one of a newer program, or damaged.
    """
    inside, seal = content[:-_SEAL], content[-_SEAL:]
    if len(inside) <= _HEAD.size or seal != _seal(inside):
        raise ValueError("sketch-damaged")
    mark, rounds, key = _HEAD.unpack_from(inside)
    if mark != _MARK or not 0 < rounds <= _MOST_ROUNDS:
        raise ValueError("sketch-unknown")
    return Sketch(key, rounds, inside[_HEAD.size :])


def name_of(content: bytes) -> bytes:
    """Return 8 bytes that stand for a packed sketch: who has one of that name need not fetch it again."""
    return blake2b(content, digest_size=8).digest()


def _places(text: str, key: bytes, rounds: int, bits: int) -> list[int]:
    """Return the bits of a text; 32 of chance for each, spread over all there are."""
    chance = pbkdf2_hmac("sha256", text.encode("utf-8", "surrogatepass"), key, rounds, _PLACES.size)
    return [each * bits >> 32 for each in _PLACES.unpack(chance)]


def _seal(content: bytes) -> bytes:
    return blake2b(content, digest_size=_SEAL).digest()
