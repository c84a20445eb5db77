"""`main.py import`."""

import time
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from salesdesk.command_line.answers import tell
from salesdesk.command_line.workspace import opened
from salesdesk.services import imports, undo
from salesdesk.services.imports import ImportPlan, ImportResult, Inspection, Kind, Outcome, Refusal, Untaken
from salesdesk.storage.database import Database
from salesdesk.words import say

DONE: Final = 0
_SHOWN: Final = 10


class _Looked(NamedTuple):
    """A file that was looked at, and the seconds it took."""

    inspection: Inspection
    seconds: float


class _Done(NamedTuple):
    """What became of a file, and the object that scripts are told."""

    result: ImportResult | ImportPlan
    answer: dict[str, Any]


def run_import(asked: Namespace) -> int:
    """Import files, related ones in the order they need; all of them or none."""
    with opened(asked) as workspace:
        looked = _inspect(workspace.database, asked)
        done = _plans(workspace.database, looked) if asked.dry_run else _all(workspace.database, looked)
    answers = [one.answer for one in done]
    lines = [line for one in done for line in _lines(one, dry=asked.dry_run)]
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


def _plans(database: Database, looked: list[_Looked]) -> list[_Done]:
    """Say what would become of each file, those before it being imported."""
    plans: list[ImportPlan] = []
    done = []
    for one in looked:
        began = time.perf_counter()
        plans.append(_plan(database, one.inspection, plans))
        done.append(_done(plans[-1], one, began))
    return done


def _plan(database: Database, inspection: Inspection, after: Sequence[ImportPlan] = ()) -> ImportPlan:
    if not inspection.names_rows:
        return imports.refuse_all(inspection)
    return imports.plan(database, inspection, after=after)


def _all(database: Database, looked: list[_Looked]) -> list[_Done]:
    done = []
    taken = 0
    try:
        for one in looked:
            before, began = undo.next_undo(database), time.perf_counter()
            done.append(_done(_import(database, one.inspection), one, began))
            after = undo.next_undo(database)
            taken += (after.id if after else 0) != (before.id if before else 0)
    except Exception:
        for _ in range(taken):
            undo.undo(database)
        raise
    return done


def _import(database: Database, inspection: Inspection) -> ImportResult | ImportPlan:
    plan = _plan(database, inspection)
    return imports.carry_out(database, plan) if inspection.names_rows else plan


def _done(result: ImportResult | ImportPlan, looked: _Looked, began: float) -> _Done:
    seconds = looked.seconds + time.perf_counter() - began
    return _Done(result, imports.result_as_json(result, seconds=seconds))


def _lines(done: _Done, *, dry: bool) -> list[str]:
    answer = done.answer
    names = ("created", "updated", "unchanged", "skipped", "duplicates")
    counts = {name: answer[name] for name in names} | {"refused": len(answer["refused"])}
    key = "command.import-would" if dry else "command.imported"
    name = Path(answer["file"]).name
    lines = [say(key, file=name, kind=say(f"command.kind.{answer['kind']}"), rows=answer["rows"], **counts)]
    lines += _reasons(done.result, Outcome.REFUSED, "command.import-more")
    lines += _reasons(done.result, Outcome.SKIPPED, "command.import-more-skipped")
    lines += _told(done.result.outcomes.untaken, "command.import-more-untaken")
    return lines + _left_out(done.result.inspection)


def _reasons(result: ImportResult | ImportPlan, outcome: Outcome, more: str) -> list[str]:
    """Name the first rows that came to this, with the field and the reason."""
    found = [one for _, came, one in result.outcomes.each() if came is outcome and one is not None]
    return _told(found, more)


def _told(reasons: Sequence[Refusal | Untaken], more: str) -> list[str]:
    lines = [
        say(
            "command.import-refused",
            row=one.row,
            message=f"{one.called}: {one.message}" if one.called else one.message,
        )
        for one in reasons[:_SHOWN]
    ]
    return lines + ([say(more, n=len(reasons) - _SHOWN)] if len(reasons) > _SHOWN else [])


def _left_out(inspection: Inspection) -> list[str]:
    """Say what of the file was not taken: columns that hold something, other sheets, unreadable letters."""
    table = inspection.table
    lines = [f"  {say(f'notice.{one.code}', **one.values)}" for one in table.notices]
    columns = [
        column.name
        for place, column in enumerate(table.columns)
        if place not in inspection.mapping and column.samples
    ]
    if columns and inspection.names_rows:
        lines.append(say("command.import-columns", columns=", ".join(columns)))
    others = [sheet for sheet in table.sheets if sheet != table.sheet]
    if others:
        lines.append(say("command.import-sheets", sheet=table.sheet, others=", ".join(others)))
    return lines
