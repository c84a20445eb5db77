"""What the program says of a file: names for encodings, delimiters, kinds of file and of rows."""

from typing import Final

from salesdesk.integrations.table_file import FileKind
from salesdesk.services.imports import ENCODINGS, Inspection
from salesdesk.words import language, say

DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", ":": "colon", " ": "space"}
_WITHOUT_LETTERS: Final = frozenset((FileKind.XLSX, FileKind.XLSB, FileKind.XLS, FileKind.ODS))


def has_letters(kind: FileKind) -> bool:
    """Say whether a file of this kind is text, so that it has an encoding."""
    return kind not in _WITHOUT_LETTERS


def encoding_name(code: str) -> str:
    """Return an encoding as people know it."""
    return say(f"exchange.encoding.{code}") if code in ENCODINGS else code


def delimiter_name(sign: str) -> str:
    """Return what stands between two cells."""
    return say(f"exchange.delimiter.{DELIMITERS[sign]}") if sign in DELIMITERS else sign


def kind_name(inspection: Inspection) -> str:
    """Return what the file is."""
    return say(f"exchange.file.{inspection.table.kind.value}")


def header_name(row: int) -> str:
    """Return which row holds the names of the columns."""
    return say("exchange.header.row", row=row) if row else say("exchange.header.none")


def field_name(key: str, found: Inspection | None = None) -> str:
    """Return what a field is called; those of the company's own are known to the inspection of a file."""
    if not key:
        return say("exchange.field.none")
    return found.field(key).called(language()) if found is not None else say(f"field.{key}")
