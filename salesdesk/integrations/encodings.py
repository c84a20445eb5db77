"""How the letters of a text file are written: found by trying, and asking whether the result reads well.

Order of belief: a byte order mark; UTF-16 betrayed by its zero bytes; strict UTF-8; then every other encoding
that can read the bytes at all, judged by how common its characters are (see `plausible`). Short files are the
hard ones: two Chinese characters in GB18030 are also four letters of Latin-1.
"""

import codecs
import re
from dataclasses import dataclass
from typing import BinaryIO, Final

from salesdesk.domain.errors import BadInput, FileRefused
from salesdesk.integrations import limits, plausible

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CODECS: Final = {
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8-sig",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "utf-32": "utf-32",
    "gb18030": "gb18030",
    "big5": "cp950",
    "big5-hkscs": "big5hkscs",
    "shift_jis": "cp932",
    "euc-jp": "euc_jp",
    "euc-kr": "cp949",
    "latin-1": "latin-1",
    "cp1252": "cp1252",
    "cp1250": "cp1250",
    "cp1251": "cp1251",
    "cp1253": "cp1253",
    "cp1254": "cp1254",
    "iso-8859-2": "iso8859_2",
    "iso-8859-7": "iso8859_7",
    "koi8-r": "koi8_r",
    "cp850": "cp850",
    "cp866": "cp866",
    "iso-2022-jp": "iso2022_jp",
    "mac-roman": "mac_roman",
}
ENCODINGS: Final = tuple(_CODECS)
_ALIASES: Final = {
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "cp936": "gb18030",
    "cp932": "shift_jis",
    "shift-jis": "shift_jis",
    "sjis": "shift_jis",
    "cp950": "big5",
    "cp949": "euc-kr",
    "iso-8859-1": "latin-1",
    "latin1": "latin-1",
    "utf8": "utf-8",
    "ascii": "utf-8",
    "us-ascii": "utf-8",
}
_GUESSES: Final = ("gb18030", "big5", "big5-hkscs", "shift_jis", "euc-jp", "euc-kr", "cp1252", "latin-1",
                   "cp1250", "iso-8859-2", "cp1254", "cp1251", "koi8-r", "cp866", "iso-8859-7", "cp1253",
                   "mac-roman", "cp850")  # fmt: skip
_ESCAPED_JAPANESE: Final = re.compile(rb"\x1b\$[@B]")
_SAMPLE: Final = 64 * 1024
_HIGH: Final = re.compile(rb"[\x80-\xff]")
_FEW_ZEROS: Final = 2
_PAIR: Final = 2
_FEW_SEQUENCES: Final = 10
_VALID: Final = 0.6  # what text is worth that is valid UTF-8, however odd its letters
_FEW: Final = 40  # high bytes; below this even valid UTF-8 may be chance


@dataclass(frozen=True, slots=True)
class Encoding:
    """How to decode a file. `flawed` says that some bytes fit no letter and will read as U+FFFD."""

    name: str
    flawed: bool = False

    @property
    def codec(self) -> str:
        return _CODECS[self.name]


def named(name: str) -> Encoding:
    """Return the encoding a person named; raise BadInput for one that is not known."""
    plain = name.strip().lower().replace("_", "-")
    plain = _ALIASES.get(plain, plain)
    if plain not in _CODECS:
        raise BadInput("encoding-unknown", field="encoding", encoding=name)
    return Encoding(plain)


def encoding_of(stream: BinaryIO, name: str) -> Encoding:
    """Return the encoding of a whole stream, read once from its beginning; refuse what is not text."""
    start = stream.read(limits.MEGABYTE)
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return Encoding(encoding)
    wide = _without_mark(start)
    if wide:
        return Encoding(wide)
    if _is_binary(start):
        raise FileRefused("file-not-text", file=name)
    strict, sample = _survey(stream, start)
    if not sample:
        return Encoding("iso-2022-jp" if _ESCAPED_JAPANESE.search(start) else "utf-8")
    if strict and not _perhaps_chance(sample):
        return Encoding("utf-8")
    return _best_guess(sample, strict=strict)


def _without_mark(start: bytes) -> str:
    """Return utf-16-le or -be where zero bytes stand at every other place, else nothing."""
    data = start[: len(start) // 2 * 2][:_SAMPLE]
    zeros = (data[::2].count(0), data[1::2].count(0))
    pairs = len(data) // 2
    if max(zeros) < max(_FEW_ZEROS, pairs // 50) or min(zeros) * 4 > max(zeros):
        return ""
    wide = "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"
    try:
        text = codecs.getincrementaldecoder(wide)().decode(data)
    except UnicodeDecodeError:
        return ""
    return wide if plausible.is_reading_matter(text) else ""


def _is_binary(start: bytes) -> bool:
    """A few stray zero bytes happen in exports; many zero or control bytes are a program's own format."""
    odd = sum(start.count(bytes([code])) for code in (*range(9), *range(14, 27), 28, 29, 30, 31))
    return odd > max(8, len(start) // 20) or (odd > 0 and odd * 3 > len(start))


def _survey(stream: BinaryIO, start: bytes) -> tuple[bool, bytes]:
    """Return whether all of it is strict UTF-8, and the first lines that hold more than ASCII."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    strict, sample, chunk = True, bytearray(), start
    while True:
        strict = strict and _takes(decoder, chunk)
        if len(sample) < _SAMPLE and not chunk.isascii():
            sample += _high_lines(chunk, _SAMPLE - len(sample))
        if not strict and len(sample) >= _SAMPLE:
            return False, bytes(sample)
        if not chunk:
            return strict, bytes(sample)
        chunk = stream.read(limits.MEGABYTE)


def _takes(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    try:
        decoder.decode(chunk, final=not chunk)
    except UnicodeDecodeError:
        return False
    return True


def _high_lines(chunk: bytes, most: int) -> bytes:
    lines = re.split(rb"[\r\n]+", chunk)
    if len(chunk) >= limits.MEGABYTE:
        lines = lines[:-1] or lines  # the last line goes on in the next chunk
    taken, size = [], 0
    for line in lines:
        if not _HIGH.search(line):
            continue
        taken.append(line)
        size += len(line) + 1
        if size >= most:
            break
    return b"\n".join(taken)[: most + 4096] + b"\n" if taken else b""


def _perhaps_chance(sample: bytes) -> bool:
    """Few bytes, all in pairs: GB18030 text such as 小学 is valid UTF-8 too. A single pair proves nothing."""
    high = len(_HIGH.findall(sample))
    return _PAIR < high <= _FEW and not re.search(rb"[\xe0-\xff]", sample)


def _best_guess(sample: bytes, *, strict: bool) -> Encoding:
    ranked = [(plausible.score(text, name), name, False) for name, text in _readings(sample)]
    if strict:
        strictly = plausible.score(sample.decode("utf-8", "replace"), "utf-8") + 0.35
        ranked.append((max(strictly, _VALID), "utf-8", False))
    else:
        ranked += [(value, "utf-8", True) for value in _broken_utf8(sample)]
    if not ranked:
        return Encoding("latin-1")
    best = max(range(len(ranked)), key=lambda place: (ranked[place][0], -place))
    _, name, flawed = ranked[best]
    if name in {"latin-1", "cp1252"}:
        name = name if re.search(rb"[\x80-\x9f]", sample) else "latin-1"
    return Encoding(name, flawed)


def _readings(sample: bytes) -> list[tuple[str, str]]:
    """Return what each encoding that can read the sample makes of it."""
    texts = []
    for name in _GUESSES:
        try:
            text = sample.decode(_CODECS[name])
        except UnicodeDecodeError:
            text = _nearly(sample, name)
        if text:
            texts.append((name, text))
    return texts


def _nearly(sample: bytes, name: str) -> str:
    """UTF-8 with a few broken letters is still UTF-8: its long sequences do not happen by chance."""
    if name in {"cp1252", "latin-1"}:
        return ""
    text = sample.decode(_CODECS[name], "replace")
    high = sum(character > "\x7f" for character in text)
    return text if text.count("\ufffd") * 50 <= high else ""


def _broken_utf8(sample: bytes) -> list[float]:
    """UTF-8 with a few broken letters is still UTF-8: its multi-byte sequences do not happen by chance."""
    text = sample.decode("utf-8", "replace")
    good = sum(character > "\x7f" and character != "\ufffd" for character in text)
    bad = text.count("\ufffd")
    return [2.0] if good >= _FEW_SEQUENCES and good > bad * 10 else []
