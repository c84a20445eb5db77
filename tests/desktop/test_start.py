"""What happens before the first window is seen, in a process of its own."""

import json
import os
import subprocess
import sys

import pytest

from salesdesk.settings import ROOT

NEVER = {
    "pyqtgraph",
    "numpy",
    "reportlab",
    "openpyxl",
    "alembic",
    "pypinyin",
    "phonenumbers",
    "xlsxwriter",
    "requests",
    "PIL",
    "pypdfium2",
    "python_calamine",
    "vobject",
    "babel",
    "clevercsv",
    "rapidfuzz",
}
AFTER_THE_PASSWORD = {"sqlalchemy", "sqlcipher3", "keyring", "cryptography", "argon2", "msgspec"}

LOCK_SCREEN = """
import json, sys
from argparse import Namespace
from pathlib import Path
from PySide6.QtCore import QEvent, QObject
from salesdesk.desktop import app as start
from salesdesk.desktop.unlock.entrance import Entrance

def painted(self):
    print(json.dumps(sorted(set(name.partition(".")[0] for name in sys.modules))))
    sys.stdout.flush()
    import os; os._exit(0)

start.App._load = painted
start.run(Namespace(demo=False, profile=Path(sys.argv[1]), language="en", reset=False))
"""


@pytest.fixture
def modules(tmp_path) -> set[str]:
    """The top-level modules that are loaded when the first window has been painted."""
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", LOCK_SCREEN, str(tmp_path / "profile")]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=True)
    return set(json.loads(done.stdout.strip().splitlines()[-1]))


def test_nothing_heavy_is_loaded_at_first_paint(modules):
    assert modules & NEVER == set()


def test_the_database_is_loaded_behind_the_lock_screen(modules):
    assert "PySide6" in modules
    assert modules & AFTER_THE_PASSWORD == set()


def test_without_a_display_it_says_so_and_ends(tmp_path):
    env = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    command = [sys.executable, "main.py", "--profile", str(tmp_path / "profile")]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 7
    assert "main.py demo" in done.stderr
    assert not (tmp_path / "profile").exists()


PAGES_LOADED = """
import json, sys
from salesdesk.desktop.pages import PAGES, load_all
import salesdesk.desktop.session
load_all(PAGES)
print(json.dumps(sorted(set(name.partition(".")[0] for name in sys.modules))))
"""


def test_no_page_loads_what_only_some_acts_need():
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", PAGES_LOADED]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=True)
    assert set(json.loads(done.stdout)) & NEVER == set()
