"""What kind of file lies before us: told by its first bytes and its inner names, never by its extension."""

import re
import zipfile
from pathlib import Path
from typing import Final

from salesdesk.domain.errors import FileRefused
from salesdesk.integrations import limits
from salesdesk.integrations.table_file import FileKind

_HEAD: Final = 4096
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOOK_STREAM: Final = re.compile("book".encode("utf-16-le"), re.IGNORECASE)  # Workbook, Book, BOOK
_FILE_PASS: Final = re.compile(rb"\x09\x08(?:\x08\x00.{8}|\x10\x00\x00\x06.{14})\x2f\x00", re.DOTALL)
"""The record that says a workbook of Excel 5 to 2003 is locked stands right behind its beginning."""
_GZIP: Final = b"\x1f\x8b"
_BIFF: Final = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")  # a bare worksheet stream of Excel 2-5
_OTHERS: Final = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"SQLite format 3": "SQLite",
    b"\x7fELF": "ELF",
    b"MZ\x90": "EXE",
    b"{\\rtf": "RTF",
    b"PAR1": "Parquet",
}
_VCARD: Final = re.compile(r"^\s*(?:[\w-]+\.)?BEGIN\s*:\s*VCARD\s*$", re.IGNORECASE | re.MULTILINE)
_LDIF: Final = re.compile(
    r"\A(?:\s|#[^\n]*\n)*(?:version:[^\n]*\n(?:\s|#[^\n]*\n)*)?(?:dn::?\s|objectclass::?\s)", re.IGNORECASE
)
_CARD_INSIDE: Final = re.compile(
    r"\A\s*(?:VERSION\s*:\s*[234]\.\d|END\s*:\s*VCARD)\s*$", re.IGNORECASE | re.MULTILINE
)
_JSON: Final = re.compile(r"\A\s*(?:\{\s*\"[^\"\n]*\"\s*:|\[\s*[{\[])")
_CALENDAR: Final = re.compile(r"\A\s*BEGIN:VCALENDAR\b", re.IGNORECASE)
_MARKUP: Final = re.compile(r"\A\s*<(?:!doctype|html|\?xml|table|head|meta|body|workbook)\b", re.IGNORECASE)


def is_gzip(path: Path) -> bool:
    """Say whether the file is gzip, by its first bytes."""
    return _head(path).startswith(_GZIP)


def binary_kind(path: Path) -> FileKind | None:
    """Return the kind of a workbook, None for what may be text; refuse what is plainly something else."""
    head = _head(path)
    for magic, name in _OTHERS.items():
        if head.startswith(magic):
            raise FileRefused("file-not-a-table", file=path.name, format=name)
    if head.startswith(_ZIP):
        return _zip_kind(path)
    if head.startswith(_OLE):
        return _ole_kind(path)
    if head.startswith(_BIFF) and b"\x00" in head[:16]:
        return FileKind.XLS
    return None


def text_kind(start: str, name: str) -> FileKind:
    """Return what kind of text file begins like this; refuse web pages and XML sold as a table."""
    if _VCARD.search(start[:2000]):
        return FileKind.VCARD
    if _LDIF.match(start):
        return FileKind.LDIF
    if _CARD_INSIDE.search(start):
        raise FileRefused("file-without-people", file=name)
    if _CALENDAR.match(start):
        raise FileRefused("file-not-a-table", file=name, format="iCalendar")
    if _JSON.match(start):
        raise FileRefused("file-not-a-table", file=name, format="JSON")
    if _MARKUP.match(start):
        raise FileRefused("file-is-markup", file=name)
    return FileKind.CSV


def _head(path: Path) -> bytes:
    with limits.opened(limits.plain(path), path.name) as stream:
        return stream.read(_HEAD)


def _zip_kind(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.replace("\\", "/").lower() for name in archive.namelist()}
            kind = _office_kind(archive, names)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise FileRefused("file-broken", file=path.name) from error
    if kind is None:
        code = (
            "file-is-office" if "[content_types].xml" in names or "mimetype" in names else "file-is-archive"
        )
        raise FileRefused(code, file=path.name)
    return kind


def _office_kind(archive: zipfile.ZipFile, names: set[str]) -> FileKind | None:
    if any(name.endswith("xl/workbook.bin") for name in names):
        return FileKind.XLSB
    if any(re.fullmatch(r"(?:.*/)?xl/workbook\d*\.xml", name) for name in names):
        return FileKind.XLSX
    if "mimetype" in names and archive.getinfo("mimetype").file_size < _HEAD:
        mimetype = archive.read("mimetype")
        if mimetype.strip().startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
            return FileKind.ODS
    return None


def _ole_kind(path: Path) -> FileKind:
    limits.check_size(path, limits.BINARY_BYTES)
    with limits.opened(limits.plain(path), path.name) as stream:
        data = stream.read()
    if "EncryptedPackage".encode("utf-16-le") in data or _FILE_PASS.search(data):
        raise FileRefused("file-has-password", file=path.name)
    if _BOOK_STREAM.search(data):
        return FileKind.XLS
    raise FileRefused("file-is-office", file=path.name)
