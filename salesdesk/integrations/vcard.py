"""Address cards (vCard 2.1, 3.0, 4.0) as phones, mail programs and Outlook write them.

An own reader, because real cards break the rules in ways a strict one refuses: quoted-printable in legacy
character sets, bare parameters, lines folded in mid-letter, doubled line ends, missing versions. Pictures and
sounds are skipped as bytes; nothing is ever fetched.
"""

import quopri
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import BinaryIO, Final

from salesdesk.domain.errors import BadInput, FileRefused
from salesdesk.integrations import limits
from salesdesk.integrations.encodings import encoding_of, named

_HEAD: Final = re.compile(
    r"^\s*(?:([\w-]+)\.)?([\w-]+)((?:\s*;[^:\"]*(?:\"[^\"]*\"[^:\"]*)*)?)\s*:", re.ASCII
)
_PARAMETER: Final = re.compile(r';\s*([^=;"]+)(=)?((?:"[^"]*"|[^;"])*)')
_BINARY: Final = frozenset(("PHOTO", "LOGO", "SOUND", "KEY", "AGENT", "X-MS-OL-DESIGN", "X-MS-CARDPICTURE"))
_TRANSFER: Final = frozenset(("QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT"))
_VALUE: Final = 64 * 1024  # characters of one value; longer ones are pictures, not words
_UNESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_APPLE_LABEL: Final = re.compile(r"^_\$!<(.*)>!\$_$")


@dataclass(frozen=True, slots=True)
class Property:
    """One line of a card: NAME;TYPE=..:value, the value decoded but not yet parted.

    `no_year` is the year in a day that stands for none, where the card says so (X-APPLE-OMIT-YEAR=1604);
    `service` is the messenger an account belongs to (X-SERVICE-TYPE=QQ).
    """

    name: str
    types: tuple[str, ...]
    value: str
    group: str = ""
    no_year: str = ""
    service: str = ""

    def parts(self) -> list[str]:
        """Return the value parted at its semicolons, each part unescaped."""
        return [unescaped(part) for part in _parted(self.value, ";")]

    def text(self) -> str:
        """Return the value as text."""
        return unescaped(self.value).strip()


@dataclass(slots=True)
class Card:
    """One card, in the order its lines stand in the file."""

    number: int
    properties: list[Property] = field(default_factory=list)
    problem: str = ""

    def all(self, name: str) -> list[Property]:
        """Return the filled properties of one name."""
        return [found for found in self.properties if found.name == name and found.value.strip(" ;")]

    def first(self, name: str) -> Property | None:
        """Return the first filled property of one name."""
        return next(iter(self.all(name)), None)

    def label(self, found: Property) -> str:
        """Return the label a person gave to a property by its group: item1.X-ABLabel."""
        if not found.group:
            return ""
        labels = [
            other.text()
            for other in self.properties
            if other.group == found.group and other.name == "X-ABLABEL"
        ]
        match = _APPLE_LABEL.match(labels[0]) if labels else None
        return match[1] if match else (labels[0] if labels else "")


def cards(stream: BinaryIO, encoding: str, name: str) -> Iterator[Card]:
    """Yield the cards of a file whose plain letters are in `encoding`. Raises FileRefused past the limits."""
    card: Card | None = None
    number = depth = 0
    for line in _unfolded(stream, name):
        word = line.strip().upper().replace(b" ", b"")
        if word.endswith(b"BEGIN:VCARD"):
            nested = depth > 0 and word.startswith(b"AGENT")
            if depth and card is not None and not nested:
                card.problem = "card-unclosed"
                yield card
            depth = depth + 1 if nested else 1
            if not nested:
                number += 1
                _check_count(number, name)
                card = Card(number)
        elif word.endswith(b"END:VCARD") and depth:
            depth -= 1
            if depth == 0 and card is not None:
                yield card
                card = None
        elif depth == 1 and card is not None and (found := _property(line, encoding)):
            card.properties.append(found)
    if card is not None:
        card.problem = "card-unclosed"
        yield card


def _check_count(number: int, name: str) -> None:
    if number > limits.ROWS:
        raise FileRefused("too-many-rows", file=name, most=limits.ROWS)


def _unfolded(stream: BinaryIO, name: str) -> Iterator[bytes]:
    """Yield whole lines: folded ones joined, pictures cut short."""
    pending: list[bytes] = []
    size = 0
    soft = picture = False
    for line in _lines(stream, name):
        if pending and ((line and line[:1] in b" \t") or (soft and not picture)):
            more = line[1:] if line[:1] in b" \t" and not soft else line
            size += len(more)
            if size <= _VALUE:
                pending.append(more)
            soft = soft and line.endswith(b"=")
            if soft and size <= _VALUE:
                pending[-1] = pending[-1][:-1]
            continue
        if pending:
            yield b"".join(pending)
        picture = line[:12].upper().lstrip().startswith((b"PHOTO", b"LOGO", b"SOUND", b"KEY"))
        soft = line.endswith(b"=") and b"QUOTED-PRINTABLE" in line[:200].upper()
        pending, size = [line[:-1] if soft else line], len(line)
    if pending:
        yield b"".join(pending)


def _lines(stream: BinaryIO, name: str) -> Iterator[bytes]:
    rest = b""
    while chunk := stream.read(limits.MEGABYTE):
        data = rest + chunk
        lines = re.split(rb"\r\r\n|\r\n|\n|\r(?!\n|\r|\Z)", data)
        rest = lines.pop()
        if len(rest) > limits.LINE * 25:
            raise FileRefused("line-endless", file=name, most=limits.LINE)
        yield from lines
    yield from re.split(rb"\r\n|\n|\r", rest)


def _property(line: bytes, encoding: str) -> Property | None:
    match = _HEAD.match(line[:4096].decode("latin-1"))
    if not match or match[2].upper() in _BINARY:
        return None
    parameters = _parameters(match[3])
    value = _decoded(line[match.end() :][:_VALUE], parameters, encoding)
    return Property(
        name=match[2].upper(),
        types=_types(parameters),
        value=value.replace("\x00", ""),
        group=(match[1] or "").lower(),
        no_year=(parameters.get("X-APPLE-OMIT-YEAR") or [""])[0],
        service=(parameters.get("X-SERVICE-TYPE") or [""])[0],
    )


def _parameters(text: str) -> dict[str, list[str]]:
    """Return the parameters by name; a bare word, as in version 2.1, is a type or a transfer encoding."""
    parameters: dict[str, list[str]] = {}
    for key, equals, value in _PARAMETER.findall(text):
        name = key.strip().upper()
        if equals:
            parameters.setdefault(name, []).extend(part.strip(' "') for part in value.split(","))
        else:
            parameters.setdefault("ENCODING" if name in _TRANSFER else "TYPE", []).append(name)
    return parameters


def _types(parameters: dict[str, list[str]]) -> tuple[str, ...]:
    types = [word.strip('"').lower() for word in parameters.get("TYPE", [])]
    if "PREF" in parameters:
        types.append("pref")
    return tuple(dict.fromkeys(types))


def _decoded(raw: bytes, parameters: dict[str, list[str]], encoding: str) -> str:
    charset = (parameters.get("CHARSET") or [""])[0]
    if "QUOTED-PRINTABLE" in (word.upper() for word in parameters.get("ENCODING", [])):
        raw = quopri.decodestring(raw)
        return raw.decode(_codec(charset) or _own(raw, encoding), "replace")
    try:
        return raw.decode(_codec(charset) or named(encoding).codec)
    except UnicodeDecodeError:
        return raw.decode(named(encoding).codec, "replace")


def _own(raw: bytes, encoding: str) -> str:
    """Quoted-printable without a charset: whatever the bytes look like."""
    return encoding_of(BytesIO(raw + b"\n"), "").codec if not raw.isascii() else named(encoding).codec


def _codec(charset: str) -> str:
    if not charset:
        return ""
    try:
        return named(charset).codec
    except BadInput:  # a charset nobody knows is no reason to lose the card
        return ""


def unescaped(text: str) -> str:
    r"""Return the text without its backslashes; \n is a line break."""
    return _UNESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], text)


def _parted(value: str, mark: str) -> Sequence[str]:
    return re.split(rf"(?<!\\){re.escape(mark)}", value)
