"""Starting, in a process of its own: what is said without a display, and what the pages load."""

import json
import os
import subprocess
import sys

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
from salesdesk.desktop.loading import CRAFTS, PAGE_CRAFTS, WINDOW
from salesdesk.desktop.pages import PAGES, modules_of
for name in (*CRAFTS, *WINDOW, *PAGE_CRAFTS, *modules_of(*(entry.kind for entry in PAGES))):
    import_module(name)
print(json.dumps(sorted(set(name.partition(".")[0] for name in sys.modules))))
"""


def test_no_page_loads_what_only_some_acts_need():
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", PAGES_LOADED]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=True)
    assert set(json.loads(done.stdout)) & NEVER == set()


def test_no_source_is_read_when_a_module_is_imported():
    program = "import salesdesk.desktop, linecache, email.message; print([*linecache.cache])"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert "email" not in done.stdout
