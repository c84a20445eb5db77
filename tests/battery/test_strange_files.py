"""Files that were cut, mixed and spoilt in every way are read as text or refused with a reason."""

from pathlib import Path

import pytest

from salesdesk.domain.errors import BadInput, FileRefused
from salesdesk.services import imports
from salesdesk.settings import RESOURCES
from salesdesk.words import words_of

TABLES = Path(__file__).resolve().parent.parent / "data" / "tables"
SAMPLE = RESOURCES / "sample"
FILES = sorted(path for path in [*TABLES.iterdir(), *SAMPLE.iterdir()] if path.suffix not in {".md", ".gz"})
SENTENCES = {key.removeprefix("error.") for key in words_of("en").texts}
SPOILS = (b"\x00", b"\xff\xfe", b'"', b"\r", b"=1+1", b"\x1a", "鑫".encode(), b"\n" * 50, b"," * 500)


def _spoilt(whole, dice):
    """Return the bytes with a few things wrong."""
    data = bytearray(whole)
    for _ in range(dice.randint(1, 8)):
        at = dice.randrange(len(data) + 1)
        match dice.randrange(4):
            case 0:
                del data[at:]
            case 1:
                data[at:at] = dice.choice(SPOILS)
            case 2:
                data[at : at + 1] = bytes([dice.randrange(256)])
            case _:
                data[at:at] = data[at : at + dice.randrange(400)]
    return bytes(data)


@pytest.mark.parametrize("kind", ["text", "binary"])
def test_whatever_is_spoilt_is_read_or_refused(tmp_path, goes_on, dice, kind):
    binary = {".xlsx", ".xls", ".xlsb", ".ods"}
    files = [path for path in FILES if (path.suffix in binary) == (kind == "binary")]
    codes = set()
    while goes_on():
        source = dice.choice(files)
        path = tmp_path / f"spoilt{source.suffix}"
        path.write_bytes(_spoilt(source.read_bytes(), dice))
        try:
            inspection = imports.inspect(path)
            for row in inspection.table.rows():
                assert len(row.cells) <= 200
        except (FileRefused, BadInput) as refused:
            codes.add(refused.code)
    assert codes <= set(SENTENCES)


def test_the_files_before_they_are_spoilt_are_read(goes_on):
    """The control: what is refused above is refused because it was spoilt."""
    for path in FILES:
        assert imports.inspect(path).rows >= 0
