"""One program at a time in a workspace; the right ends with the process, however it ends."""

import signal
import subprocess
import sys
from pathlib import Path

from salesdesk.storage.in_use import InUse

ROOT = Path(__file__).resolve().parents[2]
HOLDER = """
import sys
from pathlib import Path
from salesdesk.storage.in_use import InUse
held = InUse.take(Path(sys.argv[1]))
print("held" if held else "refused", flush=True)
sys.stdin.read()
"""


def start(path: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def test_a_second_program_is_refused_until_the_first_lets_go(tmp_path):
    path = tmp_path / "workspace" / "in-use.lock"
    held = InUse.take(path)
    child = start(path)
    assert child.stdout.readline() == b"refused\n"
    child.communicate()
    held.release()
    again = InUse.take(path)
    assert again is not None
    again.release()


def test_a_program_that_was_killed_holds_nothing(tmp_path):
    path = tmp_path / "in-use.lock"
    child = start(path)
    assert child.stdout.readline() == b"held\n"
    assert InUse.take(path) is None
    child.send_signal(signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
    child.communicate()
    held = InUse.take(path)
    assert held is not None
    held.release()
