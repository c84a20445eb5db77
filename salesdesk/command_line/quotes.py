"""`main.py quote pdf`."""

from argparse import Namespace
from typing import Final

from salesdesk.command_line.answers import tell
from salesdesk.command_line.workspace import opened
from salesdesk.domain.errors import NotFound
from salesdesk.services import quote_papers, quotes
from salesdesk.services.accounts import Workspace
from salesdesk.services.quote_papers import IssuedPaper
from salesdesk.words import say

DONE: Final = 0


def run_quote(asked: Namespace) -> int:
    """Write a quote as PDF; the paper is kept in the workspace too, as when it is issued in the window."""
    with opened(asked) as workspace:
        paper = _issue(workspace, asked.number, asked.paper)
        quote_papers.save_as(asked.out, quote_papers.content(workspace.files, paper))
    answer = {
        "number": asked.number,
        "file": str(asked.out),
        "pages": paper.pages,
        "bytes": paper.size,
        "sha256": paper.sha256,
    }
    said = say("command.pdf-written", number=asked.number, file=asked.out, pages=paper.pages, n=paper.pages)
    tell(answer, [said], as_json=asked.json)
    return DONE


def _issue(workspace: Workspace, number: str, language: str | None) -> IssuedPaper:
    try:
        quote_id = quotes.quote_of_number(workspace.database, number)
    except NotFound:
        raise NotFound("quote-number-unknown", number=number) from None
    return quote_papers.issue(workspace.database, workspace.files, quote_id, language)
