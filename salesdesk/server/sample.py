"""Sample people, products and stock, for `--demo` and nothing else: everybody knows their passwords."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from salesdesk.domain.products import check_product
from salesdesk.domain.stock import Movement
from salesdesk.protocol.setting_ids import id_of_setting
from salesdesk.server import accounts, schema
from salesdesk.server.accounts import Passwords
from salesdesk.server.engine import ask, change
from salesdesk.server.policy import Role
from salesdesk.settings import RESOURCES
from salesdesk.storage.base import new_id
from salesdesk.words import say

PASSWORD: Final = "demo-demo-demo"  # noqa: S105 - everybody may know it
COMPANY: Final = "鑫源流体设备有限公司"
PEOPLE: Final = (
    ("admin", "周晓", Role.ADMINISTRATOR, ""),
    ("wang", "王经理", Role.MANAGER, ""),
    ("li", "李雷", Role.SALESPERSON, "wang"),
    ("han", "韩梅梅", Role.SALESPERSON, "wang"),
    ("finance", "钱会计", Role.FINANCE, ""),
    ("stock", "陈仓", Role.STOCK, ""),
)
WAREHOUSES: Final = (("SZ", "深圳总仓"), ("SH", "上海展馆"))
_COLUMNS: Final = {
    "产品编码": "code",
    "产品名称": "name",
    "英文名称": "name_en",
    "类别": "category",
    "单位": "unit",
    "规格": "spec",
    "单价": "unit_price",
    "币种": "currency",
    "税率": "tax_rate",
}
_FIGURES: Final = {"unit_price", "tax_rate"}
Fields = Mapping[str, Any]


def fill(engine: Engine, now: datetime) -> list[str]:
    """Add the sample if nobody has an account yet; return how to sign in, line by line."""
    if ask(engine, accounts.is_empty):
        fresh = Passwords().hash(PASSWORD)
        change(engine, lambda db: _fill(db, fresh, now))
    told = [f"  {login:<8} {name} ({say(f'server.role.{role}')})" for login, name, role, _ in PEOPLE]
    return [say("server.demo", password=PASSWORD), *told]


def _fill(session: Session, password_hash: str, now: datetime) -> None:
    schema.alone(session.connection())
    if not accounts.is_empty(session):
        return
    made: dict[str, UUID] = {}
    for login, name, role, manager in PEOPLE:
        made[login] = accounts.add(
            session, login, password_hash, name=name, role=role, manager=manager, now=now
        )
    by = made["admin"]
    setting = {"id": id_of_setting("name"), "key": "name", "value": COMPANY}
    accounts.put_rows(session, "company_settings", [setting], by=by, now=now)
    products = [{"id": new_id(), **product} for product in _products()]
    accounts.put_rows(session, "products", products, by=by, now=now)
    places = [{"id": new_id(), "code": code, "name": name} for code, name in WAREHOUSES]
    accounts.put_rows(session, "warehouses", places, by=by, now=now)
    accounts.put_rows(session, "stock_movements", list(_deliveries(products, places)), by=by, now=now)


def _deliveries(products: Sequence[Fields], places: Sequence[Fields]) -> Iterator[Fields]:
    """Yield what came of each product: some here, some there, and of a few nothing."""
    for number, product in enumerate(products):
        for place, warehouse in enumerate(places):
            quantity = Decimal((number * 7 + place * 11) % 24)
            where = {"warehouse_id": warehouse["id"], "product_id": product["id"]}
            if quantity:
                yield {**where, "kind": Movement.RECEIVE.value, "quantity": quantity}


def _products() -> list[dict[str, object]]:
    path = RESOURCES / "sample" / "products_zh.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [_product(line) for line in csv.DictReader(file)]


def _product(line: dict[str, str]) -> dict[str, object]:
    given: dict[str, object] = {}
    for column, field in _COLUMNS.items():
        text = line[column]
        given[field] = Decimal(text.rstrip("%")) if field in _FIGURES else text
    return check_product(given, new=True)
