"""The battery itself is tried: bugs are planted one by one, and each has to be found.

All of them in `make battery`, by the test that is named with the bug or, if that has lost sight of it, by any
other; one by chance in `make test`, by its own test only. What finds them are the tests of the server's heart
and of the engine, and histories by chance. A bug that nobody finds is a hole in them.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.battery.conftest import BUDGET, SLICE
from tests.battery.sync.planted import BUGS, Bug

ROOT = Path(__file__).resolve().parents[3]
FINDERS = (
    "tests/protocol",
    "tests/server/test_allotments.py",
    "tests/server/test_exchange.py",
    "tests/server/test_values.py",
    "tests/server/test_files.py",
    "tests/server/test_orders.py",
    "tests/server/test_merging.py",
    "tests/server/test_numbering.py",
    "tests/server/test_accounts.py",
    "tests/server/test_retention.py",
    "tests/server/test_sketching.py",
    "tests/domain/test_stock.py",
    "tests/server/test_stock.py",
    "tests/services/test_stock.py",
    "tests/sync",
    "tests/storage/replica",
    "tests/storage/test_file_parts.py",
    "tests/battery/sync/test_restores.py",
    "tests/battery/sync/test_revoked_bytes.py",
    "tests/battery/sync/test_walk.py",
)
_FEW = 1


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """The program and its tests once more, to be spoilt: a file with a bug in it is newer than its code."""
    folder = tmp_path_factory.mktemp("planted")
    for name in ("salesdesk", "tests"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "pyproject.toml", folder)
    (folder / "resources").symlink_to(ROOT / "resources")
    return folder


def found(copy: Path, *finders: str) -> str | None:
    """Return the first of these tests that fails in the copy, or None."""
    environment = os.environ | {"SALESDESK_BATTERY_SECONDS": "8"}
    options = ["-n0", "-x", "-q", "-k", "not postgresql", "-p", "no:randomly", "-p", "no:cacheprovider"]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "--no-header", "--tb=no", *finders],
        cwd=copy,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=1_800,
    )
    assert run.returncode not in {4, 5}, f"there is no such test: {finders}"
    if run.returncode == 0:
        return None
    named = [line for line in run.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return named[0] if named else run.stdout[-500:] + run.stderr[-500:]


def plant(copy: Path, bug: Bug) -> Path:
    """Write a bug into the copy; it has to be one place exactly."""
    path = copy / "salesdesk" / bug.file
    text = path.read_text(encoding="utf-8")
    assert text.count(bug.right) == 1, f"{bug.file}: {bug.right!r} stands there {text.count(bug.right)} times"
    path.write_text(text.replace(bug.right, bug.wrong), encoding="utf-8")
    compile(path.read_text(encoding="utf-8"), bug.file, "exec")
    return path


def test_the_bugs_can_be_planted():
    for bug in BUGS:
        text = (ROOT / "salesdesk" / bug.file).read_text(encoding="utf-8")
        assert text.count(bug.right) == 1, (bug.file, bug.right, text.count(bug.right))
    assert len(BUGS) >= 40


def test_the_tests_that_find_them_are_there():
    for bug in BUGS:
        file, name = bug.by.split("::")
        assert file.startswith(FINDERS)
        assert f"\ndef {name}(" in (ROOT / file).read_text(encoding="utf-8"), bug.by


@pytest.mark.timeout(0)
def test_every_planted_bug_is_found(copy, dice):
    whole = BUDGET > SLICE
    if whole:
        assert found(copy, *FINDERS) is None, "without a bug there is nothing to be found"
    chosen = BUGS if whole else dice.sample(BUGS, _FEW)
    unfound, astray = [], []
    for bug in chosen:
        path = plant(copy, bug)
        if found(copy, bug.by) is None:
            astray.append(bug)
            by = found(copy, *FINDERS) if whole else None
            unfound += [bug] if by is None else []
            print(f"{bug.file}: {bug.harm}: not found by {bug.by} but by {by}")  # noqa: T201 - the report
        shutil.copy(ROOT / "salesdesk" / bug.file, path)
    print(f"kill rate: {len(chosen) - len(unfound)} of {len(chosen)}")  # noqa: T201 - the report
    assert (unfound, astray) == ([], [])
