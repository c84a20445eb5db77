"""What a server's answer says. Only its own answers count; anything else means that it is away."""

import re
from collections.abc import Callable, Iterator
from typing import Final, TypeVar

import msgspec
import requests
import zstandard
from urllib3.exceptions import HTTPError

from salesdesk.protocol.files import COMPLETE, OFFSET, Piece, Progress
from salesdesk.protocol.messages import DIGEST, MARKER, MEDIA_TYPE, REFUSED, Message, Refusal, digest_of
from salesdesk.sync.link import Offline, Refused

M = TypeVar("M", bound=Message)
LARGEST: Final = 64 * 2**20
_CHUNK: Final = 64 * 1024
_OK: Final = 300
_FILE: Final = "application/octet-stream"
_RANGE: Final = re.compile(r"bytes (\d{1,12})-\d{1,12}/(\d{1,12})\Z")


def content_of(reply: requests.Response) -> bytes:
    """Return the message of an answer, packed. Raise Offline or Refused."""
    if reply.status_code != requests.codes.no_content:
        _check_kind(reply, MEDIA_TYPE)
    _check_ours(reply)
    content = b"".join(_limited(reply))
    if reply.headers.get(DIGEST, "") != digest_of(content) and content:
        raise Offline("not-ours")
    if reply.status_code < _OK:
        return content
    raise Refused(
        reply.status_code, _with_patience(_refusal(reply, content), reply.headers.get("Retry-After"))
    )


def _check_ours(reply: requests.Response) -> None:
    if reply.headers.get(MARKER) is None:
        raise Offline("not-ours")


def _check_kind(reply: requests.Response, wanted: str) -> None:
    if reply.headers.get("Content-Type", "").partition(";")[0].strip() != wanted:
        raise Offline("not-ours")


def _refusal(reply: requests.Response, content: bytes) -> Refusal:
    code = reply.headers.get(REFUSED)
    if not content and code:  # the answer to HEAD
        return Refusal(code=code)
    return decoded(content, Refusal)


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


def decoded(content: bytes, answer: type[M]) -> M:
    """Return the message. Raise Offline (`not-ours`) for what is none."""
    try:
        return msgspec.msgpack.decode(content, type=answer)
    except msgspec.DecodeError as error:
        raise Offline("not-ours") from error


def progress_of(reply: requests.Response) -> Progress:
    """Return how much of a file the server has. Raise Offline or Refused."""
    if reply.status_code >= _OK:
        content_of(reply)
    _check_ours(reply)
    done = reply.headers.get(OFFSET, "")
    if not done.isdecimal():
        raise Offline("not-ours")
    return Progress(int(done), whole=reply.headers.get(COMPLETE) == "?1")


def piece_of(reply: requests.Response, place: int, length: int, told: Callable[[int], None]) -> Piece:
    """Return what has come of a file from a place on; where the line breaks, what came before that counts.

    Raises:
        Offline, Refused: nothing came.
    """
    if reply.status_code >= _OK:
        content_of(reply)
    _check_ours(reply)
    _check_kind(reply, _FILE)
    begin, total = _range_of(reply)
    if begin != place:
        raise Offline("not-ours")
    came = bytearray()
    try:
        while len(came) <= length and (some := reply.raw.read1(_CHUNK, decode_content=False)):
            came += some
            told(len(came))
    except (requests.exceptions.RequestException, HTTPError, OSError):
        if not came:
            raise
    if not came and place < total:
        raise Offline("network")
    return Piece(total, bytes(came[:length]))


def _range_of(reply: requests.Response) -> tuple[int, int]:
    """Return where a part of a file begins, and how many bytes the whole has."""
    if reply.status_code == requests.codes.partial_content:
        found = _RANGE.match(reply.headers.get("Content-Range", ""))
        if found is None:
            raise Offline("not-ours")
        return int(found[1]), int(found[2])
    length = reply.headers.get("Content-Length", "")
    if not length.isdecimal():
        raise Offline("not-ours")
    return 0, int(length)
