"""The revisions of a quote, and the papers that were handed out."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from salesdesk import formats
from salesdesk.desktop.activities.timeline import TimelineList, Told
from salesdesk.desktop.quotes.words import STATUS_TONES, amount_text, status_text
from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.theme.look import look
from salesdesk.services.quotes import IssuedPaper, QuoteSummary
from salesdesk.words import language, say

_HASH = 12  # so many signs of a hash tell papers apart
_ENTRY = 44


class HistoryList(TimelineList):
    """Papers and revisions, the newest first. Enter opens a revision, or saves a paper."""

    revision_chosen = Signal(object)
    paper_chosen = Signal(object)

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(self._tell, parent)
        self._today = today
        self._away: frozenset[UUID] = frozenset()
        self.chosen.connect(self._chosen)
        bind(self, self.setAccessibleName, "quote.history")

    def show_history(
        self,
        revisions: list[QuoteSummary],
        papers: list[IssuedPaper],
        away: frozenset[UUID] = frozenset(),
    ) -> None:
        """Show them; a single revision needs no telling. Papers that are `away` are not here yet."""
        self._away = away
        entries: list[Any] = [*papers, *(revisions if len(revisions) > 1 else [])]
        self.entries.show(entries)
        self.setFixedHeight(look().px(_ENTRY) * len(entries) + look().px(4))
        self.setVisible(bool(entries))

    def _tell(self, entry: Any) -> Told:
        return self._paper(entry) if isinstance(entry, IssuedPaper) else self._revision(entry)

    def _revision(self, quote: QuoteSummary) -> Told:
        day = formats.short_day(quote.issued_on, self._today(), language())
        below = " · ".join((status_text(quote.status), amount_text(quote.gross, quote.currency), day))
        return Told("git-branch", quote.number, below, tone=STATUS_TONES[quote.status])

    def _paper(self, paper: IssuedPaper) -> Told:
        title = say("quote.paper", language=say(f"quote.language.{paper.language}"), revision=paper.revision)
        if paper.id in self._away:
            return Told("cloud", title, say("quote.paper.away", when=paper.made_at), tone="plain")
        below = say("quote.paper.below", when=paper.made_at, n=paper.pages, hash=paper.sha256[:_HASH])
        return Told("file-check", title, below, tone="ok")

    def _chosen(self, entry: Any) -> None:
        (self.paper_chosen if isinstance(entry, IssuedPaper) else self.revision_chosen).emit(entry)
