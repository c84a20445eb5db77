"""The demo workspace: real files imported the usual way, and a year of made-up selling on top.

It is encrypted like any other, in a profile of its own, and never meets a real server. Its password is no
secret: nothing in it is worth one, and it is never asked for.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import delete

from salesdesk.security.kdf import KdfCosts
from salesdesk.services import accounts, company, imports, products, views
from salesdesk.services.accounts import State, Workspace
from salesdesk.services.sample_show import tell_show
from salesdesk.services.sample_story import Story
from salesdesk.settings import RESOURCES, Places
from salesdesk.storage.database import Database, Step
from salesdesk.storage.in_use import InUse
from salesdesk.storage.tables.replication import UndoStepRow
from salesdesk.words import say

PASSWORD: Final = "the demo hides nothing"  # noqa: S105 - open to everyone on purpose
SAMPLE: Final = RESOURCES / "sample"
FILES: Final = (
    SAMPLE / "customers_zh.csv",
    SAMPLE / "northwind_customers.csv",
    SAMPLE / "products_zh.csv",
    SAMPLE / "northwind_products.csv",
)
_COMPANY: Final = "诺瓦贸易有限公司"
_SELLER: Final[dict[str, object]] = {
    "name": _COMPANY,
    "name_en": "Nova Trading Co., Ltd.",
    "address": "深圳市南山区科技路88号诺瓦大厦12层",
    "address_en": "12/F, Nova Tower, 88 Keji Road, Nanshan, Shenzhen, China",
    "phone": "0755-55508888",
    "email": "sales@nova.example.com",
    "website": "https://nova.example.com",
    "bank_name": "招商银行深圳科技园支行",
    "bank_account": "7559 0000 1234 567",
    "payment_terms": "预付 30 %，发货前付清余款。",
    "delivery_terms": "款到后 15 个工作日发货，含运费至买方工厂。",
    "tax_included": False,
}
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Filled:
    """What a demo workspace was filled with."""

    imported: tuple[imports.ImportResult, ...]
    activities: int
    quotes: int


def open_demo(
    places: Places,
    *,
    language: str,
    now: datetime,
    in_use: InUse | None = None,
    costs: KdfCosts | None = None,
) -> Workspace:
    """Open the demo workspace; it is made and filled if it is not there yet."""
    if accounts.state_of(places) is not State.NEW:
        return accounts.unlock(places, PASSWORD, now=now, keyring=accounts.no_keyring, in_use=in_use)
    workspace = make_demo(places, language=language, now=now, in_use=in_use, costs=costs)
    fill(workspace.database, files=FILES)
    return workspace


def make_demo(
    places: Places,
    *,
    language: str,
    now: datetime,
    in_use: InUse | None = None,
    costs: KdfCosts | None = None,
) -> Workspace:
    """Make the demo workspace, still empty."""
    return accounts.create_workspace(
        places,
        password=PASSWORD,
        language=language,
        name=say("demo.me"),
        company=_COMPANY,
        now=now,
        keyring=accounts.no_keyring,
        in_use=in_use,
        costs=costs or KdfCosts(),
    ).workspace


def reset(places: Places) -> None:
    """Remove the demo workspace with all that was done in it."""
    for folder in (places.files, places.backups):
        shutil.rmtree(folder, ignore_errors=True)
    for path in places.profile.glob("*"):
        if path.is_file() and path not in (places.lock, places.choices):
            path.unlink(missing_ok=True)


def fill(database: Database, *, files: tuple[Path, ...] = FILES, progress: Progress | None = None) -> Filled:
    """Import the files and tell the story; it ends with nothing to undo."""
    company.edit_profile(database, _SELLER)
    imported = []
    for place, path in enumerate(files):
        imported.append(import_file(database, path))
        if progress:
            progress(place + 1, len(files) + 1)
    _price_northwind(database)
    today = company.company_today(database)
    activities, quotes = Story(database, today).tell()
    tell_show(database, today)
    _pin_views(database)
    with database.write(Step.of_machine("demo-made")) as session:
        session.execute(delete(UndoStepRow))
    if progress:
        progress(len(files) + 1, len(files) + 1)
    return Filled(tuple(imported), activities, quotes)


def import_file(database: Database, path: Path) -> imports.ImportResult:
    """Import one file as proposed, without deciding anything by hand."""
    inspection = imports.inspect(path, database=database)
    return imports.carry_out(database, imports.plan(database, inspection))


def _price_northwind(database: Database) -> None:
    """Northwind's prices are dollars, and its trade is tax free abroad; its file says neither."""
    listing = products.listing(database, products.ProductFilter())
    bare = [one.id for one in listing.page(0, listing.count()) if one.code.isdecimal()]
    products.edit_products(database, bare, {"currency": "USD", "tax_rate": 0})


def _pin_views(database: Database) -> None:
    for key, wanted in (("demo.view.south", {"region": "广东省"}), ("demo.view.key", {"grade": "A"})):
        views.add_view(database, "customers", say(key), wanted, is_pinned=True)
