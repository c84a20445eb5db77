"""`main.py check`: is the workspace whole? And what to do where it is not."""

from argparse import Namespace
from functools import partial
from typing import Any, Final

from salesdesk.command_line.answers import tell
from salesdesk.command_line.workspace import opened, password, places_of
from salesdesk.services import checks, rescue
from salesdesk.services.rescue import Repaired
from salesdesk.storage.database import utc_now
from salesdesk.words import say

WHOLE: Final = 0
NOT_WHOLE: Final = 5


def run_check(asked: Namespace) -> int:
    """Look over file, references and rules; exit with 5 if anything is wrong."""
    if asked.export is not None:
        return _export(asked)
    open_by = partial(rescue.repair, now=utc_now()) if asked.repair else None
    with opened(asked, open_by=open_by) as workspace:
        found = checks.check(workspace.database)
        done = workspace.repaired
    problems = [
        {"code": finding.code, "count": finding.n, "message": checks.sentence(finding)} for finding in found
    ]
    lines = [say("command.check-bad", n=len(found)), *(f"  {problem['message']}" for problem in problems)]
    answer: dict[str, Any] = {"whole": not found, "problems": problems}
    if done is not None:
        answer["repaired"] = _figures(done)
    said = _sentences(done) if done is not None else []
    tell(answer, [*said, *(lines if found else [say("command.check-good")])], as_json=asked.json)
    return NOT_WHOLE if found else WHOLE


def _figures(done: Repaired) -> dict[str, Any]:
    replayed = done.replayed
    made_at = done.made_at.isoformat() if done.made_at else None
    counts = {"changes": replayed.changes, "acts": replayed.acts, "held": replayed.held}
    return {"copy": made_at, **counts, "blind": done.blind}


def _sentences(done: Repaired) -> list[str]:
    if done.was_needless:
        return [say("command.repair-needless")]
    figures = _figures(done)
    alone = say("command.repaired.itself" if done.was_whole else "command.repaired.alone")
    copy = say("command.repaired.copy", when=figures["copy"]) if done.made_at else alone
    said = say("command.repaired", **{**figures, "copy": copy})
    return [said, say("unlock.repaired_blind")] if done.blind else [said]


def _export(asked: Namespace) -> int:
    typed = password("command.password")
    taken = rescue.export_readable(places_of(asked), typed, asked.export, now=utc_now())
    n, folder = sum(taken.rows.values()), str(taken.folder)
    answer = {"folder": folder, "rows": taken.rows, "unreadable": taken.unreadable}
    tell(answer, [say("command.taken_out", n=n, folder=folder, lost=taken.unreadable)], as_json=asked.json)
    return NOT_WHOLE if taken.unreadable else WHOLE
