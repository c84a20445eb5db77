"""After locking, nothing of the workspace is left in memory. (Linux lets a parent look into its child.)"""

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SEED = "a seed that is no secret"
PROGRAM = """
import hashlib, os, sys
from salesdesk.desktop.unlock.lock import replace_process

if "locked" not in os.environ:
    keyspec = hashlib.sha384(sys.argv[1].encode()).hexdigest()
    names = [f"{keyspec[:40]} customer {number}" for number in range(50)]
print(os.getpid(), flush=True)
sys.stdin.readline()
if "locked" not in os.environ:
    os.environ["locked"] = "yes"
    replace_process()
"""


def writable_memory(pid: int) -> Iterator[bytes]:
    """The parts of a process's memory that it can write to."""
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            found = re.match(r"([0-9a-f]+)-([0-9a-f]+) rw", line)
            if found:
                start, end = (int(part, 16) for part in found.groups())
                memory.seek(start)
                try:
                    yield memory.read(end - start)
                except OSError:  # memory of a device
                    continue


def hits(pid: int) -> int:
    keyspec = hashlib.sha384(SEED.encode()).hexdigest()
    forms = (keyspec[:40].encode(), bytes.fromhex(keyspec[:32]))
    return sum(part.count(form) for part in writable_memory(pid) for form in forms)


def test_key_and_names_are_gone_from_memory_after_locking():
    if sys.platform != "linux":
        return  # no other system lets us look
    child = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, SEED],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    before = int(child.stdout.readline())
    assert hits(before) > 50  # the search finds them while they are there
    child.stdin.write(b"\n")
    child.stdin.flush()
    after = int(child.stdout.readline())
    assert after == before
    assert hits(after) == 0
    child.communicate(b"\n")
