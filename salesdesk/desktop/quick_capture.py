"""Ctrl+Shift+N from anywhere: one line, shown as it is understood while it is typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from salesdesk.desktop.activities.telling import ACTIVITY_ICONS
from salesdesk.desktop.activities.when import due
from salesdesk.desktop.palette import Palette
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.widgets.picker import Suggestion
from salesdesk.services import quick_capture
from salesdesk.services.quick_capture import Party, QuickLine
from salesdesk.words import say


@dataclass(frozen=True, slots=True)
class Offer:
    """A line as it is understood, about one of those it may mean."""

    line: QuickLine[Party]
    party: Party


class QuickCapture(Palette):
    """A line over the window; Enter writes down what the first offer says, Down chooses another."""

    def __init__(self, desk: Desk, over: QWidget) -> None:
        super().__init__(over, desk.commands, desk.background, partial(_offers, desk))
        self._desk = desk
        for setter in (self.line.setPlaceholderText, self.line.setAccessibleName):
            bind(self.line, setter, "capture.hint")

    def show_lines(self, text: str, records: Sequence[Suggestion]) -> None:
        hint = "capture.example" if not text else "capture.whom"
        self.list.show_lines(list(records) or [Suggestion(say(hint), icon="sparkles")])

    def take(self, taken: Suggestion) -> None:
        if isinstance(taken.value, Offer):
            offer = taken.value
            work = partial(quick_capture.save, self._desk.database, offer.line, offer.party)
            told = partial(self._desk.notices.say, "capture.saved", name=offer.party.name)
            failed = self._desk.notices.failed
            self._desk.background.change(work, owner=self, then=lambda _id: told(), failed=failed)


def _offers(desk: Desk, text: str) -> list[Suggestion]:
    """Return what a line may mean, each with whom. For a worker."""
    if not text:
        return []
    today = desk.today()
    line = quick_capture.read(desk.database, text, today)
    return [_suggestion(Offer(line, party), today) for party in line.customers]


def _suggestion(offer: Offer, today: date) -> Suggestion:
    line = offer.line
    when = due(line.day, today) if line.day else say("capture.now")
    at = f" {line.at:%H:%M}" if line.at else ""
    parts = (say(f"timeline.{line.kind}"), f"{when}{at}", offer.party.name, line.subject)
    title = " · ".join(part for part in parts if part)
    return Suggestion(title, offer, offer.party.detail, ACTIVITY_ICONS[line.kind])
