"""Practice in the demo workspace: begins lessons, looks how far they are, and keeps what was reached."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final, Protocol

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from salesdesk.desktop.page_stack import PageStack
from salesdesk.desktop.practice.counting import Inputs
from salesdesk.desktop.practice.panel import CoachPanel
from salesdesk.desktop.practice.telling import network_standing
from salesdesk.desktop.runtime.changes import Touched
from salesdesk.desktop.runtime.commands import Command
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.sync_details import SyncDetails
from salesdesk.domain.practice import Effort, better
from salesdesk.services import practice
from salesdesk.services.practice import FILE, LESSONS, Offer, Run, Sight

_RUN: Final = "practice.run"
_RESULTS: Final = "practice.results"
_HELP: Final = Place("help", args=(("topic", "practice"),))
_TICK: Final = 1_000  # milliseconds
_LONGEST: Final = 5.0  # seconds between two ticks; the machine slept if there were more


class Window(Protocol):
    """What the coach needs of the window."""

    @property
    def stack(self) -> PageStack: ...
    @property
    def sync(self) -> SyncDetails: ...
    def open(self, place: Place) -> None: ...
    def import_files(self, paths: Sequence[Path]) -> None: ...
    def put_at_foot(self, widget: QWidget) -> None: ...


class Coach(QObject):
    """Has the panel show the lesson under way. Only a demo workspace has one."""

    def __init__(self, desk: Desk, window: Window, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._window = desk, window
        self.run: Run | None = None
        self.results = _results(desk.choices.get(_RESULTS))
        self.panel = CoachPanel()
        self._hinted = False
        self._seen, self._looking, self._looks_again = Sight(), False, False
        self._before: QWidget | None = None
        self._last: datetime = desk.clock.now()
        self._inputs = Inputs(self)
        self._timer = QTimer(self, interval=_TICK)
        window.put_at_foot(self.panel)
        self._listen()
        self._offer()

    def begin(self) -> None:
        """Take up the lesson that was left when the window was closed, if the demo is still the same."""
        kept = Run.read(self._desk.choices.get(_RUN), self._desk.database)
        if kept is not None:
            self._take(kept)
            self.panel.show()

    def open(self) -> None:
        """Come to the front with the keyboard; if it has it already, give it back and go."""
        if self.panel.isVisible() and self.panel.has_keyboard():
            self.put_away()
            return
        self._before = self.panel.window().focusWidget()
        if self.run is None:
            self.panel.show_lessons(self.results)
        self.panel.take_keyboard()

    def put_away(self) -> None:
        """Leave the room to the page; a lesson under way goes on."""
        self.panel.hide()
        self._give_keyboard_back()

    def start(self, name: str) -> None:
        """Begin a lesson, or begin it again."""
        work = partial(practice.begin, self._desk.database, name)
        self._desk.background.change(work, owner=self, then=self._started)

    def hint(self) -> None:
        """Show how the step is done; it costs the third star."""
        if self.run is not None and not self.run.is_over and not self._hinted:
            self._hinted = True
            self._keep(replace(self.run, effort=self.run.effort.plus(hints=1)))
            self.panel.show()

    def offer(self) -> None:
        """Do for the step at hand what the coach can do."""
        step = self.run.now if self.run is not None else None
        if step is None or self.run is None:
            return
        if step.offers is Offer.FILE:
            self._window.import_files([FILE])
            self._give_keyboard_back()
        elif step.offers is Offer.NETWORK:
            work = partial(practice.reconnect, self._desk.database, self.run)
            self._desk.background.change(work, owner=self, then=self._reconnected)

    def leave(self) -> None:
        """End the lesson under way and show all of them."""
        self._stop()
        self.run = None
        self._desk.choices.set(_RUN, None)
        self._show_network()
        self._offer()
        self.panel.show_lessons(self.results)
        self.panel.take_keyboard()

    def close(self) -> None:
        """End it; a lesson under way is taken up next time."""
        self._count()
        if self.run is not None and not self.run.is_over:
            self._desk.choices.set(_RUN, self.run.plain())
        self._stop()

    def look(self) -> None:
        """See whether the step is done by now."""
        self._looks_again = self._looking
        if self.run is None or self.run.is_over or self._looking:
            return
        self._looking, self._seen = True, self._sight()
        work = partial(practice.look, self._desk.database, self.run, self._seen)
        then = partial(self._looked, self.run.facts)
        self._desk.background.ask(work, owner=self, then=then, failed=self._not_looked)

    def tick(self) -> None:
        """Count what there was since the last tick, and look again if something else stands in front."""
        self._count()
        if self.run is not None:
            self.panel.show_effort(self.run)
        if self._sight() != self._seen:
            self.look()

    def _listen(self) -> None:
        panel = self.panel
        panel.choosing.chosen.connect(self.start)
        panel.lesson.asked.connect(self._asked)
        panel.put_away.connect(self.put_away)
        panel.help_asked.connect(partial(self._window.open, _HELP))
        self._timer.timeout.connect(self.tick)
        self._desk.changes.listen(self, self._touched)
        self._desk.language.changed.connect(self._show_network)

    def _asked(self, what: str) -> None:
        if self.run is None:
            return
        names = [one.name for one in LESSONS]
        after = names[(names.index(self.run.name) + 1) % len(names)]
        acts = {"hint": self.hint, "offer": self.offer, "all": self.leave}
        acts |= {"again": partial(self.start, self.run.name), "next": partial(self.start, after)}
        acts[what]()

    def _started(self, run: Run) -> None:
        self._inputs.take()
        self._take(run)
        self.panel.show()
        self._give_keyboard_back()

    def _take(self, run: Run) -> None:
        self._hinted, self._seen = False, Sight()
        self._last = self._desk.clock.now()
        self._inputs.begin()
        self._timer.start()
        self._keep(run)
        self.look()

    def _touched(self, _touched: Touched) -> None:
        self.look()

    def _looked(self, asked: Mapping[str, str], found: Run) -> None:
        """Take how far it is; what was counted or hinted meanwhile stays."""
        self._looking = False
        self._count()
        run = self.run
        if run is not None and run.facts is asked and found.step > run.step:
            self._hinted = False
            self._keep(replace(found, effort=run.effort))
        if self.run is not None and self.run.is_over:
            self._finish()
        elif self._looks_again:
            self.look()

    def _not_looked(self, _error: Exception) -> None:
        self._looking = False  # the next change or tick looks again

    def _reconnected(self, found: Run) -> None:
        if self.run is not None and self.run.name == found.name:
            self._keep(replace(self.run, facts=found.facts))
            self.look()

    def _finish(self) -> None:
        run = self.run
        if run is None:
            return
        self._stop()
        self.results[run.name] = better(run.effort, self.results.get(run.name), run.lesson.par)
        kept = {name: effort.plain() for name, effort in self.results.items()}
        self._desk.choices.set(_RESULTS, kept)
        self._desk.choices.set(_RUN, None)
        self.panel.show()
        if run.has_network:
            self._desk.background.change(partial(practice.send, self._desk.database), owner=self)

    def _keep(self, run: Run) -> None:
        self.run = run
        self._desk.choices.set(_RUN, run.plain())
        self.panel.show_run(run, hint=self._hinted)
        self._show_network()
        self._offer()

    def _stop(self) -> None:
        self._timer.stop()
        self._inputs.end()

    def _count(self) -> None:
        now = self._desk.clock.now()
        seconds, self._last = min((now - self._last).total_seconds(), _LONGEST), now
        if self.run is not None and not self.run.is_over:
            effort = self.run.effort.plus(inputs=self._inputs.take(), seconds=seconds)
            self.run = replace(self.run, effort=effort)

    def _sight(self) -> Sight:
        front = self._window.stack.front()
        if front is None:
            return Sight()
        wanted = front.state().get("wanted")
        return Sight(front.kind, front.record_shown(), wanted if isinstance(wanted, Mapping) else {})

    def _show_network(self) -> None:
        self._window.sync.card.practise(partial(network_standing, self.run))

    def _give_keyboard_back(self) -> None:
        front, before = self._window.stack.front(), self._before
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        elif front is not None:
            front.setFocus()

    def _offer(self) -> None:
        runs = self.run is not None and not self.run.is_over
        step = self.run.now if self.run is not None else None
        found = [Command("practice", "practice.command", self.open, "F8", "target", "app")]
        if runs:
            hint = Command("practice-hint", "practice.command.hint", self.hint, "Shift+F8", "sparkles", "app")
            found.append(hint)
        if step is not None and step.offers:
            found.append(
                Command("practice-offer", f"practice.command.{step.offers}", self.offer, "", "play", "app")
            )
        self._desk.commands.offer("practice", tuple(found))


def _results(kept: object) -> dict[str, Effort]:
    if not isinstance(kept, Mapping):
        return {}
    known = {one.name for one in LESSONS}
    read = {name: Effort.read(value) for name, value in kept.items() if name in known}
    return {name: effort for name, effort in read.items() if effort is not None}
