"""The lock screen is painted before anything heavy is loaded, and typing is met by what loads behind it."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
HEAVY = (
    *(
        "alembic",
        "argon2",
        "babel",
        "cryptography",
        "keyring",
        "msgspec",
        "numpy",
        "openpyxl",
        "phonenumbers",
    ),
    *("PIL", "pypdfium2", "pypinyin", "pyqtgraph", "python_calamine", "rapidfuzz", "reportlab", "requests"),
    *("sqlalchemy", "sqlcipher3", "vobject", "xlsxwriter"),
    *("salesdesk.desktop.session", "salesdesk.services.accounts"),
)
PROGRAM = """
import json, os, sys
from pathlib import Path
from salesdesk.desktop import app as program
from salesdesk.desktop.unlock.opening import Opening
from salesdesk.settings import Places

class Entrance(program.Entrance):
    def paintEvent(self, event):
        super().paintEvent(event)
        print(json.dumps([self.stack.currentWidget().__class__.__name__, sorted(sys.modules)]), flush=True)
        os._exit(0)

program.Entrance = Entrance
application = program._application()
program.App(application, Opening(Places(Path(sys.argv[1])))).start()
application.exec()
"""


def test_nothing_heavy_is_loaded_at_the_first_paint_of_the_lock_screen(made, places):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(places.profile)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        check=True,
        timeout=60,
    )
    screen, modules = json.loads(done.stdout)
    assert screen == "LockScreen"
    assert [name for name in HEAVY if name in modules] == []
