"""Small files to import, and one call for the whole way."""

from collections.abc import Callable
from pathlib import Path

import pytest

from salesdesk.services.imports import ImportResult, Inspection, carry_out, chosen, inspect, plan


@pytest.fixture
def write(tmp_path) -> Callable[..., Path]:
    """Write text to a file and return its path."""

    def write_file(text: str, name: str = "file.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write_file


@pytest.fixture
def bring(database, write) -> Callable[..., ImportResult]:
    """Import text as a file: look, plan, carry out."""

    def bring_in(text: str, name: str = "file.csv", **choices: object) -> ImportResult:
        inspection: Inspection = chosen(inspect(write(text, name), database=database), **choices)
        return carry_out(database, plan(database, inspection))

    return bring_in
