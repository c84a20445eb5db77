"""The battery itself is tried: bugs are planted one by one, and each has to be found.

All of them in `make battery`; a few by chance in `make test`. What finds them are the tests of the server's
heart and of the engine, and histories by chance. A bug that nobody finds is a hole in them.
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
    "tests/server/test_exchange.py",
    "tests/server/test_files.py",
    "tests/server/test_retention.py",
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
    """The program and its tests once more, to be spoilt.

    What is compiled comes along and is not written: a file with a bug in it is newer, and is compiled anew.
    """
    folder = tmp_path_factory.mktemp("planted")
    for name in ("salesdesk", "tests"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "pyproject.toml", folder)
    (folder / "resources").symlink_to(ROOT / "resources")
    return folder


def found(copy: Path, *, seconds: float) -> str | None:
    """Return the first test that fails in the copy, or None."""
    environment = os.environ | {"SALESDESK_BATTERY_SECONDS": str(seconds), "PYTHONDONTWRITEBYTECODE": "1"}
    options = ["-n0", "-x", "-q", "-k", "not postgresql", "-p", "no:randomly", "-p", "no:cacheprovider"]
    there = [name for name in FINDERS if (copy / name).exists()]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "--no-header", "--tb=no", *there],
        cwd=copy,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
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


@pytest.mark.timeout(0)
def test_every_planted_bug_is_found(copy, dice):
    chosen = BUGS
    if BUDGET <= SLICE:
        chosen = dice.sample(BUGS, _FEW)
    else:
        assert found(copy, seconds=8) is None, "without a bug there is nothing to be found"
    unfound = []
    for bug in chosen:
        path = plant(copy, bug)
        by = found(copy, seconds=8)
        print("found by" if by else "NOT FOUND", f"{by} - {bug.file}: {bug.harm}")  # noqa: T201 - the report
        if by is None:
            unfound.append(bug)
        shutil.copy(ROOT / "salesdesk" / bug.file, path)
    print(f"kill rate: {len(chosen) - len(unfound)} of {len(chosen)}")  # noqa: T201 - the report
    assert unfound == []
