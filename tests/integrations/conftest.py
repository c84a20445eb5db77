"""Files to read: our own, and the larger sets that lie beside the project on a developer's machine."""

from collections.abc import Callable
from pathlib import Path

import pytest

from salesdesk.integrations.reader import read_table
from salesdesk.integrations.table_file import Reading, Row


@pytest.fixture
def tables() -> Path:
    return Path(__file__).resolve().parent.parent / "data" / "tables"


@pytest.fixture
def read(tmp_path) -> Callable[..., list[Row]]:
    """Write bytes or text to a file and read it back as rows."""

    def write_and_read(content: bytes | str, name: str = "file.csv", **reading: object) -> list[Row]:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return list(read_table(path, Reading(**reading)).rows())

    return write_and_read
