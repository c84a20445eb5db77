"""Numbers that a workbook shows with zeros in front (format 000000): codes, which must keep their zeros.

The parser tells values alone, so the formats are read here, from the parts of an .xlsx or .xlsm. Only the
worker process does so, after the package was checked: there are no entities in it.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Final
from xml.etree.ElementTree import ParseError, fromstring

Zeros = dict[int, list[tuple[int, int]]]
"""By the number of a row, from 1: columns, from 0, and to how many digits their number is filled up."""
_BESIDE: Final = re.compile(r"\[[^\]]*\]|\\.|_.|\*.|\"\"")
_ZEROS: Final = re.compile(r"0{2,20}")
_PLACE: Final = re.compile(rb"\br=\"([A-Z]{1,3})(\d{1,7})\"")
_STYLE: Final = re.compile(rb"\bs=\"(\d{1,6})\"")
_UNTOLD: Final = (
    KeyError, ValueError, OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error, ParseError,
)  # fmt: skip
_CHUNK: Final = 1024 * 1024
_LONGEST_TAG: Final = 4096


def zeros_of(path: str, sheet: str) -> Zeros:
    """Return which cells of a sheet are filled up with zeros; nothing where the file tells no formats."""
    try:
        with zipfile.ZipFile(path) as package:
            widths = _widths(package)
            part = _part_of(package, sheet) if widths else ""
            if not part:
                return {}
            with package.open(part) as stream:
                return _found(stream, widths)
    except _UNTOLD:
        return {}  # another kind of workbook, or one that the parser of values will refuse


def padded(value: object, width: int) -> object:
    """Return a whole number as its digits, filled up with zeros; anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    return f"{int(value):0{width}}" if value >= 0 and value == int(value) and value < 10**width else value


def _widths(package: zipfile.ZipFile) -> dict[bytes, int]:
    """Return the digits of each style of cells that fills up with zeros, by the number of the style."""
    root = fromstring(package.read("xl/styles.xml"))  # noqa: S314 - see above
    digits = {
        one.get("numFmtId"): digits
        for one in root.iterfind(".//{*}numFmts/{*}numFmt")
        if (digits := _digits(one.get("formatCode") or ""))
    }
    styles = enumerate(root.iterfind("{*}cellXfs/{*}xf"))
    return {b"%d" % at: digits[one.get("numFmtId")] for at, one in styles if one.get("numFmtId") in digits}


def _digits(code: str) -> int:
    """Return how many digits a format code fills up to, 0 where it does no such thing."""
    bare = _BESIDE.sub("", code.split(";", maxsplit=1)[0]).strip()
    return len(bare) if _ZEROS.fullmatch(bare) else 0


def _part_of(package: zipfile.ZipFile, sheet: str) -> str:
    """Return the name of the part that holds a sheet, "" where there is none of the name."""
    book = fromstring(package.read("xl/workbook.xml"))  # noqa: S314 - see above
    found = next((one for one in book.iterfind("{*}sheets/{*}sheet") if one.get("name") == sheet), None)
    if found is None:
        return ""
    wanted = next((value for name, value in found.items() if name.endswith("}id")), "")
    links = fromstring(package.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - see above
    target = next((one.get("Target") or "" for one in links if one.get("Id") == wanted), "")
    return target[1:] if target.startswith("/") else f"xl/{target}" if target else ""


def _found(stream: IO[bytes], widths: dict[bytes, int]) -> Zeros:
    wanted = b"|".join(widths)
    cell = re.compile(rb"<(?:\w+:)?c\s([^<>]*?\bs=\"(?:" + wanted + rb")\"[^<>]*)>")
    zeros: Zeros = {}
    for attributes in _matches(stream, cell):
        style, place = _STYLE.search(attributes), _PLACE.search(attributes)
        if style is not None and place is not None:
            zeros.setdefault(int(place[2]), []).append((_column(place[1]), widths[style[1]]))
    return zeros


def _matches(stream: IO[bytes], tag: re.Pattern[bytes]) -> Iterator[bytes]:
    """Yield the attributes of each fitting tag, a piece of the sheet at a time."""
    rest = b""
    while chunk := stream.read(_CHUNK):
        data = rest + chunk
        end = data.rfind(b">") + 1
        yield from tag.findall(data, 0, end)
        rest = data[end:][-_LONGEST_TAG:]


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - ord("A") + 1
    return place - 1
