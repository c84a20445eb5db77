"""`main.py check`: is the workspace whole?"""

from argparse import Namespace
from typing import Final

from salesdesk.command_line.answers import tell
from salesdesk.command_line.workspace import opened
from salesdesk.services import checks
from salesdesk.words import say

WHOLE: Final = 0
NOT_WHOLE: Final = 5


def run_check(asked: Namespace) -> int:
    """Look over file, references and rules; exit with 5 if anything is wrong."""
    with opened(asked) as workspace:
        found = checks.check(workspace.database)
    problems = [
        {"code": finding.code, "count": finding.n, "message": checks.sentence(finding)} for finding in found
    ]
    lines = [say("command.check-bad", n=len(found)), *(f"  {problem['message']}" for problem in problems)]
    answer = {"whole": not found, "problems": problems}
    tell(answer, lines if found else [say("command.check-good")], as_json=asked.json)
    return NOT_WHOLE if found else WHOLE
