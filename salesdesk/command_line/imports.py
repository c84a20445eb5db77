"""`main.py import`."""

import time
from argparse import Namespace
from pathlib import Path
from typing import Any, Final

from salesdesk.command_line.answers import tell
from salesdesk.command_line.workspace import opened
from salesdesk.services import imports, undo
from salesdesk.services.imports import ImportPlan, ImportResult, Inspection, Kind
from salesdesk.storage.database import Database
from salesdesk.words import say

DONE: Final = 0
_SHOWN: Final = 10


def run_import(asked: Namespace) -> int:
    """Import files, related ones in the order they need; all of them or none."""
    with opened(asked) as workspace:
        inspected = _inspect(workspace.database, asked)
        answers = (
            _plans(workspace.database, inspected) if asked.dry_run else _all(workspace.database, inspected)
        )
    lines = [line for answer in answers for line in _lines(answer, dry=asked.dry_run)]
    tell(answers[0] if len(answers) == 1 else {"files": answers}, lines, as_json=asked.json)
    return DONE


def _inspect(database: Database, asked: Namespace) -> list[Inspection]:
    """Look at every file before any is imported, so that one that cannot be read stops all."""
    kind = Kind(asked.kind) if asked.kind else None
    found = [imports.inspect(path, database=database, kind=kind) for path in asked.files]
    return imports.in_order([imports.chosen(one, key=asked.key) for one in found])


def _plans(database: Database, inspected: list[Inspection]) -> list[dict[str, Any]]:
    return [_timed(lambda one=one: imports.plan(database, one)) for one in inspected]


def _all(database: Database, inspected: list[Inspection]) -> list[dict[str, Any]]:
    answers = []
    taken = 0
    try:
        for one in inspected:
            before = undo.next_undo(database)
            answers.append(_timed(lambda one=one: _import(database, one)))
            after = undo.next_undo(database)
            taken += (after.id if after else 0) != (before.id if before else 0)
    except Exception:
        for _ in range(taken):
            undo.undo(database)
        raise
    return answers


def _import(database: Database, inspection: Inspection) -> ImportResult:
    return imports.carry_out(database, imports.plan(database, inspection))


def _timed(work: Any) -> dict[str, Any]:
    began = time.perf_counter()
    result: ImportResult | ImportPlan = work()
    return imports.result_as_json(result, seconds=time.perf_counter() - began)


def _lines(answer: dict[str, Any], *, dry: bool) -> list[str]:
    names = ("created", "updated", "unchanged", "skipped", "duplicates")
    counts = {name: answer[name] for name in names} | {"refused": len(answer["refused"])}
    key = "command.import-would" if dry else "command.imported"
    name = Path(answer["file"]).name
    lines = [say(key, file=name, kind=say(f"command.kind.{answer['kind']}"), rows=answer["rows"], **counts)]
    lines += [
        say("command.import-refused", row=one["row"], message=one["message"])
        for one in answer["refused"][:_SHOWN]
    ]
    if len(answer["refused"]) > _SHOWN:
        lines.append(say("command.import-more", n=len(answer["refused"]) - _SHOWN))
    return lines
