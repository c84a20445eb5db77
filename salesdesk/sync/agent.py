"""The agent that keeps a workspace in step while a person works: a core without threads, and its runner.

The core decides and does; the runner only waits. Two threads: one goes through cycles, one listens at the
server for news of others. Both end within a moment when they are told to.
"""

import logging
from collections.abc import Callable
from functools import partial
from random import Random
from threading import Condition, Thread
from time import monotonic
from typing import Final

from salesdesk.storage.changes import Told
from salesdesk.storage.database import Database
from salesdesk.storage.replica import cursors, file_line, outgoing
from salesdesk.sync import cycle as cycles
from salesdesk.sync import filing
from salesdesk.sync.link import Link, Offline, Refused
from salesdesk.sync.schedule import LISTENING, POLLING, Schedule
from salesdesk.sync.state import At, Cycle, Outcome, Replica
from salesdesk.sync.status import Status, status_of

_log = logging.getLogger(__name__)
_PATIENCE: Final = 5.0
_LONGEST_VAIN: Final = 60.0
_LONGEST_PAUSE: Final = 600.0
_OWN: Final = frozenset({"outbox", "inbox", file_line.FILES})


class Core:
    """What the agent knows and does, without a thread of its own. `told` hears every new status."""

    def __init__(self, replica: Replica, link: Link, told: Callable[[Status], None]) -> None:
        self.replica = replica
        self.link = link
        self.cycle: Cycle | None = None
        self._told = told
        self._consented = False
        self._compares = False
        self._files_failed, self._files_after = 0, 0.0
        """How often in a row files could not be moved, and until when none is tried."""

    @property
    def database(self) -> Database:
        return self.replica.database

    def consent(self) -> None:
        """Let the next cycle delete as much as the server says."""
        self._consented = True

    def compare(self) -> None:
        """Let the next cycle compare everything with the server."""
        self._compares = True

    def run(self, go_on: Callable[[], bool], is_wanted: Callable[[], bool] = lambda: False) -> Cycle:
        """Go through a cycle, or as far as `go_on` lets it; files wait where the next one `is_wanted`."""
        files = monotonic() >= self._files_after
        cycle = Cycle(consented=self._consented, compares=self._compares, with_files=files)
        total = self.database.ask(outgoing.count)
        while not cycle.is_over and go_on():
            before = cycle
            cycle = self._advance(cycle, is_wanted)
            if total or cycle.tally.pulled or cycle.is_over or cycle.tally != before.tally:
                self._tell(cycle, total)
            self._note_files(before, cycle)
        if cycle.outcome is Outcome.DONE:
            self._consented = self._compares = False
        return cycle

    def _advance(self, cycle: Cycle, is_wanted: Callable[[], bool]) -> Cycle:
        if cycle.asked and is_wanted():
            return filing.left(cycle)
        return cycles.advance(self.replica, self.link, cycle)

    def _note_files(self, before: Cycle, after: Cycle) -> None:
        """Leave the files alone for a while where only they fail: rows come and go all the same."""
        if before.at is not At.FILES:
            return
        if after.code:
            self._files_failed = min(self._files_failed + 1, 16)
            self._files_after = monotonic() + min(_LONGEST_PAUSE, 2.0**self._files_failed)
        elif after.moved > before.moved or after.asked > before.asked:
            self._files_failed = 0

    def files_in(self) -> float | None:
        """Return after how many seconds the turn of a file comes, or None if none waits."""
        if self.replica.files is None:
            return None
        due = self.database.ask(file_line.due_in, self.database.clock())
        return None if due is None else max(due, self._files_after - monotonic())

    def fail(self) -> Cycle:
        """Say that a cycle broke off where nobody foresaw it, and return how it ended."""
        ended = Cycle(at=At.END, outcome=Outcome.STUCK, code="unexpected")
        self._tell(ended, 0)
        return ended

    def tell(self) -> None:
        """Say how sync stands."""
        self._tell(self.cycle, 0)

    def _tell(self, cycle: Cycle | None, total: int) -> None:
        self.cycle = cycle
        self._told(status_of(self.database, cycle, total=total))


class Agent:
    """Runs the core in the background. `listener` is a second link, for the wait for news."""

    def __init__(self, core: Core, listener: Link | None = None, *, chance: Random | None = None) -> None:
        self.core = core
        self._listener = listener
        self._chance = chance or Random()  # noqa: S311 - only to part the laptops of a show
        self._schedule = Schedule()
        self._turn = Condition()
        self._stopped = self._paused = self._working = self._asked = False
        self._listening = listener is not None
        self._heard = self._brought = 0
        """How many cycles went well, and how many rows they brought."""
        self._threads = [Thread(target=self._work, name="sync", daemon=True)]
        if listener is not None:
            self._threads.append(Thread(target=self._listen, name="sync-news", daemon=True))
        self._end_news: Callable[[], None] = lambda: None

    def start(self) -> None:
        """Begin, with a cycle at once."""
        self._end_news = self.core.database.changes.subscribe(self._changed)
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End. A cycle under way is cut off; the next start goes on."""
        self._end_news()
        with self._turn:
            self._stopped = True
            self._turn.notify_all()
        self.core.link.close()
        if self._listener is not None:
            self._listener.close()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(_PATIENCE)

    def wake(self) -> None:
        """Go to the server at once: somebody asked (F5), or the network is back."""
        with self._turn:
            self._schedule = self._schedule.at_once(monotonic())
            self._asked = True
            self._turn.notify_all()

    def pause(self) -> None:
        """Begin no further cycle."""
        with self._turn:
            self._paused = True

    def resume(self) -> None:
        """Go on, with a cycle at once."""
        with self._turn:
            self._paused = False
        self.wake()

    def consent(self) -> None:
        """Let the server delete as much as it wants to, this once."""
        self.core.consent()
        self.wake()

    def compare(self) -> None:
        """Compare everything with the server."""
        self.core.compare()
        self.wake()

    def _changed(self, told: Told) -> None:
        if not self._working and not _OWN.issuperset(told.entities):
            with self._turn:
                self._schedule = self._schedule.after_change(monotonic())
                self._turn.notify_all()

    def _go_on(self) -> bool:
        return not self._stopped

    def _work(self) -> None:
        while self._waits():
            self._working, self._asked = True, False
            try:
                ended = self.core.run(self._go_on, self._is_wanted)
            except Exception:  # noqa: BLE001 - it is logged and told; the next cycle may do better
                _log.exception("a cycle failed")
                ended = self.core.fail()
            self._working = False
            self._took(ended)

    def _is_wanted(self) -> bool:
        """Return whether somebody asked for a cycle, or there is news, while one is under way."""
        return self._asked

    def _took(self, ended: Cycle) -> None:
        may_send = ended.outcome in {Outcome.DONE, Outcome.OUTDATED, Outcome.CONSENT}
        waits = may_send and self.core.database.ask(outgoing.count) > 0
        files = self.core.files_in()
        with self._turn:
            idle = LISTENING if self._listening else POLLING
            idle = idle if files is None else min(idle, files)
            self._schedule = self._schedule.after_cycle(ended, monotonic(), self._chance, idle=idle)
            if waits:  # something was written while the cycle was under way
                self._schedule = self._schedule.after_change(monotonic())
            if ended.outcome is Outcome.CONSENT and self._asked:  # somebody agreed meanwhile
                self._schedule = self._schedule.at_once(monotonic())
            self._heard += ended.outcome is Outcome.DONE
            self._brought += ended.tally.pulled + ended.tally.gone
            self._turn.notify_all()

    def _waits(self) -> bool:
        """Wait for the next cycle; return False if there is none any more."""
        with self._turn:
            while not self._stopped:
                due = self._schedule.due
                left = None if due is None or self._paused else due - monotonic()
                if left is not None and left <= 0:
                    return True
                self._turn.wait(left)
        return False

    def _listen(self) -> None:
        """Wait at the server for news, as long as it can be reached."""
        heard = in_vain = 0
        while self._may_listen(heard, in_vain):
            before = self._brought
            self._listening = self._is_news()
            with self._turn:
                heard = self._heard
            if not self._listening:
                continue
            self.wake()
            with self._turn:
                self._turn.wait_for(partial(self._went_well, heard))
            in_vain = 0 if self._brought > before else in_vain + 1
            heard = 0

    def _may_listen(self, heard: int, in_vain: int) -> bool:
        """Wait until a cycle went well since `heard`; return False if it is over.

        News that turned out to be none make it wait longer each time.
        """
        with self._turn:
            self._turn.wait_for(partial(self._went_well, heard))
            if in_vain:
                self._turn.wait_for(lambda: self._stopped, min(_LONGEST_VAIN, 0.25 * 2**in_vain))
            return not self._stopped

    def _went_well(self, heard: int) -> bool:
        return self._stopped or self._heard > heard

    def _is_news(self) -> bool:
        """Return True once there is news, or an order for this device; False where the server is away."""
        assert self._listener is not None
        try:
            while not self._stopped:
                before = self.core.database.ask(cursors.every)
                if self._listener.wait(cursors.hash_of(before)):
                    return True
        except Refused as refused:
            return refused.code in cycles.ORDERED
        except Offline:
            pass
        return False
