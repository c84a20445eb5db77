"""`main.py demo`: the program walked through without a display; it leaves pictures, papers and figures."""

import json
import tempfile
import time
from argparse import Namespace
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Any, Final, TypeVar
from uuid import UUID

from salesdesk import words
from salesdesk.command_line.answers import tell
from salesdesk.domain.errors import StorageError
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.services import (
    company,
    demo,
    imports,
    products,
    quote_lines,
    quote_papers,
    quotes,
    search,
)
from salesdesk.services.accounts import Workspace
from salesdesk.settings import Places
from salesdesk.storage.database import utc_now
from salesdesk.words import say

DONE: Final = 0
_FOLDERS: Final = ("pictures", "papers")
_CLOCK_STEP: Final = 2.0  # seconds between two times that the coarsest file systems tell apart
SEARCHES: Final = ("鑫源", "szxy", "0001", "alfreds")
PAPERS: Final = ("zh", "en", "both")
T = TypeVar("T")


class Walk:
    """Takes the steps one after the other and notes what each took."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.began = time.time()
        self.steps: list[dict[str, Any]] = []

    def step(self, name: str, work: Callable[[], T], **told: Callable[[T], Any]) -> T:
        """Take one step; `told` makes figures for the summary out of its answer."""
        began = time.perf_counter()
        answer = work()
        seconds = round(time.perf_counter() - began, 3)
        figures = {key: make(answer) for key, make in told.items()}
        self.steps.append({"step": name, "seconds": seconds, **figures})
        return answer

    def summary(self) -> dict[str, Any]:
        """Return what the walk did, with the files it made."""
        files = sorted(
            path.relative_to(self.out).as_posix()
            for folder in _FOLDERS
            for path in (self.out / folder).rglob("*.p*")
            if path.is_file() and path.stat().st_mtime >= self.began - _CLOCK_STEP
        )
        return {
            "steps": self.steps,
            "seconds": round(sum(step["seconds"] for step in self.steps), 3),
            "pictures": [name for name in files if name.endswith(".png")],
            "papers": [name for name in files if name.endswith(".pdf")],
        }


def run_demo(asked: Namespace) -> int:
    """Walk through everything in a workspace that is thrown away afterwards."""
    out: Path = asked.out
    _make_room(out)
    walk = Walk(out)
    with tempfile.TemporaryDirectory(prefix="salesdesk-demo-") as folder:
        _office(walk, Path(folder))
        _walk(walk, Places(Path(folder) / "demo"))
        _inbox(walk, Path(folder) / "inbox")
    summary = walk.summary()
    text = json.dumps(summary, ensure_ascii=False, indent=1) + "\n"
    (out / "summary.json").write_text(text, encoding="utf-8")
    tell(summary, [say("command.demo-done", folder=out)], as_json=asked.json)
    return DONE


def _make_room(out: Path) -> None:
    """Make the folder, and take away what an earlier walk left in it: its own files and nobody else's."""
    try:
        for folder in _FOLDERS:
            (out / folder).mkdir(parents=True, exist_ok=True)
        for name in _left_in(out):
            (out / name).unlink(missing_ok=True)
    except OSError as error:
        raise StorageError("folder-unwritable", folder=str(out)) from error


def _left_in(out: Path) -> list[str]:
    try:
        earlier = json.loads((out / "summary.json").read_text(encoding="utf-8"))
        names = [*earlier["pictures"], *earlier["papers"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [name for name in names if Path(name).parts[0] in _FOLDERS and ".." not in Path(name).parts]


def _office(walk: Walk, folder: Path) -> None:
    from salesdesk.command_line import demo_office  # noqa: PLC0415 - the network is not for every command

    walk.step("two laptops and a server", partial(demo_office.two_laptops, folder), **_SYNCED)


def _inbox(walk: Walk, folder: Path) -> None:
    from salesdesk.command_line.demo_inbox import inbox_pictures  # noqa: PLC0415 - Qt comes last

    work = partial(inbox_pictures, folder, walk.out / "pictures")
    walk.step("three people disagree: pictures", work, pictures=len)


def _walk(walk: Walk, places: Places) -> None:
    language = words.language()
    workspace = walk.step(
        "create", lambda: demo.make_demo(places, language=language, now=utc_now()), encrypted=_is_encrypted
    )
    database = workspace.database
    for path in demo.FILES:
        walk.step(f"import {path.name}", partial(demo.import_file, database, path), **_IMPORTED)
    walk.step(
        "tell a year of selling",
        lambda: demo.fill(database, files=()),
        activities=lambda filled: filled.activities,
        quotes=lambda filled: filled.quotes,
    )
    for text in SEARCHES:
        walk.step(f"search {text}", partial(search.search, database, text), hits=len)
    quote_id = walk.step("write a quote", lambda: _write_quote(workspace), number=_number_in(workspace))
    for paper in PAPERS:
        walk.step(f"print it ({paper})", partial(_print, walk, workspace, quote_id, paper), **_PRINTED)
    from salesdesk.command_line.demo_pictures import take_pictures  # noqa: PLC0415 - Qt comes last

    walk.step(
        "take pictures", lambda: take_pictures(workspace, quote_id, walk.out / "pictures"), pictures=len
    )


_IMPORTED: Final[dict[str, Callable[[Any], Any]]] = {
    "rows": lambda result: len(result.outcomes.rows),
    "created": lambda result: result.count(imports.Outcome.CREATED),
    "refused": lambda result: len(result.outcomes.refused()),
}
_SYNCED: Final[dict[str, Callable[[Any], Any]]] = {
    name: attrgetter(name) for name in ("salesperson", "manager", "pushed", "pulled", "conflicts")
}
_PRINTED: Final[dict[str, Callable[[Any], Any]]] = {
    "pages": lambda paper: paper.pages,
    "bytes": lambda paper: paper.size,
    "sha256": lambda paper: paper.sha256,
}


def _is_encrypted(workspace: Workspace) -> bool:
    with workspace.places.database.open("rb") as file:
        return not file.read(16).startswith(b"SQLite format")


def _number_in(workspace: Workspace) -> Callable[[UUID], str]:
    return lambda quote_id: quotes.quote(workspace.database, quote_id).number


def _write_quote(workspace: Workspace) -> UUID:
    """Write a quote as a person would: find the customer by initials, pick goods by code, send it."""
    database = workspace.database
    today = company.company_today(database)
    (customer,) = [hit for hit in search.search(database, "szxyjm", 1) if hit.kind == "customers"]
    quote_id = quotes.draft_quote(database, customer.id, today=today, fields={"title": "二期泵房改造"})
    codes = (("CP-80", 2), ("MC-1", 1), ("VFD-22", 2), ("PT-100", 6), ("INS-1", 3))
    lines = [_line(workspace, code, Decimal(quantity)) for code, quantity in codes]
    quote_lines.set_lines(database, quote_id, lines)
    quotes.edit_quote(database, quote_id, {"discount_percent": Decimal(3)})
    quotes.move_quote(database, quote_id, QuoteStatus.SENT, today=today)
    return quote_id


def _line(workspace: Workspace, code: str, quantity: Decimal) -> quotes.QuoteLine:
    database = workspace.database
    found = products.product_of_code(database, code)
    assert found is not None, code
    day = company.company_today(database)
    return quote_lines.line_for(database, found, currency="CNY", quantity=quantity, day=day)


def _print(walk: Walk, workspace: Workspace, quote_id: UUID, paper: str) -> quote_papers.IssuedPaper:
    issued = quote_papers.issue(workspace.database, workspace.files, quote_id, paper)
    folder = walk.out / "papers"
    folder.mkdir(exist_ok=True)
    number = quotes.quote(workspace.database, quote_id).number
    pdf = quote_papers.content(workspace.files, issued)
    quote_papers.save_as(folder / f"{number}_{paper}.pdf", pdf)
    return issued
