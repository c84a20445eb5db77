"""What people of a world do with stock."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from salesdesk.services import products, stock
from salesdesk.storage.database import Database
from tests.conftest import TODAY
from tests.sync.office import Desk


def stock_up(world) -> None:
    """Let there be a few of two products, some of them set aside, before anything happens."""
    (keeper,) = (desk for desk in world.desks if desk.name == "chen")
    for _ in range(2):
        goods = _goods(world, keeper, most=1)
        stock.receive(keeper.database, replace(goods, quantity=Decimal(world.dice.randint(2, 12))))
    for desk in (*world.desks, keeper):
        world.whole_cycle(desk)
    stock.allot(
        keeper.database, replace(goods, quantity=Decimal(2)), world.dice.choice(world.desks).database.me
    )
    for desk in (keeper, *world.desks):
        world.whole_cycle(desk)


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
    if desk.living("products") and desk.living("warehouses"):
        goods = [_goods(world, desk, most=3) for _ in range(world.dice.randint(1, 2))]
        stock.reserve(desk.database, _quote(world, desk), goods)


def sell(world, desk: Desk) -> None:
    """Promise goods out of what is set aside for this laptop, or give it back."""
    mine = stock.allotments(desk.database)
    if mine and world.dice.random() < 0.1:
        stock.give_back(desk.database, mine[0].id)
    elif mine:
        quantity = Decimal(world.dice.randint(1, 2))
        stock.take(desk.database, mine[0].id, _quote(world, desk), quantity, today=TODAY)


def _quote(world, desk: Desk) -> UUID:
    if not desk.living("quotes"):
        world.quote(desk)
    return world.dice.choice(sorted(desk.living("quotes")))


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
