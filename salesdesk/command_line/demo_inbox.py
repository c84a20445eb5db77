"""Pictures of sync: the inbox with what a real server answered, and every state of the sync card."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Final, cast

from salesdesk.command_line.demo_office import Laptop, connect, laptop, server
from salesdesk.desktop.inbox.lines import SECTIONS
from salesdesk.desktop.inbox.page import InboxPage
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.stage import Stage
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.services import activities, company, customers, demo, inbox, products, quote_lines, quotes
from salesdesk.services.customers import CustomerFilter
from salesdesk.services.quote_lines import QuoteLine
from salesdesk.sync.state import Outcome
from salesdesk.sync.status import State, Status

THEMES: Final = ("light", "dark")
LANGUAGES: Final = ("zh", "en")
_BASE: Final = Status(State.CURRENT, outcome=Outcome.DONE)
STATES: Final[dict[str, Status]] = {
    "offline": replace(_BASE, state=State.OFFLINE, outcome=Outcome.OFFLINE, waiting=4),
    "current": _BASE,
    "working": replace(_BASE, state=State.WORKING, outcome=Outcome.RUNNING, done=37, total=120, waiting=83),
    "pending": replace(_BASE, state=State.PENDING, waiting=3),
    "problem": replace(_BASE, state=State.PROBLEM, problems=5, waiting=2),
    "signed-out": replace(_BASE, state=State.PROBLEM, outcome=Outcome.SIGNED_OUT, waiting=6),
    "suspended": replace(_BASE, state=State.PROBLEM, outcome=Outcome.SUSPENDED),
    "update": replace(_BASE, state=State.PROBLEM, outcome=Outcome.UPDATE),
    "outdated": replace(_BASE, state=State.PROBLEM, outcome=Outcome.OUTDATED),
    "consent": replace(_BASE, state=State.PROBLEM, outcome=Outcome.CONSENT, deleted=612),
    "alone": Status(State.ALONE),
}
"""Each state of the card: the five calm ones, those that want a person, and working alone."""


def inbox_pictures(folder: Path, out: Path) -> list[Path]:
    """Let three people work with a server until they disagree; take the pictures on one of their laptops."""
    people = {name: laptop(folder / name) for name in ("li", "wang", "han")}
    li = people.pop("li")
    try:
        with server(folder / "server") as address:
            for name, one in (("li", li), *people.items()):
                connect(one, address, name)
            _work(li, people["wang"], people["han"])
    finally:
        for one in people.values():
            one.workspace.close()
    return _pictures(li, out)  # the server is gone by now: what is written waits


def _work(li: Laptop, wang: Laptop, han: Laptop) -> None:
    """Disagree about some customers, have something refused and held, and leave something unsent."""
    mine, theirs = li.workspace.database, wang.workspace.database
    demo.import_file(mine, demo.FILES[0])
    given = customers.add_customer(han.workspace.database, {"name": "青岛海纳冷链物流有限公司"})
    some = [row.id for row in customers.listing(mine, CustomerFilter()).page(0, 6)]
    today = company.company_today(mine)
    quote = quotes.draft_quote(mine, some[3], today=today, fields={"title": "二期泵房改造"})
    line = QuoteLine(name="离心泵 CP-80", unit_price=Decimal(12_500), quantity=Decimal(2))
    quote_lines.set_lines(mine, quote, [line])
    for one in (li, han, wang):
        one.sync()
    for customer, other, own in zip(some, _THEIRS, _MINE, strict=False):
        customers.edit_customer(theirs, customer, other)
        customers.edit_customer(mine, customer, own)
    quote_lines.set_lines(theirs, quote, [])
    customers.edit_customers(theirs, [given], {"owner_id": mine.me})
    quotes.move_quote(mine, quote, QuoteStatus.SENT, today=today)
    found = products.product_of_code(mine, "CP-80")
    if found is not None:
        products.edit_product(mine, found, {"spec": "流量 80 m³/h，扬程 50 m", "unit_price": Decimal(12_800)})
    customers.edit_customer(
        han.workspace.database, given, {"note": "冷库二期明年三月招标。", "next_follow_up": _TODAY}
    )
    for one in (wang, han, li):
        one.sync()
    activities.log_activity(mine, some[4], {"kind": "call", "subject": "确认年框价格，周四回复"})
    customers.edit_customer(mine, some[5], {"next_follow_up": _TODAY})


_TODAY: Final = date(2026, 11, 27)
_THEIRS: Final[tuple[dict[str, object], ...]] = (
    {"note": "请本周回访，对方在比价。", "grade": "A", "website": "https://www.xinyuan.example.com"},
    {"industry": "泵阀", "phone": "0755 8288 6688"},
    {"name_en": "Haina Cold Chain Logistics Co., Ltd."},
)
_MINE: Final[tuple[dict[str, object], ...]] = (
    {"note": "已约周四上午十点，带样品。", "grade": "B", "website": "https://xinyuan.example.com"},
    {"industry": "流体设备", "phone": "0755 8288 6600"},
    {"name_en": "Haina Cold Chain Ltd."},
)


def _pictures(li: Laptop, out: Path) -> list[Path]:
    stage = Stage(li.workspace)
    taken: list[Path] = []
    try:
        for theme in THEMES:
            for language in LANGUAGES:
                stage.dress(theme=theme, language=language)
                taken += _look(stage, out, f"{theme}_{language}")
    finally:
        stage.close()
    return taken


def _look(stage: Stage, out: Path, suffix: str) -> list[Path]:
    asked = [one.row_id for one in inbox.conflicts(stage.window.desk.database)]
    most = max(asked, key=asked.count)
    scenes: dict[str, Callable[[], object]] = {
        f"inbox_{section}": partial(stage.go, Place("inbox", args=(("section", section),)))
        for section in SECTIONS
    }
    scenes |= {
        "inbox_conflicts": partial(stage.go, Place("inbox", most, (("section", "conflicts"),))),
        "inbox_many": partial(_choose_all, stage),
        "customers_marked": partial(stage.go, Place("customers")),
        "connection": partial(_go_to_connection, stage),
        "sync_details": partial(_open_details, stage),
    }
    taken = [_take(stage, out / f"{name}_{suffix}.png", show) for name, show in scenes.items()]
    for name, status in STATES.items():
        _stand(stage, status)
        taken.append(out / f"sync_card_{name}_{suffix}.png")
        stage.picture(taken[-1], stage.window.sync.card)
    stage.window.sync.close_details()
    stage.session.sync.look()
    stage.settle()
    return taken


def _take(stage: Stage, path: Path, show: Callable[[], object]) -> Path:
    show()
    stage.settle()
    stage.picture(path)
    return path


def _choose_all(stage: Stage) -> None:
    stage.go(Place("inbox", args=(("section", "conflicts"),)))
    cast("InboxPage", stage.window.stack.front()).list.selectAll()


def _go_to_connection(stage: Stage) -> None:
    """Go there once all sections speak the language: they stand lower or higher then."""
    stage.go(Place("settings"))
    stage.go(Place("settings", args=(("section", "connection"),)))


def _open_details(stage: Stage) -> None:
    stage.go(Place("customers"))
    _stand(
        stage, replace(_BASE, state=State.PROBLEM, problems=inbox.counts(stage.window.desk.database).calling)
    )
    stage.window.sync.turn()


def _stand(stage: Stage, status: Status) -> None:
    """Have the card say how it would stand."""
    sync, now = stage.session.sync, stage.session.clock.now()
    when = None if status.state is State.ALONE else now - timedelta(minutes=3)
    sync.status = replace(status, last_success=when, skew=timedelta(minutes=7))
    sync.changed.emit(sync.status)
    stage.settle()
