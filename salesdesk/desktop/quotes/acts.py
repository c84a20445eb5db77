"""What can be done with a quote as a whole: its next state, a revision, a copy, its paper, its removal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final, cast
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from salesdesk.desktop.quotes.printing import PrintJob
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.widgets.ask_sheet import AskSheet
from salesdesk.desktop.widgets.fields.text import LongTextField
from salesdesk.desktop.widgets.undoable import do
from salesdesk.domain.errors import NotFound, SalesDeskError, StorageError, SyncFailed
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.services import quote_papers, quotes
from salesdesk.services.quote_papers import IssuedPaper
from salesdesk.storage.database import Database
from salesdesk.storage.files import Files
from salesdesk.words import say

_KEPT: Final = frozenset(
    {QuoteStatus.SENT, QuoteStatus.ACCEPTED, QuoteStatus.APPROVED, QuoteStatus.CONVERTED}
)


@dataclass(frozen=True, slots=True)
class Subject:
    """The quote that something is done with."""

    id: UUID
    number: str
    status: QuoteStatus
    language: str = ""


def files_of(desk: Desk) -> Files | None:
    """Return the files of the open workspace; None where only a database is open."""
    return desk.workspace.files if desk.workspace is not None else None


class QuoteActs(QObject):
    """Does it in the background, and tells at the foot of the window what was done."""

    made = Signal(object)  # the id of a quote that came of it: a revision, a copy

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._widget = desk, window
        self._fetching: set[str] = set()

    def move(self, quote: Subject, to: QuoteStatus, reason: str = "") -> None:
        """Take a quote to its next state. What is sent is printed, and the paper kept."""
        desk = self._desk
        if to is QuoteStatus.SENT:
            work = partial(_send, desk.database, files_of(desk), quote.id, desk.today())
        else:
            work = partial(quotes.move_quote, desk.database, quote.id, to, today=desk.today(), reason=reason)
        do(desk, work, owner=self, say=f"quotes.done.{to}", failed=self.failed, number=quote.number)

    def reject(self, quote: Subject) -> None:
        """Ask why the customer said no, and note it."""
        field = LongTextField("quote.reason", placeholder_key="quote.reason.hint")
        take: Callable[[object], None] = lambda why: self.move(quote, QuoteStatus.REJECTED, str(why))  # noqa: E731
        AskSheet("quotes.act.rejected", field, take, self._widget.window()).open()

    def revise(self, quote: Subject) -> None:
        """Begin the next revision."""
        work = partial(quotes.revise_quote, self._desk.database, quote.id, today=self._desk.today())
        self._make(work, "quotes.done.revised", quote.number)

    def copy(self, quote: Subject) -> None:
        """Begin a new quote with the same lines."""
        work = partial(quotes.copy_quote, self._desk.database, quote.id, today=self._desk.today())
        self._make(work, "quotes.done.copied", quote.number)

    def remove(self, ids: Sequence[UUID], number: str = "") -> None:
        """Remove quotes with their revisions."""
        work = partial(quotes.remove_quotes, self._desk.database, ids)
        key = "quotes.removed.named" if number else "quotes.removed"
        do(self._desk, work, owner=self, say=key, n=len(ids), number=number)

    def issue(self, quote: Subject, language: str = "") -> None:
        """Print a quote in a language (its own if none is given) and keep the paper."""
        files = files_of(self._desk)
        if files is None:
            self._desk.notices.say("quotes.no_files")
            return
        work = partial(quote_papers.issue, self._desk.database, files, quote.id, language or None)
        self._desk.background.change(work, owner=self, then=self._issued, failed=self.failed)

    def save_as(self, quote: Subject, language: str = "") -> None:
        """Ask where to, and write the PDF there; of a quote that went out, the very paper that is kept."""
        self._ask_file(quote.number, partial(self._save, quote, language))

    def save_paper(self, paper: IssuedPaper, number: str) -> None:
        """Ask where to, and write an issued paper there as it was handed out.

        One that was made on another computer and is not here yet is fetched first, if the server is there.
        """
        files = files_of(self._desk)
        if files is None:
            self._desk.notices.say("quotes.no_files")
            return
        then, fetch = partial(self._came, paper, number), partial(self._fetch, paper, number)
        work = partial(quote_papers.content, files, paper)
        self._desk.background.ask(work, owner=self, then=then, failed=fetch)

    def print(self, quote: Subject, language: str = "") -> None:
        """Choose a printer, and print. Without any printer, a PDF can be saved instead."""
        work = partial(_content, self._desk.database, files_of(self._desk), quote, language)
        job = PrintJob(self._desk, self._widget.window(), quote.number, work)
        job.no_printer.connect(partial(self.save_as, quote, language))
        job.start()

    def failed(self, error: Exception) -> None:
        """Tell what stands in the way; of an incomplete quote, what it lacks."""
        if isinstance(error, SalesDeskError) and error.code == "quote-incomplete":
            missing = cast("Sequence[str]", error.values["missing"])
            what = say("quote.and").join(say(f"quote_missing.{name}") for name in missing)
            self._desk.notices.say("quote.incomplete", what=what)
        else:
            self._desk.notices.failed(error)

    def _make(self, work: Callable[[], UUID], key: str, number: str) -> None:
        do(self._desk, work, owner=self, say=key, then=self.made.emit, failed=self.failed, number=number)

    def _issued(self, paper: IssuedPaper) -> None:
        self._desk.notices.say("quotes.done.issued", hash=paper.sha256[:12], n=paper.pages)

    def _ask_file(self, name: str, take: Callable[[str], None]) -> None:
        dialog = QFileDialog(self._widget.window(), say("quotes.act.save_as"), f"{name}.pdf", "PDF (*.pdf)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.fileSelected.connect(take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _save(self, quote: Subject, language: str, path: str) -> None:
        files = files_of(self._desk)
        self._put(path, partial(_content, self._desk.database, files, quote, language))

    def _fetch(self, paper: IssuedPaper, number: str, error: Exception) -> None:
        """Fetch a paper that is not here; it is told in the status area how far it is."""
        sync = self._desk.sync
        missing = isinstance(error, NotFound | StorageError) and sync is not None and sync.is_connected
        if not missing or sync is None:
            self.failed(error)
            return
        if paper.sha256 in self._fetching:
            return
        self._fetching.add(paper.sha256)
        task = self._desk.background.task(
            say("quotes.fetching", number=number),
            partial(sync.fetch_file, paper.sha256, paper.size),
            owner=self,
            then=partial(self._came, paper, number),
            failed=self._not_fetched,
            reads=True,
            counts_bytes=True,
        )
        task.ended.connect(lambda _cancelled: self._fetching.discard(paper.sha256))

    def _not_fetched(self, error: Exception) -> None:
        """Being offline is no failure: say that the paper comes by itself."""
        if isinstance(error, SyncFailed) and error.code in {"file-away", "file-not-there"}:
            self._desk.notices.stay(f"error.{error.code}")
        else:
            self.failed(error)

    def _came(self, paper: IssuedPaper, number: str, content: bytes) -> None:
        self._ask_file(f"{number}-{paper.language}", partial(self._write, content))

    def _write(self, content: bytes, path: str) -> None:
        self._put(path, lambda: content)

    def _put(self, path: str, read: Callable[[], bytes]) -> None:
        work = lambda: quote_papers.save_as(Path(path), read())  # noqa: E731
        then: Callable[[Any], None] = lambda _none: self._desk.notices.say("quotes.done.saved", path=path)  # noqa: E731
        self._desk.background.change(work, owner=self, then=then, failed=self.failed)


def _send(database: Database, files: Files | None, quote_id: UUID, today: date) -> None:
    quotes.move_quote(database, quote_id, QuoteStatus.SENT, today=today)
    if files is not None:
        quote_papers.issue(database, files, quote_id)


def _content(database: Database, files: Files | None, quote: Subject, language: str) -> bytes:
    """Return the PDF of a quote; one that is out is issued first, so that what leaves the house is kept."""
    if files is None or quote.status not in _KEPT:
        return quote_papers.preview(database, quote.id, language or None, files=files)
    return quote_papers.content(files, quote_papers.issue(database, files, quote.id, language or None))
