"""`main.py selftest`: does the program work on this machine? Run on the frozen program as well."""

import secrets
import tempfile
import time
from argparse import Namespace
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from salesdesk import words
from salesdesk.command_line.answers import tell
from salesdesk.services import accounts, checks, company, customers, quote_lines, quote_papers, quotes, search
from salesdesk.services.accounts import Workspace
from salesdesk.services.quotes import QuoteLine
from salesdesk.settings import Places
from salesdesk.storage.database import utc_now
from salesdesk.words import error_text, say

WORKS: Final = 0
DOES_NOT: Final = 5
NAME: Final = "重庆长安精密机械有限公司"


def run_selftest(asked: Namespace) -> int:
    """Make an encrypted workspace, write, find, print, read back, draw every page; then throw it away."""
    answer: dict[str, Any] = {"works": True, "seconds": {}}
    with tempfile.TemporaryDirectory(prefix="salesdesk-selftest-") as folder:
        places = Places(Path(folder) / "profile")
        try:
            _take_steps(places, answer)
        except Exception as error:  # noqa: BLE001 - whatever fails is what this is to find out
            answer |= {"works": False, "failed": answer.pop("step"), "error": error_text(error)}
    answer.pop("step", None)
    lines = [say("command.selftest-good")]
    if not answer["works"]:
        lines = [say("command.selftest-bad", step=answer["failed"]), str(answer["error"])]
    tell(answer, lines, as_json=asked.json)
    return WORKS if answer["works"] else DOES_NOT


def _take_steps(places: Places, answer: dict[str, Any]) -> None:
    open_: list[Workspace] = []
    steps: dict[str, Callable[[], object]] = {
        "workspace": lambda: open_.append(_make(places)),
        "search": lambda: _find(open_[0]),
        "paper": lambda: _print(open_[0]),
        "check": lambda: _check(open_[0]),
        "pages": lambda: _draw(open_[0]),
    }
    for name, work in steps.items():
        answer["step"] = name
        began = time.perf_counter()
        work()
        answer["seconds"][name] = round(time.perf_counter() - began, 3)


def _make(places: Places) -> Workspace:
    """Make a workspace as the first run does, close it, and open it again by its password."""
    password = secrets.token_hex(16)
    made = accounts.create_workspace(
        places,
        password=password,
        language=words.language(),
        name=say("command.me"),
        company=say("command.my-company"),
        now=utc_now(),
        keyring=accounts.no_keyring,
    )
    customers.add_customer(made.workspace.database, {"name": NAME})
    made.workspace.close()
    return accounts.unlock(places, password, now=utc_now(), keyring=accounts.no_keyring)


def _find(workspace: Workspace) -> None:
    for text in ("长安", "cqca", "changan"):
        assert [hit.title for hit in search.search(workspace.database, text)] == [NAME], text


def _print(workspace: Workspace) -> None:
    """Write a quote, print it in Chinese and find its words in the file."""
    import pypdfium2  # noqa: PLC0415 - only here

    database = workspace.database
    (customer,) = search.search(database, NAME)
    quote_id = quotes.draft_quote(database, customer.id, today=company.company_today(database))
    line = QuoteLine(name="离心泵", quantity=Decimal(2), unit_price=Decimal("8600.00"), tax_rate=Decimal(13))
    quote_lines.set_lines(database, quote_id, [line])
    paper = quote_papers.issue(database, workspace.files, quote_id, "zh")
    document = pypdfium2.PdfDocument(quote_papers.content(workspace.files, paper))
    text = document[0].get_textpage().get_text_range()
    document.close()
    assert NAME in text, "the paper cannot be read"
    assert "壹万玖仟肆佰叁拾陆元整" in text, "the amount in words is missing"


def _check(workspace: Workspace) -> None:
    found = checks.check(workspace.database)
    assert not found, [finding.code for finding in found]


def _draw(workspace: Workspace) -> None:
    from salesdesk.desktop.pages import PAGES  # noqa: PLC0415 - Qt comes last
    from salesdesk.desktop.runtime.places import Place  # noqa: PLC0415
    from salesdesk.desktop.stage import Stage  # noqa: PLC0415

    stage = Stage(workspace)
    try:
        for entry in PAGES:
            stage.go(Place(entry.kind))
            assert not stage.window.grab().isNull(), entry.kind
    finally:
        stage.close()
