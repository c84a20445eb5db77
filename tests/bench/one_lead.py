"""P22: a lead at the stand among 200,000 customers: its form opens, hints at who is known, and saves.

Each is what a person waits for: from the key until the form has the cursor, until the hint can be read, until
the next form is empty. Seven leads; the median is told.
"""

import statistics
import sys
import time
from collections.abc import Callable

from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.shows.capture import CapturePage
from salesdesk.desktop.stage import Stage
from salesdesk.services.customers import CustomerFilter, listing
from tests.bench.figures import tell
from tests.bench.filled import filled, unlocked

COUNT, LEADS = 200_000, 7
OPENS, HINTS, SAVES = 300, 100, 150  # ms
PATIENCE = 20.0  # seconds


def main(count: int = COUNT) -> None:
    with filled(count) as profile:
        stage = Stage(unlocked(profile))
        opened, hinted, saved = [], [], []
        for number in range(LEADS):
            page = _open(stage, opened)
            known = listing(stage.session.workspace.database, CustomerFilter()).page(number * 50, 1)[0]
            _hint(stage, page, known.phone, hinted)
            _save(stage, page, f"台州泵阀 {number}", saved)
            stage.go(Place("customers"))
        stage.close()
    for name, taken, most in (
        ("opens", opened[1:], OPENS),
        ("hints", hinted, HINTS),
        ("saves", saved, SAVES),
    ):
        value = statistics.median(taken)
        tell("P22", f"a lead's form {name}", value, target=f"<= {most} ms", met=value <= most)


def _open(stage: Stage, taken: list[float]) -> CapturePage:
    def there() -> bool:
        page = stage.window.stack.front()
        return isinstance(page, CapturePage) and not stage.background.busy

    taken.append(_until(stage, lambda: stage.window.open(Place("capture")), there))
    stage.settle()
    page = stage.window.stack.front()
    assert isinstance(page, CapturePage)
    return page


def _hint(stage: Stage, page: CapturePage, phone: str, taken: list[float]) -> None:
    def typed() -> None:
        page.form.show_values({"fields": {"phone": phone}})
        page.form.changed.emit()

    taken.append(_until(stage, typed, page.known.isVisible))
    stage.settle()


def _save(stage: Stage, page: CapturePage, company: str, taken: list[float]) -> None:
    page.form.show_values({"fields": {"company": company, "name": "王五"}, "grade": "A"})
    stage.settle()
    taken.append(_until(stage, page.save, lambda: not page.values()))
    stage.settle()


def _until(stage: Stage, work: Callable[[], object], met: Callable[[], bool]) -> float:
    """Do something, and return how many milliseconds it takes until something is so."""
    began = time.perf_counter()
    work()
    while not met() and time.perf_counter() - began < PATIENCE:
        stage.app.processEvents()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
