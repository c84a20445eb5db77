"""Starting, in a process of its own: what is said without a display, and what the pages load."""

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
from importlib import import_module
from salesdesk.desktop.loading import BESIDE, CRAFTS, PAGE_CRAFTS, WINDOW, in_order
from salesdesk.desktop.pages import PAGES, modules_of
for name in (*CRAFTS, *WINDOW, *modules_of(), *PAGE_CRAFTS):
    import_module(name)
pieces = {}
for name in in_order([*BESIDE, *modules_of(*(entry.kind for entry in PAGES))]):
    before = set(sys.modules)
    import_module(name)
    pieces[name] = [new for new in sys.modules if new not in before and new != name]
print(json.dumps({"pieces": pieces, "all": list(sys.modules)}))
"""


@pytest.fixture(scope="module")
def pages_loaded():
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", PAGES_LOADED]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=True)
    return json.loads(done.stdout)


def test_no_page_loads_what_only_some_acts_need(pages_loaded):
    assert {name.partition(".")[0] for name in pages_loaded["all"]} & NEVER == set()


def test_pages_are_loaded_module_by_module_and_their_crafts_are_there_before(pages_loaded):
    """A module that brings others with it would hold up the window for as long as all of them take."""
    brought = {
        new for others in pages_loaded["pieces"].values() for new in others if new.startswith("salesdesk")
    }
    assert brought == set()
    assert "salesdesk.desktop.quotes.editor" in pages_loaded["pieces"]


def test_no_source_is_read_when_a_module_is_imported():
    program = "import salesdesk.desktop, linecache, email.message; print([*linecache.cache])"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert "email" not in done.stdout
