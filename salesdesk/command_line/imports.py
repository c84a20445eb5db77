"""`main.py import`."""

import time
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from salesdesk.command_line.answers import tell
from salesdesk.command_line.workspace import opened
from salesdesk.services import imports, undo
from salesdesk.services.imports import ImportPlan, ImportResult, Inspection, Kind
from salesdesk.storage.database import Database
from salesdesk.words import say

DONE: Final = 0
_SHOWN: Final = 10


class _Looked(NamedTuple):
    """A file that was looked at, and the seconds it took."""

    inspection: Inspection
    seconds: float


def run_import(asked: Namespace) -> int:
    """Import files, related ones in the order they need; all of them or none."""
    with opened(asked) as workspace:
        looked = _inspect(workspace.database, asked)
        answers = _plans(workspace.database, looked) if asked.dry_run else _all(workspace.database, looked)
    lines = [line for answer in answers for line in _lines(answer, dry=asked.dry_run)]
    tell(answers[0] if len(answers) == 1 else {"files": answers}, lines, as_json=asked.json)
    return DONE


def _inspect(database: Database, asked: Namespace) -> list[_Looked]:
    """Look at every file before any is imported, so that one that cannot be read stops all."""
    kind = Kind(asked.kind) if asked.kind else None
    looked = []
    for path in asked.files:
        began = time.perf_counter()
        found = imports.chosen(imports.inspect(path, database=database, kind=kind), key=asked.key)
        looked.append(_Looked(found, time.perf_counter() - began))
    seconds = {id(one.inspection): one.seconds for one in looked}
    return [_Looked(one, seconds[id(one)]) for one in imports.in_order(one.inspection for one in looked)]


def _plans(database: Database, looked: list[_Looked]) -> list[dict[str, Any]]:
    """Say what would become of each file, those before it being imported."""
    plans: list[ImportPlan] = []
    answers = []
    for one in looked:
        began = time.perf_counter()
        plans.append(_plan(database, one.inspection, plans))
        answers.append(_answer(plans[-1], one, began))
    return answers


def _plan(database: Database, inspection: Inspection, after: Sequence[ImportPlan] = ()) -> ImportPlan:
    if not inspection.names_rows:
        return imports.refuse_all(inspection)
    return imports.plan(database, inspection, after=after)


def _all(database: Database, looked: list[_Looked]) -> list[dict[str, Any]]:
    answers = []
    taken = 0
    try:
        for one in looked:
            before, began = undo.next_undo(database), time.perf_counter()
            answers.append(_answer(_import(database, one.inspection), one, began))
            after = undo.next_undo(database)
            taken += (after.id if after else 0) != (before.id if before else 0)
    except Exception:
        for _ in range(taken):
            undo.undo(database)
        raise
    return answers


def _import(database: Database, inspection: Inspection) -> ImportResult | ImportPlan:
    plan = _plan(database, inspection)
    return imports.carry_out(database, plan) if inspection.names_rows else plan


def _answer(result: ImportResult | ImportPlan, looked: _Looked, began: float) -> dict[str, Any]:
    return imports.result_as_json(result, seconds=looked.seconds + time.perf_counter() - began)


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
