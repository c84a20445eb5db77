"""Bodies of requests and answers: MessagePack, packed by zstd where the other side knows it."""

import asyncio
from dataclasses import dataclass
from typing import Final, TypeVar

import msgspec
import zstandard
from litestar import Response

from salesdesk.protocol.messages import DIGEST, MEDIA_TYPE, REFUSED, Message, digest_of, pack
from salesdesk.server.config import Config
from salesdesk.server.failures import Refused, refused
from salesdesk.server.parts import Asked

M = TypeVar("M", bound=Message)
ZSTD: Final = "zstd"
_WORTH_PACKING: Final = 512
_LEVEL: Final = 3
_LARGEST_WINDOW: Final = 1 << 23  # what any client has to be able to read (RFC 8878)


@dataclass(frozen=True, slots=True)
class Body:
    """A body as it travels."""

    content: bytes
    encoding: str = ""
    digest: str = ""

    def response(self, status: int = 200, headers: dict[str, str] | None = None) -> Response[bytes]:
        """Return it as an answer."""
        told = {"Vary": "Accept-Encoding"} | (headers or {})
        if self.encoding:
            told["Content-Encoding"] = self.encoding
        if self.digest:
            told[DIGEST] = self.digest
        return Response(self.content, status_code=status, media_type=MEDIA_TYPE, headers=told)


async def read(request: Asked, config: Config, media_type: str = MEDIA_TYPE) -> Body:
    """Return the body of a request, still packed.

    Raises:
        Refused: `media-type-wrong`, `request-too-large`, `request-wrong` (it brought nothing for too long).
    """
    content = bytearray()
    await read_into(content, request, config, media_type)
    encoding = request.headers.get("content-encoding", "")
    return Body(bytes(content), ZSTD if encoding == ZSTD else "", request.headers.get(DIGEST, ""))


async def read_into(found: bytearray, request: Asked, config: Config, media_type: str) -> None:
    """Read the body of a request; where it breaks off, `found` has what came until then.

    Raises:
        Refused: as `read`.
        HTTPException: the line was cut.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip() != media_type:
        raise refused("media-type-wrong", wanted=media_type)
    if request.headers.get("content-encoding", "") not in {"", "identity", ZSTD}:
        raise refused("media-type-wrong", wanted=ZSTD)
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal() or int(announced) > config.longest_body:
        raise refused("request-too-large", bytes=config.longest_body)
    try:
        await _fill(found, request, config)
    except TimeoutError as error:
        raise refused("request-wrong", field="body") from error


async def _fill(found: bytearray, request: Asked, config: Config) -> None:
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(config.silence) as patience:
        async for some in request.stream():
            found += some
            if len(found) > config.longest_body:
                raise refused("request-too-large", bytes=config.longest_body)
            patience.reschedule(loop.time() + config.silence)


def unpack(body: Body, kind: type[M], longest: int) -> M:
    """Return the message of a body.

    Raises:
        Refused: `request-wrong`, also where it is not what was sent; `request-too-large` for what would grow
            beyond `longest` bytes.
    """
    try:
        content = _unpacked(body, longest)
        if body.digest not in {"", digest_of(content)}:
            raise refused("request-wrong", field="body")
        return msgspec.msgpack.decode(content, type=kind)
    except (msgspec.DecodeError, zstandard.ZstdError, UnicodeDecodeError) as error:
        raise refused("request-wrong", field="body") from error


def _unpacked(body: Body, longest: int) -> bytes:
    if body.encoding != ZSTD:
        return body.content
    told = zstandard.frame_content_size(body.content)  # -1: it does not tell
    if told > longest:
        raise refused("request-too-large", bytes=longest)
    reader = zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW)
    with reader.stream_reader(body.content) as stream:
        found = stream.read(longest + 1)
    if len(found) > longest:
        raise refused("request-too-large", bytes=longest)
    return found


def packed(message: Message, accepted: str) -> Body:
    """Return a message as the body of an answer; `accepted` is the header `Accept-Encoding`."""
    content = pack(message)
    if len(content) < _WORTH_PACKING or ZSTD not in accepted:
        return Body(content, digest=digest_of(content))
    return Body(zstandard.ZstdCompressor(level=_LEVEL).compress(content), ZSTD, digest_of(content))


def refusal(refused_: Refused) -> Response[bytes]:
    """Return why a request was turned away, as an answer."""
    told = refused_.refusal
    headers = {REFUSED: told.code}  # an answer to HEAD has no body
    if told.retry_after:
        headers["Retry-After"] = str(max(1, round(told.retry_after)))
    content = pack(told)
    return Body(content, digest=digest_of(content)).response(refused_.status, headers)
