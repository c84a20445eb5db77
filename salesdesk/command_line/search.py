"""`main.py search`."""

import time
from argparse import Namespace
from typing import Final

from salesdesk.command_line.answers import tell
from salesdesk.command_line.workspace import opened
from salesdesk.services import search
from salesdesk.words import say

DONE: Final = 0


def run_search(asked: Namespace) -> int:
    """Find records by what was typed, grouped by kind, the best first."""
    with opened(asked) as workspace:
        began = time.perf_counter()
        hits = search.search(workspace.database, asked.text, asked.limit)
        seconds = time.perf_counter() - began
    answer = {
        "text": asked.text,
        "hits": [
            {"kind": hit.kind, "id": str(hit.id), "title": hit.title, "subtitle": hit.subtitle}
            for hit in hits
        ],
        "seconds": round(seconds, 4),
    }
    lines = [f"{say(f'kind.{hit.kind}')}  {hit.title}  {hit.subtitle}".rstrip() for hit in hits]
    tell(answer, lines or [say("command.found-nothing", text=asked.text)], as_json=asked.json)
    return DONE
