"""P21: how long the UI thread is held up at most, while the window is used as on a working day.

Every act is measured, and every event it brings until the window is at rest again: by the clock, less the
time in which other programs had the processor (tests/watching.py says why). First the demo workspace with
all its pages, then 100,000 customers and as many quotes in groups, then such a crowd while as many customers
more are imported. The act that was held up longest is
named; `python -m tests.bench.ui_thread --all` lists every act.
"""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from salesdesk.desktop.exchange.job import carry_out_all, check_all, let_go
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.stage import Stage
from salesdesk.desktop.theme.application import STYLE_ARGUMENTS
from salesdesk.desktop.theme.fonts import load_fonts
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.services import demo, imports, quotes
from salesdesk.services.accounts import Workspace
from salesdesk.services.quotes import QuoteFilter
from salesdesk.settings import Places
from salesdesk.storage.database import utc_now
from tests.bench.day import Act, acts, scrolled
from tests.bench.figures import tell
from tests.bench.filled import filled, unlocked, write_customers
from tests.bench.made_up import CHEAP
from tests.bench.other_pages import disagree, lists, other_acts
from tests.watching import LONGEST, Held, WatchedApplication

COUNT, IMPORTED = 100_000, 100_000
TARGET = f"<= {LONGEST * 1000:.0f} ms"


class Day:
    """Carries out acts, and keeps what each held up."""

    def __init__(self, app: WatchedApplication, stage: Stage) -> None:
        self._app, self._stage = app, stage
        self._act = ""
        self.held: dict[str, list[Held]] = {}
        app.take = self._take

    def carry_out(self, wanted: Iterator[Act], *, rest: bool = True) -> None:
        """Carry out acts; after each the window comes to rest, or goes on while others work behind it."""
        for self._act, work in wanted:
            self._app.timed("the act itself", work)
            if rest:
                self._stage.settle()
            else:
                self._app.processEvents()

    def longest(self) -> list[tuple[str, Held]]:
        """Return the longest block of each act, the longest of all first."""
        found = [(act, max(held, key=lambda one: one.own)) for act, held in self.held.items()]
        return sorted(found, key=lambda pair: -pair[1].own)

    def _take(self, held: Held) -> None:
        self.held.setdefault(self._act, []).append(held)


@contextmanager
def shown(workspace: Workspace) -> Iterator[Stage]:
    """Show the window of a workspace."""
    stage = Stage(workspace)
    gc.freeze()  # as the program does when its window stands
    yield stage
    stage.close()


@contextmanager
def demonstration() -> Iterator[Workspace]:
    """Give the demo workspace, freshly filled."""
    with TemporaryDirectory() as folder:
        places = Places(Path(folder) / "demo")
        yield demo.open_demo(places, language="zh", now=utc_now(), costs=CHEAP)


def measure_day(app: WatchedApplication, workspace: Workspace) -> list[tuple[str, Held]]:
    """Go through the day in the demo workspace."""
    database = workspace.database
    quote = quotes.listing(database, QuoteFilter(status=QuoteStatus.DRAFT)).page(0, 1)[0]
    customer = quotes.quote(database, quote.id).customer_id
    with shown(workspace) as stage:
        day = Day(app, stage)
        day.carry_out(acts(stage, customer, quote.id, demo.SAMPLE / "customers_zh.csv"))
        disagree(database)
        day.carry_out(other_acts(stage))
        return day.longest()


def measure_groups(app: WatchedApplication, profile: Path) -> list[tuple[str, Held]]:
    """Group many customers and quotes, scroll through them, and look at changing all of them."""
    with shown(unlocked(profile)) as stage:
        day = Day(app, stage)
        day.carry_out(lists(stage, "customers", ("grade", "city", "owner")))
        day.carry_out(lists(stage, "quotes", ("status", "customer", "month", "currency")))
        return day.longest()


def measure_crowd(app: WatchedApplication, profile: Path) -> list[tuple[str, Held]]:
    """Scroll through many customers while as many more are imported."""
    file = write_customers(profile / "more.csv", IMPORTED)
    with shown(unlocked(profile)) as stage:
        day = Day(app, stage)
        day.carry_out(iter([("to many customers", lambda: stage.window.open(Place("customers")))]))
        database = stage.window.desk.database
        ended: list[object] = []

        def work(progress: Any) -> object:
            """Import as the page of imports does: it spares what a plan holds from searches for garbage."""
            plans = check_all(database, [imports.inspect(file, database=database)], progress)
            done = carry_out_all(database, [(plan, {}) for plan, _ in plans], progress)
            let_go([plan for plan, _ in plans])
            return done

        stage.background.task("import", work, owner=stage, then=ended.append)
        while not ended:
            day.carry_out(scrolled(stage, "scrolling during a large import"), rest=False)
        return day.longest()


def report(name: str, longest: list[tuple[str, Held]]) -> None:
    """Print the longest block, and with --all those of all acts."""
    act, held = longest[0]
    value = held.own * 1000
    tell("P21", f"{name}: longest block ({act}; {held.what})", value, target=TARGET, met=held.own <= LONGEST)
    if "--all" in sys.argv:
        for act, held in longest:
            sys.stderr.write(
                f"{held.own * 1000:7.1f} ms, {held.work * 1000:7.1f} of work  {act}  ({held.what})\n"
            )


def main() -> None:
    app = WatchedApplication(["salesdesk", *STYLE_ARGUMENTS])
    load_fonts()
    with demonstration() as workspace:
        report("a day", measure_day(app, workspace))
    with filled(COUNT, quotes=COUNT) as profile:
        report("a crowd in groups", measure_groups(app, profile))
    with filled(COUNT) as profile:
        report("a crowd", measure_crowd(app, profile))


if __name__ == "__main__":
    main()
