"""`main.py export`."""

import time
from argparse import Namespace
from typing import Final

from salesdesk.command_line.answers import tell
from salesdesk.command_line.workspace import opened
from salesdesk.services import exports
from salesdesk.words import say

DONE: Final = 0


def run_export(asked: Namespace) -> int:
    """Write all records of a kind; the name's ending says how."""
    with opened(asked) as workspace:
        began = time.perf_counter()
        written = exports.export(workspace.database, asked.kind, asked.file)
        seconds = time.perf_counter() - began
    answer = {"kind": asked.kind, "file": str(asked.file), "records": written, "seconds": round(seconds, 3)}
    tell(answer, [say("command.exported", n=written, file=asked.file)], as_json=asked.json)
    return DONE
