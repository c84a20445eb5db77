"""Is this zip package safe to unpack? Told from its list of contents, then by unpacking it into nothing.

The sizes a package declares may be lies, so the bytes that come out are counted.
"""

import re
import zipfile
import zlib
from pathlib import Path
from typing import Final

from salesdesk.domain.errors import FileRefused
from salesdesk.integrations import limits

_NESTED: Final = re.compile(
    r"\.(?:zip|7z|rar|gz|tgz|bz2|xz|tar|jar|xls[xmb]?|od[stp]|doc[xm]?|ppt[xm]?)$", re.IGNORECASE
)
_ARCHIVE_MAGIC: Final = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b\x08")
_ENTITIES: Final = re.compile(rb"<!\s*(?:ENTITY|DOCTYPE)", re.IGNORECASE)
_CHUNK: Final = 256 * 1024


def check_archive(path: Path) -> None:
    """Raise FileRefused for a bomb, an archive within, entities, a path that leads outside, or damage."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _check_list(members, path)
            _check_content(archive, members, path)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise FileRefused("file-broken", file=path.name) from error


def _check_list(members: list[zipfile.ZipInfo], path: Path) -> None:
    name = path.name
    if len(members) > limits.MEMBERS:
        raise FileRefused("too-many-members", file=name, members=len(members), most=limits.MEMBERS)
    if any(member.flag_bits & 0x1 for member in members):
        raise FileRefused("file-has-password", file=name)
    if sum(member.file_size for member in members) > _allowed(path):
        raise FileRefused("unpacks-too-large", file=name, most=_allowed(path) // limits.MEGABYTE)
    end = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        if member.header_offset < end:
            raise FileRefused("file-broken", file=name)  # two members share bytes: a bomb by overlap
        end = member.header_offset + member.compress_size
    for member in members:
        parts = member.filename.replace("\\", "/").split("/")
        if ".." in parts or member.filename.startswith(("/", "\\")) or ":" in parts[0]:
            raise FileRefused("path-outside", file=name)
        if _NESTED.search(member.filename):
            raise FileRefused("archive-within", file=name, member=parts[-1])


def _allowed(path: Path) -> int:
    packed = path.stat().st_size
    return min(limits.UNPACKED_BYTES, max(packed * limits.RATIO, limits.RATIO_MATTERS_FROM))


def _check_content(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], path: Path) -> None:
    left = _allowed(path)
    for member in members:
        if member.is_dir():
            continue
        is_xml = member.filename.lower().endswith((".xml", ".rels", ".vml"))
        with archive.open(member) as stream:
            head = stream.read(_CHUNK)
            if head.startswith(_ARCHIVE_MAGIC):
                raise FileRefused("archive-within", file=path.name, member=member.filename.split("/")[-1])
            while head:
                left -= len(head)
                if left < 0:
                    raise FileRefused(
                        "unpacks-too-large", file=path.name, most=_allowed(path) // limits.MEGABYTE
                    )
                if is_xml and _ENTITIES.search(head):
                    raise FileRefused("file-has-entities", file=path.name)
                head = stream.read(_CHUNK)
