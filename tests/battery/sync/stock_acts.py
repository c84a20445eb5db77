"""What people of a world do with stock."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from salesdesk.services import products, stock
from salesdesk.storage.database import Database
from tests.conftest import TODAY
from tests.sync.office import Desk


def keep(world, desk: Desk) -> None:
    """Goods come and go, are set aside for somebody or recalled; mostly by who may."""
    if world.dice.random() < 0.9:
        desk = world.dice.choice([one for one in world.desks if one.name == "chen"])
    database, goods = desk.database, _goods(world, desk, most=6)
    less = replace(goods, quantity=-goods.quantity)
    acts = {
        "receive": lambda: stock.receive(database, goods),
        "issue": lambda: stock.issue(database, goods),
        "adjust": lambda: stock.adjust(database, less, reason="盘点"),
        "allot": lambda: stock.allot(database, goods, world.dice.choice(world.desks).database.me),
        "recall": lambda: _on_some(world, desk, "allotments", stock.recall),
    }
    acts[world.dice.choice(["receive", "receive", "issue", "adjust", "allot", "allot", "recall"])]()


def promise(world, desk: Desk) -> None:
    """Promise goods on a quote, or let a promise go."""
    if world.dice.random() < 0.2:
        _on_some(world, desk, "stock_reservations", stock.release)
        return
    found = sorted(desk.living("quotes"))
    if found and desk.living("products") and desk.living("warehouses"):
        goods = [_goods(world, desk, most=4) for _ in range(world.dice.randint(1, 2))]
        stock.reserve(desk.database, world.dice.choice(found), goods)


def sell(world, desk: Desk) -> None:
    """Promise goods out of what is set aside for this laptop, or give it back."""
    mine, found = stock.allotments(desk.database), sorted(desk.living("quotes"))
    if mine and world.dice.random() < 0.1:
        stock.give_back(desk.database, mine[0].id)
    elif mine and found:
        quantity = Decimal(world.dice.randint(1, 3))
        stock.take(desk.database, mine[0].id, world.dice.choice(found), quantity, today=TODAY)


def _goods(world, desk: Desk, *, most: int) -> stock.Goods:
    """Goods that a laptop knows of; the first ones have to be made up."""
    places = sorted(desk.living("warehouses")) or [stock.add_warehouse(desk.database, "W", "展馆")]
    found = sorted(desk.living("products"))
    if len(found) < 2:
        code = str(world.dice.randrange(10**9))
        found.append(products.add_product(desk.database, {"code": code, "name": "球阀"}))
    return stock.Goods(
        world.dice.choice(found), world.dice.choice(places), Decimal(world.dice.randint(1, most))
    )


def _on_some(world, desk: Desk, entity: str, act: Callable[[Database, UUID], object]) -> None:
    found = sorted(desk.living(entity))
    if found:
        act(desk.database, world.dice.choice(found))
